// Reshape, Flatten, Squeeze, Unsqueeze: other shapes for the same elements; Shape and Size.
#include <algorithm>

#include "tmva/graph/operators/layout.h"
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {
namespace {

class Reshaping : public LayoutOperator {
 public:
  using LayoutOperator::LayoutOperator;
  bool IsView() const override { return true; }

 protected:
  void Give(const Array& in, std::span<const std::int64_t> shape, Array& out) const {
    if (NumElements(shape) != in.Size())
      Fail("cannot give the shape " + ShapeText(shape) + " to an array of shape " +
           ShapeText(in.GetShape()));
    if (in.Type() == DataType::kString) {
      out = in;
      out.Reshape({shape.begin(), shape.end()});
    } else {
      out.Borrow(in.Type(), shape, in.Bytes());
    }
  }
};

class ReshapeOperator : public Reshaping {
 public:
  explicit ReshapeOperator(const NodeView& node)
      : Reshaping(node), allow_zero_(node.Int("allowzero", 0) != 0) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Prepare(Inputs constants) override {
    if (constants[1] == nullptr) return;
    const Shape shape = Integers(*constants[1], "shape");
    keeps_rows_ = !shape.empty() && (shape[0] == -1 || (shape[0] == 0 && !allow_zero_));
  }
  bool IsRowwise() const override { return keeps_rows_; }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    Shape shape = Integers(*inputs[1], "shape");
    const auto text = [&] { return ShapeText(Integers(*inputs[1], "shape")); };
    std::int64_t* unknown = nullptr;
    // Dimensions that are kept play no part in the one that is not known: no events are not of any
    // shape.
    Shape left = in.GetShape(), known = shape;
    for (std::size_t d = 0; d < shape.size(); ++d) {
      if (shape[d] == 0 && !allow_zero_) {
        if (d >= in.Rank())
          Fail("shape " + text() + ": dimension " + std::to_string(d) +
               " is to be kept, but the array has only " + std::to_string(in.Rank()));
        shape[d] = in.GetShape()[d];
        left[d] = known[d] = 1;
      } else if (shape[d] == -1) {
        if (unknown != nullptr) Fail("shape " + text() + " has two unknown dimensions");
        unknown = &shape[d];
        known[d] = 1;
      } else if (shape[d] < 0 || shape[d] > kMostInDimension) {
        Fail("shape " + text() + " cannot be");
      }
    }
    if (unknown != nullptr) {
      const std::size_t elements = NumElements(left), others = NumElements(known);
      if (others == 0 && (elements > 0 || allow_zero_))
        Fail("shape " + text() + ": the unknown dimension could be any");
      if (others != 0 && elements % others != 0)
        Fail("cannot give the shape " + text() + " to an array of shape " +
             ShapeText(in.GetShape()));
      *unknown = others == 0 ? 0 : static_cast<std::int64_t>(elements / others);
    }
    Give(in, shape, outputs[0]);
  }

 private:
  bool allow_zero_, keeps_rows_ = false;
};

class FlattenOperator : public Reshaping {
 public:
  explicit FlattenOperator(const NodeView& node) : Reshaping(node), axis_(node.Int("axis", 1)) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  bool IsRowwise() const override { return axis_ == 1; }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    const std::size_t rank = in.Rank();
    const std::size_t axis = axis_ == static_cast<std::int64_t>(rank) ? rank : Axis(axis_, rank);
    const std::int64_t shape[] = {static_cast<std::int64_t>(Extent(in.GetShape(), 0, axis)),
                                  static_cast<std::int64_t>(Extent(in.GetShape(), axis, rank))};
    Give(in, shape, outputs[0]);
  }

 private:
  std::int64_t axis_;
};

/// Axes are an attribute, since operator set 13 an input.
class AxesOperator : public Reshaping {
 public:
  AxesOperator(const NodeView& node, bool needed)
      : Reshaping(node), axes_(node.Ints("axes")), has_axes_(node.Has("axes")) {
    const bool as_input = node.Version() >= 13;
    node.CheckInputs(as_input && needed ? 2 : 1, as_input ? 2 : 1);
    node.CheckOutputs(1, 1);
    if (needed && !as_input && !has_axes_) Fail("has no attribute 'axes'");
  }

 protected:
  /// False when there are none.
  bool GivenAxes(Inputs inputs, Shape& axes) const {
    axes = axes_;
    if (const Array* given = Input(inputs, 1)) {
      axes = Integers(*given, "axes");
      return true;
    }
    return has_axes_;
  }

 private:
  Shape axes_;
  bool has_axes_;
};

class SqueezeOperator : public AxesOperator {
 public:
  explicit SqueezeOperator(const NodeView& node) : AxesOperator(node, false) {}
  void Run(Inputs inputs, Outputs outputs) const override {
    const Shape& from = inputs[0]->GetShape();
    Shape given;
    SmallVector<char> goes(from.size());
    if (!GivenAxes(inputs, given))
      for (std::size_t d = 0; d < from.size(); ++d) goes[d] = from[d] == 1;
    for (const auto axis : given) {
      const auto d = Axis(axis, from.size());
      if (from[d] != 1)
        Fail("axis " + std::to_string(axis) + " of an array of shape " + ShapeText(from) +
             " has more or less than 1 element");
      goes[d] = true;
    }
    Shape shape;
    for (std::size_t d = 0; d < from.size(); ++d)
      if (!goes[d]) shape.push_back(from[d]);
    Give(*inputs[0], shape, outputs[0]);
  }
};

class UnsqueezeOperator : public AxesOperator {
 public:
  explicit UnsqueezeOperator(const NodeView& node) : AxesOperator(node, true) {}
  void Run(Inputs inputs, Outputs outputs) const override {
    const Shape& from = inputs[0]->GetShape();
    Shape given;
    GivenAxes(inputs, given);
    Shape shape(from.size() + given.size(), -1);
    for (const auto axis : Axes(given, shape.size())) shape[axis] = 1;
    auto next = from.begin();
    for (auto& d : shape)
      if (d < 0) d = *next++;
    Give(*inputs[0], shape, outputs[0]);
  }
};

class ShapeOperator : public LayoutOperator {
 public:
  explicit ShapeOperator(const NodeView& node)
      : LayoutOperator(node), start_(node.Int("start", 0)), end_(node.Int("end", INT64_MAX)) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Shape& shape = inputs[0]->GetShape();
    const auto rank = static_cast<std::int64_t>(shape.size());
    const auto clamped = [rank](std::int64_t at) {
      return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
    };
    const auto start = clamped(start_), end = std::max(clamped(end_), start);
    outputs[0].Reset(DataType::kInt64, {end - start});
    std::copy(shape.begin() + start, shape.begin() + end, outputs[0].Get<std::int64_t>().begin());
  }

 private:
  std::int64_t start_, end_;
};

class SizeOperator : public LayoutOperator {
 public:
  explicit SizeOperator(const NodeView& node) : LayoutOperator(node) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    outputs[0].Reset(DataType::kInt64, {});
    outputs[0].Get<std::int64_t>()[0] = static_cast<std::int64_t>(inputs[0]->Size());
  }
};

}  // namespace

void RegisterReshaping(OperatorRegistry& registry) {
  registry.Add<ReshapeOperator>("Reshape", 5);
  registry.Add<FlattenOperator>("Flatten");
  registry.Add<SqueezeOperator>("Squeeze");
  registry.Add<UnsqueezeOperator>("Unsqueeze");
  registry.Add<ShapeOperator>("Shape");
  registry.Add<SizeOperator>("Size");
}

}  // namespace TMVA::inline standalone::onnx
