// Positions and weights of resized axes.
#include "tmva/graph/operators/sampling.h"

#include <algorithm>
#include <cmath>

namespace TMVA::inline standalone::onnx {
namespace {

std::string OneOf(const NodeView& node, const char* attribute, const char* otherwise,
                  const std::vector<std::string>& known) {
  auto value = node.String(attribute, otherwise);
  if (std::find(known.begin(), known.end(), value) != known.end()) return value;
  std::string text;
  for (const auto& name : known) text += (text.empty() ? "'" : ", '") + name + "'";
  node.Fail(std::string("attribute '") + attribute + "' is '" + value + "', expected one of " +
            text);
}

}  // namespace

Sampling::Sampling(const NodeView& node) {
  const auto mode = OneOf(node, "mode", "nearest", {"nearest", "linear", "bilinear", "cubic"});
  mode_ = mode == "nearest" ? Mode::kNearest : mode == "cubic" ? Mode::kCubic : Mode::kLinear;
  if (node.Get().op_type == "Upsample" || node.Version() < 11) return;
  coordinates_ = OneOf(node, "coordinate_transformation_mode", "half_pixel",
                       {"half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners",
                        "asymmetric", "tf_crop_and_resize"});
  nearest_ = OneOf(node, "nearest_mode", "round_prefer_floor",
                   {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"});
  cubic_ = node.Float("cubic_coeff_a", -0.75F);
  extrapolation_ = node.Float("extrapolation_value", 0);
  antialias_ = node.Int("antialias", 0) != 0;
  excludes_outside_ = node.Int("exclude_outside", 0) != 0;
  if (antialias_ && IsNearest())
    node.Fail("attribute 'antialias' has no meaning for mode 'nearest'");
}

double Sampling::Position(double i, double old_size, double new_size, double scale, double begin,
                          double end) const {
  const double exact = scale * old_size;  // new_size is this number rounded
  if (coordinates_ == "align_corners") return exact == 1 ? 0 : i * (old_size - 1) / (exact - 1);
  if (coordinates_ == "asymmetric") return i / scale;
  if (coordinates_ == "tf_crop_and_resize") {
    if (exact == 1) return (begin + end) * (old_size - 1) / 2;
    return (begin + i * (end - begin) / (exact - 1)) * (old_size - 1);
  }
  if (coordinates_ == "pytorch_half_pixel" && exact == 1) return -0.5;
  const double centre =
      coordinates_ == "half_pixel_symmetric" ? old_size / 2 * (1 - new_size / exact) : 0;
  return centre + (i + 0.5) / scale - 0.5;
}

double Sampling::Nearest(double x) const {
  if (nearest_ == "floor") return std::floor(x);
  if (nearest_ == "ceil") return std::ceil(x);
  return nearest_ == "round_prefer_floor" ? std::ceil(x - 0.5) : std::floor(x + 0.5);
}

double Sampling::Weight(double distance) const {
  const double x = std::fabs(distance);
  if (mode_ == Mode::kLinear) return std::max(0.0, 1 - x);
  if (x <= 1) return ((cubic_ + 2) * x - (cubic_ + 3)) * x * x + 1;
  return x < 2 ? ((cubic_ * x - 5 * cubic_) * x + 8 * cubic_) * x - 4 * cubic_ : 0;
}

AxisSamples Sampling::Along(std::int64_t old_size, std::int64_t new_size, double scale,
                            double begin, double end) const {
  AxisSamples samples;
  // An antialiasing filter is as wide as the old elements that go into a new one.
  const double shrink = antialias_ ? std::min(scale, 1.0) : 1.0;
  const double reach = mode_ == Mode::kLinear ? 1 : 2;
  const double first = IsNearest() ? 0 : std::floor(-reach / shrink) + 1;
  samples.width = IsNearest() ? 1 : static_cast<std::int64_t>(2 - 2 * first);
  const double last = static_cast<double>(old_size - 1);
  for (std::int64_t i = 0; i < new_size; ++i) {
    const double x = Position(static_cast<double>(i), static_cast<double>(old_size),
                              static_cast<double>(new_size), scale, begin, end);
    samples.outside.push_back(UsesRegion() && (x < 0 || x > last));
    const double from = IsNearest() ? Nearest(x) : std::floor(x) + first;
    double sum = 0;
    const std::size_t at = samples.weights.size();
    for (std::int64_t k = 0; k < samples.width; ++k) {
      const double place = from + static_cast<double>(k);
      const double inside = std::clamp(place, 0.0, last);
      double weight = IsNearest() ? 1 : Weight((place - x) * shrink);
      if (excludes_outside_ && !IsNearest() && inside != place) weight = 0;
      samples.places.push_back(static_cast<std::int64_t>(inside));
      samples.weights.push_back(weight);
      sum += weight;
    }
    for (std::size_t k = at; sum != 0 && k < samples.weights.size(); ++k) samples.weights[k] /= sum;
  }
  return samples;
}

}  // namespace TMVA::inline standalone::onnx
