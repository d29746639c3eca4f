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
