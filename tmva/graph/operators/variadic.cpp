// Sum, Mean, Max and Min of any number of broadcast arrays.
#include <algorithm>

#include "tmva/graph/operators/elementwise.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// f(f(x0, x1), x2)...; with F::kMean, divided by the number of inputs.
template <class List, class F>
class Variadic : public Operator {
 public:
  explicit Variadic(const NodeView& node) : Operator(node) {
    const std::size_t n = std::max<std::size_t>(node.NumInputs(), 1);
    node.CheckInputs(n, n);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const DataType type = inputs[0]->Type();
    for (const Array* input : inputs)
      if (input->Type() != type)
        Fail("the inputs are of type " + TypeName(type) + " and " + TypeName(input->Type()) +
             ", expected the same");
    const Shape shape = BroadcastShape(inputs, where_);
    const bool known = Dispatch(List(), type, [&]<class T>(T) {
      Array& output = outputs[0];
      if (inputs.size() == 1) {
        output = *inputs[0];
        return;
      }
      output.Reset(type, shape);
      T* result = output.Get<T>().data();
      const auto fold = [&](const Shape& shape_x, const T* x, const Array& y) {
        MapBroadcast(shape, shape_x, x, y.GetShape(), y.Get<T>().data(), result, F());
      };
      fold(inputs[0]->GetShape(), inputs[0]->Get<T>().data(), *inputs[1]);
      for (std::size_t i = 2; i < inputs.size(); ++i) fold(shape, result, *inputs[i]);
      if constexpr (F::kMean)
        for (T& value : output.Get<T>()) value /= static_cast<T>(inputs.size());
    });
    if (!known) UnsupportedType(type);
  }
};

struct Plus {
  static constexpr bool kMean = false;
  template <class T>
  T operator()(T x, T y) const {
    return x + y;
  }
};
struct Average : Plus {
  static constexpr bool kMean = true;
};
struct Largest {
  static constexpr bool kMean = false;
  template <class T>
  T operator()(T x, T y) const {
    return x > y || IsNan(x) ? x : y;
  }
};
struct Smallest {
  static constexpr bool kMean = false;
  template <class T>
  T operator()(T x, T y) const {
    return x < y || IsNan(x) ? x : y;
  }
};

}  // namespace

void RegisterVariadic(OperatorRegistry& registry) {
  AddAlsoHalf<Variadic<Floats, Plus>>(registry, "Sum", 6);
  AddAlsoHalf<Variadic<Floats, Average>>(registry, "Mean", 6);
  AddAlsoHalf<Variadic<Numbers, Largest>>(registry, "Max", 6);
  AddAlsoHalf<Variadic<Numbers, Smallest>>(registry, "Min", 6);
}

}  // namespace TMVA::inline standalone::onnx
