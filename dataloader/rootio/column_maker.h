// What makers of columns share: the columns of a branch, from the types of what its entries hold.
#pragma once

#include <string>
#include <vector>

#include "dataloader/rootio/column_layout.h"

namespace TMVA::inline standalone::rootio {

/// The fixed dimensions in a title like "x[n][2][3]/F", or `length` where they do not multiply to
/// it.
std::vector<std::int64_t> Dimensions(const std::string& title, std::int64_t length);

/// The columns of one branch, named by `member` only.
std::vector<Column> LeafColumns(const BranchMetadata& branch, std::size_t index);
std::vector<Column> ElementColumns(const BranchMetadata& branch, std::size_t index,
                                   const StreamerInfos& infos);

/// A column of numbers that lie `offset` bytes behind the start of entries of `entry_bytes`.
Column FixedColumn(std::size_t branch, const StreamedType& type, std::int64_t offset,
                   std::int64_t entry_bytes);
/// All columns in what an entry holds; those that cannot be read say why.
std::vector<Column> ColumnsOf(std::size_t branch, EntryType entry);
Column UnsupportedColumn(std::size_t branch, const std::string& type);

}  // namespace TMVA::inline standalone::rootio
