// Concat, Split, Slice, CenterCropPad: parts of arrays.
#include <algorithm>
#include <numeric>

#include "tmva/graph/operators/layout.h"
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {
namespace {

class ConcatOperator : public LayoutOperator {
 public:
  explicit ConcatOperator(const NodeView& node) : LayoutOperator(node), axis_(node.Int("axis", 1)) {
    if (!node.Has("axis") && node.Version() >= 4) Fail("has no attribute 'axis'");
    node.CheckInputs(1, SIZE_MAX);
    node.CheckOutputs(1, 1);
    for (std::size_t i = 0; i < node.NumInputs(); ++i)
      if (!node.HasInput(i)) Fail("input " + std::to_string(i) + " is left out, but is needed");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    Shape shape = inputs[0]->GetShape();
    const std::size_t axis = Axis(axis_, shape.size());
    shape[axis] = 0;
    for (const Array* in : inputs) {
      SameType(*inputs[0], *in);
      Shape other = in->GetShape();
      const bool fits = other.size() == shape.size();
      const std::int64_t size = fits ? std::exchange(other[axis], shape[axis]) : 0;
      if (other != shape || size > kMostInDimension - shape[axis])
        Fail("cannot join arrays of shapes " + ShapeText(inputs[0]->GetShape()) + " and " +
             ShapeText(in->GetShape()) + " along axis " + std::to_string(axis));
      shape[axis] += size;
    }
    Reset(outputs[0], inputs[0]->Type(), shape);
    if (outputs[0].Size() == 0) return;
    const std::size_t outer = Extent(shape, 0, axis), row = Extent(shape, axis, shape.size());
    std::size_t at = 0;
    for (const Array* in : inputs) {
      const std::size_t block = in->Size() / outer;
      for (std::size_t o = 0; o < outer; ++o)
        CopyBlock(*in, o * block, outputs[0], o * row + at, block);
      at += block;
    }
  }

 private:
  std::int64_t axis_;
};

/// Sizes of the parts are an attribute, since operator set 13 an input; since 18 their number may
/// be given.
class SplitOperator : public LayoutOperator {
 public:
  explicit SplitOperator(const NodeView& node)
      : LayoutOperator(node),
        axis_(node.Int("axis", 0)),
        sizes_(node.Ints("split")),
        given_(node.Has("split")) {
    const bool as_input = node.Version() >= 13;
    node.CheckInputs(1, as_input ? 2 : 1);
    node.CheckOutputs(1, SIZE_MAX);
    const bool has_number = node.Has("num_outputs");
    if (has_number && node.HasInput(1)) Fail("has both num_outputs and sizes");
    if (has_number && node.Int("num_outputs", 0) != static_cast<std::int64_t>(node.NumOutputs()))
      Fail("num_outputs is " + std::to_string(node.Int("num_outputs", 0)) + ", but " +
           std::to_string(node.NumOutputs()) + " outputs are there");
    may_end_smaller_ = has_number;
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    const std::size_t axis = Axis(axis_, in.Rank());
    const std::int64_t length = in.GetShape()[axis];
    std::vector<std::int64_t> sizes = sizes_;
    if (const Array* given = Input(inputs, 1))
      sizes = Integers(*given, "split");
    else if (!given_)
      sizes = EqualSizes(length, outputs.size());
    if (sizes.size() != outputs.size())
      Fail("has " + std::to_string(sizes.size()) + " sizes for " + std::to_string(outputs.size()) +
           " outputs");
    std::int64_t left = length;
    for (const auto size : sizes) {
      if (size < 0 || size > left) Fail(Wrong(sizes, length));
      left -= size;
    }
    if (left != 0) Fail(Wrong(sizes, length));
    Shape shape = in.GetShape();
    const std::size_t outer = Extent(shape, 0, axis), inner = Extent(shape, axis + 1, shape.size());
    std::size_t at = 0;
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      shape[axis] = sizes[k];
      Reset(outputs[k], in.Type(), shape);
      if (in.Size() == 0) continue;
      const std::size_t block = static_cast<std::size_t>(sizes[k]) * inner;
      for (std::size_t o = 0; o < outer; ++o)
        CopyBlock(in, o * static_cast<std::size_t>(length) * inner + at, outputs[k], o * block,
                  block);
      at += block;
    }
  }

 private:
  static std::string Wrong(const std::vector<std::int64_t>& sizes, std::int64_t length) {
    return "the sizes " + ShapeText(sizes) + " do not make up the " + std::to_string(length) +
           " of the axis";
  }
  std::vector<std::int64_t> EqualSizes(std::int64_t length, std::size_t parts) const {
    const auto n = static_cast<std::int64_t>(parts);
    if (length % n != 0 && !may_end_smaller_)
      Fail("cannot split " + std::to_string(length) + " into " + std::to_string(n) +
           " equal parts");
    const std::int64_t each = length / n + (length % n != 0);
    std::vector<std::int64_t> sizes;
    for (std::int64_t left = length, k = 0; k < n; ++k, left -= sizes.back())
      sizes.push_back(std::min(each, left));
    return sizes;
  }

  std::int64_t axis_;
  std::vector<std::int64_t> sizes_;
  bool given_, may_end_smaller_ = false;
};

/// Bounds are attributes, since operator set 10 inputs.
class SliceOperator : public LayoutOperator {
 public:
  explicit SliceOperator(const NodeView& node)
      : LayoutOperator(node),
        starts_(node.Ints("starts")),
        ends_(node.Ints("ends")),
        axes_(node.Ints("axes")),
        has_axes_(node.Has("axes")) {
    const bool as_input = node.Version() >= 10;
    node.CheckInputs(as_input ? 3 : 1, as_input ? 5 : 1);
    node.CheckOutputs(1, 1);
    if (!as_input && (!node.Has("starts") || !node.Has("ends")))
      Fail("has no attributes 'starts' and 'ends'");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    const bool as_input = inputs.size() > 1;
    const auto starts = as_input ? Integers(*inputs[1], "starts") : Shape(starts_);
    const auto ends = as_input ? Integers(*inputs[2], "ends") : Shape(ends_);
    std::vector<std::int64_t> axes = axes_, steps(starts.size(), 1);
    if (const Array* given = Input(inputs, 3)) {
      axes = Integers(*given, "axes");
    } else if (!has_axes_) {
      axes.resize(starts.size());
      std::iota(axes.begin(), axes.end(), 0);
    }
    if (const Array* given = Input(inputs, 4)) steps = Integers(*given, "steps");
    if (ends.size() != starts.size() || axes.size() != starts.size() ||
        steps.size() != starts.size())
      Fail("has " + std::to_string(starts.size()) + " starts, " + std::to_string(ends.size()) +
           " ends, " + std::to_string(axes.size()) + " axes and " + std::to_string(steps.size()) +
           " steps");
    Shape shape = in.GetShape();
    Placement source{0, RowMajorStrides(shape)};
    const auto checked = Axes(axes, shape.size());
    for (std::size_t k = 0; k < checked.size(); ++k) {
      if (steps[k] == 0) Fail("a step is 0");
      auto& size = shape[checked[k]];
      auto& stride = source.strides[checked[k]];
      std::int64_t first = 0;
      const std::int64_t count = Count(size, starts[k], ends[k], steps[k], first);
      source.offset += first * stride;
      stride *= count > 1 ? steps[k] : 1;
      size = count;
    }
    Reset(outputs[0], in.Type(), shape);
    CopyBox(shape, in, source, outputs[0], {0, RowMajorStrides(shape)});
  }

 private:
  /// Bounds before the first or beyond the last element are those.
  static std::int64_t Count(std::int64_t size, std::int64_t start, std::int64_t end,
                            std::int64_t step, std::int64_t& first) {
    if (size == 0) return 0;
    if (start < 0) start += size;
    if (end < 0) end += size;
    if (step > 0) {
      first = std::clamp<std::int64_t>(start, 0, size);
      end = std::clamp<std::int64_t>(end, 0, size);
      const std::int64_t count = end > first ? (end - first - 1) / step + 1 : 0;
      if (count == 0) first = 0;
      return count;
    }
    first = std::clamp<std::int64_t>(start, 0, size - 1);
    end = std::clamp<std::int64_t>(end, -1, size - 1);
    step = std::max(step, -size - 1);
    return first > end ? (first - end - 1) / -step + 1 : 0;
  }

  std::vector<std::int64_t> starts_, ends_, axes_;
  bool has_axes_;
};

class CenterCropPadOperator : public LayoutOperator {
 public:
  explicit CenterCropPadOperator(const NodeView& node)
      : LayoutOperator(node), axes_(node.Ints("axes")), has_axes_(node.Has("axes")) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    const auto sizes = Integers(*inputs[1], "shape");
    std::vector<std::int64_t> axes = axes_;
    if (!has_axes_) {
      axes.resize(in.Rank());
      std::iota(axes.begin(), axes.end(), 0);
    }
    if (axes.size() != sizes.size())
      Fail("has " + std::to_string(sizes.size()) + " sizes for " + std::to_string(axes.size()) +
           " axes");
    Shape shape = in.GetShape(), box = shape, skipped(shape.size()), padding(shape.size());
    const auto checked = Axes(axes, shape.size());
    for (std::size_t k = 0; k < checked.size(); ++k) {
      const auto d = checked[k];
      const auto from = in.GetShape()[d], to = sizes[k];
      if (to < 0 || to > kMostInDimension) Fail("shape " + ShapeText(sizes) + " cannot be");
      shape[d] = to;
      box[d] = std::min(from, to);
      skipped[d] = from > to ? (from - to) / 2 : 0;
      padding[d] = to > from ? (to - from) / 2 : 0;
    }
    Reset(outputs[0], in.Type(), shape);
    FillWithZero(outputs[0]);
    Placement source{0, RowMajorStrides(in.GetShape())}, target{0, RowMajorStrides(shape)};
    for (std::size_t d = 0; d < shape.size(); ++d) {
      source.offset += skipped[d] * source.strides[d];
      target.offset += padding[d] * target.strides[d];
    }
    CopyBox(box, in, source, outputs[0], target);
  }

 private:
  std::vector<std::int64_t> axes_;
  bool has_axes_;
};

}  // namespace

void RegisterSlicing(OperatorRegistry& registry) {
  registry.Add<ConcatOperator>("Concat");
  registry.Add<SplitOperator>("Split", 2);
  registry.Add<SliceOperator>("Slice");
  registry.Add<CenterCropPadOperator>("CenterCropPad", 18);
}

}  // namespace TMVA::inline standalone::onnx
