// Preselection cuts: applying, writing, reading.
#include "methods/bdt/preselection.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>

namespace TMVA::inline standalone {
namespace {

struct Kind {
  const char* name;
  bool high, signal;
};
constexpr std::array<Kind, 4> kKinds = {{{"LowBkg", false, false},
                                         {"LowSig", false, true},
                                         {"HighBkg", true, false},
                                         {"HighSig", true, true}}};

std::string AttributeName(const Kind& kind, std::size_t variable) {
  return std::string("Preselection") + kind.name + "Var" + std::to_string(variable);
}

/// The value of the first event, in the given order, that is not of class `signal`, if the events
/// before it hold more than 5 % of their class.
std::optional<double> PureUpTo(const TrainingSample& sample, std::span<const float> column,
                               std::span<const std::uint32_t> order, bool signal, double total) {
  constexpr double kWorthwhile = 0.05;
  double sum = 0;
  for (const auto event : order) {
    if (sample.IsSignal(event) != signal) {
      if (sum > kWorthwhile * total) return static_cast<double>(column[event]);
      return std::nullopt;
    }
    sum += static_cast<double>(sample.weight[event]);
  }
  return std::nullopt;  // one class only
}

}  // namespace

Preselection Preselection::Find(const TrainingSample& sample) {
  Preselection result;
  double total[2] = {0, 0};
  for (std::size_t i = 0; i < sample.num_events; ++i)
    total[sample.IsSignal(i)] += static_cast<double>(sample.weight[i]);
  std::vector<std::uint32_t> rising(sample.num_events), falling;
  for (std::size_t v = 0; v < sample.num_variables; ++v) {
    const auto column = sample.Column(v);
    std::iota(rising.begin(), rising.end(), 0U);
    std::stable_sort(rising.begin(), rising.end(),
                     [&](auto a, auto b) { return column[a] < column[b]; });
    falling.assign(rising.rbegin(), rising.rend());
    if (rising.empty()) continue;
    const double margin =
        (static_cast<double>(column[rising.back()]) - static_cast<double>(column[rising.front()])) /
        100;
    for (const auto& kind : kKinds) {
      const auto edge =
          PureUpTo(sample, column, kind.high ? falling : rising, kind.signal, total[kind.signal]);
      if (edge)
        result.cuts_.push_back(
            {v, kind.high, kind.signal, kind.high ? *edge + margin : *edge - margin});
    }
  }
  return result;
}

double Preselection::Decide(const float* variables) const {
  double answer = 0;
  for (const auto& cut : cuts_) {
    const double x = static_cast<double>(variables[cut.variable]);
    if (cut.high ? x > cut.value : x < cut.value) answer = cut.signal ? 1 : -1;
  }
  return answer;
}

void Preselection::Save(WeightNode& weights, std::size_t num_variables) const {
  if (cuts_.empty()) return;
  for (std::size_t v = 0; v < num_variables; ++v)
    for (const auto& kind : kKinds) {
      const Cut* found = nullptr;
      for (const auto& cut : cuts_)
        if (cut.variable == v && cut.high == kind.high && cut.signal == kind.signal) found = &cut;
      const auto name = AttributeName(kind, v);
      weights.Set(name, found ? 1 : 0).Set(name + "Value", found ? found->value : 0.0);
    }
}

Preselection Preselection::Load(const WeightNode& weights, std::size_t num_variables) {
  Preselection result;
  for (std::size_t v = 0; v < num_variables; ++v)
    for (const auto& kind : kKinds) {
      const auto name = AttributeName(kind, v);
      if (!weights.Has(name) || weights.GetInt(name, 0, 1) == 0) continue;
      const double value = weights.GetDouble(name + "Value");
      if (!std::isfinite(value)) weights.Fail("attribute " + name + "Value is not finite");
      result.cuts_.push_back({v, kind.high, kind.signal, value});
    }
  return result;
}

}  // namespace TMVA::inline standalone
