// StratifiedBorders.
#include "dataloader/batch/stratify.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include <TMVA/Error.h>

#include "dataloader/batch/parallel.h"

namespace TMVA::inline standalone::batch {
namespace {

constexpr std::size_t kBins = std::size_t{1} << 16;

std::size_t BinOf(double number) { return static_cast<std::size_t>(number * kBins); }

/// Calls `look(label, number)` for each row; not for two rows at once.
void ForEachNumber(const TableRows& rows, std::uint64_t seed, int threads,
                   const std::function<void()>& poll,
                   const std::function<void(double label, double number)>& look) {
  std::vector<ReadScratch> scratch(static_cast<std::size_t>(std::max(threads, 1)));
  std::mutex mutex;
  ParallelFor(
      rows.NumWindows(), threads,
      [&](std::size_t window, std::size_t thread) {
        const auto selection = rows.Select(window, scratch[thread]);
        std::vector<double> numbers;
        for (std::int64_t i = 0; i < selection.count; ++i)
          numbers.push_back(rows.NumberOf(window, selection, static_cast<std::size_t>(i), seed));
        const std::lock_guard lock(mutex);
        for (std::size_t i = 0; i < numbers.size(); ++i) look(selection.labels[i], numbers[i]);
      },
      poll);
}

/// The border below which `wanted` rows lie: in which bin, and how many of its rows are below.
struct Place {
  std::size_t bin = 0;
  std::int64_t inside = 0;
  std::vector<double> numbers = {};  ///< of the rows of the bin
};

}  // namespace

std::map<double, std::vector<double>> StratifiedBorders(const TableRows& rows, std::uint64_t seed,
                                                        const std::vector<double>& fractions,
                                                        int threads,
                                                        const std::function<void()>& poll) {
  double sum = 0;
  for (const auto fraction : fractions) {
    if (!(fraction > 0 && fraction < 1))
      throw OptionError("split: the fraction " + std::to_string(fraction) +
                        " is not between 0 and 1");
    sum += fraction;
  }
  if (std::abs(sum - 1) > 1e-9)
    throw OptionError("split: the fractions add up to " + std::to_string(sum) + ", expected 1");
  std::map<double, std::vector<std::int64_t>> histograms;
  ForEachNumber(rows, seed, threads, poll, [&](double label, double number) {
    auto& bins = histograms[label];
    if (bins.empty()) bins.resize(kBins);
    ++bins[BinOf(number)];
  });
  std::map<double, std::vector<Place>> places;
  for (const auto& [label, bins] : histograms) {
    std::int64_t total = 0;
    for (const auto count : bins) total += count;
    double upto = 0;
    for (std::size_t k = 0; k + 1 < fractions.size(); ++k) {
      upto += fractions[k];
      auto left = std::llround(upto * static_cast<double>(total));
      Place place;
      while (place.bin < kBins && left > bins[place.bin]) left -= bins[place.bin++];
      place.inside = left;
      places[label].push_back(std::move(place));
    }
  }
  ForEachNumber(rows, seed, threads, poll, [&](double label, double number) {
    for (auto& place : places[label])
      if (place.bin == BinOf(number)) place.numbers.push_back(number);
  });
  std::map<double, std::vector<double>> borders;
  for (auto& [label, of_class] : places) {
    auto& cuts = borders[label];
    cuts.push_back(0);
    for (auto& place : of_class) {
      std::sort(place.numbers.begin(), place.numbers.end());
      const auto inside = static_cast<std::size_t>(place.inside);
      cuts.push_back(inside < place.numbers.size() ? place.numbers[inside]
                                                   : static_cast<double>(place.bin + 1) / kBins);
    }
    cuts.push_back(1);
  }
  return borders;
}

}  // namespace TMVA::inline standalone::batch
