// Places of extremes along an axis: ArgMax, ArgMin, TopK, Hardmax.
#include <algorithm>
#include <numeric>
#include <vector>

#include "tmva/graph/operators/axes.h"
#include "tmva/graph/operators/half.h"
#include "tmva/graph/operators/reductions.h"
#include "tmva/graph/operators/types.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// An order of all numbers: NaN comes before everything, as an extreme.
template <class T>
bool Before(T a, T b, bool largest) {
  if (IsNan(a) || IsNan(b)) return IsNan(a) && !IsNan(b);
  return largest ? a > b : a < b;
}

/// The place, of n numbers `step` apart, of the first that no other comes before.
template <class T>
std::size_t FirstPlace(const T* x, std::size_t n, std::size_t step, bool largest, bool last) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < n; ++i) {
    const T a = x[i * step], b = x[best * step];
    if (last ? !Before(b, a, largest) : Before(a, b, largest)) best = i;
  }
  return best;
}

template <bool kLargest>
class ArgExtreme : public Operator {
 public:
  explicit ArgExtreme(const NodeView& node)
      : Operator(node),
        axis_(node.Int("axis", 0)),
        keeps_(node.Int("keepdims", 1) != 0),
        last_(node.Int("select_last_index", 0) != 0) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    const std::size_t axis = AxisOf(axis_, x.Rank(), where_);
    const AxisView view(x.GetShape(), axis);
    Shape shape = x.GetShape();
    if (view.size == 0) Fail("the shape " + ShapeText(shape) + " has no elements along the axis");
    shape[axis] = 1;
    if (!keeps_) shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
    const bool known = Dispatch(Numbers(), x.Type(), [&]<class T>(T) {
      outputs[0].Reset(DataType::kInt64, shape);
      std::int64_t* place = outputs[0].Get<std::int64_t>().data();
      const T* from = x.Get<T>().data();
      for (std::size_t o = 0; o < view.outer; ++o)
        for (std::size_t k = 0; k < view.inner; ++k)
          *place++ = static_cast<std::int64_t>(FirstPlace(from + o * view.size * view.inner + k,
                                                          view.size, view.inner, kLargest, last_));
    });
    if (!known) UnsupportedType(x.Type());
  }

 private:
  std::int64_t axis_;
  bool keeps_, last_;
};

/// 1 at the first of the largest, else 0. Before operator set 13, the axis and all after it are
/// one.
class Hardmax : public Operator {
 public:
  explicit Hardmax(const NodeView& node)
      : Operator(node),
        flattens_(node.Version() < 13),
        axis_(node.Int("axis", flattens_ ? 1 : -1)) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    AxisView view(x.GetShape(), AxisOf(axis_, x.Rank(), where_));
    if (flattens_) {
      view.size *= view.inner;
      view.inner = 1;
    }
    const bool known = Dispatch(Floats(), x.Type(), [&]<class T>(T) {
      outputs[0].Reset(x.Type(), x.GetShape());
      const T* from = x.Get<T>().data();
      const auto to = outputs[0].Get<T>();
      std::fill(to.begin(), to.end(), T(0));
      if (to.empty()) return;
      for (std::size_t o = 0; o < view.outer; ++o)
        for (std::size_t k = 0; k < view.inner; ++k) {
          const std::size_t first = o * view.size * view.inner + k;
          to[first + view.inner * FirstPlace(from + first, view.size, view.inner, true, false)] = 1;
        }
    });
    if (!known) UnsupportedType(x.Type());
  }

 private:
  bool flattens_;
  std::int64_t axis_;
};

/// The k first of each row along the axis, in order, and their places. k is an attribute before
/// operator set 10.
class TopK : public Operator {
 public:
  explicit TopK(const NodeView& node)
      : Operator(node),
        axis_(node.Int("axis", -1)),
        k_(node.Int("k", -1)),
        largest_(node.Int("largest", 1) != 0) {
    const bool by_input = node.Version() >= 10;
    node.CheckInputs(by_input ? 2 : 1, by_input ? 2 : 1);
    node.CheckOutputs(1, 2);
    if (!by_input && !node.Has("k")) node.Fail("attribute 'k' is missing");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    const std::size_t axis = AxisOf(axis_, x.Rank(), where_);
    const AxisView view(x.GetShape(), axis);
    const auto k = inputs.size() > 1 ? IntegerOf(*inputs[1], "K", where_) : k_;
    if (k < 0 || k > x.GetShape()[axis])
      Fail("K is " + std::to_string(k) + ", but there are " + std::to_string(view.size) +
           " elements along axis " + std::to_string(axis));
    Shape shape = x.GetShape();
    shape[axis] = k;
    const bool known = Dispatch(Numbers(), x.Type(), [&]<class T>(T) {
      outputs[0].Reset(x.Type(), shape);
      Array places;
      places.Reset(DataType::kInt64, shape);
      Choose(view, static_cast<std::size_t>(k), x.Get<T>().data(), outputs[0].Get<T>().data(),
             places.Get<std::int64_t>().data());
      if (outputs.size() > 1) outputs[1] = std::move(places);
    });
    if (!known) UnsupportedType(x.Type());
  }

 private:
  template <class T>
  void Choose(const AxisView& view, std::size_t k, const T* x, T* y, std::int64_t* places) const {
    std::vector<std::size_t> order(view.size);
    if (k == 0) return;
    for (std::size_t o = 0; o < view.outer; ++o)
      for (std::size_t lane = 0; lane < view.inner; ++lane) {
        const T* row = x + o * view.size * view.inner + lane;
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto end = order.begin() + static_cast<std::ptrdiff_t>(k);
        std::partial_sort(order.begin(), end, order.end(), [&](std::size_t a, std::size_t b) {
          const T at_a = row[a * view.inner], at_b = row[b * view.inner];
          return Before(at_a, at_b, largest_) || (!Before(at_b, at_a, largest_) && a < b);
        });
        for (std::size_t i = 0; i < k; ++i) {
          const std::size_t to = (o * k + i) * view.inner + lane;
          y[to] = row[order[i] * view.inner];
          places[to] = static_cast<std::int64_t>(order[i]);
        }
      }
  }

  std::int64_t axis_, k_;
  bool largest_;
};

}  // namespace

void RegisterArgExtremes(OperatorRegistry& registry) {
  AddAlsoHalf<ArgExtreme<true>>(registry, "ArgMax", 1);
  AddAlsoHalf<ArgExtreme<false>>(registry, "ArgMin", 1);
  AddAlsoHalf<Hardmax>(registry, "Hardmax", 1);
  AddAlsoHalf<TopK>(registry, "TopK", 1);
}

}  // namespace TMVA::inline standalone::onnx
