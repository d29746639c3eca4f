// Normalisations by norms: LpNormalization along an axis, LRN over neighbouring channels.
#include "tmva/graph/operators/norms.h"

#include <algorithm>
#include <cmath>

#include "tmva/graph/operators/float_operator.h"

namespace TMVA::inline standalone::onnx {
namespace {

class LpNormalization : public FloatOperator<LpNormalization> {
 public:
  explicit LpNormalization(const NodeView& node)
      : FloatOperator(node), axis_(node.Int("axis", -1)), p_(node.Int("p", 2)) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
    if (p_ != 1 && p_ != 2)
      node.Fail("attribute 'p' is " + std::to_string(p_) + ", expected 1 or 2");
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape& shape = in[0]->GetShape();
    const std::size_t axis = Axis(axis_, shape.size());
    out[0].Reset(TypeOf<T>::value, shape);
    const auto x = Elements<T>(in, 0);
    T* y = out[0].Get<T>().data();
    if (x.empty()) return;
    const auto n = static_cast<std::size_t>(shape[axis]);
    std::size_t inner = 1;
    for (std::size_t d = axis + 1; d < shape.size(); ++d)
      inner *= static_cast<std::size_t>(shape[d]);
    for (std::size_t line = 0; line < x.size() / n; ++line) {
      const std::size_t begin = line / inner * n * inner + line % inner, end = begin + n * inner;
      T norm = 0;
      for (std::size_t i = begin; i < end; i += inner)
        norm += p_ == 1 ? std::abs(x[i]) : x[i] * x[i];
      if (p_ == 2) norm = std::sqrt(norm);
      for (std::size_t i = begin; i < end; i += inner) y[i] = norm == 0 ? T{0} : x[i] / norm;
    }
  }

 private:
  std::int64_t axis_, p_;
};

/// Each element over a power of the sum of squares of the channels around its own.
class Lrn : public FloatOperator<Lrn> {
 public:
  explicit Lrn(const NodeView& node)
      : FloatOperator(node),
        alpha_(node.Float("alpha", 1e-4F)),
        beta_(node.Float("beta", 0.75F)),
        bias_(node.Float("bias", 1)),
        size_(node.Int("size", 0)) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
    if (size_ < 1) node.Fail("attribute 'size' is missing or not positive");
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape& shape = in[0]->GetShape();
    if (shape.size() < 3)
      Fail("the input has shape " + ShapeText(shape) + ", expected N x C x ...");
    out[0].Reset(TypeOf<T>::value, shape);
    const auto x = Elements<T>(in, 0);
    T* y = out[0].Get<T>().data();
    if (x.empty()) return;
    const std::int64_t channels = shape[1];
    const std::size_t area = x.size() / static_cast<std::size_t>(shape[0] * channels);
    const std::int64_t below = std::min((size_ - 1) / 2, channels);
    const std::int64_t above = std::min(size_ - 1 - (size_ - 1) / 2, channels);
    const T alpha = static_cast<T>(alpha_) / static_cast<T>(size_), bias = static_cast<T>(bias_);
    std::vector<T> squares(area);
    for (std::int64_t plane = 0; plane < shape[0] * channels; ++plane) {
      const std::int64_t c = plane % channels;
      std::ranges::fill(squares, T{0});
      for (std::int64_t i = std::max<std::int64_t>(c - below, 0);
           i <= std::min(c + above, channels - 1); ++i) {
        const T* other = x.data() + static_cast<std::size_t>(plane - c + i) * area;
        for (std::size_t e = 0; e < area; ++e) squares[e] += other[e] * other[e];
      }
      const std::size_t begin = static_cast<std::size_t>(plane) * area;
      for (std::size_t e = 0; e < area; ++e)
        y[begin + e] = x[begin + e] / std::pow(bias + alpha * squares[e], static_cast<T>(beta_));
    }
  }

 private:
  float alpha_, beta_, bias_;
  std::int64_t size_;
};

}  // namespace

void RegisterNorms(OperatorRegistry& registry) {
  registry.Add<LpNormalization>("LpNormalization");
  registry.Add<Lrn>("LRN");
}

}  // namespace TMVA::inline standalone::onnx
