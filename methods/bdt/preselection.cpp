// Preselection cuts: applying, writing, reading.
#include "methods/bdt/preselection.h"

#include <array>
#include <cmath>
#include <string>

namespace TMVA::inline standalone {
namespace {

struct Kind {
  const char* name;
  bool high, signal;
};
constexpr std::array<Kind, 4> kKinds = {
    {{"LowBkg", false, false}, {"LowSig", false, true}, {"HighBkg", true, false}, {"HighSig", true, true}}};

std::string AttributeName(const Kind& kind, std::size_t variable) {
  return std::string("Preselection") + kind.name + "Var" + std::to_string(variable);
}

}  // namespace

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
