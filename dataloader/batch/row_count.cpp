// Counts of rows.
#include "dataloader/batch/row_count.h"

#include <cmath>

#include <TMVA/Error.h>

#include "dataloader/batch/parallel.h"

namespace TMVA::inline standalone::batch {

RowCounts CountRows(const WindowRows& rows, bool skip_damaged, int threads,
                    const std::function<void()>& poll) {
  RowCounts counts;
  counts.windows.resize(rows.NumWindows());
  counts.classes.windows.resize(rows.NumWindows());
  std::vector<std::map<double, double>> weights(rows.NumWindows());
  std::vector<ReadScratch> scratch(static_cast<std::size_t>(std::max(threads, 1)));
  ParallelFor(
      rows.NumWindows(), threads,
      [&](std::size_t window, std::size_t thread) {
        // Where damaged rows are left out, all columns have to be looked at.
        const auto selection = skip_damaged ? rows.SelectSound(window, scratch[thread])
                                            : rows.Select(window, scratch[thread]);
        counts.windows[window] = selection.count;
        auto& classes = counts.classes.windows[window];
        for (const auto label : selection.labels) {
          if (std::isnan(label)) throw DataError("label: a row has the label NaN");
          ++classes[label];
          constexpr std::size_t kMostClasses = 1000;
          if (classes.size() > kMostClasses)
            throw DataError("label: there are more than 1000 different values; it must be a class");
        }
        for (std::size_t i = 0; i < selection.weights.size(); ++i)
          weights[window][selection.labels[i]] += selection.weights[i];
      },
      poll);
  for (const auto count : counts.windows) counts.total += count;
  for (const auto& window : counts.classes.windows)
    for (const auto& [label, count] : window) counts.classes.total[label] += count;
  for (const auto& window : weights)
    for (const auto& [label, weight] : window) counts.classes.weight[label] += weight;
  return counts;
}

}  // namespace TMVA::inline standalone::batch
