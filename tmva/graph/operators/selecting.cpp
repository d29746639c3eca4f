// NonZero, Trilu, Unique: elements chosen by value or place.
#include <algorithm>
#include <numeric>

#include "tmva/graph/operators/layout.h"
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {
namespace {

class NonZeroOperator : public LayoutOperator {
 public:
  explicit NonZeroOperator(const NodeView& node) : LayoutOperator(node) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    std::vector<std::size_t> found;
    const auto search = [&]<class T>(T zero) {
      const auto elements = in.Get<T>();
      for (std::size_t i = 0; i < elements.size(); ++i)
        if (elements[i] != zero) found.push_back(i);
    };
    if (in.Type() == DataType::kBool)
      search(false);
    else if (!Dispatch(Numbers(), in.Type(), search))
      UnsupportedType(in.Type());
    Reset(outputs[0], DataType::kInt64,
          {static_cast<std::int64_t>(in.Rank()), static_cast<std::int64_t>(found.size())});
    const auto out = outputs[0].Get<std::int64_t>();
    const Shape strides = RowMajorStrides(in.GetShape());
    for (std::size_t d = 0; d < in.Rank(); ++d)
      for (std::size_t k = 0; k < found.size(); ++k)
        out[d * found.size() + k] =
            static_cast<std::int64_t>(found[k]) / strides[d] % in.GetShape()[d];
  }
};

class TriluOperator : public LayoutOperator {
 public:
  explicit TriluOperator(const NodeView& node)
      : LayoutOperator(node), upper_(node.Int("upper", 1) != 0) {
    node.CheckInputs(1, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    const Shape& shape = in.GetShape();
    if (shape.size() < 2) Fail("expects 2 or more dimensions, got shape " + ShapeText(shape));
    const std::int64_t given = Input(inputs, 1) ? Integer(*inputs[1], "k") : 0;
    Reset(outputs[0], in.Type(), shape);
    FillWithZero(outputs[0]);
    if (in.Size() == 0) return;
    const std::int64_t rows = shape[shape.size() - 2], columns = shape.back();
    const std::int64_t k = std::clamp<std::int64_t>(given, -rows, columns);
    const auto lines = static_cast<std::int64_t>(in.Size()) / columns;
    for (std::int64_t line = 0; line < lines; ++line) {
      const std::int64_t diagonal = line % rows + k;
      const std::int64_t first = upper_ ? std::clamp<std::int64_t>(diagonal, 0, columns) : 0;
      const std::int64_t last =
          upper_ ? columns : std::clamp<std::int64_t>(diagonal + 1, 0, columns);
      const auto at = static_cast<std::size_t>(line * columns + first);
      CopyBlock(in, at, outputs[0], at, static_cast<std::size_t>(last - first));
    }
  }

 private:
  bool upper_;
};

/// Of elements, or of the parts of an array along an axis.
class UniqueOperator : public LayoutOperator {
 public:
  explicit UniqueOperator(const NodeView& node)
      : LayoutOperator(node),
        sorted_(node.Int("sorted", 1) != 0),
        axis_(node.Int("axis", 0)),
        has_axis_(node.Has("axis")) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 4);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    const auto run = [&](auto elements) { Find(in, elements, outputs); };
    if (in.Type() == DataType::kString)
      run(std::span<const std::string>(in.Strings()));
    else if (in.Type() == DataType::kBool)
      run(in.Get<bool>());
    else if (!Dispatch(Numbers(), in.Type(), [&]<class T>(T) { run(in.Get<T>()); }))
      UnsupportedType(in.Type());
  }

 private:
  /// NaN is the greatest and equal to itself.
  template <class T>
  static bool Less(const T& a, const T& b) {
    if constexpr (std::is_floating_point_v<T>)
      if (a != a || b != b) return a == a;
    return a < b;
  }

  template <class T>
  void Find(const Array& in, std::span<const T> elements, Outputs outputs) const {
    Shape shape = has_axis_ ? in.GetShape() : Shape{static_cast<std::int64_t>(in.Size())};
    const std::size_t axis = has_axis_ ? Axis(axis_, shape.size()) : 0;
    const auto parts = static_cast<std::size_t>(shape[axis]);
    if (in.Size() == 0 && parts != 0)
      Fail("cannot compare the parts of an array of shape " + ShapeText(shape));
    const std::size_t outer = Extent(shape, 0, axis), inner = Extent(shape, axis + 1, shape.size());
    const auto less = [&](std::size_t a, std::size_t b) {
      for (std::size_t o = 0; o < outer; ++o)
        for (std::size_t i = 0; i < inner; ++i) {
          const T &x = elements[(o * parts + a) * inner + i],
                  &y = elements[(o * parts + b) * inner + i];
          if (Less(x, y)) return true;
          if (Less(y, x)) return false;
        }
      return false;
    };
    std::vector<std::size_t> order(parts);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), less);
    std::vector<std::int64_t> firsts, counts, group(parts);
    for (std::size_t k = 0; k < parts; ++k) {
      if (k == 0 || less(order[k - 1], order[k])) {
        firsts.push_back(static_cast<std::int64_t>(order[k]));
        counts.push_back(0);
      }
      ++counts.back();
      group[order[k]] = static_cast<std::int64_t>(firsts.size()) - 1;
    }
    if (!sorted_) InOrderOfFirst(firsts, counts, group);
    shape[axis] = static_cast<std::int64_t>(firsts.size());
    Reset(outputs[0], in.Type(), shape);
    for (std::size_t o = 0; o < (in.Size() ? outer : 0); ++o)
      for (std::size_t k = 0; k < firsts.size(); ++k)
        CopyBlock(in, (o * parts + static_cast<std::size_t>(firsts[k])) * inner, outputs[0],
                  (o * firsts.size() + k) * inner, inner);
    const std::vector<std::int64_t>* lists[] = {&firsts, &group, &counts};
    for (std::size_t k = 1; k < outputs.size(); ++k) {
      const auto& list = *lists[k - 1];
      outputs[k].Reset(DataType::kInt64, {static_cast<std::int64_t>(list.size())});
      std::copy(list.begin(), list.end(), outputs[k].Get<std::int64_t>().begin());
    }
  }

  static void InOrderOfFirst(std::vector<std::int64_t>& firsts, std::vector<std::int64_t>& counts,
                             std::vector<std::int64_t>& group) {
    std::vector<std::size_t> order(firsts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return firsts[a] < firsts[b]; });
    std::vector<std::int64_t> new_firsts, new_counts, place(firsts.size());
    for (const auto k : order) {
      place[k] = static_cast<std::int64_t>(new_firsts.size());
      new_firsts.push_back(firsts[k]);
      new_counts.push_back(counts[k]);
    }
    firsts = new_firsts;
    counts = new_counts;
    for (auto& g : group) g = place[static_cast<std::size_t>(g)];
  }

  bool sorted_;
  std::int64_t axis_;
  bool has_axis_;
};

}  // namespace

void RegisterSelecting(OperatorRegistry& registry) {
  registry.Add<NonZeroOperator>("NonZero", 9);
  registry.Add<TriluOperator>("Trilu", 14);
  registry.Add<UniqueOperator>("Unique", 11);
}

}  // namespace TMVA::inline standalone::onnx
