// What a progress bar looks like, and when it is drawn anew: plain functions, so that tests need no
// clock.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace TMVA::inline standalone {

struct ProgressState {
  std::string_view task, unit, note;
  std::int64_t done = 0, total = 0;  ///< total <= 0: unknown
  double seconds = 0;                ///< since the beginning
};

/// "0.4 s", "12 s", "3 min 20 s", "2 h 05 min".
std::string FormatDuration(double seconds);
/// "Train BDT [=====>    ]  50 %  400/800 trees, 120 trees/s, 3 s left, loss 0.31", at most `width`
/// columns.
std::string FormatBar(const ProgressState& state, std::size_t width);
/// The same facts without a bar, for log files.
std::string FormatProgressLine(const ProgressState& state);

}  // namespace TMVA::inline standalone
