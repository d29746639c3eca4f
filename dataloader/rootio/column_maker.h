// What makers of columns share: a column of a branch, filled in by how its values are stored.
#pragma once

#include <string>
#include <vector>

#include "dataloader/rootio/column_layout.h"

namespace TMVA::inline standalone::rootio {

constexpr std::int64_t kLongestEntry = std::int64_t{1} << 30;  // a basket is smaller than 2 GiB

/// Type and shape of the values of an entry or an item.
struct ValueShape {
  NumberCoding coding;
  std::int64_t length = 1;
  std::vector<std::int64_t> dimensions = {};
};

/// The fixed dimensions in a title like "x[n][2][3]/F", or `length` where they do not multiply to it.
std::vector<std::int64_t> Dimensions(const std::string& title, std::int64_t length);

void SetFixed(Column& column, const ValueShape& shape);
/// A list that fills the entry behind its header.
void SetRun(Column& column, const ValueShape& shape, std::int64_t header_bytes);
void SetWalked(Column& column, const ValueShape& shape, EntryWalk walk);
void SetUnsupported(Column& column, const std::string& type);

/// Columns of a branch of plain numbers and texts: one a leaf.
void AddLeafColumns(const BranchMetadata& branch, std::size_t index, std::vector<Column>& columns);
/// Columns of a branch made from a class: vectors, texts, the members of split and unsplit objects.
void AddElementColumns(const BranchMetadata& branch, std::size_t index, const StreamerInfos& infos,
                       std::vector<Column>& columns);

/// A list type by its name: "vector<vector<float> >", "vector<string>", "string". Nothing when its
/// items are neither numbers nor texts.
struct ListType {
  NumberCoding coding;
  int levels = 0;
  bool is_text = false;
};
std::optional<ListType> ParseListType(const std::string& type_name);

}  // namespace TMVA::inline standalone::rootio
