// Transpose, DepthToSpace, SpaceToDepth, Expand, Tile: elements in another order, or repeated.
#include <algorithm>
#include <numeric>

#include "tmva/graph/operators/layout.h"
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// out[i0, i1, ...] = in[...] where axis d of the output is axis order[d] of `shape`, which stands
/// for the input's.
void Permute(const Array& in, const Shape& shape, const std::vector<std::size_t>& order,
             Array& out) {
  const Shape strides = RowMajorStrides(shape);
  Shape permuted, source;
  for (const auto axis : order) {
    permuted.push_back(shape[axis]);
    source.push_back(strides[axis]);
  }
  CopyBox(permuted, in, {0, source}, out, {0, RowMajorStrides(permuted)});
}

class TransposeOperator : public LayoutOperator {
 public:
  explicit TransposeOperator(const NodeView& node)
      : LayoutOperator(node), order_(node.Ints("perm")), given_(node.Has("perm")) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Shape& from = inputs[0]->GetShape();
    std::vector<std::size_t> order(from.size());
    if (given_) {
      order = Axes(order_, from.size());
      if (order.size() != from.size())
        Fail("perm " + ShapeText(order_) + " does not fit an array of shape " + ShapeText(from));
    } else {
      std::iota(order.rbegin(), order.rend(), std::size_t{0});
    }
    Shape shape;
    for (const auto axis : order) shape.push_back(from[axis]);
    Reset(outputs[0], inputs[0]->Type(), shape);
    Permute(*inputs[0], from, order, outputs[0]);
  }

 private:
  std::vector<std::int64_t> order_;
  bool given_;
};

/// Blocks of pixels become channels, or the other way round.
class BlockOperator : public LayoutOperator {
 public:
  explicit BlockOperator(const NodeView& node)
      : LayoutOperator(node),
        size_(node.Int("blocksize", 0)),
        mode_(node.String("mode", "DCR")),
        to_space_(node.Get().op_type == "DepthToSpace") {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
    if (size_ < 1 || size_ > 1 << 15) Fail("blocksize " + std::to_string(size_) + " cannot be");
    if (mode_ != "DCR" && mode_ != "CRD") Fail("mode '" + mode_ + "' is neither DCR nor CRD");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Shape& from = inputs[0]->GetShape();
    if (from.size() != 4) Fail("expects 4 dimensions, got shape " + ShapeText(from));
    const auto n = from[0], c = from[1], h = from[2], w = from[3], b = size_;
    if (to_space_ ? c % (b * b) != 0 : h % b != 0 || w % b != 0)
      Fail("blocks of " + std::to_string(b) + " do not divide the shape " + ShapeText(from));
    for (const auto d : {c, h, w})
      if (d > kMostInDimension) Fail("an array of shape " + ShapeText(from));
    if (!to_space_) {
      Reset(outputs[0], inputs[0]->Type(), {n, c * b * b, h / b, w / b});
      if (mode_ == "DCR")
        Permute(*inputs[0], {n, c, h / b, b, w / b, b}, {0, 3, 5, 1, 2, 4}, outputs[0]);
      else
        Permute(*inputs[0], {n, c, h / b, b, w / b, b}, {0, 1, 3, 5, 2, 4}, outputs[0]);
      return;
    }
    Reset(outputs[0], inputs[0]->Type(), {n, c / (b * b), h * b, w * b});
    if (mode_ == "DCR")
      Permute(*inputs[0], {n, b, b, c / (b * b), h, w}, {0, 3, 4, 1, 5, 2}, outputs[0]);
    else
      Permute(*inputs[0], {n, c / (b * b), b, b, h, w}, {0, 1, 4, 2, 5, 3}, outputs[0]);
  }

 private:
  std::int64_t size_;
  std::string mode_;
  bool to_space_;
};

class ExpandOperator : public LayoutOperator {
 public:
  explicit ExpandOperator(const NodeView& node) : LayoutOperator(node) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Shape from = inputs[0]->GetShape(), given = Integers(*inputs[1], "shape");
    Shape shape(std::max(from.size(), given.size()), 1);
    std::copy(from.rbegin(), from.rend(), shape.rbegin());
    for (std::size_t d = 0; d < given.size(); ++d) {
      auto& size = shape[shape.size() - given.size() + d];
      if (given[d] == 1) continue;
      if (size != 1 && size != given[d])
        Fail("cannot expand an array of shape " + ShapeText(from) + " to " + ShapeText(given));
      size = given[d];
    }
    Reset(outputs[0], inputs[0]->Type(), shape);
    const Shape strides = RowMajorStrides(from);
    Shape source(shape.size());
    for (std::size_t d = 0; d < from.size(); ++d)
      source[shape.size() - from.size() + d] = from[d] == 1 ? 0 : strides[d];
    CopyBox(shape, *inputs[0], {0, source}, outputs[0], {0, RowMajorStrides(shape)});
  }
};

class TileOperator : public LayoutOperator {
 public:
  explicit TileOperator(const NodeView& node) : LayoutOperator(node) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Shape& from = inputs[0]->GetShape();
    const Shape repeats = Integers(*inputs[1], "repeats"), strides = RowMajorStrides(from);
    if (repeats.size() != from.size())
      Fail("has " + std::to_string(repeats.size()) + " repeats for an array of shape " +
           ShapeText(from));
    Shape shape, box, source;  // each axis of the box is a repeat, then the axis
    for (std::size_t d = 0; d < from.size(); ++d) {
      if (repeats[d] < 0 || repeats[d] > kMostInDimension || from[d] > kMostInDimension)
        Fail("cannot repeat an array of shape " + ShapeText(from) + " " + ShapeText(repeats) +
             " times");
      shape.push_back(static_cast<std::int64_t>(NumElements({repeats[d], from[d]})));
      box.insert(box.end(), {repeats[d], from[d]});
      source.insert(source.end(), {0, strides[d]});
    }
    Reset(outputs[0], inputs[0]->Type(), shape);
    if (outputs[0].Size() == 0) return;
    CopyBox(box, *inputs[0], {0, source}, outputs[0], {0, RowMajorStrides(box)});
  }
};

}  // namespace

void RegisterTransposing(OperatorRegistry& registry) {
  registry.Add<TransposeOperator>("Transpose");
  registry.Add<BlockOperator>("DepthToSpace");
  registry.Add<BlockOperator>("SpaceToDepth");
  registry.Add<ExpandOperator>("Expand", 8);
  registry.Add<TileOperator>("Tile", 6);
}

}  // namespace TMVA::inline standalone::onnx
