// Which columns a tree has, and how the bytes of a basket become their values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>

#include "dataloader/rootio/number_coding.h"
#include "dataloader/rootio/tree_metadata.h"

namespace TMVA::inline standalone::rootio {

struct ColumnLayout {
  std::size_t branch = 0;
  NumberCoding coding;
  std::int64_t length = 1;        ///< values per entry, or ColumnInfo::kVariable
  std::int64_t entry_bytes = 0;   ///< fixed length: bytes of the branch's entry ...
  std::int64_t offset = 0;        ///< ... and where therein the values begin
  std::int64_t item_length = 1;   ///< variable length: values per item counted
  std::int64_t header_bytes = 0;  ///< variable length: bytes before the values of each entry
  std::optional<std::size_t>
      count_column;  ///< holds the number of items, where offsets are missing
};

struct Column {
  ColumnInfo info;
  ColumnLayout layout;
};

std::vector<Column> MakeColumns(const TreeMetadata& tree, const StreamerInfos& infos);

}  // namespace TMVA::inline standalone::rootio
