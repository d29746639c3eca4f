// Which columns a tree has, and how the bytes of a basket become their values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>

#include "dataloader/rootio/number_coding.h"
#include "dataloader/rootio/streamed_type.h"
#include "dataloader/rootio/streamer_info.h"
#include "dataloader/rootio/tree_metadata.h"

namespace TMVA::inline standalone::rootio {

struct ColumnLayout {
  enum class Storage : std::uint8_t {
    kFixed,  ///< all entries have the same size
    kRun,    ///< behind a header, values to the end of the entry
    kWalked  ///< by walking through the entry
  };
  std::size_t branch = 0;
  Storage storage = Storage::kFixed;
  NumberCoding coding;
  std::int64_t item_length = 1;            ///< values per entry or, in a list, per item
  std::int64_t entry_bytes = 0;            ///< kFixed: bytes of the branch's entry ...
  std::int64_t offset = 0;                 ///< ... and where therein the values begin
  std::int64_t header_bytes = 0;           ///< kRun: bytes before the values of each entry
  std::shared_ptr<const EntryType> entry;  ///< kWalked: what the entry holds ...
  std::vector<std::uint16_t> members;      ///< ... and the way to the values, as in ValuePlace
  /// Holds the number of items, where baskets store no offsets.
  std::optional<std::size_t> count_column;
};

struct Column {
  ColumnInfo info;
  ColumnLayout layout;
  std::size_t leaf = 0;     ///< of the branch
  std::string member = {};  ///< what its name adds to that of the branch, "" or "a.b"
};

std::vector<Column> MakeColumns(const TreeMetadata& tree, const StreamerInfos& infos);

}  // namespace TMVA::inline standalone::rootio
