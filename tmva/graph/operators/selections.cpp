// Operators that pass elements on: Where, Clip, Identity, and Dropout, which does so in inference.
#include <algorithm>
#include <limits>

#include "tmva/graph/operators/elementwise.h"

namespace TMVA::inline standalone::onnx {
namespace {

class Where : public Operator {
 public:
  explicit Where(const NodeView& node) : Operator(node) {
    node.CheckInputs(3, 3);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array &condition = *inputs[0], &x = *inputs[1], &y = *inputs[2];
    if (condition.Type() != DataType::kBool)
      Fail("the condition is of type " + TypeName(condition.Type()) + ", expected bool");
    if (x.Type() != y.Type())
      Fail("the choices are of type " + TypeName(x.Type()) + " and " + TypeName(y.Type()) +
           ", expected the same");
    const Shape shape = BroadcastShape(inputs, where_);
    outputs[0].Reset(x.Type(), shape);
    const BroadcastLoop<3> loop(shape, {&condition.GetShape(), &x.GetShape(), &y.GetShape()});
    const bool* yes = condition.Get<bool>().data();
    const auto select = [&](const auto* from_x, const auto* from_y, auto* to) {
      loop.Rows([&](std::size_t out, const auto& at, std::size_t n, const auto& strides) {
        for (std::size_t i = 0; i < n; ++i)
          to[out + i] = yes[at[0] + i * strides[0]] ? from_x[at[1] + i * strides[1]]
                                                    : from_y[at[2] + i * strides[2]];
      });
    };
    if (x.Type() == DataType::kString)
      return select(x.Strings().data(), y.Strings().data(), outputs[0].Strings().data());
    const auto select_type = [&]<class T>(T) {
      select(x.Get<T>().data(), y.Get<T>().data(), outputs[0].Get<T>().data());
    };
    if (!Dispatch(NumbersAndBool(), x.Type(), select_type) &&
        !Dispatch(Types<Half>(), x.Type(), select_type))
      UnsupportedType(x.Type());
  }
};

/// Bounds are attributes before operator set 11, and inputs from there.
class Clip : public Operator {
 public:
  explicit Clip(const NodeView& node) : Operator(node), has_attributes_(node.Version() < 11) {
    node.CheckInputs(1, has_attributes_ ? 1 : 3);
    node.CheckOutputs(1, 1);
    if (!has_attributes_) return;
    least_ = node.Float("min", std::numeric_limits<float>::lowest());
    most_ = node.Float("max", std::numeric_limits<float>::max());
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    const bool known = Dispatch(Numbers(), x.Type(), [&]<class T>(T) {
      const T least = has_attributes_ ? ConvertTo<T>(least_) : Bound<T>(inputs, 1, Lowest<T>());
      const T most = has_attributes_ ? ConvertTo<T>(most_) : Bound<T>(inputs, 2, Highest<T>());
      outputs[0].Reset(x.Type(), x.GetShape());
      const T* from = x.Get<T>().data();
      T* to = outputs[0].Get<T>().data();
      for (std::size_t i = 0, n = x.Size(); i < n; ++i) {
        const T raised = from[i] < least ? least : from[i];  // NaN stays
        to[i] = raised > most ? most : raised;
      }
    });
    if (!known) UnsupportedType(x.Type());
  }

 private:
  template <class T>
  T Bound(Inputs inputs, std::size_t i, T otherwise) const {
    if (i >= inputs.size() || inputs[i] == nullptr) return otherwise;
    const Array& bound = *inputs[i];
    const std::string name = i == 1 ? "min" : "max";
    if (bound.Type() != TypeOf<T>::value)
      Fail("'" + name + "' is of type " + TypeName(bound.Type()) + ", expected " +
           TypeName(TypeOf<T>::value));
    if (bound.Size() != 1)
      Fail("'" + name + "' has shape " + ShapeText(bound.GetShape()) + ", expected one number");
    return bound.Get<T>()[0];
  }

  bool has_attributes_;
  float least_ = 0, most_ = 0;
};

class Identity : public Operator {
 public:
  explicit Identity(const NodeView& node) : Operator(node) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override { outputs[0] = *inputs[0]; }
};

/// Passes everything on; the mask, a second output, says so.
class Dropout : public Operator {
 public:
  explicit Dropout(const NodeView& node) : Operator(node), version_(node.Version()) {
    node.CheckInputs(1, version_ < 12 ? 1 : 3);
    node.CheckOutputs(1, 2);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    if (inputs.size() > 2 && inputs[2] != nullptr) {
      if (inputs[2]->Type() != DataType::kBool || inputs[2]->Size() != 1)
        Fail("'training_mode' is of type " + TypeName(inputs[2]->Type()) + " and shape " +
             ShapeText(inputs[2]->GetShape()) + ", expected one bool");
      if (inputs[2]->Get<bool>()[0] && !DropsNothing(inputs[1]))
        throw UnsupportedOperator(where_ + ": unsupported: Dropout, in training");
    }
    const Array& x = *inputs[0];
    outputs[0] = x;
    if (outputs.size() < 2) return;
    const DataType type = version_ < 10 ? x.Type() : DataType::kBool;
    outputs[1].Reset(type, x.GetShape());
    const bool known = Dispatch(Types<bool, float, double>(), type, [&]<class T>(T) {
      const auto mask = outputs[1].Get<T>();
      std::fill(mask.begin(), mask.end(), T(1));
    });
    if (!known) UnsupportedType(type);
  }

 private:
  static bool DropsNothing(const Array* ratio) {
    return ratio != nullptr && ratio->IsFloat() && ratio->Size() == 1 &&
           ratio->Get<float>()[0] == 0;
  }

  std::int64_t version_;
};

}  // namespace

void RegisterSelections(OperatorRegistry& registry) {
  AddAlsoHalf<Clip>(registry, "Clip", 6);
  AddAlsoHalf<Dropout>(registry, "Dropout", 7);
  registry.Add<Identity>("Identity");
  // float16 comes in by the choices, not by the first input, and needs no computing.
  registry.Add<Where>("Where", 9);
}

}  // namespace TMVA::inline standalone::onnx
