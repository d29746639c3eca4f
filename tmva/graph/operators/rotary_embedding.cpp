// RotaryEmbedding: pairs of elements are turned by angles that belong to positions.
#include "tmva/graph/operators/attention.h"
#include "tmva/graph/operators/float_operator.h"

namespace TMVA::inline standalone::onnx {
namespace {

class RotaryEmbedding : public FloatOperator<RotaryEmbedding> {
 public:
  explicit RotaryEmbedding(const NodeView& node)
      : FloatOperator(node),
        interleaved_(node.Int("interleaved", 0) != 0),
        turned_(node.Int("rotary_embedding_dim", 0)),
        heads_(node.Int("num_heads", 0)) {
    node.CheckInputs(3, 4);
    node.CheckOutputs(1, 1);
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape& s = in[0]->GetShape();
    const bool flat = s.size() == 3;
    if (!flat && s.size() != 4)
      Fail("the input has shape " + ShapeText(s) + ", expected 3 or 4 dimensions");
    if (flat && (heads_ < 1 || s[2] % heads_ != 0))
      Fail("attribute 'num_heads' is " + std::to_string(heads_) + " for rows of " +
           std::to_string(s[2]) + " elements");
    const std::int64_t batch = s[0], heads = flat ? heads_ : s[1], rows = flat ? s[1] : s[2];
    const std::int64_t size = flat ? s[2] / heads : s[3], turned = turned_ == 0 ? size : turned_;
    if (turned < 0 || turned > size || turned % 2 != 0)
      Fail("attribute 'rotary_embedding_dim' is " + std::to_string(turned) + " for heads of " +
           std::to_string(size) + " elements");
    const std::int64_t half = turned / 2;
    const auto positions = Positions<T>(in, batch, rows, half);
    const T *cos = Elements<T>(in, 1).data(), *sin = Elements<T>(in, 2).data();
    out[0].Reset(TypeOf<T>::value, s);
    const T* x = Elements<T>(in, 0).data();
    T* y = out[0].Get<T>().data();
    const std::int64_t step = interleaved_ ? 2 : 1, other = interleaved_ ? 1 : half;
    for (std::int64_t b = 0; b < batch; ++b)
      for (std::int64_t h = 0; h < heads; ++h)
        for (std::int64_t r = 0; r < rows; ++r) {
          const std::int64_t at =
              flat ? ((b * rows + r) * heads + h) * size : ((b * heads + h) * rows + r) * size;
          const std::int64_t angle = positions[static_cast<std::size_t>(b * rows + r)] * half;
          for (std::int64_t i = 0; i < half; ++i) {
            const std::int64_t first = at + i * step, second = first + other;
            const T c = cos[angle + i], d = sin[angle + i];
            y[first] = c * x[first] - d * x[second];
            y[second] = d * x[first] + c * x[second];
          }
          std::copy(x + at + turned, x + at + size, y + at + turned);
        }
  }

 private:
  /// For each batch and row the row of the tables of cosines and sines.
  template <class T>
  std::vector<std::int64_t> Positions(Inputs in, std::int64_t batch, std::int64_t rows,
                                      std::int64_t half) const {
    const auto n = static_cast<std::size_t>(batch * rows);
    if (!Given(in, 3)) {
      for (const std::size_t i : {1, 2}) Elements<T>(in, i, {batch, rows, half});
      std::vector<std::int64_t> all(n);
      for (std::size_t i = 0; i < n; ++i) all[i] = static_cast<std::int64_t>(i);
      return all;
    }
    if (in[1]->Rank() != 2)
      Fail("the tables have shape " + ShapeText(in[1]->GetShape()) +
           ", expected 2 dimensions, for there are positions");
    const std::int64_t most = in[1]->GetShape()[0];
    for (const std::size_t i : {1, 2}) Elements<T>(in, i, {most, half});
    if (in[3]->Type() != DataType::kInt64 || in[3]->GetShape() != Shape{batch, rows})
      Fail("'position_ids' is of type " + TypeName(in[3]->Type()) + " and shape " +
           ShapeText(in[3]->GetShape()) + ", expected int64 of shape " + ShapeText({batch, rows}));
    auto all = in[3]->Integers();
    for (auto& position : all) {
      if (position < -most || position >= most)
        Fail("position " + std::to_string(position) + " is none of " + std::to_string(most));
      if (position < 0) position += most;
    }
    return all;
  }

  bool interleaved_;
  std::int64_t turned_, heads_;
};

}  // namespace

void RegisterRotaryEmbedding(OperatorRegistry& registry) {
  registry.Add<RotaryEmbedding>("RotaryEmbedding", 23);
}

}  // namespace TMVA::inline standalone::onnx
