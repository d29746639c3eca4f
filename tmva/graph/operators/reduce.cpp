// Reduce...: sums, extremes and norms along axes; MeanVarianceNormalization.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "tmva/graph/operators/axes.h"
#include "tmva/graph/operators/broadcast.h"
#include "tmva/graph/operators/half.h"
#include "tmva/graph/operators/reducers.h"
#include "tmva/graph/operators/reductions.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// The state after `n` numbers that lie one after the other: several states side by side, which
/// compilers turn into vectors.
template <class R, class T>
typename R::State ReduceRow(typename R::State state, const T* x, std::size_t n) {
  if constexpr (std::is_same_v<T, float> && requires { R::Row(x, long{}); })
    return n == 0 ? state : R::Join(state, R::Row(x, static_cast<long>(n)));
  constexpr std::size_t kLanes = 8;
  std::size_t i = 0;
  if (n >= 2 * kLanes) {
    std::array<typename R::State, kLanes> lanes;
    lanes.fill(R::kStart);
    for (; i + kLanes <= n; i += kLanes)
      for (std::size_t k = 0; k < kLanes; ++k) lanes[k] = R::Step(lanes[k], x[i + k]);
    for (const auto& lane : lanes) state = R::Join(state, lane);
  }
  for (; i < n; ++i) state = R::Step(state, x[i]);
  return state;
}

/// The states of the elements of `kept`, the shape with 1 along the axes that are reduced.
template <class R, class T>
std::vector<typename R::State> ReduceTo(const Shape& kept, const Shape& shape, const T* x) {
  std::vector<typename R::State> states(NumElements(kept), R::kStart);
  // The states are broadcast to the input: their strides are 0 along what is reduced.
  BroadcastLoop<2>(shape, {&shape, &kept})
      .Rows([&](std::size_t, const auto& at, std::size_t n, const auto& strides) {
        const T* row = x + at[0];
        auto* state = states.data() + at[1];
        if (strides[1] == 0)
          *state = ReduceRow<R>(*state, row, n);
        else
          for (std::size_t i = 0; i < n; ++i) state[i] = R::Step(state[i], row[i]);
      });
  return states;
}

Shape KeptShape(const Shape& shape, const std::vector<bool>& reduced) {
  Shape kept = shape;
  for (std::size_t d = 0; d < kept.size(); ++d)
    if (reduced[d]) kept[d] = 1;
  return kept;
}

/// Axes are an attribute before operator set `kInputSince`, and an input from there.
template <template <class> class Reducer, class List, int kInputSince = 18>
class Reduce : public Operator {
 public:
  explicit Reduce(const NodeView& node)
      : Operator(node),
        keeps_(node.Int("keepdims", 1) != 0),
        axes_(node.Ints("axes")),
        none_is_none_(node.Int("noop_with_empty_axes", 0) != 0) {
    const bool by_input = node.Version() >= kInputSince;
    if (by_input && node.Has("axes"))
      node.Fail("attribute 'axes' is an input in operator set " + std::to_string(node.Version()));
    node.CheckInputs(1, by_input ? 2 : 1);
    node.CheckOutputs(1, 1);
  }

  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    const bool given = inputs.size() > 1 && inputs[1] != nullptr;
    const auto axes = given ? IntegersOf(*inputs[1], "axes", where_) : axes_;
    auto reduced = AxisMask(axes, x.Rank(), where_);
    if (axes.empty()) reduced.assign(x.Rank(), !none_is_none_);
    const Shape kept = KeptShape(x.GetShape(), reduced);
    Shape shape;
    for (std::size_t d = 0; d < kept.size(); ++d)
      if (keeps_ || !reduced[d]) shape.push_back(kept[d]);
    const bool known = Dispatch(List(), x.Type(), [&]<class T>(T) {
      using R = Reducer<T>;
      outputs[0].Reset(x.Type(), shape);
      const auto out = outputs[0].Get<T>();
      const auto states = ReduceTo<R>(kept, x.GetShape(), x.Get<T>().data());
      const std::size_t n = out.empty() ? 0 : x.Size() / out.size();
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = R::Result(states[i], n);
    });
    if (!known) UnsupportedType(x.Type());
  }

 private:
  bool keeps_;
  std::vector<std::int64_t> axes_;
  bool none_is_none_;
};

/// (x - mean) / standard deviation, both along the axes.
class MeanVarianceNormalization : public Operator {
 public:
  explicit MeanVarianceNormalization(const NodeView& node)
      : Operator(node), axes_(node.Ints("axes", {0, 2, 3})) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    const Shape& shape = x.GetShape();
    const Shape kept = KeptShape(shape, AxisMask(axes_, x.Rank(), where_));
    const bool known = Dispatch(Types<float, double>(), x.Type(), [&]<class T>(T) {
      outputs[0].Reset(x.Type(), shape);
      T* y = outputs[0].Get<T>().data();
      const auto sums = ReduceTo<SumOf<T>>(kept, shape, x.Get<T>().data());
      const double n = sums.empty() ? 0 : static_cast<double>(x.Size() / sums.size());
      MapBroadcast(shape, shape, x.Get<T>().data(), kept, sums.data(), y,
                   [n](T value, double sum) { return static_cast<T>(value - sum / n); });
      const auto squares = ReduceTo<SumSquareOf<T>>(kept, shape, y);
      MapBroadcast(shape, shape, y, kept, squares.data(), y, [n](T value, double square) {
        return static_cast<T>(value / (std::sqrt(square / n) + 1e-9));  // constants become 0
      });
    });
    if (!known) UnsupportedType(x.Type());
  }

 private:
  std::vector<std::int64_t> axes_;
};

}  // namespace

void RegisterReduce(OperatorRegistry& registry) {
  using Sums = Types<float, double, std::int32_t, std::int64_t, std::uint32_t, std::uint64_t>;
  AddAlsoHalf<Reduce<SumOf, Sums, 13>>(registry, "ReduceSum", 1);
  AddAlsoHalf<Reduce<MeanOf, Sums>>(registry, "ReduceMean", 1);
  AddAlsoHalf<Reduce<ProductOf, Sums>>(registry, "ReduceProd", 1);
  AddAlsoHalf<Reduce<LargestOf, NumbersAndBool>>(registry, "ReduceMax", 1);
  AddAlsoHalf<Reduce<SmallestOf, NumbersAndBool>>(registry, "ReduceMin", 1);
  AddAlsoHalf<Reduce<L1Of, Sums>>(registry, "ReduceL1", 1);
  AddAlsoHalf<Reduce<L2Of, Sums>>(registry, "ReduceL2", 1);
  AddAlsoHalf<Reduce<LogSumOf, Sums>>(registry, "ReduceLogSum", 1);
  AddAlsoHalf<Reduce<LogSumExpOf, Sums>>(registry, "ReduceLogSumExp", 1);
  AddAlsoHalf<Reduce<SumSquareOf, Sums>>(registry, "ReduceSumSquare", 1);
  AddAlsoHalf<MeanVarianceNormalization>(registry, "MeanVarianceNormalization", 9);
}

}  // namespace TMVA::inline standalone::onnx
