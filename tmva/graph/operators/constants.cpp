// Constant, ConstantOfShape, Range, EyeLike, OneHot: arrays that are made rather than computed.
#include <algorithm>
#include <cmath>

#include "tmva/graph/operators/layout.h"
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// A tensor that is an attribute; null where it is not given.
const Tensor* TensorOf(const NodeView& node, const char* name) {
  const Attribute* found = node.Get().Find(name);
  if (found != nullptr && found->type != AttributeType::kTensor)
    node.Fail("attribute '" + std::string(name) + "' has another type than expected");
  return found ? &found->t : nullptr;
}

template <class T>
Array ListOf(const std::vector<T>& values, bool single) {
  Array array(TypeOf<T>::value, single ? Shape{} : Shape{static_cast<std::int64_t>(values.size())});
  std::copy(values.begin(), values.end(), array.Get<T>().begin());
  return array;
}

class ConstantOperator : public Operator {
 public:
  explicit ConstantOperator(const NodeView& node) : Operator(node) {
    node.CheckInputs(0, 0);
    node.CheckOutputs(1, 1);
    if (node.Get().attributes.size() != 1) Fail("has to have one attribute, its value");
    if (const Tensor* tensor = TensorOf(node, "value"))
      value_ = Array::From(*tensor, node.Where());
    else if (node.Has("value_float"))
      value_ = ListOf<float>({node.Float("value_float", 0)}, true);
    else if (node.Has("value_int"))
      value_ = ListOf<std::int64_t>({node.Int("value_int", 0)}, true);
    else if (node.Has("value_floats"))
      value_ = ListOf(node.Floats("value_floats"), false);
    else if (node.Has("value_ints"))
      value_ = ListOf(node.Ints("value_ints"), false);
    else if (node.Has("value_string") || node.Has("value_strings"))
      SetStrings(node);
    else
      node.Unsupported("attribute '" + node.Get().attributes[0].name + "'");
  }
  void Run(Inputs, Outputs outputs) const override { outputs[0] = value_; }

 private:
  void SetStrings(const NodeView& node) {
    const bool single = node.Has("value_string");
    const auto strings =
        single ? std::vector{node.String("value_string", "")} : node.Strings("value_strings");
    value_.Reset(DataType::kString,
                 single ? Shape{} : Shape{static_cast<std::int64_t>(strings.size())});
    value_.Strings() = strings;
  }

  Array value_;
};

class ConstantOfShapeOperator : public LayoutOperator {
 public:
  explicit ConstantOfShapeOperator(const NodeView& node) : LayoutOperator(node) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
    const Tensor* tensor = TensorOf(node, "value");
    value_ = tensor ? Array::From(*tensor, node.Where()) : ListOf<float>({0}, true);
    if (value_.Size() != 1) Fail("value has to have one element");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    Reset(outputs[0], value_.Type(), Integers(*inputs[0], "shape"));
    FillWith(outputs[0], value_);
  }

 private:
  Array value_;
};

class RangeOperator : public LayoutOperator {
 public:
  explicit RangeOperator(const NodeView& node) : LayoutOperator(node) {
    node.CheckInputs(3, 3);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    for (const Array* in : inputs) {
      SameType(*inputs[0], *in);
      if (in->Size() != 1) Fail("start, limit and delta have to be single numbers");
    }
    if (!Dispatch(Numbers(), inputs[0]->Type(), [&]<class T>(T) {
          Fill(inputs[0]->Get<T>()[0], inputs[1]->Get<T>()[0], inputs[2]->Get<T>()[0], outputs[0]);
        }))
      UnsupportedType(inputs[0]->Type());
  }

 private:
  template <class T>
  void Fill(T start, T limit, T delta, Array& out) const {
    if (delta == 0) Fail("delta is 0");
    using Wide = std::conditional_t<std::is_integral_v<T>, long double, T>;
    const Wide count =
        std::ceil((static_cast<Wide>(limit) - static_cast<Wide>(start)) / static_cast<Wide>(delta));
    if (!(count <= static_cast<Wide>(kMostInDimension))) Fail("asks for more than 2^31 numbers");
    Reset(out, TypeOf<T>::value, {count > 0 ? static_cast<std::int64_t>(count) : 0});
    const auto numbers = out.Get<T>();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if constexpr (std::is_integral_v<T>)  // between start and limit: wraps at most on the way
        numbers[i] = static_cast<T>(static_cast<std::uint64_t>(start) +
                                    i * static_cast<std::uint64_t>(delta));
      else
        numbers[i] = start + static_cast<T>(i) * delta;
    }
  }
};

class EyeLikeOperator : public LayoutOperator {
 public:
  explicit EyeLikeOperator(const NodeView& node)
      : LayoutOperator(node),
        k_(node.Int("k", 0)),
        dtype_(static_cast<DataType>(node.Int("dtype", 0))) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Shape& shape = inputs[0]->GetShape();
    if (shape.size() != 2) Fail("expects 2 dimensions, got shape " + ShapeText(shape));
    const DataType type = dtype_ == DataType::kUndefined ? inputs[0]->Type() : dtype_;
    const bool done =
        Dispatch(Numbers(), type, [&]<class T>(T) { SetDiagonal<T>(shape, outputs[0]); });
    if (!done && type == DataType::kBool)
      SetDiagonal<bool>(shape, outputs[0]);
    else if (!done)
      UnsupportedType(type);
  }

 private:
  template <class T>
  void SetDiagonal(const Shape& shape, Array& out) const {
    Reset(out, TypeOf<T>::value, shape);
    FillWithZero(out);
    if (out.Size() == 0 || k_ < -shape[0] || k_ > shape[1]) return;
    const auto elements = out.Get<T>();
    for (std::int64_t i = std::max<std::int64_t>(0, -k_); i < shape[0] && i + k_ < shape[1]; ++i)
      elements[static_cast<std::size_t>(i * shape[1] + i + k_)] = T{1};
  }

  std::int64_t k_;
  DataType dtype_;
};

class OneHotOperator : public LayoutOperator {
 public:
  explicit OneHotOperator(const NodeView& node)
      : LayoutOperator(node), axis_(node.Int("axis", -1)) {
    node.CheckInputs(3, 3);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const auto indices = AsDoubles(*inputs[0]), depths = AsDoubles(*inputs[1]);
    const Array& values = *inputs[2];
    if (depths.size() != 1 ||
        !(depths[0] >= 1 && depths[0] <= static_cast<double>(kMostInDimension)))
      Fail("the depth has to be a single positive number");
    if (values.Rank() != 1 || values.Size() != 2) Fail("the values have to be two");
    const auto depth = static_cast<std::int64_t>(depths[0]);
    Shape shape = inputs[0]->GetShape();
    const std::size_t axis = Axis(axis_, shape.size() + 1);
    const std::size_t inner = Extent(shape, axis, shape.size());
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), depth);
    Reset(outputs[0], values.Type(), shape);
    FillWith(outputs[0], values, 0);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const double index = std::trunc(indices[i]), size = static_cast<double>(depth);
      if (!(index >= -size && index < size)) continue;  // all off
      const auto at = static_cast<std::size_t>(index < 0 ? index + size : index);
      const auto place = (i / inner * static_cast<std::size_t>(depth) + at) * inner + i % inner;
      CopyBlock(values, 1, outputs[0], place, 1);
    }
  }

 private:
  std::vector<double> AsDoubles(const Array& array) const {
    std::vector<double> numbers;
    if (!Dispatch(Numbers(), array.Type(), [&]<class T>(T) {
          const auto elements = array.Get<T>();
          numbers.assign(elements.begin(), elements.end());
        }))
      UnsupportedType(array.Type());
    return numbers;
  }

  std::int64_t axis_;
};

}  // namespace

void RegisterConstants(OperatorRegistry& registry) {
  registry.Add<ConstantOperator>("Constant");
  registry.Add<ConstantOfShapeOperator>("ConstantOfShape", 9);
  registry.Add<RangeOperator>("Range", 11);
  registry.Add<EyeLikeOperator>("EyeLike", 9);
  registry.Add<OneHotOperator>("OneHot", 9);
}

}  // namespace TMVA::inline standalone::onnx
