// Conv, and ConvTranspose: products of matrices, whose columns are patches.
#include <algorithm>
#include <memory>
#include <optional>
#include <type_traits>
#include <variant>

#include <TMVA/ScratchPool.h>

#include "tmva/graph/operator.h"
#include "tmva/graph/operators/activation.h"
#include "tmva/graph/operators/float_operator.h"
#include "tmva/graph/operators/matrix_product.h"
#include "tmva/graph/operators/patches.h"
#include "tmva/graph/operators/pooling.h"
#include "tmva/graph/operators/sliding_window.h"
#include "tmva/graph/operators/window.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// What both share: X (N x C x ...), W (... x kernel), an optional bias a channel of the result.
template <class Op>
class Convolution : public FloatOperator<Op> {
 public:
  explicit Convolution(const NodeView& node)
      : FloatOperator<Op>(node), attributes_(node), groups_(node.Int("group", 1)) {
    node.CheckInputs(2, 3);
    node.CheckOutputs(1, 1);
    if (groups_ < 1) node.Fail("attribute 'group' is " + std::to_string(groups_));
  }

 protected:
  /// The spatial dimensions of W.
  Shape KernelOf(const Shape& x, const Shape& w) const {
    if (x.size() < 3 || w.size() != x.size())
      this->Fail("the input has shape " + ShapeText(x) + " and the weights have shape " +
                 ShapeText(w) + ", expected as many dimensions, 3 at least");
    if (NumElements(w) == 0) this->Fail("the weights, of shape " + ShapeText(w) + ", are empty");
    return {w.begin() + 2, w.end()};
  }
  WindowAttributes::Failure Failure() const {
    return [this](const std::string& what) { this->Fail(what); };
  }
  /// N x channels x the spatial dimensions of `window.out`.
  static Shape OutputShape(const Shape& x, std::int64_t channels, const Window& window) {
    Shape shape{x[0], channels};
    shape.insert(shape.end(), window.out.end() - static_cast<std::ptrdiff_t>(x.size() - 2),
                 window.out.end());
    return shape;
  }
  /// Fills each channel with its bias, or 0.
  template <class T>
  void StartWithBias(Inputs in, Array& out, std::int64_t channels) const {
    const auto y = out.Get<T>();
    if (!this->Given(in, 2)) {
      std::ranges::fill(y, T{0});
      return;
    }
    const auto bias = this->template Elements<T>(in, 2, Shape{channels});
    const std::size_t planes = static_cast<std::size_t>(out.GetShape()[0] * channels);
    if (y.empty()) return;
    const std::size_t size = y.size() / planes;
    for (std::size_t p = 0; p < planes; ++p)
      std::fill_n(y.data() + p * size, size, bias[p % bias.size()]);
  }

  WindowAttributes attributes_;
  std::int64_t groups_;
};

class Conv : public Convolution<Conv> {
 public:
  explicit Conv(const NodeView& node) : Convolution(node), activation_(Activation::Fused(node)) {}

  bool IsRowwise() const override { return true; }
  void Prepare(Inputs constants) override {
    if (constants[1] == nullptr || constants[1]->Rank() < 3 ||
        groups_ > constants[1]->GetShape()[0])
      return;
    if (constants[1]->Type() == DataType::kFloat)
      filters_ = Filters<float>(Elements<float>(constants, 1), constants[1]->GetShape(), groups_);
    if (constants[1]->Type() == DataType::kDouble)
      filters_ = Filters<double>(Elements<double>(constants, 1), constants[1]->GetShape(), groups_);
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape &x = in[0]->GetShape(), &w = in[1]->GetShape();
    const std::int64_t channels = w.empty() ? 0 : w[0];
    const auto sliding =
        Windows<T>().Take([&] { return MakeWindow<T>(x, w); },
                          [&](const SlidingWindow<T>& known) { return known.IsFor(w, x); });
    out[0].Reset(TypeOf<T>::value, sliding->Output(x[0]));
    if (out[0].Size() == 0) return;
    const T* bias = Given(in, 2) ? Elements<T>(in, 2, Shape{channels}).data() : nullptr;
    Filters<T> own;
    const auto* filters = std::get_if<Filters<T>>(&filters_);
    if (filters == nullptr) filters = &(own = Filters<T>(Elements<T>(in, 1), w, groups_));
    T* to = out[0].Get<T>().data();
    const T* from = Elements<T>(in, 0).data();
    const bool relu = activation_ && activation_->IsRelu();
    const std::int64_t rows = channels / groups_, image = w[1] * sliding->Area();
    for (std::int64_t i = 0; i < x[0] * groups_; ++i) {
      const std::int64_t group = i % groups_;
      sliding->Run(from + i * image, {filters->Of(group), bias ? bias + group * rows : nullptr,
                                      relu, to + i * rows * sliding->Plane(), rows});
    }
    if (activation_ && !relu) activation_->Apply(to, static_cast<std::int64_t>(out[0].Size()));
  }

 private:
  template <class T>
  std::unique_ptr<SlidingWindow<T>> MakeWindow(const Shape& x, const Shape& w) const {
    const Window window = attributes_.For(x, KernelOf(x, w), Failure());
    if (groups_ > x[1] || x[1] % groups_ != 0 || x[1] / groups_ != w[1] || w[0] % groups_ != 0)
      Fail("weights of shape " + ShapeText(w) + " in " + std::to_string(groups_) +
           " groups do not match an input of shape " + ShapeText(x));
    return std::make_unique<SlidingWindow<T>>(window, w, x);
  }
  template <class T>
  ScratchPool<SlidingWindow<T>>& Windows() const {
    if constexpr (std::is_same_v<T, float>)
      return float_windows_;
    else
      return double_windows_;
  }

  std::optional<Activation> activation_;
  mutable ScratchPool<SlidingWindow<float>> float_windows_;
  mutable ScratchPool<SlidingWindow<double>> double_windows_;
  std::variant<std::monostate, Filters<float>, Filters<double>> filters_;
};

class ConvTranspose : public Convolution<ConvTranspose> {
 public:
  using Convolution::Convolution;

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape &x = in[0]->GetShape(), &w = in[1]->GetShape();
    Window window = attributes_.Transposed(x, KernelOf(x, w), Failure());
    if (w[0] != x[1] || x[1] % groups_ != 0)
      Fail("weights of shape " + ShapeText(w) + " in " + std::to_string(groups_) +
           " groups do not match an input of shape " + ShapeText(x));
    const Shape shape = OutputShape(x, w[1] * groups_, window);
    out[0].Reset(TypeOf<T>::value, shape);
    StartWithBias<T>(in, out[0], shape[1]);
    if (out[0].Size() == 0 || in[0]->Size() == 0) return;
    const T* from = Elements<T>(in, 0).data();
    const T* weights = Elements<T>(in, 1).data();
    T* to = out[0].Get<T>().data();
    // A transposed convolution is a convolution from its result to its input, run backwards.
    std::swap(window.in, window.out);
    const std::int64_t area = Window::Product(window.in), places = Window::Product(window.out);
    const std::int64_t depth = x[1] / groups_, k = w[1] * Window::Product(window.kernel);
    Patches<T> patches(window, w[1]);
    for (std::int64_t i = 0; i < x[0] * groups_; ++i) {
      const T* image = from + i * depth * places;
      const T* kernels = weights + i % groups_ * depth * k;
      for (std::int64_t begin = 0; begin < places; begin += patches.Block()) {
        const std::int64_t count = std::min(patches.Block(), places - begin);
        Multiply<T>({kernels, true}, {image + begin, false, places}, {patches.Columns()}, k, count,
                    depth);
        patches.Scatter(to + i * w[1] * area, begin, count);
      }
    }
  }
};

}  // namespace

void RegisterConvolutions(OperatorRegistry& registry) {
  registry.Add<Conv>("Conv");
  registry.Add<Conv>("Conv", 1, "tmva");
  registry.Add<ConvTranspose>("ConvTranspose");
  RegisterPooling(registry);
}

}  // namespace TMVA::inline standalone::onnx
