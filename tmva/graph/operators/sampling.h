// Sampling: where along an axis the elements of a resized array come from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

/// Each new element is a sum of `width` old ones.
struct AxisSamples {
  std::int64_t width = 1;
  std::vector<std::int64_t> places;  ///< in the old axis, `width` a new element
  std::vector<double> weights;       ///< as places
  std::vector<bool> outside;         ///< for each new element, is it given extrapolation_value?
};

/// The attributes of Resize that choose samples.
class Sampling {
 public:
  explicit Sampling(const NodeView& node);

  bool IsNearest() const { return mode_ == Mode::kNearest; }
  bool UsesRegion() const { return coordinates_ == "tf_crop_and_resize"; }
  float Extrapolation() const { return extrapolation_; }
  /// From `old_size` to `new_size` elements; the region is in parts of the old axis.
  AxisSamples Along(std::int64_t old_size, std::int64_t new_size, double scale, double begin,
                    double end) const;

 private:
  enum class Mode : std::uint8_t { kNearest, kLinear, kCubic };

  double Position(double i, double old_size, double new_size, double scale, double begin,
                  double end) const;
  double Nearest(double x) const;
  double Weight(double distance) const;

  Mode mode_ = Mode::kNearest;
  std::string coordinates_ = "asymmetric", nearest_ = "floor";
  double cubic_ = -0.75;
  float extrapolation_ = 0;
  bool antialias_ = false, excludes_outside_ = false;
};

}  // namespace TMVA::inline standalone::onnx
