// Readers of one column of a tree, each for one kind of storage.
#pragma once

#include <memory>

#include <TMVA/ColumnSource.h>

#include "dataloader/rootio/basket.h"
#include "dataloader/rootio/column_layout.h"

namespace TMVA::inline standalone::rootio {

class ColumnReader {
 public:
  virtual ~ColumnReader() = default;
  virtual void Read(EntryRange range, ColumnBlock& out) = 0;
  /// A damaged tree may claim entries that are not there: looks before memory is taken for them.
  virtual void VerifySize(EntryRange) {}
};

/// What a reader reads from. All outlives it.
struct ColumnPlace {
  const BasketIndex& index;
  const ColumnLayout& layout;
  BasketLoader& loader;
};

std::unique_ptr<ColumnReader> MakeFixedReader(const ColumnPlace& place);
/// `counts` reads the numbers of items, for baskets without a table of offsets; it may be null, and
/// covers `counted_entries` entries.
std::unique_ptr<ColumnReader> MakeRunReader(const ColumnPlace& place,
                                            std::unique_ptr<ColumnReader> counts,
                                            std::int64_t counted_entries);
/// `levels` of lists.
std::unique_ptr<ColumnReader> MakeWalkReader(const ColumnPlace& place, int levels);

}  // namespace TMVA::inline standalone::rootio
