// Balance: how often each row appears in an epoch, so that classes are equally large.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include <TMVA/BatchGenerator.h>

namespace TMVA::inline standalone::batch {

/// Rows of each label in each window, and in all.
struct ClassCounts {
  std::vector<std::map<double, std::int64_t>> windows;
  std::map<double, std::int64_t> total;
  std::map<double, double> weight = {};  ///< sums, where rows have weights
};

/// Which rows of each class appear once more than the others is drawn anew in each epoch: exactly
/// as many as are missing, by selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2,
/// algorithm S). The state at the start of each window is kept, so windows may come in any order.
class RowCopies {
 public:
  /// `wanted` rows of every class.
  RowCopies(const ClassCounts& counts, std::int64_t wanted, std::uint64_t seed,
            std::uint64_t epoch);
  /// How often each row of a window appears. `labels` are those of its rows.
  std::vector<std::uint32_t> Of(std::size_t window, std::span<const double> labels) const;
  /// Rows with their repetitions.
  std::int64_t RowsOf(std::size_t window) const;
  std::int64_t RowsOf(std::size_t window, double label) const;

 private:
  struct State {
    std::int64_t at = 0;      ///< rows of the class before
    std::int64_t chosen = 0;  ///< of them, that appear once more
  };
  struct Class {
    double label = 0;
    std::int64_t rows = 0, copies = 0, extra = 0;
    std::uint64_t stream = 0;
  };
  struct WindowState {
    std::vector<State> states;       ///< one a class
    std::vector<std::int64_t> rows;  ///< of each class, with their repetitions
  };
  bool IsChosen(const Class& cls, State& state) const;

  std::uint64_t seed_;
  std::vector<Class> classes_;  ///< ascending labels
  std::vector<WindowState> windows_;
};

}  // namespace TMVA::inline standalone::batch
