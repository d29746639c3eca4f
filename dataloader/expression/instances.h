// Instances: which array elements a formula takes for an entry, as TTreeFormula counts them.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "dataloader/expression/machine.h"

namespace TMVA::inline standalone {

/// Number of instances in each iterated dimension: the smallest among the arrays.
std::array<std::int64_t, kMaxDimensions> InstanceSizes(const Code& code, const Chunk& chunk,
                                                       std::int64_t row);
/// False when one of the elements that the code names by number does not exist in this row; then
/// the row has no instance.
bool IsComplete(const Code& code, const Chunk& chunk, std::int64_t row);
std::int64_t CountInstances(const Code& code, const Chunk& chunk, std::int64_t row);

/// Where the element of an array that a lane means lies among the values of its column.
class ElementFinder {
 public:
  /// `slot`: the first of the computed indices on the stack.
  ElementFinder(Machine& machine, const Reference& reference, const Lanes& lanes, int slot);
  /// -1 when there is no such element.
  std::int64_t operator()(int lane) const;

 private:
  struct Step {
    std::int64_t size = 0;  ///< -1: what the entry has
    std::int64_t fixed = 0;
    const std::int64_t* index = nullptr;
    const double* computed = nullptr;
  };
  const Lanes& lanes_;
  std::int64_t begin_;
  std::int64_t length_;
  std::span<const std::int64_t> offsets_;
  std::int64_t inner_ = 1;  ///< elements below the first dimension
  std::array<Step, kMaxArrayDimensions> steps_;
  std::size_t count_ = 0;
};

/// The instances of some rows, handed out in blocks of lanes.
class InstanceBlocks {
 public:
  /// Uses the kInstanceSlots places from `slot` on; `rows.count` rows.
  InstanceBlocks(Machine& machine, const Code& code, const Lanes& rows, int slot);
  bool Next();
  const Lanes& lanes() const { return lanes_; }
  const std::int64_t* owners() const { return owner_; }  ///< position among the rows given

 private:
  bool StartRow();
  void Advance();

  const Code& code_;
  const Chunk& chunk_;
  const Lanes& rows_;
  Lanes lanes_;
  std::int64_t* row_;
  std::int64_t* owner_;
  std::int64_t* iteration_;
  std::int64_t* total_;
  std::array<std::int64_t*, kMaxDimensions> index_{};
  int next_row_ = 0;
  std::array<std::int64_t, kMaxDimensions> sizes_{};
  std::array<std::int64_t, kMaxDimensions> at_{};
  std::int64_t done_ = 0;   ///< instances of the present row that were handed out
  std::int64_t count_ = 0;  ///< instances of the present row
};

/// Computes a reduction for `rows` into place `out`; uses the places from `slot` on.
void ReduceRows(Machine& machine, const Reduction& reduction, const Lanes& rows, int slot, int out);

}  // namespace TMVA::inline standalone
