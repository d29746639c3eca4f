// Reads entry ranges of some columns of an RNTuple.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>

#include "dataloader/rootio/rntuple/element_reader.h"
#include "dataloader/rootio/rntuple/field_layout.h"

namespace TMVA::inline standalone::rootio {

/// What a cursor shares with the RNTuple that opened it.
struct NtupleData {
  NtupleMetadata metadata;
  std::vector<FieldLayout> layouts;
};

class NtupleCursor final : public ColumnCursor {
 public:
  /// `owner` keeps file and data alive.
  NtupleCursor(std::shared_ptr<const void> owner, const RawFile& file, const NtupleData& data,
               const std::vector<std::size_t>& columns);
  ~NtupleCursor() override;

  void Read(EntryRange range, std::span<ColumnBlock> out) override;

 private:
  class Shape;
  struct Column;

  Shape& ShapeOf(const FieldLayout& layout);
  std::vector<ElementRange> Split(EntryRange range) const;

  std::shared_ptr<const void> owner_;
  const RawFile& file_;
  const NtupleData& data_;
  std::string description_;
  PageScratch scratch_;
  std::vector<std::unique_ptr<Shape>> shapes_;  // shared by columns of the same lists
  std::vector<Column> columns_;
};

}  // namespace TMVA::inline standalone::rootio
