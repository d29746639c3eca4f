// ScatterElements (Scatter), ScatterND: elements put, or added, where indices say.
#include <algorithm>
#include <functional>

#include "tmva/graph/operators/indices.h"
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {
namespace {

class Scattering : public IndexOperator {
 public:
  explicit Scattering(const NodeView& node)
      : IndexOperator(node), reduction_(node.String("reduction", "none")) {
    node.CheckInputs(3, 3);
    node.CheckOutputs(1, 1);
    for (const char* name : {"none", "add", "mul", "min", "max"})
      if (reduction_ == name) return;
    Fail("reduction '" + reduction_ + "' is none of none, add, mul, min, max");
  }

 protected:
  /// out = in, but with block i of `updates` at places[i].
  void Scatter(const Array& in, const Array& updates, const std::vector<std::size_t>& places,
               std::size_t block, Array& out) const {
    SameType(in, updates);
    Reset(out, in.Type(), in.GetShape());
    CopyBlock(in, 0, out, 0, in.Size());
    if (reduction_ == "none") {
      for (std::size_t i = 0; i < places.size(); ++i)
        CopyBlock(updates, i * block, out, places[i], block);
      return;
    }
    const bool done = Dispatch(Numbers(), in.Type(), [&]<class T>(T) {
      const auto from = updates.Get<T>();
      const auto to = out.Get<T>();
      const auto reduce = [&](auto function) {
        for (std::size_t i = 0; i < places.size(); ++i)
          for (std::size_t k = 0; k < block; ++k) {
            T& x = to[places[i] + k];
            x = static_cast<T>(function(x, from[i * block + k]));
          }
      };
      // Whole numbers wrap around.
      using Wide = std::conditional_t<std::is_integral_v<T>, std::uint64_t, T>;
      if (reduction_ == "add")
        reduce([](T a, T b) { return static_cast<Wide>(a) + static_cast<Wide>(b); });
      else if (reduction_ == "mul")
        reduce([](T a, T b) { return static_cast<Wide>(a) * static_cast<Wide>(b); });
      else if (reduction_ == "min")
        reduce([](T a, T b) { return std::min(a, b); });
      else
        reduce([](T a, T b) { return std::max(a, b); });
    });
    if (!done) UnsupportedType(in.Type());
  }

 private:
  std::string reduction_;
};

class ScatterElementsOperator : public Scattering {
 public:
  explicit ScatterElementsOperator(const NodeView& node)
      : Scattering(node), axis_(node.Int("axis", 0)) {}
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array &in = *inputs[0], &indices = *inputs[1], &updates = *inputs[2];
    if (updates.GetShape() != indices.GetShape())
      Fail("updates of shape " + ShapeText(updates.GetShape()) + " for indices of shape " +
           ShapeText(indices.GetShape()));
    Scatter(in, updates, ElementPlaces(in.GetShape(), indices, Axis(axis_, in.Rank())), 1,
            outputs[0]);
  }

 private:
  std::int64_t axis_;
};

class ScatterNdOperator : public Scattering {
 public:
  explicit ScatterNdOperator(const NodeView& node) : Scattering(node) {}
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array &in = *inputs[0], &indices = *inputs[1], &updates = *inputs[2];
    const Blocks blocks = BlockPlaces(in.GetShape(), indices, 0);
    Shape shape(indices.GetShape().begin(), indices.GetShape().end() - 1);
    shape.insert(shape.end(), blocks.shape.begin(), blocks.shape.end());
    if (updates.GetShape() != shape)
      Fail("updates of shape " + ShapeText(updates.GetShape()) + ", expected " + ShapeText(shape));
    Scatter(in, updates, blocks.places, blocks.size, outputs[0]);
  }
};

}  // namespace

void RegisterScattering(OperatorRegistry& registry) {
  registry.Add<ScatterElementsOperator>("Scatter", 9);
  registry.Add<ScatterElementsOperator>("ScatterElements", 11);
  registry.Add<ScatterNdOperator>("ScatterND", 11);
}

}  // namespace TMVA::inline standalone::onnx
