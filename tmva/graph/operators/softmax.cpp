// Softmax and LogSoftmax.
#include "tmva/graph/operators/softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <Eigen/Core>

#include "tmva/graph/operators/float_operator.h"
#include "tmva/graph/operators/vector_math.h"

namespace TMVA::inline standalone::onnx {
namespace {

template <bool kLog>
class SoftmaxOperator : public FloatOperator<SoftmaxOperator<kLog>> {
 public:
  explicit SoftmaxOperator(const NodeView& node)
      : FloatOperator<SoftmaxOperator<kLog>>(node),
        flatten_(node.Version() < 13),
        axis_(node.Int("axis", flatten_ ? 1 : -1)) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  bool IsRowwise() const override { return axis_ > 0 || (axis_ == -1 && !flatten_); }

  /// As the specification has it: differences, powers and sums are rounded to half precision, too.
  void ComputeHalf(Inputs in, Outputs out) const
    requires(!kLog)
  {
    const auto [outer, n, inner] = SizesOf(in[0]->GetShape());
    out[0].Reset(DataType::kFloat16, in[0]->GetShape());
    const Half* x = in[0]->Get<Half>().data();
    Half* y = out[0].Get<Half>().data();
    const auto rounded = [](float value) { return ToFloat(ToHalf(value)); };
    for (Eigen::Index o = 0; o < outer; ++o)
      for (Eigen::Index i = 0; i < inner; ++i) {
        const Eigen::Index first = o * n * inner + i;
        float top = -std::numeric_limits<float>::infinity(), sum = 0;
        for (Eigen::Index k = 0; k < n; ++k) top = std::max(top, ToFloat(x[first + k * inner]));
        const auto power = [&](Eigen::Index k) {
          return rounded(std::exp(rounded(ToFloat(x[first + k * inner]) - top)));
        };
        for (Eigen::Index k = 0; k < n; ++k) sum += power(k);
        for (Eigen::Index k = 0; k < n; ++k) y[first + k * inner] = ToHalf(power(k) / rounded(sum));
      }
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    using Block = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    out[0].Reset(TypeOf<T>::value, in[0]->GetShape());
    const auto x = this->template Elements<T>(in, 0);
    const auto [outer, n, inner] = SizesOf(in[0]->GetShape());
    if (x.empty()) return;
    T* y = out[0].Get<T>().data();
    if (inner == 1) return Rows(x.data(), y, outer, n);
    for (Eigen::Index o = 0; o < outer; ++o) {
      const T* from = x.data() + o * n * inner;
      T* to = y + o * n * inner;
      // Many columns side by side.
      const Eigen::Map<const Block> block(from, n, inner);
      Eigen::Map<Block> result(to, n, inner);
      const Eigen::Array<T, 1, Eigen::Dynamic> top = block.colwise().maxCoeff();
      result = block.rowwise() - top;
      if constexpr (kLog) {
        const Eigen::Array<T, 1, Eigen::Dynamic> sum = result.exp().colwise().sum();
        result.rowwise() -= sum.log();
      } else {
        ExpOf(to, n * inner);
        const Eigen::Array<T, 1, Eigen::Dynamic> sum = result.colwise().sum();
        result.rowwise() /= sum;
      }
    }
  }

 private:
  /// What is normalised together are n elements, `inner` apart.
  struct Sizes {
    Eigen::Index outer = 0, n = 1, inner = 1;
  };
  Sizes SizesOf(const Shape& shape) const {
    // Until version 13 all dimensions from the axis on are taken together; axis may be the rank.
    const bool behind = flatten_ && axis_ == static_cast<std::int64_t>(shape.size());
    const std::size_t axis = behind ? shape.size() : this->Axis(axis_, shape.size());
    Sizes sizes;
    const auto elements = static_cast<Eigen::Index>(NumElements(shape));
    if (elements == 0) return sizes;
    for (std::size_t d = axis; d < shape.size(); ++d)
      (d == axis || flatten_ ? sizes.n : sizes.inner) *= shape[d];
    sizes.outer = elements / sizes.n / sizes.inner;
    return sizes;
  }

  template <class T>
  static void Rows(const T* x, T* y, Eigen::Index rows, Eigen::Index n) {
    if constexpr (!kLog) return SoftmaxRows(x, y, rows, n);
    std::copy_n(x, rows * n, y);
    constexpr Eigen::Index kBlock = 1024;  // rows of as many elements, whose powers are one loop
    const Eigen::Index most = std::max<Eigen::Index>(kBlock / n, 1);
    std::vector<T> powers(static_cast<std::size_t>(most * n));
    for (Eigen::Index r = 0; r < rows; r += most) {
      const Eigen::Index count = std::min(most, rows - r);
      T* block = y + r * n;
      for (T* row = block; row < block + count * n; row += n) {
        const T top = *std::max_element(row, row + n);
        for (Eigen::Index i = 0; i < n; ++i) row[i] -= top;
      }
      std::copy_n(block, count * n, powers.data());
      ExpOf(powers.data(), count * n);
      for (Eigen::Index k = 0; k < count; ++k) {
        T sum = 0;
        for (Eigen::Index i = k * n; i < (k + 1) * n; ++i)
          sum += powers[static_cast<std::size_t>(i)];
        const T log = std::log(sum);
        for (Eigen::Index i = k * n; i < (k + 1) * n; ++i) block[i] -= log;
      }
    }
  }

  bool flatten_;
  std::int64_t axis_;
};

}  // namespace

void RegisterSoftmax(OperatorRegistry& registry) {
  registry.Add<SoftmaxOperator<false>>("Softmax");
  registry.Add<SoftmaxOperator<true>>("LogSoftmax");
}

}  // namespace TMVA::inline standalone::onnx
