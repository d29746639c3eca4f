// Activation functions of networks.
#include <cmath>

#include "tmva/graph/operators/elementwise.h"
#include "tmva/graph/operators/fast_math.h"

namespace TMVA::inline standalone::onnx {
namespace {

template <class T>
T Positive(T x) {
  return x < T(0) ? T(0) : x;  // NaN stays
}

template <class T>
T Negative(T x) {
  return x > T(0) ? T(0) : x;
}

/// log(1 + e^x), which must neither overflow nor lose small values.
template <class T>
T Softplus(T x) {
  return Positive(x) + Log1p(Exp(-std::fabs(x)));
}

template <class T>
T Bounded(T x) {
  return x < T(0) ? T(0) : x > T(1) ? T(1) : x;
}

struct Elu {
  explicit Elu(const NodeView& node) : alpha(node.Float("alpha", 1)) {}
  template <class T>
  T operator()(T x) const {
    return x < T(0) ? T(alpha) * Expm1(x) : x;
  }
  float alpha;
};

struct Selu {
  explicit Selu(const NodeView& node)
      : alpha(node.Float("alpha", 1.67326319F)), gamma(node.Float("gamma", 1.05070102F)) {}
  template <class T>
  T operator()(T x) const {
    return T(gamma) * (x < T(0) ? T(alpha) * Expm1(x) : x);
  }
  float alpha, gamma;
};

struct Celu {
  explicit Celu(const NodeView& node) : alpha(node.Float("alpha", 1)) {
    if (alpha == 0) node.Fail("attribute 'alpha' is 0, by which the function divides");
  }
  template <class T>
  T operator()(T x) const {
    return Positive(x) + Negative(T(alpha) * Expm1(x / T(alpha)));
  }
  float alpha;
};

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

struct Swish {
  explicit Swish(const NodeView& node) : alpha(node.Float("alpha", 1)) {}
  template <class T>
  T operator()(T x) const {
    return x * Sigmoid(T(alpha) * x);
  }
  float alpha;
};

/// x / 2 * (1 + erf(x / sqrt(2))); as erfc, for the sum would cancel where x is negative.
template <class T>
T Gelu(T x) {
  return T(0.5) * x * Erfc(x * T(-0.7071067811865476));
}
template <class T>
T GeluByTanh(T x) {
  const T inner = T(0.7978845608028654) * (x + T(0.044715) * x * x * x);  // sqrt(2 / pi)
  return T(0.5) * x * (T(1) + Tanh(inner));
}

std::unique_ptr<Operator> MakeGelu(const NodeView& node) {
  const auto approximate = node.String("approximate", "none");
  const auto make = [&](auto f) {
    return AlsoHalf(node, std::make_unique<Unary<Floats, decltype(f)>>(node, f));
  };
  if (approximate == "none") return make([](auto x) { return Gelu(x); });
  if (approximate == "tanh") return make([](auto x) { return GeluByTanh(x); });
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
  AddFunction<Unary, Floats>(registry, "Sigmoid", 6, [](auto x) { return Sigmoid(x); });
  AddFunction<Unary, Floats>(registry, "Tanh", 6, [](auto x) { return Tanh(x); });
  AddFunction<Unary, Floats>(registry, "Softplus", 1, [](auto x) { return Softplus(x); });
  AddFunction<Unary, Floats>(registry, "Softsign", 1,
                             [](auto x) { return x / (1 + std::fabs(x)); });
  AddFunction<Unary, Floats>(registry, "Mish", 18, [](auto x) { return x * Tanh(Softplus(x)); });
  AddFunction<Unary, Floats>(registry, "HardSwish", 14, [](auto x) {
    using T = decltype(x);
    return x * Bounded(x * T(1.0 / 6) + T(0.5));
  });
  AddWithAttributes<Unary, Floats, Elu>(registry, "Elu", 6);
  AddWithAttributes<Unary, Floats, Selu>(registry, "Selu", 6);
  AddWithAttributes<Unary, Floats, Celu>(registry, "Celu", 12);
  AddWithAttributes<Unary, Floats, LeakyRelu>(registry, "LeakyRelu", 6);
  AddWithAttributes<Unary, Floats, ThresholdedRelu>(registry, "ThresholdedRelu", 10);
  AddWithAttributes<Unary, Floats, HardSigmoid>(registry, "HardSigmoid", 6);
  AddWithAttributes<Unary, Floats, Swish>(registry, "Swish", 24);
  registry.Add("", "Gelu", 20, MakeGelu);
  AddWithAttributes<Unary, Numbers, Shrink>(registry, "Shrink", 9);
}

}  // namespace TMVA::inline standalone::onnx
