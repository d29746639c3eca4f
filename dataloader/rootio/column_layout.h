// Which columns a tree has, and how the bytes of a basket become their values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>

#include "dataloader/rootio/number_coding.h"
#include "dataloader/rootio/streamer_info.h"
#include "dataloader/rootio/tree_metadata.h"

namespace TMVA::inline standalone::rootio {

/// Something in an entry that is stepped over on the way to a column's values.
struct Skip {
  enum class Kind : std::uint8_t {
    kBytes,    ///< `size` of them
    kHeader,   ///< byte count and version, which must be `size`
    kObject,   ///< all that a byte count says
    kText,     ///< a TString
    kTObject,  ///< its bits say how long it is
    kPointer   ///< an object, a reference to one, or nothing
  };
  Kind kind = Kind::kBytes;
  std::int64_t size = 0;
};

/// How the values of an entry are found by walking it.
struct EntryWalk {
  std::vector<Skip> skips;        ///< before the column
  std::int64_t header_bytes = 0;  ///< of the column itself, if its entry is not empty
  bool is_counted = true;  ///< the outermost list begins with a count; else it goes on to the end
  int levels = 0;          ///< of lists; the innermost of text counts too
  bool is_text = false;
};

struct ColumnLayout {
  enum class Storage : std::uint8_t {
    kFixed,  ///< all entries have the same size
    kRun,    ///< behind a header, values to the end of the entry
    kWalked  ///< by EntryWalk
  };
  std::size_t branch = 0;
  Storage storage = Storage::kFixed;
  NumberCoding coding;
  std::int64_t item_length = 1;   ///< values per entry or, in a list, per item
  std::int64_t entry_bytes = 0;   ///< kFixed: bytes of the branch's entry ...
  std::int64_t offset = 0;        ///< ... and where therein the values begin
  std::int64_t header_bytes = 0;  ///< kRun: bytes before the values of each entry
  EntryWalk walk;
  /// Holds the number of items, where baskets store no offsets.
  std::optional<std::size_t> count_column;
};

struct Column {
  ColumnInfo info;
  ColumnLayout layout;
  std::size_t leaf = 0;  ///< of the branch
};

std::vector<Column> MakeColumns(const TreeMetadata& tree, const StreamerInfos& infos);

}  // namespace TMVA::inline standalone::rootio
