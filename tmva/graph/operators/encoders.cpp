// LabelEncoder and OneHotEncoder of ai.onnx.ml.
#include <cmath>
#include <map>

#include "tmva/graph/operators/layout.h"
#include "tmva/graph/operators/machine_learning.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// NaN is one key, after all others.
template <class T>
struct KeyLess {
  bool operator()(const T& a, const T& b) const {
    if constexpr (std::is_floating_point_v<T>)
      if (a != a || b != b) return a == a;
    return a < b;
  }
};

template <class T>
std::vector<T> ListOf(const Array& array) {
  const auto elements = array.Get<T>();
  return {elements.begin(), elements.end()};
}

class LabelEncoderOperator : public LayoutOperator {
 public:
  explicit LabelEncoderOperator(const NodeView& node) : LayoutOperator(node) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
    keys_ = Find(node, "keys");
    values_ = Find(node, "values");
    if (keys_.Size() != values_.Size())
      Fail("has " + std::to_string(keys_.Size()) + " keys and " + std::to_string(values_.Size()) +
           " values");
    NumberKeys();
    SetDefault(node);
  }

  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    SameType(in, keys_);
    Reset(outputs[0], values_.Type(), in.GetShape());
    switch (in.Type()) {
      case DataType::kInt64:
        return Encode(ints_, in.Get<std::int64_t>(), outputs[0]);
      case DataType::kFloat:
        return Encode(floats_, in.Get<float>(), outputs[0]);
      case DataType::kString:
        return Encode(strings_, std::span<const std::string>(in.Strings()), outputs[0]);
      default:
        UnsupportedType(in.Type());
    }
  }

 private:
  template <class T>
  using Places = std::map<T, std::size_t, KeyLess<T>>;

  /// The list `which`_int64s, _floats or _strings, or the tensor `which`_tensor.
  Array Find(const NodeView& node, const std::string& which) const {
    Array array;
    const auto shape = [](std::size_t size) { return Shape{static_cast<std::int64_t>(size)}; };
    if (node.Has(which + "_int64s")) {
      const auto list = node.Ints(which + "_int64s");
      array.Reset(DataType::kInt64, shape(list.size()));
      std::copy(list.begin(), list.end(), array.Get<std::int64_t>().begin());
    } else if (node.Has(which + "_floats")) {
      const auto list = node.Floats(which + "_floats");
      array.Reset(DataType::kFloat, shape(list.size()));
      std::copy(list.begin(), list.end(), array.Get<float>().begin());
    } else if (node.Has(which + "_strings")) {
      const auto list = node.Strings(which + "_strings");
      array.Reset(DataType::kString, shape(list.size()));
      array.Strings() = list;
    } else if (const Attribute* tensor = node.Get().Find(which + "_tensor");
               tensor != nullptr && tensor->type == AttributeType::kTensor) {
      array = Array::From(tensor->t, where_ + ": " + which + "_tensor");
    }
    if (array.Type() != DataType::kInt64 && array.Type() != DataType::kFloat &&
        array.Type() != DataType::kString)
      node.Unsupported(which + " that are neither int64, float nor string");
    return array;
  }

  void SetDefault(const NodeView& node) {
    default_.Reset(values_.Type(), {1});
    if (const Attribute* tensor = node.Get().Find("default_tensor")) {
      default_ = Array::From(tensor->t, where_ + ": default_tensor");
      SameType(default_, values_);
      if (default_.Size() != 1) Fail("default_tensor has to have one element");
      return;
    }
    switch (values_.Type()) {
      case DataType::kInt64:
        default_.Get<std::int64_t>()[0] = node.Int("default_int64", -1);
        break;
      case DataType::kFloat:
        default_.Get<float>()[0] = node.Float("default_float", -0.0F);
        break;
      default:
        default_.Strings()[0] = node.String("default_string", "_Unused");
    }
  }

  void NumberKeys() {
    switch (keys_.Type()) {
      case DataType::kInt64:
        Number(ints_, ListOf<std::int64_t>(keys_));
        break;
      case DataType::kFloat:
        Number(floats_, ListOf<float>(keys_));
        break;
      default:
        Number(strings_, keys_.Strings());
    }
  }

  template <class T>
  static void Number(Places<T>& places, const std::vector<T>& keys) {
    for (std::size_t k = 0; k < keys.size(); ++k) places.emplace(keys[k], k);
  }

  template <class T>
  void Encode(const Places<T>& places, std::span<const T> elements, Array& out) const {
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const auto found = places.find(elements[i]);
      if (found == places.end())
        CopyBlock(default_, 0, out, i, 1);
      else
        CopyBlock(values_, found->second, out, i, 1);
    }
  }

  Array keys_, values_, default_;
  Places<std::int64_t> ints_;
  Places<float> floats_;
  Places<std::string> strings_;
};

class OneHotEncoderOperator : public LayoutOperator {
 public:
  explicit OneHotEncoderOperator(const NodeView& node)
      : LayoutOperator(node), zeros_(node.Int("zeros", 1) != 0) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
    const auto ints = node.Ints("cats_int64s");
    const auto strings = node.Strings("cats_strings");
    if (ints.empty() == strings.empty()) Fail("has to have either cats_int64s or cats_strings");
    for (std::size_t k = 0; k < ints.size(); ++k) ints_.emplace(ints[k], k);
    for (std::size_t k = 0; k < strings.size(); ++k) strings_.emplace(strings[k], k);
    size_ = ints.size() + strings.size();
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    if ((in.Type() == DataType::kString) != ints_.empty())
      Fail("categories are of another type than the input, which is " + TypeName(in.Type()));
    Shape shape = in.GetShape();
    shape.push_back(static_cast<std::int64_t>(size_));
    Reset(outputs[0], DataType::kFloat, shape);
    FillWithZero(outputs[0]);
    const auto out = outputs[0].Get<float>();
    const auto set = [&](std::size_t i, const auto& places, const auto& key) {
      const auto found = places.find(key);
      if (found != places.end())
        out[i * size_ + found->second] = 1;
      else if (!zeros_)
        Fail("element " + std::to_string(i) + " is none of the categories");
    };
    if (in.Type() == DataType::kString) {
      for (std::size_t i = 0; i < in.Size(); ++i) set(i, strings_, in.Strings()[i]);
    } else if (in.Type() == DataType::kInt64 || in.Type() == DataType::kInt32) {
      const auto numbers = in.Integers();
      for (std::size_t i = 0; i < numbers.size(); ++i) set(i, ints_, numbers[i]);
    } else {
      UnsupportedType(in.Type());
    }
  }

 private:
  bool zeros_;
  std::map<std::int64_t, std::size_t> ints_;
  std::map<std::string, std::size_t> strings_;
  std::size_t size_ = 0;
};

}  // namespace

void RegisterEncoders(OperatorRegistry& registry) {
  registry.Add<LabelEncoderOperator>("LabelEncoder", 2, kMachineLearning);
  registry.Add<OneHotEncoderOperator>("OneHotEncoder", 1, kMachineLearning);
}

}  // namespace TMVA::inline standalone::onnx
