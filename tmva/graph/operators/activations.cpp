// Activation functions of networks.
#include <cmath>

#include "tmva/graph/operators/elementwise.h"

namespace TMVA::inline standalone::onnx {
namespace {

template <class T>
T Positive(T x) {
  return x < T(0) ? T(0) : x;  // NaN stays
}

double Softplus(double x) { return Positive(x) + std::log1p(std::exp(-std::fabs(x))); }

template <class T>
T Bounded(T x) {
  return x < T(0) ? T(0) : x > T(1) ? T(1) : x;
}

struct LeakyRelu {
  explicit LeakyRelu(const NodeView& node) : alpha(node.Float("alpha", 0.01F)) {}
  template <class T>
  T operator()(T x) const {
    return x < T(0) ? T(alpha) * x : x;
  }
  float alpha;
};

struct ThresholdedRelu {
  explicit ThresholdedRelu(const NodeView& node) : alpha(node.Float("alpha", 1)) {}
  template <class T>
  T operator()(T x) const {
    return x <= T(alpha) ? T(0) : x;
  }
  float alpha;
};

struct HardSigmoid {
  explicit HardSigmoid(const NodeView& node)
      : alpha(node.Float("alpha", 0.2F)), beta(node.Float("beta", 0.5F)) {}
  template <class T>
  T operator()(T x) const {
    return Bounded(T(alpha) * x + T(beta));
  }
  float alpha, beta;
};

double Gelu(double x) { return 0.5 * x * std::erfc(x * -0.7071067811865476); }
double GeluTanh(double x) {
  return 0.5 * x * (1 + std::tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)));
}

std::unique_ptr<Operator> MakeGelu(const NodeView& node) {
  const auto approximate = node.String("approximate", "none");
  const auto make = [&](VectorFunction function, double (*f)(double)) {
    return AlsoHalf(node, std::make_unique<VectorUnary<double (*)(double)>>(node, function, f));
  };
  if (approximate == "none") return make(VectorFunction::kGelu, &Gelu);
  if (approximate == "tanh") return make(VectorFunction::kGeluTanh, &GeluTanh);
  node.Fail("attribute 'approximate' is '" + approximate + "', expected 'none' or 'tanh'");
}

struct Shrink {
  explicit Shrink(const NodeView& node)
      : bias(node.Float("bias", 0)), lambd(node.Float("lambd", 0.5F)) {}
  template <class T>
  T operator()(T x) const {
    using Real = std::conditional_t<std::is_same_v<T, float>, float, double>;
    const Real y = static_cast<Real>(x);
    if (y < -Real(lambd)) return ConvertTo<T>(y + Real(bias));
    return y > Real(lambd) ? ConvertTo<T>(y - Real(bias)) : T(0);
  }
  float bias, lambd;
};

}  // namespace

void RegisterActivations(OperatorRegistry& registry) {
  AddFunction<Unary, Signed>(registry, "Relu", 6, [](auto x) { return Positive(x); });
  AddVector(registry, "Sigmoid", 6, VectorFunction::kSigmoid,
            [](double x) { return 1 / (1 + std::exp(-x)); });
  AddVector(registry, "Tanh", 6, VectorFunction::kTanh, [](double x) { return std::tanh(x); });
  AddVector(registry, "Softplus", 1, VectorFunction::kSoftplus, &Softplus);
  AddVector(registry, "Mish", 18, VectorFunction::kMish,
            [](double x) { return x * std::tanh(Softplus(x)); });
  AddVector(registry, "Elu", 6, VectorFunction::kElu, {"alpha", 1}, {},
            [](double x, double a, double) { return x < 0 ? a * std::expm1(x) : x; });
  AddVector(registry, "Selu", 6, VectorFunction::kSelu, {"alpha", 1.67326319F},
            {"gamma", 1.05070102F},
            [](double x, double a, double b) { return b * (x < 0 ? a * std::expm1(x) : x); });
  AddVector(registry, "Celu", 12, VectorFunction::kCelu, {"alpha", 1, true}, {},
            [](double x, double a, double) { return x < 0 ? a * std::expm1(x / a) : x; });
  AddVector(registry, "Swish", 24, VectorFunction::kSwish, {"alpha", 1}, {},
            [](double x, double a, double) { return x / (1 + std::exp(-a * x)); });
  AddFunction<Unary, Floats>(registry, "Softsign", 1,
                             [](auto x) { return x / (1 + std::fabs(x)); });
  AddFunction<Unary, Floats>(registry, "HardSwish", 14, [](auto x) {
    using T = decltype(x);
    return x * Bounded(x * T(1.0 / 6) + T(0.5));
  });
  AddWithAttributes<Unary, Floats, LeakyRelu>(registry, "LeakyRelu", 6);
  AddWithAttributes<Unary, Floats, ThresholdedRelu>(registry, "ThresholdedRelu", 10);
  AddWithAttributes<Unary, Floats, HardSigmoid>(registry, "HardSigmoid", 6);
  registry.Add("", "Gelu", 20, MakeGelu);
  AddWithAttributes<Unary, Numbers, Shrink>(registry, "Shrink", 9);
}

}  // namespace TMVA::inline standalone::onnx
