// Pooling: the largest, the mean, the norm of what a window sees.
#include "tmva/graph/operators/pooling.h"

#include <cmath>
#include <limits>
#include <memory>
#include <ranges>
#include <type_traits>

#include <TMVA/ScratchPool.h>

#include "tmva/graph/operators/convolution_kernels.h"
#include "tmva/graph/operators/float_operator.h"
#include "tmva/graph/operators/processor.h"
#include "tmva/graph/operators/vector_math.h"
#include "tmva/graph/operators/window.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// A pooling with a window: X is N x C x ..., every channel for itself.
template <class Op>
class Pool : public FloatOperator<Op> {
 public:
  explicit Pool(const NodeView& node) : FloatOperator<Op>(node), attributes_(node) {
    node.CheckInputs(1, 1);
    if (!attributes_.HasKernel()) node.Fail("attribute 'kernel_shape' is missing");
  }
  bool IsRowwise() const override { return true; }

 protected:
  /// What is worked out for the shape of an input; the number of images does not matter.
  struct Plan {
    Shape input;
    Window window;
    Shape output;
  };
  auto PlanFor(const Shape& x) const {
    auto plan = plans_.Take([&] { return MakePlan(x); },
                            [&](const Plan& known) {
                              return std::ranges::equal(known.input | std::views::drop(1),
                                                        x | std::views::drop(1));
                            });
    plan->output[0] = x[0];
    return plan;
  }

  /// Where the window of an output falls.
  struct Place {
    const Window& window;
    const std::vector<std::int64_t>& offsets;  ///< of a whole kernel's pixels from its first
    const Window::Taps &t0, &t1, &t2;

    /// Elements of the input, or of the padded input.
    double Count(std::int64_t Window::Taps::* count) const {
      return static_cast<double>(t0.*count) * static_cast<double>(t1.*count) *
             static_cast<double>(t2.*count);
    }
    /// g(pixel) for all that the window sees of its plane.
    template <class G>
    void Visit(G&& g) const {
      if (t0.count * t1.count * t2.count == static_cast<std::int64_t>(offsets.size())) {
        const std::int64_t first = (t0.at * window.in[1] + t1.at) * window.in[2] + t2.at;
        for (const auto offset : offsets) g(first + offset);
        return;
      }
      for (std::int64_t a = 0; a < t0.count; ++a)
        for (std::int64_t b = 0; b < t1.count; ++b) {
          const std::int64_t row =
              (t0.at + a * window.dilation[0]) * window.in[1] + t1.at + b * window.dilation[1];
          std::int64_t pixel = row * window.in[2] + t2.at;
          for (std::int64_t c = 0; c < t2.count; ++c, pixel += window.dilation[2]) g(pixel);
        }
    }
  };

  /// f(plane, output, place) for all outputs.
  template <class F>
  static void ForWindows(const Window& w, std::size_t planes, F&& f) {
    const auto taps0 = w.TapsOf(0), taps1 = w.TapsOf(1), taps2 = w.TapsOf(2);
    std::vector<std::int64_t> offsets;
    const bool small =
        w.kernel[0] * w.kernel[1] < kMostOffsets && Window::Product(w.kernel) < kMostOffsets;
    for (std::int64_t a = 0; small && a < w.kernel[0]; ++a)
      for (std::int64_t b = 0; b < w.kernel[1]; ++b)
        for (std::int64_t c = 0; c < w.kernel[2]; ++c)
          offsets.push_back((a * w.dilation[0] * w.in[1] + b * w.dilation[1]) * w.in[2] +
                            c * w.dilation[2]);
    std::size_t output = 0;
    for (std::size_t plane = 0; plane < planes; ++plane)
      for (const auto& t0 : taps0)
        for (const auto& t1 : taps1)
          for (const auto& t2 : taps2) f(plane, output++, Place{w, offsets, t0, t1, t2});
  }

  static constexpr std::int64_t kMostOffsets = 4096;
  static std::size_t Area(const Window& w) {
    return static_cast<std::size_t>(Window::Product(w.in));
  }

 private:
  std::unique_ptr<Plan> MakePlan(const Shape& x) const {
    const Window window = attributes_.For(x, attributes_.Kernel(),
                                          [this](const std::string& what) { this->Fail(what); });
    Shape shape{x[0], x[1]};
    shape.insert(shape.end(), window.out.end() - static_cast<std::ptrdiff_t>(x.size() - 2),
                 window.out.end());
    return std::make_unique<Plan>(Plan{x, window, std::move(shape)});
  }

  WindowAttributes attributes_;
  mutable ScratchPool<Plan> plans_;
};

class MaxPool : public Pool<MaxPool> {
 public:
  explicit MaxPool(const NodeView& node)
      : Pool(node), column_major_(node.Int("storage_order", 0) != 0) {
    node.CheckOutputs(1, 2);
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape& x = in[0]->GetShape();
    const auto plan = PlanFor(x);
    const Window& w = plan->window;
    const Shape& shape = plan->output;
    out[0].Reset(TypeOf<T>::value, shape);
    std::int64_t* indices = nullptr;
    if (out.size() > 1) {
      out[1].Reset(DataType::kInt64, shape);
      indices = out[1].Get<std::int64_t>().data();
    }
    if (out[0].Size() == 0) return;
    const T* from = Elements<T>(in, 0).data();
    T* to = out[0].Get<T>().data();
    const auto planes = static_cast<std::size_t>(x[0] * x[1]);
    if constexpr (std::is_same_v<T, float>)
      if (indices == nullptr && IsOfSquares(w)) {
        static const auto maximum = ForThisProcessor(
            MaximumOfSquaresPlain(), MaximumOfSquaresAvx2(), MaximumOfSquaresAvx512());
        return maximum(from, static_cast<long>(planes) * w.in[0], w.in[1], w.in[2], to);
      }
    ForWindows(w, planes, [&](std::size_t plane, std::size_t output, const Place& place) {
      const T* pixels = from + plane * Area(w);
      T best = -std::numeric_limits<T>::infinity();
      if (indices == nullptr) {
        int unordered = 0;
        place.Visit([&](std::int64_t pixel) {
          // No branch: which one is largest cannot be foreseen.
          const T value = pixels[pixel];
          best = value > best ? value : best;
          unordered |= static_cast<int>(value != value);
        });
        to[output] = unordered != 0 ? std::numeric_limits<T>::quiet_NaN() : best;
        return;
      }
      std::int64_t where = -1;
      place.Visit([&](std::int64_t pixel) {
        const T value = pixels[pixel];
        if (where >= 0 && !(value > best) && value == value) return;  // NaN stays
        best = value;
        where = pixel;
      });
      to[output] = best;
      indices[output] = Index(w, plane, where);
    });
  }

 private:
  /// Two by two pixels, side by side: what most networks do.
  static bool IsOfSquares(const Window& w) {
    constexpr Window::Sizes kSquare{1, 2, 2}, kNone{};
    return w.kernel == kSquare && w.stride == kSquare && w.dilation == Window::Sizes{1, 1, 1} &&
           w.begin == kNone && w.end == kNone && w.out[1] == w.in[1] / 2 && w.out[2] == w.in[2] / 2;
  }
  std::int64_t Index(const Window& w, std::size_t plane, std::int64_t pixel) const {
    if (pixel < 0) return -1;
    if (column_major_) {
      const std::int64_t i2 = pixel % w.in[2], i1 = pixel / w.in[2] % w.in[1];
      const std::int64_t i0 = pixel / w.in[2] / w.in[1];
      pixel = i0 + w.in[0] * (i1 + w.in[1] * i2);
    }
    return static_cast<std::int64_t>(plane * Area(w)) + pixel;
  }

  bool column_major_;
};

class AveragePool : public Pool<AveragePool> {
 public:
  explicit AveragePool(const NodeView& node)
      : Pool(node), count_padding_(node.Int("count_include_pad", 0) != 0) {
    node.CheckOutputs(1, 1);
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape& x = in[0]->GetShape();
    const auto plan = PlanFor(x);
    const Window& w = plan->window;
    out[0].Reset(TypeOf<T>::value, plan->output);
    if (out[0].Size() == 0) return;
    const T* from = Elements<T>(in, 0).data();
    T* to = out[0].Get<T>().data();
    const auto planes = static_cast<std::size_t>(x[0] * x[1]);
    ForWindows(w, planes, [&](std::size_t plane, std::size_t output, const Place& place) {
      const T* pixels = from + plane * Area(w);
      T sum = 0;
      place.Visit([&](std::int64_t pixel) { sum += pixels[pixel]; });
      const double count =
          place.Count(count_padding_ ? &Window::Taps::padded_count : &Window::Taps::count);
      to[output] = count > 0 ? sum / static_cast<T>(count) : T{0};
    });
  }

 private:
  bool count_padding_;
};

/// (sum of |x|^p)^(1/p).
template <class T>
class Norm {
 public:
  explicit Norm(double p) : p_(static_cast<T>(p)) {}
  void Add(T x) {
    x = std::abs(x);
    sum_ += p_ == 1 ? x : p_ == 2 ? x * x : std::pow(x, p_);
  }
  T Value() const { return p_ == 1 ? sum_ : p_ == 2 ? std::sqrt(sum_) : std::pow(sum_, 1 / p_); }

 private:
  T p_, sum_ = 0;
};

double ReadP(const NodeView& node) {
  const double p = node.Version() < 2 ? node.Float("p", 2) : static_cast<double>(node.Int("p", 2));
  if (!(p > 0)) node.Fail("attribute 'p' is " + std::to_string(p));
  return p;
}

class LpPool : public Pool<LpPool> {
 public:
  explicit LpPool(const NodeView& node) : Pool(node), p_(ReadP(node)) { node.CheckOutputs(1, 1); }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape& x = in[0]->GetShape();
    const auto plan = PlanFor(x);
    const Window& w = plan->window;
    out[0].Reset(TypeOf<T>::value, plan->output);
    if (out[0].Size() == 0) return;
    const T* from = Elements<T>(in, 0).data();
    T* to = out[0].Get<T>().data();
    const auto planes = static_cast<std::size_t>(x[0] * x[1]);
    ForWindows(w, planes, [&](std::size_t plane, std::size_t output, const Place& place) {
      const T* pixels = from + plane * Area(w);
      Norm<T> norm(p_);
      place.Visit([&](std::int64_t pixel) { norm.Add(pixels[pixel]); });
      to[output] = norm.Value();
    });
  }

 private:
  double p_;
};

/// A pooling over all of each channel: `reduce` makes a number of its elements.
template <class Op>
class GlobalPool : public FloatOperator<Op> {
 public:
  explicit GlobalPool(const NodeView& node) : FloatOperator<Op>(node) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    Shape shape = in[0]->GetShape();
    if (shape.size() < 2)
      this->Fail("the input has shape " + ShapeText(shape) + ", expected two dimensions at least");
    std::fill(shape.begin() + 2, shape.end(), 1);
    out[0].Reset(TypeOf<T>::value, shape);
    const auto y = out[0].Get<T>();
    if (y.empty()) return;
    const auto x = this->template Elements<T>(in, 0);
    const std::size_t area = x.size() / y.size();
    if (area == 0) this->Fail("there is nothing to pool in " + ShapeText(in[0]->GetShape()));
    for (std::size_t i = 0; i < y.size(); ++i)
      y[i] = static_cast<const Op&>(*this).Reduce(x.subspan(i * area, area));
  }
};

class GlobalAveragePool : public GlobalPool<GlobalAveragePool> {
 public:
  using GlobalPool::GlobalPool;
  template <class T>
  T Reduce(std::span<const T> x) const {
    double sum = 0;
    if constexpr (std::is_same_v<T, float>)
      sum = SumOfFloats(x.data(), static_cast<long>(x.size()));
    else
      for (const T value : x) sum += value;
    return static_cast<T>(sum / static_cast<double>(x.size()));
  }
};

class GlobalMaxPool : public GlobalPool<GlobalMaxPool> {
 public:
  using GlobalPool::GlobalPool;
  template <class T>
  T Reduce(std::span<const T> x) const {
    T best = x[0];
    for (const T value : x)
      if (value > best || value != value) best = value;
    return best;
  }
};

class GlobalLpPool : public GlobalPool<GlobalLpPool> {
 public:
  explicit GlobalLpPool(const NodeView& node) : GlobalPool(node), p_(ReadP(node)) {}
  template <class T>
  T Reduce(std::span<const T> x) const {
    Norm<T> norm(p_);
    for (const T value : x) norm.Add(value);
    return norm.Value();
  }

 private:
  double p_;
};

}  // namespace

void RegisterPooling(OperatorRegistry& registry) {
  registry.Add<MaxPool>("MaxPool");
  registry.Add<AveragePool>("AveragePool");
  registry.Add<LpPool>("LpPool");
  registry.Add<GlobalAveragePool>("GlobalAveragePool");
  registry.Add<GlobalMaxPool>("GlobalMaxPool");
  registry.Add<GlobalLpPool>("GlobalLpPool");
}

}  // namespace TMVA::inline standalone::onnx
