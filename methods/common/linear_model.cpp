// Application and storage of linear models.
#include "methods/common/linear_model.h"

#include <algorithm>
#include <cmath>

namespace TMVA::inline standalone {

LinearModel::LinearModel(std::size_t outputs, std::size_t variables)
    : outputs_(outputs), values_(outputs * (variables + 1), 0.0) {}

void LinearModel::Evaluate(const EventBlock& events, ResponseBlock& response) const {
  const auto size = events.variables.GetShape()[0];
  const auto width = NumCoefficients() - 1;
  const float* row = events.variables.GetData();
  double* out = response.value.GetData();
  for (std::size_t event = 0; event < size; ++event, row += width) {
    const double* coefficient = values_.data();
    for (std::size_t k = 0; k < outputs_; ++k) {
      double sum = *coefficient++;
      for (std::size_t i = 0; i < width; ++i) sum += *coefficient++ * static_cast<double>(row[i]);
      *out++ = sum;
    }
  }
}

void LinearModel::Save(WeightNode& weights, const char* output_index, const char* index) const {
  for (std::size_t k = 0; k < outputs_; ++k)
    for (std::size_t i = 0; i < NumCoefficients(); ++i) {
      auto& node = weights.AddChild("Coefficient");
      if (*output_index != '\0') node.Set(output_index, k);
      node.Set(index, i).Set("Value", At(k, i));
    }
}

void LinearModel::Load(const WeightNode& weights, const char* output_index, const char* index) {
  std::vector<bool> seen(values_.size(), false);
  for (const auto* node : weights.Children("Coefficient")) {
    const auto output =
        *output_index == '\0'
            ? std::int64_t{0}
            : node->GetInt(output_index, 0, static_cast<std::int64_t>(outputs_) - 1);
    const auto i = node->GetInt(index, 0, static_cast<std::int64_t>(NumCoefficients()) - 1);
    const auto at =
        static_cast<std::size_t>(output) * NumCoefficients() + static_cast<std::size_t>(i);
    if (seen[at]) node->Fail("coefficient " + std::to_string(i) + " is there twice");
    seen[at] = true;
    values_[at] = node->GetDouble("Value");
    if (!std::isfinite(values_[at]))
      node->Fail("coefficient " + std::to_string(i) + " is not finite");
  }
  const auto missing = std::find(seen.begin(), seen.end(), false);
  if (missing != seen.end())
    weights.Fail(
        "coefficient " +
        std::to_string(static_cast<std::size_t>(missing - seen.begin()) % NumCoefficients()) +
        " is missing; there must be " + std::to_string(values_.size()));
}

Ranking MakeRanking(std::string quantity, const DataSetInfo& info,
                    const std::vector<double>& values) {
  Ranking ranking{std::move(quantity), {}};
  for (std::size_t i = 0; i < values.size(); ++i)
    ranking.entries.emplace_back(info.variables[i].label, values[i]);
  std::stable_sort(ranking.entries.begin(), ranking.entries.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return ranking;
}

}  // namespace TMVA::inline standalone
