// Rankings of the input variables that need no method, and their linear correlations.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tmva/evaluation/figures.h"
#include "tmva/evaluation/input_variables.h"
#include "tmva/evaluation/response_pdf.h"
#include "tmva/evaluation/result_directory.h"
#include "tmva/evaluation/variable_histograms.h"

namespace TMVA::inline standalone {
namespace {

using RankedVariables = std::vector<std::pair<std::string, double>>;

std::string RankingTable(const std::string& quantity, RankedVariables variables) {
  std::stable_sort(variables.begin(), variables.end(), [](const auto& a, const auto& b) {
    return std::isnan(a.second) ? false : std::isnan(b.second) || a.second > b.second;
  });
  std::size_t width = 8;
  for (const auto& [name, value] : variables) width = std::max(width, name.size());
  const std::string rule(width + quantity.size() + 14, '-');
  auto text = "Ranking result (top variable is best ranked)\n" + rule + "\n" +
              fmt::format("Rank : {:<{}} : {}\n", "Variable", width, quantity) + rule + "\n";
  for (std::size_t i = 0; i < variables.size(); ++i)
    text +=
        fmt::format("{:4} : {:<{}} : {}\n", i + 1, variables[i].first, width,
                    std::isnan(variables[i].second) ? std::string("--")
                                                    : fmt::format("{:.3e}", variables[i].second));
  return text + rule + "\n";
}

/// Mean separation over all pairs of classes, which for two classes is TMVA's.
std::string SeparationRanking(const DataSet& data, const VariableMoments& moments) {
  const DataSetInfo& info = data.Info();
  const auto histograms = FillVariables(data, Types::kTraining, moments, {}, "");
  const std::size_t classes = info.classes.size();
  RankedVariables ranked;
  for (std::size_t v = 0; v < info.variables.size(); ++v) {
    double sum = 0;
    int pairs = 0;
    for (std::size_t a = 0; a < classes && !histograms.empty(); ++a)
      for (std::size_t b = a + 1; b < classes; ++b, ++pairs)
        sum += Separation(histograms[v * classes + a], histograms[v * classes + b]);
    ranked.emplace_back(info.variables[v].label, pairs > 0 ? sum / pairs : kNoFigure);
  }
  return RankingTable("Separation", std::move(ranked));
}

std::string RegressionRanking(const DataSet& data, const VariableMoments& moments,
                              std::size_t target) {
  const DataSetInfo& info = data.Info();
  const std::size_t variables = info.variables.size();
  std::vector<ColumnPair> pairs;
  for (std::size_t v = 0; v < variables; ++v)
    pairs.push_back({v, variables + target, 0, "", "", "", ""});
  RankedVariables correlation, information, ratio, ratio_transposed;
  FillPairs(data, Types::kTraining, moments, pairs, [&](const Histogram2& histogram) {
    const std::size_t v = correlation.size();
    const auto& label = info.variables[v].label;
    correlation.emplace_back(label, std::abs(moments.Correlation(0, v, variables + target)));
    information.emplace_back(label, MutualInformation(histogram));
    ratio.emplace_back(label, CorrelationRatio(histogram));
    ratio_transposed.emplace_back(label, CorrelationRatio(Transposed(histogram)));
  });
  return RankingTable("|Correlation with target|", std::move(correlation)) +
         RankingTable("Mutual information", std::move(information)) +
         RankingTable("Correlation Ratio", std::move(ratio)) +
         RankingTable("Correlation Ratio (T)", std::move(ratio_transposed));
}

std::string MatrixText(const DataSetInfo& info, const VariableMoments& moments, std::size_t cls) {
  constexpr std::size_t kMostPrinted = 100;
  const std::string& name = info.classes[cls].name;
  if (info.variables.size() > kMostPrinted)
    return fmt::format("Correlation matrix ({}): {} variables, not printed\n", name,
                       info.variables.size());
  std::size_t width = 7;
  for (const auto& variable : info.variables) width = std::max(width, variable.label.size());
  const std::string rule((width + 1) * (info.variables.size() + 1) + 1, '-');
  auto text = "Correlation matrix (" + name + "):\n" + rule + "\n" + std::string(width + 1, ' ');
  for (const auto& variable : info.variables) text += fmt::format(" {:>{}}", variable.label, width);
  text += "\n";
  for (std::size_t a = 0; a < info.variables.size(); ++a) {
    text += fmt::format("{:>{}}:", info.variables[a].label, width);
    for (std::size_t b = 0; b < info.variables.size(); ++b)
      text += fmt::format(" {:>+{}.3f}", moments.Correlation(cls, a, b), width);
    text += "\n";
  }
  return text + rule + "\n";
}

/// CorrelationMatrixS/B, CorrelationMatrix (regression), CorrelationMatrix<Class>.
Histogram2 MatrixHistogram(const DataSetInfo& info, const VariableMoments& moments,
                           std::size_t cls) {
  const bool two = info.analysis != Types::kMulticlass && info.analysis != Types::kRegression;
  const bool signal = cls == info.SignalClass();
  const std::string& class_name = info.classes[cls].name;
  const std::string suffix = info.analysis == Types::kRegression ? ""
                             : two                               ? (signal ? "S" : "B")
                                                                 : class_name;
  const std::string kind = two ? (signal ? "signal" : "background") : class_name;
  const auto n = info.variables.size();
  const int bins = static_cast<int>(n);
  Histogram2 matrix("CorrelationMatrix" + suffix, "Correlation Matrix (" + kind + ")", bins, 0,
                    bins, bins, 0, bins);
  for (const auto& variable : info.variables) {
    matrix.x_labels.push_back(variable.title);
    matrix.y_labels.push_back(variable.title);
  }
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < n; ++b)
      // In per cent without decimals, cut off as in TMVA's files; the printed matrix has the
      // digits.
      matrix.contents[(a + 1) + (n + 2) * (b + 1)] =
          std::trunc(100 * moments.Correlation(cls, a, b));
  matrix.entries = static_cast<double>(n * n);
  return matrix;
}

}  // namespace

std::string RankInputVariables(const DataSet& data) {
  const DataSetInfo& info = data.Info();
  const bool regression = info.analysis == Types::kRegression;
  const VariableMoments moments(data, Types::kTraining, regression);
  std::string text = "Ranking input variables (method unspecific)...\n";
  if (!regression) return text + SeparationRanking(data, moments);
  for (std::size_t k = 0; k < info.targets.size(); ++k) {
    if (info.targets.size() > 1) text += "Target " + info.targets[k].label + ":\n";
    text += RegressionRanking(data, moments, k);
  }
  return text;
}

std::string MonitorCorrelations(OutputFile* file, const DataSet& data) {
  const DataSetInfo& info = data.Info();
  const VariableMoments moments(data, Types::kTraining, true);
  std::string text;
  for (std::size_t cls = 0; cls < info.classes.size(); ++cls) {
    if (!moments.HasEvents(cls)) continue;
    text += MatrixText(info, moments, cls);
    if (file) file->Write(ResultDirectory(info.name), MatrixHistogram(info, moments, cls));
  }
  return text;
}

}  // namespace TMVA::inline standalone
