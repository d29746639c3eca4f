// Correlations between the methods' responses, and with the variables (Factory option
// Correlations).
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "tmva/data/moments.h"
#include "tmva/evaluation/evaluation.h"

namespace TMVA::inline standalone {
namespace {

std::string Matrix(const std::string& title, const std::vector<std::string>& rows,
                   const std::vector<std::string>& columns, const auto& value) {
  std::size_t width = 8;
  for (const auto& name : rows) width = std::max(width, name.size());
  for (const auto& name : columns) width = std::max(width, name.size());
  std::string text = title + "\n" + std::string(width + 1, ' ');
  for (const auto& name : columns) text += fmt::format(" {:>{}}", name, width);
  text += "\n";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    text += fmt::format("{:>{}}:", rows[r], width);
    for (std::size_t c = 0; c < columns.size(); ++c)
      text += fmt::format(" {:>+{}.3f}", value(r, c), width);
    text += "\n";
  }
  return text + "\n";
}

/// Methods with a response to every event of the sample.
struct Evaluated {
  const MethodResponses* responses;
  double cut;
};

}  // namespace

std::string ResponseCorrelations(const DataSet& data, const SampleTruth& truth,
                                 std::span<const MethodResponses> responses,
                                 std::span<const MethodEvaluation> methods) {
  const auto& info = data.Info();
  std::vector<Evaluated> evaluated;
  std::vector<std::string> titles, variables;
  for (const auto& method : methods) {
    const auto found = std::find_if(responses.begin(), responses.end(),
                                    [&](const auto& r) { return r.title == method.title; });
    if (found == responses.end() || found->test.size() != truth.size()) continue;
    evaluated.push_back({&*found, method.reference_cut});
    titles.push_back(method.title);
  }
  for (const auto& v : info.variables) variables.push_back(v.label);
  const auto m = evaluated.size(), n = variables.size();
  if (m == 0) return {};

  // Signal, then everything else, as _S and _B of the result file.
  const auto signal = static_cast<std::uint32_t>(info.SignalClass());
  std::vector<Moments> moments(2, Moments(m + n));
  std::vector<double> alike(2 * m * m, 0), weights(2, 0);
  std::vector<float> row(m + n);
  std::size_t event = 0;
  StreamOptions options;
  options.sample = Types::kTesting;
  data.ForEach(options, [&](const EventBatch& batch) {
    for (std::size_t i = 0; i < batch.weights.size(); ++i, ++event) {
      for (std::size_t k = 0; k < m; ++k) row[k] = evaluated[k].responses->test[event];
      std::ranges::copy(batch.variables.Row(i), row.begin() + static_cast<std::ptrdiff_t>(m));
      const std::size_t c = batch.classes[i] == signal ? 0 : 1;
      moments[c].Add(row, batch.weights[i]);
      weights[c] += batch.weights[i];
      for (std::size_t a = 0; a < m; ++a)
        for (std::size_t b = 0; b < m; ++b)
          if ((row[a] > evaluated[a].cut) == (row[b] > evaluated[b].cut))
            alike[(c * m + a) * m + b] += batch.weights[i];
    }
  });

  std::string text;
  const char* names[2] = {"signal", "background"};
  for (std::size_t c = 0; c < 2; ++c) {
    if (!(weights[c] > 0)) continue;
    const auto covariance = moments[c].Covariance();
    const auto correlation = [&](std::size_t a, std::size_t b) {
      const auto i = static_cast<Eigen::Index>(a), j = static_cast<Eigen::Index>(b);
      const double norm = std::sqrt(covariance(i, i) * covariance(j, j));
      return norm > 0 ? covariance(i, j) / norm : 0.0;
    };
    text += Matrix(fmt::format("Inter-MVA correlation matrix ({}):", names[c]), titles, titles,
                   correlation);
    text += Matrix(
        fmt::format("Correlations between input variables and MVA response ({}):", names[c]),
        variables, titles, [&](std::size_t v, std::size_t k) { return correlation(m + v, k); });
  }
  text +=
      "The following \"overlap\" matrices are obtained with the cuts where eff_S = 1 - eff_B:\n";
  for (std::size_t k = 0; k < m; ++k)
    text += fmt::format("{:>20} : cut {:.6g}\n", titles[k], evaluated[k].cut);
  text += "\n";
  for (std::size_t c = 0; c < 2; ++c)
    if (weights[c] > 0)
      text += Matrix(
          fmt::format("Inter-MVA overlap matrix ({}):", names[c]), titles, titles,
          [&](std::size_t a, std::size_t b) { return alike[(c * m + a) * m + b] / weights[c]; });
  return text;
}

}  // namespace TMVA::inline standalone
