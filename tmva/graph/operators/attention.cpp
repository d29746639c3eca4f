// Attention: softmax(scale Q K' + mask) V, head by head.
#include "tmva/graph/operators/attention.h"

#include <cmath>

#include "tmva/graph/operators/attention_mask.h"
#include "tmva/graph/operators/float_operator.h"
#include "tmva/graph/operators/matrix_product.h"
#include "tmva/graph/operators/vector_math.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Rows of heads in an array of shape (batch, heads, rows, size) or (batch, rows, heads * size).
template <class T>
struct Heads {
  const T* elements = nullptr;
  std::int64_t batch = 0, heads = 0, rows = 0, size = 0;
  std::int64_t row_stride = 0, head_stride = 0;

  const T* At(std::int64_t b, std::int64_t h) const {
    return elements + b * heads * rows * size + h * head_stride;
  }
  Shape GetShape() const { return {batch, heads, rows, size}; }
};

/// Softmax of n numbers; zeros where there is nothing to choose from.
template <class T>
void ChooseAmong(T* x, std::int64_t n, bool any) {
  const T top = any ? *std::max_element(x, x + n) : -std::numeric_limits<T>::infinity();
  if (std::isinf(top) && top < 0) {
    std::fill(x, x + n, T(0));
    return;
  }
  for (std::int64_t j = 0; j < n; ++j) x[j] -= top;
  ExpOf(x, n);
  T sum = 0;
  for (std::int64_t j = 0; j < n; ++j) sum += x[j];
  for (std::int64_t j = 0; j < n; ++j) x[j] /= sum;
}

class Attention : public FloatOperator<Attention> {
 public:
  explicit Attention(const NodeView& node)
      : FloatOperator(node),
        causal_(node.Int("is_causal", 0) != 0),
        query_heads_(node.Int("q_num_heads", 0)),
        key_heads_(node.Int("kv_num_heads", 0)),
        left_(node.Int("left_window_size", -1)),
        right_(node.Int("right_window_size", -1)),
        mode_(node.Int("qk_matmul_output_mode", 0)),
        scale_(node.Float("scale", 0)),
        softcap_(node.Float("softcap", 0)),
        has_scale_(node.Has("scale")) {
    node.CheckInputs(3, node.Version() < 24 ? 6 : 7);
    node.CheckOutputs(1, 4);
    if (mode_ < 0 || mode_ > 3)
      node.Fail("attribute 'qk_matmul_output_mode' is " + std::to_string(mode_) +
                ", expected 0 to 3");
    if (left_ < -1 || right_ < -1) node.Fail("a window size is below -1");
    if (softcap_ < 0) node.Fail("attribute 'softcap' is negative");
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const auto q = HeadsOf<T>(in, 0, query_heads_, "q_num_heads");
    Array joined_keys, joined_values;
    auto k = HeadsOf<T>(in, 1, key_heads_, "kv_num_heads");
    auto v = HeadsOf<T>(in, 2, key_heads_, "kv_num_heads");
    const bool cached = Given(in, 4);
    if (cached != Given(in, 5)) Fail("past_key and past_value are given only together");
    const std::int64_t past = cached ? WithPast(in, 4, k, joined_keys) : 0;
    if (cached && WithPast(in, 5, v, joined_values) != past)
      Fail("past_key and past_value are of different lengths");
    if (k.batch != q.batch || v.batch != q.batch || k.size != q.size || v.rows != k.rows ||
        v.heads != k.heads || k.heads < 1 || q.heads % k.heads != 0)
      Fail("queries " + ShapeText(q.GetShape()) + ", keys " + ShapeText(k.GetShape()) +
           " and values " + ShapeText(v.GetShape()) + " (batch, heads, length, size) do not fit");
    const auto mask = MaskOf<T>(in, q, k.rows, past);
    const bool flat = in[0]->Rank() == 3;
    out[0].Reset(TypeOf<T>::value, flat ? Shape{q.batch, q.rows, q.heads * v.size}
                                        : Shape{q.batch, q.heads, q.rows, v.size});
    T* scores_out = nullptr;
    if (out.size() > 3) {
      out[3].Reset(TypeOf<T>::value, {q.batch, q.heads, q.rows, k.rows});
      scores_out = out[3].Get<T>().data();
    }
    const T scale = has_scale_ ? T(scale_) : T(1) / std::sqrt(static_cast<T>(q.size));
    Array buffer(TypeOf<T>::value, {q.rows, k.rows});
    const std::span<T> scores = buffer.Get<T>();
    const std::int64_t block = q.rows * k.rows, repeats = q.heads / k.heads;
    for (std::int64_t b = 0; b < q.batch; ++b)
      for (std::int64_t h = 0; h < q.heads; ++h) {
        const std::int64_t group = h / repeats;
        const auto give = [&](std::int64_t mode) {
          if (scores_out && mode == mode_)
            std::ranges::copy(scores, scores_out + (b * q.heads + h) * block);
        };
        Multiply<T>({q.At(b, h), false, q.row_stride}, {k.At(b, group), true, k.row_stride},
                    {scores.data()}, q.rows, k.rows, q.size);
        for (T& s : scores) s *= scale;
        give(0);
        if (softcap_ > 0)
          for (T& s : scores) s = std::tanh(s / T(softcap_)) * T(softcap_);
        give(1);
        std::vector<bool> any(static_cast<std::size_t>(q.rows));
        for (std::int64_t i = 0; i < q.rows; ++i)
          any[static_cast<std::size_t>(i)] = mask.AddTo(scores.data() + i * k.rows, b, h, i);
        give(2);
        for (std::int64_t i = 0; i < q.rows; ++i)
          ChooseAmong(scores.data() + i * k.rows, k.rows, any[static_cast<std::size_t>(i)]);
        give(3);
        T* y = out[0].Get<T>().data() + b * q.heads * q.rows * v.size;
        Multiply<T>({scores.data()}, {v.At(b, group), false, v.row_stride},
                    {y + h * v.size * (flat ? 1 : q.rows), false, flat ? q.heads * v.size : v.size},
                    q.rows, v.size, k.rows);
      }
    GivePresent(out, 1, k);
    GivePresent(out, 2, v);
  }

 private:
  template <class T>
  Heads<T> HeadsOf(Inputs in, std::size_t i, std::int64_t heads, const char* name) const {
    const Shape& s = in[i]->GetShape();
    const T* elements = Elements<T>(in, i).data();
    if (s.size() == 4) return {elements, s[0], s[1], s[2], s[3], s[3], s[2] * s[3]};
    if (s.size() != 3)
      Fail("input " + std::to_string(i) + " has shape " + ShapeText(s) +
           ", expected 3 or 4 dimensions");
    if (heads < 1 || s[2] % heads != 0)
      Fail(std::string("attribute '") + name + "' is " + std::to_string(heads) + " for rows of " +
           std::to_string(s[2]) + " elements");
    return {elements, s[0], heads, s[1], s[2] / heads, s[2], s[2] / heads};
  }

  /// Puts the cache in front of keys or values; its length.
  template <class T>
  std::int64_t WithPast(Inputs in, std::size_t i, Heads<T>& now, Array& joined) const {
    const Shape& s = in[i]->GetShape();
    if (s.size() != 4)
      Fail("input " + std::to_string(i) + " has shape " + ShapeText(s) + ", expected 4 dimensions");
    const T* past = Elements<T>(in, i, {now.batch, now.heads, s[2], now.size}).data();
    const std::int64_t rows = s[2] + now.rows;
    joined.Reset(TypeOf<T>::value, {now.batch, now.heads, rows, now.size});
    T* to = joined.Get<T>().data();
    for (std::int64_t b = 0; b < now.batch; ++b)
      for (std::int64_t h = 0; h < now.heads; ++h) {
        to = std::copy_n(past + (b * now.heads + h) * s[2] * now.size, s[2] * now.size, to);
        for (std::int64_t r = 0; r < now.rows; ++r)
          to = std::copy_n(now.At(b, h) + r * now.row_stride, now.size, to);
      }
    now = {std::as_const(joined).Get<T>().data(),
           now.batch,
           now.heads,
           rows,
           now.size,
           now.size,
           rows * now.size};
    return s[2];
  }

  template <class T>
  AttentionMask<T> MaskOf(Inputs in, const Heads<T>& q, std::int64_t keys,
                          std::int64_t past) const {
    AttentionMask<T> mask{Given(in, 3) ? in[3] : nullptr, keys, left_, right_, {}, {}};
    if (causal_) mask.right = 0;
    mask.offsets.assign(static_cast<std::size_t>(q.batch), past);
    mask.valid.assign(static_cast<std::size_t>(q.batch), keys);
    if (Given(in, 6)) {
      if (Given(in, 4)) Fail("nonpad_kv_seqlen and past_key are given together");
      mask.valid = IntegersOf(*in[6], "nonpad_kv_seqlen", where_);
      if (mask.valid.size() != mask.offsets.size())
        Fail("nonpad_kv_seqlen has " + std::to_string(mask.valid.size()) + " elements, expected " +
             std::to_string(q.batch));
      for (std::size_t b = 0; b < mask.valid.size(); ++b) {
        if (mask.valid[b] < 0 || mask.valid[b] > keys)
          Fail("nonpad_kv_seqlen is " + std::to_string(mask.valid[b]) + " of " +
               std::to_string(keys) + " keys");
        mask.offsets[b] = mask.valid[b] - q.rows;
      }
    }
    if (!mask.mask) return mask;
    const Shape& s = mask.mask->GetShape();
    const std::int64_t sizes[] = {q.rows, q.heads, q.batch};
    bool fits = !s.empty() && s.size() <= 4 && s.back() <= keys;
    for (std::size_t d = 0; fits && d + 1 < s.size(); ++d)
      fits = s[s.size() - 2 - d] == 1 || s[s.size() - 2 - d] == sizes[d];
    if (!fits)
      Fail("the mask of shape " + ShapeText(s) + " does not broadcast to " +
           ShapeText({q.batch, q.heads, q.rows, keys}));
    if (mask.mask->Type() != DataType::kBool) Elements<T>(in, 3);
    return mask;
  }

  template <class T>
  static void GivePresent(Outputs out, std::size_t o, const Heads<T>& heads) {
    if (o >= out.size()) return;
    out[o].Reset(TypeOf<T>::value, heads.GetShape());
    T* to = out[o].Get<T>().data();
    for (std::int64_t b = 0; b < heads.batch; ++b)
      for (std::int64_t h = 0; h < heads.heads; ++h)
        for (std::int64_t r = 0; r < heads.rows; ++r)
          to = std::copy_n(heads.At(b, h) + r * heads.row_stride, heads.size, to);
  }

  bool causal_;
  std::int64_t query_heads_, key_heads_, left_, right_, mode_;
  float scale_, softcap_;
  bool has_scale_;
};

}  // namespace

void RegisterAttention(OperatorRegistry& registry) {
  registry.Add<Attention>("Attention", 23);
  RegisterRotaryEmbedding(registry);
}

}  // namespace TMVA::inline standalone::onnx
