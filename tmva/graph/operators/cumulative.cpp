// CumSum and CumProd.
#include "tmva/graph/operators/axes.h"
#include "tmva/graph/operators/half.h"
#include "tmva/graph/operators/reducers.h"
#include "tmva/graph/operators/reductions.h"

namespace TMVA::inline standalone::onnx {
namespace {

template <template <class> class Reducer>
class Cumulative : public Operator {
 public:
  explicit Cumulative(const NodeView& node)
      : Operator(node),
        exclusive_(node.Int("exclusive", 0) != 0),
        reverse_(node.Int("reverse", 0) != 0) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    const AxisView view(x.GetShape(),
                        AxisOf(IntegerOf(*inputs[1], "axis", where_), x.Rank(), where_));
    using List = Types<float, double, std::int32_t, std::int64_t, std::uint32_t, std::uint64_t>;
    const bool known = Dispatch(List(), x.Type(), [&]<class T>(T) {
      outputs[0].Reset(x.Type(), x.GetShape());
      const T* from = x.Get<T>().data();
      T* to = outputs[0].Get<T>().data();
      for (std::size_t o = 0; x.Size() > 0 && o < view.outer; ++o)
        for (std::size_t k = 0; k < view.inner; ++k) {
          const std::size_t first = o * view.size * view.inner + k;
          auto state = Reducer<T>::kStart;
          for (std::size_t i = 0; i < view.size; ++i) {
            const std::size_t at = first + (reverse_ ? view.size - 1 - i : i) * view.inner;
            const auto next = Reducer<T>::Step(state, from[at]);
            to[at] = Reducer<T>::Result(exclusive_ ? state : next, i);
            state = next;
          }
        }
    });
    if (!known) UnsupportedType(x.Type());
  }

 private:
  bool exclusive_, reverse_;
};

}  // namespace

void RegisterCumulative(OperatorRegistry& registry) {
  AddAlsoHalf<Cumulative<SumOf>>(registry, "CumSum", 11);
  AddAlsoHalf<Cumulative<ProductOf>>(registry, "CumProd", 26);
}

}  // namespace TMVA::inline standalone::onnx
