// From columns to rows: values of some columns into rows that lie anywhere in an arena.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace TMVA::inline standalone::batch {

/// The place of a row in the arena.
using Slot = std::uint32_t;
constexpr Slot kNoSlot = UINT32_MAX;  ///< of a row that is not wanted

/// Values of `size` bytes that lie `stride` bytes apart, for the byte `offset` of each row.
struct Lane {
  const std::byte* values = nullptr;
  std::size_t stride = 0;
  std::size_t size = 0;
  std::size_t offset = 0;
};

/// Row i comes from entry rows[i], or i where `rows` is empty, and goes to slots[i].
struct Destination {
  std::span<const std::uint32_t> rows;
  std::span<const Slot> slots;
  std::byte* arena = nullptr;
  std::size_t row_bytes = 0;
};

void Scatter(std::span<const Lane> lanes, const Destination& to);

}  // namespace TMVA::inline standalone::batch
