// Histograms of variables and targets.
#include "tmva/evaluation/variable_histograms.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include "tmva/evaluation/figures.h"

namespace TMVA::inline standalone {
namespace {

constexpr int kBins = 40, kPairBins = 300, kMaxIntegerBins = 1000;
constexpr std::size_t kPairsInMemory = 64, kMaxForScatterPlots = 20;

const VariableInfo& Column(const DataSetInfo& info, std::size_t column) {
  const std::size_t variables = info.variables.size();
  return column < variables ? info.variables[column] : info.targets[column - variables];
}

/// "Variable 3 (Gauss->Deco)  [units]".
std::string AxisTitle(const VariableInfo& variable, const TransformationChain& chain) {
  std::string steps;
  for (std::size_t i = 0; i < chain.Size(); ++i)
    if (const auto name = chain[i].ShortName(); name != "Id")
      steps += (steps.empty() ? "" : "->") + name;
  auto title = variable.title;
  if (!steps.empty()) title += " (" + steps + ")";
  if (!variable.unit.empty()) title += "  [" + variable.unit + "]";
  return title;
}

struct Binning {
  int bins;
  double low, high;
};

Binning BinningOf(const VariableInfo& variable, const VariableMoments& moments,
                  std::size_t column) {
  const double low = moments.Low(column), high = moments.High(column);
  const bool integers = variable.type == 'I' && low == std::floor(low) && high == std::floor(high);
  if (integers && high - low < kMaxIntegerBins)
    return {static_cast<int>(high - low) + 1, low, high + 1};
  const double bin = (high - low) / kBins;
  const double room = 1e-6 * std::max(1.0, std::abs(high));  // a constant still gets an axis
  return {kBins, low, high + std::max(bin, room)};
}

std::string ClassSuffix(const DataSetInfo& info, std::size_t column, std::size_t cls) {
  return info.classes[cls].name + (column < info.variables.size() ? "" : "_target");
}

}  // namespace

std::vector<Histogram1> FillVariables(const DataSet& data, Types::ETreeType sample,
                                      const VariableMoments& moments,
                                      const TransformationChain& chain, const std::string& suffix) {
  const DataSetInfo& info = data.Info();
  const std::size_t classes = info.classes.size(), columns = moments.columns();
  std::vector<Histogram1> histograms;
  if (data.NumEvents(sample) == 0) return histograms;
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t cls = 0; cls < classes; ++cls) {
      const auto& variable = Column(info, c);
      const auto [bins, low, high] = BinningOf(variable, moments, c);
      auto histogram =
          WeightedHistogram(variable.internal_name + "__" + ClassSuffix(info, c, cls) + suffix,
                            variable.title, bins, low, high, true);
      histogram.x_title = AxisTitle(variable, chain);
      histogram.y_title =
          fmt::format("dN_{{ }}/^{{ }}{:.3g} {}", (high - low) / bins, variable.unit);
      histograms.push_back(std::move(histogram));
    }
  const StreamOptions options{.sample = sample};
  data.ForEach(options, [&](const EventBatch& batch) {
    for (std::size_t e = 0; e < static_cast<std::size_t>(batch.size); ++e)
      for (std::size_t c = 0; c < columns; ++c)
        histograms[c * classes + batch.classes[e]].Fill(
            ColumnValue(batch, info.variables.size(), info.targets.size(), e, c), batch.weights[e]);
  });
  return histograms;
}

void FillPairs(const DataSet& data, Types::ETreeType sample, const VariableMoments& moments,
               const std::vector<ColumnPair>& pairs,
               const std::function<void(const Histogram2&)>& use) {
  const DataSetInfo& info = data.Info();
  const StreamOptions options{.sample = sample};
  const auto axis = [&](std::size_t c) {
    const double low = moments.Low(c), high = moments.High(c);
    return std::pair(low, low < high ? high : low + 1e-6 * std::max(1.0, std::abs(low)));
  };
  for (std::size_t first = 0; first < pairs.size(); first += kPairsInMemory) {
    const auto group =
        std::span(pairs).subspan(first, std::min(kPairsInMemory, pairs.size() - first));
    std::vector<Histogram2> histograms;
    for (const auto& pair : group) {
      const auto [x_low, x_high] = axis(pair.x);
      const auto [y_low, y_high] = axis(pair.y);
      histograms.emplace_back(pair.name, pair.title, kPairBins, x_low, x_high, kPairBins, y_low,
                              y_high);
      histograms.back().x_title = pair.x_title;
      histograms.back().y_title = pair.y_title;
    }
    data.ForEach(options, [&](const EventBatch& batch) {
      const auto value = [&](std::size_t e, std::size_t c) {
        return ColumnValue(batch, info.variables.size(), info.targets.size(), e, c);
      };
      // One thread fills a histogram, so the order of its sums does not depend on their number.
      tbb::parallel_for(std::size_t{0}, group.size(), [&](std::size_t p) {
        for (std::size_t e = 0; e < static_cast<std::size_t>(batch.size); ++e)
          if (batch.classes[e] == group[p].cls)
            histograms[p].Fill(value(e, group[p].x), value(e, group[p].y), batch.weights[e]);
      });
    });
    for (const auto& histogram : histograms) use(histogram);
  }
}

void WriteVariableHistograms(OutputFile& file, const std::string& directory, const DataSet& data,
                             Types::ETreeType sample, const VariableMoments& moments,
                             const TransformationChain& chain, const std::string& suffix) {
  const DataSetInfo& info = data.Info();
  file.MakeDirectory(directory);
  if (data.NumEvents(sample) == 0) return;
  for (const auto& histogram : FillVariables(data, sample, moments, chain, suffix))
    file.Write(directory, histogram);
  const std::string plots = directory + "/CorrelationPlots";
  file.MakeDirectory(plots);
  if (moments.columns() > kMaxForScatterPlots) return;
  std::vector<ColumnPair> pairs;
  for (std::size_t i = 0; i < moments.columns(); ++i)
    for (std::size_t j = i + 1; j < moments.columns(); ++j)
      for (std::size_t cls = 0; cls < info.classes.size(); ++cls) {
        const auto &x = Column(info, i), &y = Column(info, j);
        pairs.push_back(
            {i, j, cls,
             "scat_" + y.internal_name + "_vs_" + x.internal_name + "_" + info.classes[cls].name +
                 suffix,
             y.title + " versus " + x.title + " (" + info.classes[cls].name + ")" + suffix,
             AxisTitle(x, chain), AxisTitle(y, chain)});
      }
  FillPairs(data, sample, moments, pairs,
            [&](const Histogram2& histogram) { file.Write(plots, histogram); });
}

}  // namespace TMVA::inline standalone
