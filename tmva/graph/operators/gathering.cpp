// Gather, GatherElements, GatherND, Compress, ReverseSequence: elements chosen by index.
#include <algorithm>

#include "tmva/graph/operators/indices.h"
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {
namespace {

class GatherOperator : public IndexOperator {
 public:
  explicit GatherOperator(const NodeView& node) : IndexOperator(node), axis_(node.Int("axis", 0)) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array &in = *inputs[0], &indices = *inputs[1];
    const std::size_t axis = Axis(axis_, in.Rank());
    const Shape& from = in.GetShape();
    const auto at = static_cast<std::ptrdiff_t>(axis);
    Shape shape(from.begin(), from.begin() + at);
    shape.insert(shape.end(), indices.GetShape().begin(), indices.GetShape().end());
    shape.insert(shape.end(), from.begin() + at + 1, from.end());
    const auto chosen = Indices(indices, from[axis]);
    Reset(outputs[0], in.Type(), shape);
    if (outputs[0].Size() == 0) return;
    const std::size_t outer = Extent(from, 0, axis), inner = Extent(from, axis + 1, from.size());
    const auto length = static_cast<std::size_t>(from[axis]);
    std::size_t to = 0;
    for (std::size_t o = 0; o < outer; ++o)
      for (const auto index : chosen) {
        CopyBlock(in, (o * length + index) * inner, outputs[0], to, inner);
        to += inner;
      }
  }

 private:
  std::int64_t axis_;
};

class GatherElementsOperator : public IndexOperator {
 public:
  explicit GatherElementsOperator(const NodeView& node)
      : IndexOperator(node), axis_(node.Int("axis", 0)) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    const auto places = ElementPlaces(in.GetShape(), *inputs[1], Axis(axis_, in.Rank()));
    Reset(outputs[0], in.Type(), inputs[1]->GetShape());
    VisitElements(in, outputs[0], [&](auto from, auto to) {
      for (std::size_t i = 0; i < places.size(); ++i) to[i] = from[places[i]];
    });
  }

 private:
  std::int64_t axis_;
};

class GatherNdOperator : public IndexOperator {
 public:
  explicit GatherNdOperator(const NodeView& node)
      : IndexOperator(node), batch_dims_(node.Int("batch_dims", 0)) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
    if (batch_dims_ < 0) Fail("batch_dims is negative");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array &in = *inputs[0], &indices = *inputs[1];
    const Blocks blocks =
        BlockPlaces(in.GetShape(), indices, static_cast<std::size_t>(batch_dims_));
    Shape shape(indices.GetShape().begin(), indices.GetShape().end() - 1);
    shape.insert(shape.end(), blocks.shape.begin(), blocks.shape.end());
    Reset(outputs[0], in.Type(), shape);
    for (std::size_t i = 0; i < blocks.places.size(); ++i)
      CopyBlock(in, blocks.places[i], outputs[0], i * blocks.size, blocks.size);
  }

 private:
  std::int64_t batch_dims_;
};

class CompressOperator : public LayoutOperator {
 public:
  explicit CompressOperator(const NodeView& node)
      : LayoutOperator(node), axis_(node.Int("axis", 0)), has_axis_(node.Has("axis")) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    if (inputs[1]->Type() != DataType::kBool || inputs[1]->Rank() != 1)
      Fail("the condition is no list of bool");
    Shape shape = has_axis_ ? in.GetShape() : Shape{static_cast<std::int64_t>(in.Size())};
    const std::size_t axis = has_axis_ ? Axis(axis_, shape.size()) : 0;
    const auto condition = inputs[1]->Get<bool>();
    const auto length = static_cast<std::size_t>(shape[axis]);
    if (condition.size() > length)
      Fail("has " + std::to_string(condition.size()) + " conditions for " + std::to_string(length) +
           " elements");
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < condition.size(); ++i)
      if (condition[i]) kept.push_back(i);
    shape[axis] = static_cast<std::int64_t>(kept.size());
    Reset(outputs[0], in.Type(), shape);
    if (outputs[0].Size() == 0) return;
    const std::size_t outer = Extent(shape, 0, axis), inner = Extent(shape, axis + 1, shape.size());
    std::size_t to = 0;
    for (std::size_t o = 0; o < outer; ++o)
      for (const auto i : kept) {
        CopyBlock(in, (o * length + i) * inner, outputs[0], to, inner);
        to += inner;
      }
  }

 private:
  std::int64_t axis_;
  bool has_axis_;
};

class ReverseSequenceOperator : public LayoutOperator {
 public:
  explicit ReverseSequenceOperator(const NodeView& node)
      : LayoutOperator(node), time_(node.Int("time_axis", 0)), batch_(node.Int("batch_axis", 1)) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
    if (time_ + batch_ != 1 || time_ * batch_ != 0)
      Fail("time_axis and batch_axis have to be 0 and 1");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    const Shape& shape = in.GetShape();
    if (shape.size() < 2) Fail("expects 2 or more dimensions, got shape " + ShapeText(shape));
    const auto lengths = Integers(*inputs[1], "sequence_lens");
    const auto times = shape[static_cast<std::size_t>(time_)],
               batches = shape[static_cast<std::size_t>(batch_)];
    if (static_cast<std::int64_t>(lengths.size()) != batches)
      Fail("has " + std::to_string(lengths.size()) + " lengths for " + std::to_string(batches) +
           " sequences");
    for (const auto length : lengths)
      if (length < 0 || length > times)
        Fail("a sequence of length " + std::to_string(length) + " of " + std::to_string(times));
    Reset(outputs[0], in.Type(), shape);
    if (in.Size() == 0) return;
    const std::size_t inner = Extent(shape, 2, shape.size());
    const auto place = [&](std::int64_t t, std::int64_t b) {
      return static_cast<std::size_t>(time_ == 0 ? t * batches + b : b * times + t) * inner;
    };
    for (std::int64_t b = 0; b < batches; ++b) {
      const auto length = lengths[static_cast<std::size_t>(b)];
      for (std::int64_t t = 0; t < times; ++t)
        CopyBlock(in, place(t < length ? length - 1 - t : t, b), outputs[0], place(t, b), inner);
    }
  }

 private:
  std::int64_t time_, batch_;
};

}  // namespace

void RegisterGathering(OperatorRegistry& registry) {
  registry.Add<GatherOperator>("Gather");
  registry.Add<GatherElementsOperator>("GatherElements", 11);
  registry.Add<GatherNdOperator>("GatherND", 11);
  registry.Add<CompressOperator>("Compress", 9);
  registry.Add<ReverseSequenceOperator>("ReverseSequence", 10);
}

}  // namespace TMVA::inline standalone::onnx
