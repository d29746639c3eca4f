// InOrder: pieces are worked on by several threads, and used one after the other.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace TMVA::inline standalone {

/// Pieces of work whose results must be used in their order.
struct OrderedWork {
  std::size_t count = 0;
  /// Results that may wait or be under way at a time: piece i has slot i % slots to itself.
  std::size_t slots = 1;
  /// Called by the threads; pieces begin in ascending order.
  std::function<void(std::size_t piece, std::size_t slot, std::size_t thread)> work;
  /// Called by the calling thread, in order.
  std::function<void(std::size_t piece, std::size_t slot)> use;
};

/// Runs it with `threads` threads beside the calling one; with 0 the calling one does all. The
/// error of the lowest piece comes out. False when `stop` asked for an end before the last piece
/// was used.
bool RunInOrder(const OrderedWork& pieces, std::size_t threads, std::stop_token stop);

}  // namespace TMVA::inline standalone
