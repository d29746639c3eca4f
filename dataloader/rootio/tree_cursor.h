// Reads entry ranges of some columns of a TTree.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <TMVA/ColumnSource.h>

#include "dataloader/rootio/basket.h"
#include "dataloader/rootio/column_layout.h"
#include "dataloader/rootio/tree_metadata.h"

namespace TMVA::inline standalone::rootio {

/// What a cursor shares with the tree that opened it.
struct TreeData {
  TreeMetadata metadata;
  std::vector<Column> columns;
};

class TreeCursor final : public ColumnCursor {
 public:
  /// `owner` keeps file and data alive.
  TreeCursor(std::shared_ptr<const void> owner, const RawFile& file, const TreeData& data,
             const std::vector<std::size_t>& columns);
  ~TreeCursor() override;

  void Prepare(EntryRange range) override;
  void Read(EntryRange range, std::span<ColumnBlock> out) override;

 private:
  class FixedReader;
  class VariableReader;
  struct Reader;

  BasketLoader& LoaderOf(std::size_t branch);
  void CheckRange(EntryRange range) const;
  void CheckReadable(const Column& column) const;

  std::shared_ptr<const void> owner_;
  const RawFile& file_;
  const TreeData& data_;
  BasketScratch scratch_;
  std::vector<std::unique_ptr<BasketLoader>> loaders_;  // one a branch, shared by its columns
  std::vector<std::unique_ptr<Reader>> readers_;        // one a column
};

}  // namespace TMVA::inline standalone::rootio
