// Balance: how often each row appears in an epoch.
#include "dataloader/batch/balance.h"

#include <algorithm>

#include <TMVA/Random.h>

namespace TMVA::inline standalone::batch {

RowCopies::RowCopies(const ClassCounts& counts, std::int64_t wanted, std::uint64_t seed,
                     std::uint64_t epoch)
    : seed_(seed) {
  constexpr std::uint64_t kCopiesStream = 0x434f50494553;  // "COPIES"
  for (const auto& [label, rows] : counts.total)
    classes_.push_back({label, rows, wanted / rows, wanted % rows,
                        RandomBits(epoch, kCopiesStream, classes_.size())});
  std::vector<State> states(classes_.size());
  for (const auto& window : counts.windows) {
    auto& kept = windows_.emplace_back();
    kept.states = states;
    kept.rows.resize(classes_.size());
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      const auto& cls = classes_[c];
      const auto found = window.find(cls.label);
      if (found == window.end()) continue;
      const auto before = states[c].chosen;
      if (cls.extra == 0)
        states[c].at += found->second;
      else
        for (std::int64_t i = 0; i < found->second; ++i) IsChosen(cls, states[c]);
      kept.rows[c] = cls.copies * found->second + states[c].chosen - before;
    }
  }
}

bool RowCopies::IsChosen(const Class& cls, State& state) const {
  const auto left = static_cast<double>(cls.rows - state.at);
  const auto needed = static_cast<double>(cls.extra - state.chosen);
  const auto bits = RandomBits(seed_, cls.stream, static_cast<std::uint64_t>(state.at));
  const bool chosen = static_cast<double>(bits >> 11) * 0x1p-53 * left < needed;
  ++state.at;
  state.chosen += chosen;
  return chosen;
}

std::int64_t RowCopies::RowsOf(std::size_t window) const {
  std::int64_t sum = 0;
  for (const auto rows : windows_[window].rows) sum += rows;
  return sum;
}

std::int64_t RowCopies::RowsOf(std::size_t window, double label) const {
  for (std::size_t c = 0; c < classes_.size(); ++c)
    if (classes_[c].label == label) return windows_[window].rows[c];
  return 0;
}

std::vector<std::uint32_t> RowCopies::Of(std::size_t window, std::span<const double> labels) const {
  auto states = windows_[window].states;
  std::vector<std::uint32_t> copies(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto found =
        std::lower_bound(classes_.begin(), classes_.end(), labels[i],
                         [](const Class& c, double label) { return c.label < label; });
    auto& state = states[static_cast<std::size_t>(found - classes_.begin())];
    copies[i] = static_cast<std::uint32_t>(found->copies) +
                (found->extra > 0 && IsChosen(*found, state) ? 1U : 0U);
  }
  return copies;
}

}  // namespace TMVA::inline standalone::batch
