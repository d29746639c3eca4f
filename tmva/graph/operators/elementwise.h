// What operators that work element by element share.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "tmva/graph/operator.h"
#include "tmva/graph/operators/broadcast.h"
#include "tmva/graph/operators/half.h"
#include "tmva/graph/operators/types.h"
#include "tmva/graph/operators/vector_math.h"

namespace TMVA::inline standalone::onnx {

/// bool for functions that say yes or no, T for others.
template <class Result, class T>
using ElementOf = std::conditional_t<std::is_same_v<Result, bool>, bool, T>;

/// y = f(x).
template <class List, class F>
class Unary : public Operator {
 public:
  Unary(const NodeView& node, F f) : Operator(node), f_(std::move(f)) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  bool IsRowwise() const override { return true; }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    const bool known = Dispatch(List(), x.Type(), [&]<class T>(T) {
      using Out = ElementOf<decltype(f_(T())), T>;
      outputs[0].Reset(TypeOf<Out>::value, x.GetShape());
      const T* from = x.Get<T>().data();
      Out* to = outputs[0].Get<Out>().data();
      const F f = f_;
      for (std::size_t i = 0, n = x.Size(); i < n; ++i) to[i] = static_cast<Out>(f(from[i]));
    });
    if (!known) UnsupportedType(x.Type());
  }

 private:
  F f_;
};

/// y = f(x) of floating-point numbers: floats by vector code, doubles by f.
template <class F>
class VectorUnary : public Operator {
 public:
  VectorUnary(const NodeView& node, VectorFunction function, F f, float a = 0, float b = 0)
      : Operator(node), function_(function), f_(std::move(f)), a_(a), b_(b) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    if (x.Type() != DataType::kFloat && x.Type() != DataType::kDouble) UnsupportedType(x.Type());
    outputs[0].Reset(x.Type(), x.GetShape());
    if (x.IsFloat()) {
      Apply(function_, x.Get<float>().data(), outputs[0].Get<float>().data(),
            static_cast<long>(x.Size()), a_, b_);
      return;
    }
    const double* from = x.Get<double>().data();
    for (double& y : outputs[0].Get<double>()) y = f_(*from++);
  }

 private:
  VectorFunction function_;
  F f_;
  float a_, b_;
};

/// z = f(x, y) of one type, broadcast. F::kDivides says that no integer y may be 0.
template <class List, class F>
class Binary : public Operator {
 public:
  Binary(const NodeView& node, F f) : Operator(node), f_(std::move(f)) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array &x = *inputs[0], &y = *inputs[1];
    if (x.Type() != y.Type())
      Fail("the inputs are of type " + TypeName(x.Type()) + " and " + TypeName(y.Type()) +
           ", expected the same");
    const Shape shape = BroadcastShape(inputs, where_);
    const bool known = Dispatch(List(), x.Type(), [&]<class T>(T) {
      if constexpr (requires { F::kDivides; } && std::is_integral_v<T>)
        for (const T divisor : y.Get<T>())
          if (divisor == 0) Fail("divides an integer by 0");
      using Out = ElementOf<decltype(f_(T(), T())), T>;
      outputs[0].Reset(TypeOf<Out>::value, shape);
      MapBroadcast(shape, x.GetShape(), x.Get<T>().data(), y.GetShape(), y.Get<T>().data(),
                   outputs[0].Get<Out>().data(), F(f_));
    });
    if (!known) UnsupportedType(x.Type());
  }

 private:
  F f_;
};

/// Registers Unary or Binary with a function.
template <template <class, class> class Class, class List, class F>
void AddFunction(OperatorRegistry& registry, const std::string& op_type, std::int64_t since, F f) {
  registry.Add("", op_type, since, [f](const NodeView& node) {
    return AlsoHalf(node, std::make_unique<Class<List, F>>(node, f));
  });
}
/// Registers VectorUnary.
template <class F>
void AddVector(OperatorRegistry& registry, const std::string& op_type, std::int64_t since,
               VectorFunction function, F f) {
  registry.Add("", op_type, since, [function, f](const NodeView& node) {
    return AlsoHalf(node, std::make_unique<VectorUnary<F>>(node, function, f));
  });
}
/// As AddVector; attributes a and b have the default values given and are f's parameters.
struct VectorParameter {
  const char* name = nullptr;
  float value = 0;
  bool divides = false;  ///< then it must not be 0
};
template <class F>
void AddVector(OperatorRegistry& registry, const std::string& op_type, std::int64_t since,
               VectorFunction function, VectorParameter a, VectorParameter b, F f) {
  registry.Add("", op_type, since, [=](const NodeView& node) {
    const float p = node.Float(a.name, a.value), q = b.name ? node.Float(b.name, b.value) : 0;
    if (a.divides && p == 0)
      node.Fail(std::string("attribute '") + a.name + "' is 0, by which the function divides");
    const auto bound = [f, p, q](double x) { return f(x, double{p}, double{q}); };
    return AlsoHalf(node,
                    std::make_unique<VectorUnary<decltype(bound)>>(node, function, bound, p, q));
  });
}
/// Registers Unary or Binary with a function made from the attributes of the node.
template <template <class, class> class Class, class List, class F>
void AddWithAttributes(OperatorRegistry& registry, const std::string& op_type, std::int64_t since) {
  registry.Add("", op_type, since, [](const NodeView& node) {
    return AlsoHalf(node, std::make_unique<Class<List, F>>(node, F(node)));
  });
}

void RegisterUnaryMath(OperatorRegistry& registry);
void RegisterActivations(OperatorRegistry& registry);
void RegisterArithmetic(OperatorRegistry& registry);
void RegisterVariadic(OperatorRegistry& registry);
void RegisterComparisons(OperatorRegistry& registry);
void RegisterSelections(OperatorRegistry& registry);
void RegisterCasts(OperatorRegistry& registry);

}  // namespace TMVA::inline standalone::onnx
