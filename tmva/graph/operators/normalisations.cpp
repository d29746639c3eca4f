// Normalisations by means and variances: of batches, layers, instances, groups.
#include <cmath>

#include <Eigen/Core>

#include "tmva/graph/operator.h"
#include "tmva/graph/operators/float_operator.h"
#include "tmva/graph/operators/norms.h"
#include "tmva/graph/operators/softmax.h"

namespace TMVA::inline standalone::onnx {
namespace {

template <class T>
using Row = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;
template <class T>
using ConstRow = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;

/// y = (x - mean) / sqrt(variance + epsilon).
template <class T>
struct Moments {
  T mean, inverse_deviation;

  static Moments Of(const ConstRow<T>& x, T epsilon) {
    const T mean = x.mean();
    return {mean, T{1} / std::sqrt((x - mean).square().mean() + epsilon)};
  }
};

/// Elements a row, for an array of `rank` dimensions cut before dimension `axis`.
std::size_t RowSize(const Shape& shape, std::size_t axis) {
  std::size_t size = 1;
  for (std::size_t d = axis; d < shape.size(); ++d) size *= static_cast<std::size_t>(shape[d]);
  return size;
}

std::size_t Channels(const Shape& x) { return x.size() > 1 ? static_cast<std::size_t>(x[1]) : 1; }

class BatchNormalization : public FloatOperator<BatchNormalization> {
 public:
  explicit BatchNormalization(const NodeView& node)
      : FloatOperator(node),
        epsilon_(node.Float("epsilon", 1e-5F)),
        momentum_(node.Float("momentum", 0.9F)),
        training_(node.Version() >= 14 && node.Int("training_mode", 0) != 0) {
    node.CheckInputs(5, 5);
    node.CheckOutputs(1, node.Version() >= 14 ? 3 : 5);
    if (node.Version() < 9 && node.Int("spatial", 1) == 0) node.Unsupported("spatial = 0");
    for (std::size_t i = 1; i < node.NumOutputs(); ++i)
      if (!training_ && node.HasOutput(i))
        node.Unsupported("more than one output without training");
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape& shape = in[0]->GetShape();
    if (shape.empty()) Fail("the input is a scalar");
    const std::size_t channels = Channels(shape);
    const Shape one{static_cast<std::int64_t>(channels)};
    const auto x = Elements<T>(in, 0);
    const auto scale = Elements<T>(in, 1, one), bias = Elements<T>(in, 2, one);
    const auto mean = Elements<T>(in, 3, one), variance = Elements<T>(in, 4, one);
    out[0].Reset(TypeOf<T>::value, shape);
    T* y = out[0].Get<T>().data();
    for (std::size_t i = 1; i < out.size(); ++i) out[i].Reset(TypeOf<T>::value, one);
    if (x.empty()) return;
    const auto size = x.size() / static_cast<std::size_t>(shape[0]) / channels;
    for (std::size_t c = 0; c < channels; ++c) {
      T m = mean[c], v = variance[c];
      if (training_) {
        BatchMoments(x, channels, c, size, m, v);
        const auto moved = [&](T old, T now) {
          return old * static_cast<T>(momentum_) + now * static_cast<T>(1 - momentum_);
        };
        if (out.size() > 1) out[1].Get<T>()[c] = moved(mean[c], m);
        if (out.size() > 2) out[2].Get<T>()[c] = moved(variance[c], v);
      }
      const T factor = scale[c] / std::sqrt(v + static_cast<T>(epsilon_));
      const T shift = bias[c] - m * factor;
      for (std::size_t at = c * size; at < x.size(); at += channels * size)
        for (std::size_t i = at; i < at + size; ++i) y[i] = x[i] * factor + shift;
    }
  }

 private:
  template <class T>
  static void BatchMoments(std::span<const T> x, std::size_t channels, std::size_t c,
                           std::size_t size, T& mean, T& variance) {
    const auto average = [&](auto&& f) {
      double sum = 0;
      for (std::size_t at = c * size; at < x.size(); at += channels * size)
        for (std::size_t i = at; i < at + size; ++i) sum += f(static_cast<double>(x[i]));
      return sum / (static_cast<double>(x.size()) / static_cast<double>(channels));
    };
    const double m = average([](double v) { return v; });
    mean = static_cast<T>(m);
    variance = static_cast<T>(average([&](double v) { return (v - m) * (v - m); }));
  }

  float epsilon_, momentum_;
  bool training_;
};

/// The elements from `axis` on have mean 0 and variance 1 (LayerNormalization), or mean square 1
/// (RMSNormalization).
template <class Op>
class RowNormalization : public FloatOperator<Op> {
 public:
  explicit RowNormalization(const NodeView& node)
      : FloatOperator<Op>(node),
        axis_(node.Int("axis", -1)),
        epsilon_(node.Float("epsilon", 1e-5F)) {}

 protected:
  /// Input i, broadcast to a row of X.
  template <class T>
  std::vector<T> RowOf(Inputs in, std::size_t i, std::size_t axis) const {
    const Shape& x = in[0]->GetShape();
    Shape own = in[i]->GetShape();
    const std::size_t rank = x.size() - axis;
    while (own.size() > rank && own[0] == 1) own.erase(own.begin());
    bool fits = own.size() <= rank;
    if (fits) own.insert(own.begin(), rank - own.size(), 1);
    for (std::size_t d = 0; fits && d < rank; ++d) fits = own[d] == 1 || own[d] == x[axis + d];
    if (!fits)
      this->Fail("input " + std::to_string(i) + " has shape " + ShapeText(in[i]->GetShape()) +
                 ", which does not match the dimensions from " + std::to_string(axis) + " on of " +
                 ShapeText(x));
    const auto elements = this->template Elements<T>(in, i);
    if (elements.size() == RowSize(x, axis)) return {elements.begin(), elements.end()};
    std::vector<T> row(RowSize(x, axis));
    for (std::size_t e = 0; e < row.size(); ++e) {
      std::size_t rest = e, from = 0, stride = 1;
      for (std::size_t d = rank; d-- > 0;) {
        const auto size = static_cast<std::size_t>(x[axis + d]);
        if (own[d] != 1) from += rest % size * stride;
        stride *= static_cast<std::size_t>(own[d]);
        rest /= size;
      }
      row[e] = elements[from];
    }
    return row;
  }

  std::int64_t axis_;
  float epsilon_;
};

class LayerNormalization : public RowNormalization<LayerNormalization> {
 public:
  explicit LayerNormalization(const NodeView& node) : RowNormalization(node) {
    node.CheckInputs(2, 3);
    node.CheckOutputs(1, 3);
  }
  bool IsRowwise() const override { return axis_ == -1 || axis_ > 0; }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape& shape = in[0]->GetShape();
    const std::size_t axis = Axis(axis_, shape.size());
    out[0].Reset(TypeOf<T>::value, shape);
    Shape kept = shape;
    std::fill(kept.begin() + static_cast<std::ptrdiff_t>(axis), kept.end(), 1);
    for (std::size_t i = 1; i < out.size(); ++i) out[i].Reset(TypeOf<T>::value, kept);
    const auto x = Elements<T>(in, 0);
    if (x.empty()) return;
    const std::size_t size = RowSize(shape, axis);
    const auto n = static_cast<Eigen::Index>(size);
    const auto scale = RowOf<T>(in, 1, axis);
    const auto bias = Given(in, 2) ? RowOf<T>(in, 2, axis) : std::vector<T>(size, T{0});
    for (std::size_t r = 0; r < x.size() / size; ++r) {
      const ConstRow<T> row(x.data() + r * size, n);
      const auto moments = Moments<T>::Of(row, static_cast<T>(epsilon_));
      Row<T>(out[0].Get<T>().data() + r * size, n) =
          (row - moments.mean) * moments.inverse_deviation * ConstRow<T>(scale.data(), n) +
          ConstRow<T>(bias.data(), n);
      if (out.size() > 1) out[1].Get<T>()[r] = moments.mean;
      if (out.size() > 2) out[2].Get<T>()[r] = moments.inverse_deviation;
    }
  }
};

class RmsNormalization : public RowNormalization<RmsNormalization> {
 public:
  explicit RmsNormalization(const NodeView& node) : RowNormalization(node) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape& shape = in[0]->GetShape();
    const std::size_t axis = Axis(axis_, shape.size());
    out[0].Reset(TypeOf<T>::value, shape);
    const auto x = Elements<T>(in, 0);
    if (x.empty()) return;
    const std::size_t size = RowSize(shape, axis);
    const auto n = static_cast<Eigen::Index>(size);
    const auto scale = RowOf<T>(in, 1, axis);
    for (std::size_t r = 0; r < x.size() / size; ++r) {
      const ConstRow<T> row(x.data() + r * size, n);
      const T root = std::sqrt(row.square().mean() + static_cast<T>(epsilon_));
      Row<T>(out[0].Get<T>().data() + r * size, n) = row / root * ConstRow<T>(scale.data(), n);
    }
  }
};

/// InstanceNormalization is GroupNormalization with a group for each channel.
class GroupNormalization : public FloatOperator<GroupNormalization> {
 public:
  explicit GroupNormalization(const NodeView& node)
      : FloatOperator(node),
        epsilon_(node.Float("epsilon", 1e-5F)),
        by_channel_(node.Get().op_type == "InstanceNormalization"),
        scale_by_group_(!by_channel_ && node.Version() < 21),
        groups_(node.Int("num_groups", 0)) {
    node.CheckInputs(3, 3);
    node.CheckOutputs(1, 1);
    if (!by_channel_ && groups_ < 1) node.Fail("attribute 'num_groups' is missing or not positive");
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape& shape = in[0]->GetShape();
    if (shape.size() < 2)
      Fail("the input has shape " + ShapeText(shape) + ", expected N x C x ...");
    const std::size_t channels = Channels(shape);
    const std::size_t groups = by_channel_ ? channels : static_cast<std::size_t>(groups_);
    if (groups > 0 && channels % groups != 0)
      Fail(std::to_string(channels) + " channels cannot be cut into " + std::to_string(groups) +
           " groups");
    const Shape one{static_cast<std::int64_t>(scale_by_group_ ? groups : channels)};
    const auto x = Elements<T>(in, 0), scale = Elements<T>(in, 1, one),
               bias = Elements<T>(in, 2, one);
    out[0].Reset(TypeOf<T>::value, shape);
    T* y = out[0].Get<T>().data();
    if (x.empty()) return;
    const std::size_t area = RowSize(shape, 2), members = channels / groups;
    for (std::size_t r = 0; r < x.size() / area / members; ++r) {
      const std::size_t begin = r * area * members;
      const ConstRow<T> group(x.data() + begin, static_cast<Eigen::Index>(area * members));
      const auto moments = Moments<T>::Of(group, static_cast<T>(epsilon_));
      for (std::size_t i = 0; i < members; ++i) {
        const std::size_t k = scale_by_group_ ? r % groups : r % groups * members + i;
        const auto n = static_cast<Eigen::Index>(area);
        Row<T>(y + begin + i * area, n) =
            (group.segment(static_cast<Eigen::Index>(i) * n, n) - moments.mean) *
                (moments.inverse_deviation * scale[k]) +
            bias[k];
      }
    }
  }

 private:
  float epsilon_;
  bool by_channel_, scale_by_group_;
  std::int64_t groups_;
};

}  // namespace

void RegisterNormalisations(OperatorRegistry& registry) {
  registry.Add<BatchNormalization>("BatchNormalization", 6);
  registry.Add<LayerNormalization>("LayerNormalization", 17);
  registry.Add<RmsNormalization>("RMSNormalization", 23);
  registry.Add<GroupNormalization>("GroupNormalization", 18);
  registry.Add<GroupNormalization>("InstanceNormalization");
  RegisterNorms(registry);
  RegisterSoftmax(registry);
}

}  // namespace TMVA::inline standalone::onnx
