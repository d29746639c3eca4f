// Reads entry ranges of some columns of a TTree.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>

#include "dataloader/rootio/basket.h"
#include "dataloader/rootio/column_layout.h"
#include "dataloader/rootio/column_reader.h"
#include "dataloader/rootio/tree_metadata.h"

namespace TMVA::inline standalone::rootio {

/// What a cursor shares with the tree that opened it.
struct TreeData {
  TreeMetadata metadata;
  std::vector<Column> columns;
};

/// Where the baskets of a branch lie that names a file of its own, relative to the folder of the
/// tree's.
std::string PathOfBaskets(const std::string& tree_file, const std::string& name);

class TreeCursor final : public ColumnCursor {
 public:
  /// `owner` keeps file and data alive.
  TreeCursor(std::shared_ptr<const void> owner, const RawFile& file, const TreeData& data,
             const std::vector<std::size_t>& columns);

  void Prepare(EntryRange range) override;
  void Read(EntryRange range, std::span<ColumnBlock> out) override;

 private:
  std::unique_ptr<ColumnReader> MakeReader(const Column& column);
  BasketLoader& LoaderOf(std::size_t branch);
  const RawFile& FileOf(const BranchMetadata& branch);
  void CheckRange(EntryRange range) const;
  void CheckReadable(const Column& column) const;

  std::shared_ptr<const void> owner_;
  const RawFile& file_;
  const TreeData& data_;
  BasketScratch scratch_;
  std::map<std::string, std::unique_ptr<RawFile>> other_files_;  // of branches that lie elsewhere
  std::vector<std::unique_ptr<BasketLoader>> loaders_;           // one a branch
  std::vector<std::unique_ptr<ColumnReader>> readers_;           // one a column
};

}  // namespace TMVA::inline standalone::rootio
