// RandomNormal, RandomUniform, their "Like" forms, and Bernoulli.
#include <TMVA/Random.h>

#include <bit>
#include <mutex>
#include <random>

#include "tmva/graph/operators/layout.h"
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Numbers go on from run to run. Without the attribute "seed", sessions differ.
class RandomOperator : public LayoutOperator {
 public:
  explicit RandomOperator(const NodeView& node)
      : LayoutOperator(node),
        dtype_(static_cast<DataType>(node.Int("dtype", 0))),
        random_(Seed(node), 0) {
    node.CheckOutputs(1, 1);
  }

 protected:
  /// Fills `out`; draw(random, i) is a double for element i.
  template <class Draw>
  void Fill(DataType type, const Shape& shape, Array& out, Draw&& draw) const {
    const std::lock_guard lock(mutex_);
    const bool done = Dispatch(Numbers(), type, [&]<class T>(T) { FillOf<T>(shape, out, draw); });
    if (!done && type == DataType::kBool)
      FillOf<bool>(shape, out, draw);
    else if (!done)
      UnsupportedType(type);
  }
  /// Of the attribute, or `otherwise`.
  DataType Type(DataType otherwise) const {
    return dtype_ == DataType::kUndefined ? otherwise : dtype_;
  }

 private:
  static std::uint64_t Seed(const NodeView& node) {
    if (node.Has("seed")) return std::bit_cast<std::uint32_t>(node.Float("seed", 0));
    return std::uint64_t{std::random_device()()} << 32 | 1U;
  }
  template <class T, class Draw>
  void FillOf(const Shape& shape, Array& out, Draw& draw) const {
    Reset(out, TypeOf<T>::value, shape);
    const auto elements = out.Get<T>();
    for (std::size_t i = 0; i < elements.size(); ++i)
      elements[i] = static_cast<T>(draw(random_, i));
  }

  DataType dtype_;
  mutable std::mutex mutex_;
  mutable Random random_;
};

class RandomNumbersOperator : public RandomOperator {
 public:
  explicit RandomNumbersOperator(const NodeView& node)
      : RandomOperator(node),
        normal_(node.Get().op_type.starts_with("RandomNormal")),
        like_(node.Get().op_type.ends_with("Like")),
        shape_(node.Ints("shape")) {
    node.CheckInputs(like_ ? 1 : 0, like_ ? 1 : 0);
    if (!like_ && !node.Has("shape")) Fail("has no attribute 'shape'");
    first_ = normal_ ? node.Float("mean", 0) : node.Float("low", 0);
    second_ = normal_ ? node.Float("scale", 1) : node.Float("high", 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const DataType type = Type(like_ ? inputs[0]->Type() : DataType::kFloat);
    if (type != DataType::kFloat && type != DataType::kDouble) UnsupportedType(type);
    Fill(type, like_ ? inputs[0]->GetShape() : shape_, outputs[0],
         [this](Random& random, std::size_t) {
           return normal_ ? random.Gauss(first_, second_) : random.Uniform(first_, second_);
         });
  }

 private:
  bool normal_, like_;
  Shape shape_;
  double first_, second_;  ///< mean and scale, or low and high
};

class BernoulliOperator : public RandomOperator {
 public:
  explicit BernoulliOperator(const NodeView& node) : RandomOperator(node) {
    node.CheckInputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    if (in.Type() == DataType::kFloat)
      Draw<float>(in, outputs[0]);
    else if (in.Type() == DataType::kDouble)
      Draw<double>(in, outputs[0]);
    else
      UnsupportedType(in.Type());
  }

 private:
  template <class T>
  void Draw(const Array& in, Array& out) const {
    const auto probabilities = in.Get<T>();
    Fill(Type(in.Type()), in.GetShape(), out, [probabilities](Random& random, std::size_t i) {
      return random.Uniform() < static_cast<double>(probabilities[i]) ? 1.0 : 0.0;
    });
  }
};

}  // namespace

void RegisterRandomNumbers(OperatorRegistry& registry) {
  for (const char* name :
       {"RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike"})
    registry.Add<RandomNumbersOperator>(name);
  registry.Add<BernoulliOperator>("Bernoulli", 15);
}

}  // namespace TMVA::inline standalone::onnx
