// The functions of gates.
#include "tmva/graph/operators/activation.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <Eigen/Core>

#include "tmva/graph/operators/vector_math.h"

namespace TMVA::inline standalone::onnx {

std::vector<Activation> Activation::Read(const NodeView& node,
                                         const std::vector<std::string>& names,
                                         std::size_t directions) {
  struct Known {
    const char* name;
    Function function;
    bool has_alpha, has_beta;
    float alpha, beta;
  };
  static constexpr Known kKnown[] = {
      {"relu", Function::kRelu, false, false, 0, 0},
      {"tanh", Function::kTanh, false, false, 0, 0},
      {"sigmoid", Function::kSigmoid, false, false, 0, 0},
      {"affine", Function::kAffine, true, true, 1, 0},
      {"leakyrelu", Function::kLeakyRelu, true, false, 0.01F, 0},
      {"thresholdedrelu", Function::kThresholdedRelu, true, false, 1, 0},
      {"scaledtanh", Function::kScaledTanh, true, true, 1, 1},
      {"hardsigmoid", Function::kHardSigmoid, true, true, 0.2F, 0.5F},
      {"elu", Function::kElu, true, false, 1, 0},
      {"softsign", Function::kSoftsign, false, false, 0, 0},
      {"softplus", Function::kSoftplus, false, false, 0, 0}};
  std::vector<std::string> wanted = node.Strings("activations");
  const std::size_t count = names.size() * directions;
  if (wanted.empty())
    for (std::size_t i = 0; i < count; ++i) wanted.push_back(names[i % names.size()]);
  if (wanted.size() != count)
    node.Fail("attribute 'activations' has " + std::to_string(wanted.size()) + " names, expected " +
              std::to_string(count));
  const float clip = node.Float("clip", 0);
  if (!(clip >= 0)) node.Fail("attribute 'clip' is " + std::to_string(clip));
  // Functions take their numbers from the lists in order; those without leave them to the next.
  const auto alphas = node.Floats("activation_alpha"), betas = node.Floats("activation_beta");
  auto alpha = alphas.begin(), beta = betas.begin();
  std::vector<Activation> activations;
  for (const auto& name : wanted) {
    std::string lower = name;
    for (auto& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto* found =
        std::ranges::find_if(kKnown, [&](const Known& k) { return lower == k.name; });
    if (found == std::end(kKnown))
      node.Fail("attribute 'activations' has the unknown name '" + name + "'");
    Activation a;
    a.function_ = found->function;
    a.alpha_ = found->has_alpha && alpha != alphas.end() ? *alpha++ : found->alpha;
    a.beta_ = found->has_beta && beta != betas.end() ? *beta++ : found->beta;
    a.clip_ = clip;
    activations.push_back(a);
  }
  return activations;
}

std::optional<Activation> Activation::Fused(const NodeView& node) {
  if (node.Get().domain != "tmva" || !node.Has("activations")) return std::nullopt;
  return Read(node, {"Relu"}, 1).front();
}

template <class T>
void Activation::Apply(T* elements, std::int64_t n, bool clip) const {
  Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>> x(elements, n);
  const T a = static_cast<T>(alpha_), b = static_cast<T>(beta_), zero = 0;
  if (clip && clip_ > 0) x = x.max(static_cast<T>(-clip_)).min(static_cast<T>(clip_));
  switch (function_) {
    case Function::kRelu:
      x = x.max(zero);
      return;
    case Function::kTanh:
      TanhOf(elements, n);
      return;
    case Function::kSigmoid:
      SigmoidOf(elements, n);
      return;
    case Function::kAffine:
      x = a * x + b;
      return;
    case Function::kLeakyRelu:
      x = (x < zero).select(a * x, x);
      return;
    case Function::kThresholdedRelu:
      x = (x > a).select(x, zero);
      return;
    case Function::kScaledTanh:
      x *= b;
      TanhOf(elements, n);
      x *= a;
      return;
    case Function::kHardSigmoid:
      x = (a * x + b).max(zero).min(T{1});
      return;
    case Function::kElu:
      x = (x < zero).select(a * (x.exp() - T{1}), x);
      return;
    case Function::kSoftsign:
      x = x / (T{1} + x.abs());
      return;
    case Function::kSoftplus:
      x = x.max(zero) + (-x.abs()).exp().log1p();
      return;
  }
}

template void Activation::Apply(float*, std::int64_t, bool) const;
template void Activation::Apply(double*, std::int64_t, bool) const;

}  // namespace TMVA::inline standalone::onnx
