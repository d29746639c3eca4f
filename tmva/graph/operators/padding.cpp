// Pad: constant, reflect, edge and wrap.
#include <algorithm>
#include <numeric>

#include "tmva/graph/operators/layout.h"
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Pads are an attribute, since operator set 11 an input. Negative pads cut.
class PadOperator : public LayoutOperator {
 public:
  explicit PadOperator(const NodeView& node)
      : LayoutOperator(node),
        as_input_(node.Version() >= 11),
        mode_(node.String("mode", "constant")),
        pads_(node.Ints("pads")),
        value_(node.Float("value", 0)) {
    node.CheckInputs(as_input_ ? 2 : 1, as_input_ ? 4 : 1);
    node.CheckOutputs(1, 1);
    if (!as_input_ && !node.Has("pads")) Fail("has no attribute 'pads'");
    for (const char* name : {"constant", "reflect", "edge", "wrap"})
      if (mode_ == name) return;
    Fail("mode '" + mode_ + "' is none of constant, reflect, edge, wrap");
  }

  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    const Shape& from = in.GetShape();
    const auto pads = as_input_ ? Integers(*inputs[1], "pads") : Shape(pads_);
    std::vector<std::int64_t> given(from.size());
    std::iota(given.begin(), given.end(), 0);
    if (const Array* axes = Input(inputs, 3)) given = Integers(*axes, "axes");
    const auto axes = Axes(given, from.size());
    if (pads.size() != 2 * axes.size())
      Fail("has " + std::to_string(pads.size()) + " pads for " + std::to_string(axes.size()) +
           " axes");
    Shape before(from.size()), after(from.size()), shape = from;
    for (std::size_t k = 0; k < axes.size(); ++k) {
      const auto d = axes[k];
      before[d] = pads[k];
      after[d] = pads[axes.size() + k];
      for (const auto pad : {before[d], after[d]})
        if (pad < -kMostInDimension || pad > kMostInDimension || from[d] > kMostInDimension)
          Fail("pads " + ShapeText(pads) + " cannot be");
      if (from[d] + std::min<std::int64_t>(before[d], 0) + std::min<std::int64_t>(after[d], 0) < 0)
        Fail("pads " + ShapeText(pads) + " cut more than there is of shape " + ShapeText(from));
      shape[d] += before[d] + after[d];
    }
    Reset(outputs[0], in.Type(), shape);
    if (outputs[0].Size() == 0) return;
    if (mode_ == "constant")
      PadConstant(in, Input(inputs, 2), before, after, outputs[0]);
    else
      PadFromInside(in, before, after, outputs[0]);
  }

 private:
  void PadConstant(const Array& in, const Array* value, const Shape& before, const Shape& after,
                   Array& out) const {
    if (value != nullptr && value->Size() > 0) {
      if (value->Size() != 1) Fail("the value to pad with is no single one");
      SameType(in, *value);
      FillWith(out, *value);
    } else if (value_ != 0) {
      if (!Dispatch(Numbers(), in.Type(), [&]<class T>(T) {
            const auto elements = out.Get<T>();
            std::fill(elements.begin(), elements.end(), static_cast<T>(value_));
          }))
        UnsupportedType(in.Type());
    } else {
      FillWithZero(out);
    }
    Placement source{0, RowMajorStrides(in.GetShape())}, target{0, RowMajorStrides(out.GetShape())};
    Shape box = in.GetShape();
    for (std::size_t d = 0; d < box.size(); ++d) {
      box[d] += std::min<std::int64_t>(before[d], 0) + std::min<std::int64_t>(after[d], 0);
      source.offset += std::max<std::int64_t>(-before[d], 0) * source.strides[d];
      target.offset += std::max<std::int64_t>(before[d], 0) * target.strides[d];
    }
    CopyBox(box, in, source, out, target);
  }

  /// Each axis has a list of where its elements come from.
  void PadFromInside(const Array& in, const Shape& before, const Shape& after, Array& out) const {
    const Shape strides = RowMajorStrides(in.GetShape());
    const Shape& shape = out.GetShape();
    std::vector<Shape> offsets(shape.size());
    for (std::size_t d = 0; d < shape.size(); ++d) {
      const auto cut = std::max<std::int64_t>(-before[d], 0);
      const auto size = in.GetShape()[d] - cut + std::min<std::int64_t>(after[d], 0);
      if (size == 0) Fail("cannot pad an axis without elements by " + mode_);
      const auto first = std::max<std::int64_t>(before[d], 0);
      for (std::int64_t i = 0; i < shape[d]; ++i)
        offsets[d].push_back((cut + Inside(i - first, size)) * strides[d]);
    }
    VisitElements(in, out, [&](auto from, auto to) {
      Shape index(shape.size());
      for (auto& element : to) {
        std::int64_t place = 0;
        for (std::size_t d = 0; d < index.size(); ++d)
          place += offsets[d][static_cast<std::size_t>(index[d])];
        element = from[static_cast<std::size_t>(place)];
        NextIndex(shape, index);
      }
    });
  }

  std::int64_t Inside(std::int64_t i, std::int64_t size) const {
    if (mode_ == "edge" || size == 1) return std::clamp<std::int64_t>(i, 0, size - 1);
    const std::int64_t period = mode_ == "wrap" ? size : 2 * (size - 1);
    i = (i % period + period) % period;
    return i < size ? i : period - i;
  }

  bool as_input_;
  std::string mode_;
  std::vector<std::int64_t> pads_;
  float value_;
};

}  // namespace

void RegisterPadding(OperatorRegistry& registry) { registry.Add<PadOperator>("Pad", 2); }

}  // namespace TMVA::inline standalone::onnx
