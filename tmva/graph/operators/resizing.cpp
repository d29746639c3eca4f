// Resize and Upsample: one axis after the other.
#include <cmath>

#include "tmva/graph/operators/axes.h"
#include "tmva/graph/operators/half.h"
#include "tmva/graph/operators/layout.h"
#include "tmva/graph/operators/sampling.h"
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {
namespace {

class Resize : public LayoutOperator {
 public:
  explicit Resize(const NodeView& node)
      : LayoutOperator(node),
        sampling_(node),
        axes_(node.Ints("axes")),
        has_axes_(node.Has("axes")),
        policy_(node.String("keep_aspect_ratio_policy", "stretch")) {
    const bool upsample = node.Get().op_type == "Upsample";
    if (upsample || node.Version() < 11) {
      scales_ = node.Floats("scales");
      scales_input_ = 1;
      node.CheckInputs(scales_.empty() ? 2 : 1, 2);
    } else {
      node.CheckInputs(1, 4);
    }
    node.CheckOutputs(1, 1);
    if (policy_ != "stretch" && policy_ != "not_larger" && policy_ != "not_smaller")
      node.Fail("attribute 'keep_aspect_ratio_policy' is '" + policy_ +
                "', expected 'stretch', 'not_larger' or 'not_smaller'");
  }

  void Run(Inputs in, Outputs out) const override {
    const Array& x = *in[0];
    const auto plan = PlanOf(in, x.GetShape());
    const Array* from = &x;
    Array steps[2];
    for (std::size_t d = 0, step = 0; d < x.Rank(); ++d) {
      if (plan[d].unchanged) continue;
      Array& to = steps[step];
      if (from->GetShape()[d] == 0 && plan[d].size > 0)
        Fail("cannot resize an array of shape " + ShapeText(x.GetShape()));
      Shape shape = from->GetShape();
      const auto samples = Samples(shape[d], plan[d]);
      shape[d] = plan[d].size;
      Reset(to, x.Type(), shape);
      Along(*from, d, samples, to);
      from = &to;
      step = 1 - step;
    }
    out[0] = *from;
  }

 private:
  struct Plan {
    std::int64_t size = 0;
    double scale = 1, begin = 0, end = 1;
    bool unchanged = true;
  };

  AxisSamples Samples(std::int64_t old_size, const Plan& plan) const {
    Array probe;  // the tables of samples grow with the size: it must be possible
    Reset(probe, DataType::kBool, {plan.size});
    return sampling_.Along(old_size, plan.size, plan.scale, plan.begin, plan.end);
  }

  std::vector<Plan> PlanOf(Inputs in, const Shape& shape) const {
    std::vector<Plan> plan(shape.size());
    std::vector<std::size_t> axes = Axes(axes_, shape.size());
    if (!has_axes_)
      for (std::size_t d = 0; d < shape.size(); ++d) axes.push_back(d);
    for (std::size_t d = 0; d < shape.size(); ++d) plan[d].size = shape[d];
    const Array* sizes = scales_input_ == 1 ? nullptr : Input(in, 3);
    const Array* scales = Input(in, scales_input_);
    if (sizes && sizes->Size() > 0)
      SetSizes(Integers(*sizes, "sizes"), axes, shape, plan);
    else
      SetScales(scales ? FloatsOf(*scales, "scales") : scales_, axes, shape, plan);
    if (sampling_.UsesRegion()) SetRegion(Input(in, 1), axes, plan);
    for (std::size_t d = 0; d < shape.size(); ++d)
      plan[d].unchanged = std::fabs(plan[d].scale - 1) < 1e-9 && plan[d].size == shape[d] &&
                          plan[d].begin == 0 && plan[d].end == 1;
    return plan;
  }

  void SetSizes(const std::vector<std::int64_t>& sizes, const std::vector<std::size_t>& axes,
                const Shape& shape, std::vector<Plan>& plan) const {
    CheckCount(sizes.size(), axes.size(), "sizes");
    double common = policy_ == "not_larger" ? INFINITY : 0;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      Plan& axis = plan[axes[i]];
      axis.size = sizes[i];
      axis.scale = static_cast<double>(sizes[i]) / static_cast<double>(shape[axes[i]]);
      common =
          policy_ == "not_larger" ? std::min(common, axis.scale) : std::max(common, axis.scale);
    }
    if (policy_ == "stretch") return;
    for (const auto d : axes) {
      plan[d].scale = common;
      plan[d].size = Rounded(common * static_cast<double>(shape[d]) + 0.5);
    }
  }

  void SetScales(const std::vector<float>& scales, const std::vector<std::size_t>& axes,
                 const Shape& shape, std::vector<Plan>& plan) const {
    CheckCount(scales.size(), axes.size(), "scales");
    for (std::size_t i = 0; i < axes.size(); ++i) {
      if (!(scales[i] > 0))
        Fail("a scale is " + std::to_string(scales[i]) + ", expected more than 0");
      plan[axes[i]].scale = scales[i];
      plan[axes[i]].size = Rounded(double{scales[i]} * static_cast<double>(shape[axes[i]]));
    }
  }

  void SetRegion(const Array* region, const std::vector<std::size_t>& axes,
                 std::vector<Plan>& plan) const {
    if (!region) Fail("has no input 'roi', which tf_crop_and_resize needs");
    const auto ends = FloatsOf(*region, "roi");
    CheckCount(ends.size(), 2 * axes.size(), "roi");
    for (std::size_t i = 0; i < axes.size(); ++i) {
      plan[axes[i]].begin = ends[i];
      plan[axes[i]].end = ends[axes.size() + i];
    }
  }

  std::vector<float> FloatsOf(const Array& array, const char* name) const {
    if (array.Type() == DataType::kFloat16) return FloatsOf(onnx::FloatsOf(array), name);
    if (array.Type() == DataType::kDouble) {
      const auto numbers = array.Get<double>();
      std::vector<float> floats;
      for (const double x : numbers) floats.push_back(static_cast<float>(x));
      return floats;
    }
    if (!array.IsFloat())
      Fail(std::string(name) + " is of type " + TypeName(array.Type()) + ", expected float");
    const auto numbers = array.Get<float>();
    return {numbers.begin(), numbers.end()};
  }

  std::int64_t Rounded(double size) const {
    if (!(size <= static_cast<double>(kMostInDimension))) Fail("asks for more than 2^31 elements");
    return static_cast<std::int64_t>(size);
  }

  void CheckCount(std::size_t count, std::size_t expected, const char* name) const {
    if (count != expected)
      Fail(std::string(name) + " has " + std::to_string(count) + " elements, expected " +
           std::to_string(expected));
  }

  void Along(const Array& from, std::size_t d, const AxisSamples& samples, Array& to) const {
    if (sampling_.IsNearest() && !sampling_.UsesRegion()) return Pick(from, d, samples, to);
    using Elements = Types<float, double, std::uint8_t, std::int8_t, std::int32_t>;
    if (from.Type() == DataType::kFloat16) {
      Array floats(DataType::kFloat, to.GetShape());
      Mix<float>(onnx::FloatsOf(from), d, samples, floats);
      return SetHalves(floats, to);
    }
    if (!Dispatch(Elements(), from.Type(), [&]<class T>(T) { Mix<T>(from, d, samples, to); }))
      UnsupportedType(from.Type());
  }

  static void Pick(const Array& from, std::size_t d, const AxisSamples& samples, Array& to) {
    const AxisView old(from.GetShape(), d);
    VisitElements(from, to, [&](auto elements, auto result) {
      auto out = result.begin();
      for (std::size_t o = 0; o < old.outer; ++o)
        for (const auto place : samples.places)
          out = std::copy_n(
              elements.data() + (o * old.size + static_cast<std::size_t>(place)) * old.inner,
              old.inner, out);
    });
  }

  template <class T>
  void Mix(const Array& from, std::size_t d, const AxisSamples& samples, Array& to) const {
    const AxisView old(from.GetShape(), d);
    const T* x = from.Get<T>().data();
    T* y = to.Get<T>().data();
    std::vector<double> sums(old.inner);
    const auto width = static_cast<std::size_t>(samples.width);
    for (std::size_t o = 0; o < old.outer; ++o)
      for (std::size_t i = 0; i < samples.outside.size(); ++i, y += old.inner) {
        if (samples.outside[i]) {
          std::fill_n(y, old.inner, ConvertTo<T>(sampling_.Extrapolation()));
          continue;
        }
        std::fill(sums.begin(), sums.end(), 0.0);
        for (std::size_t k = i * width; k < (i + 1) * width; ++k) {
          const T* row =
              x + (o * old.size + static_cast<std::size_t>(samples.places[k])) * old.inner;
          for (std::size_t e = 0; e < old.inner; ++e)
            sums[e] += samples.weights[k] * static_cast<double>(row[e]);
        }
        for (std::size_t e = 0; e < old.inner; ++e) y[e] = ConvertTo<T>(sums[e]);
      }
  }

  Sampling sampling_;
  std::vector<std::int64_t> axes_;
  bool has_axes_;
  std::string policy_;
  std::vector<float> scales_;  ///< of the attribute of old versions
  std::size_t scales_input_ = 2;
};

}  // namespace

void RegisterResizing(OperatorRegistry& registry) {
  registry.Add<Resize>("Resize", 10);
  registry.Add<Resize>("Upsample", 7);
}

}  // namespace TMVA::inline standalone::onnx
