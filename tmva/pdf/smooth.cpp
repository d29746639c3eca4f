// The 353QH smoother: medians of 3, 5 and 3, quadratic interpolation of flats, Hanning mean, twice.
#include "tmva/pdf/smooth.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace TMVA::inline standalone {
namespace {

double Median3(double a, double b, double c) {
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

double Median5(const double* v) {
  std::array<double, 5> sorted{v[0], v[1], v[2], v[3], v[4]};
  std::nth_element(sorted.begin(), sorted.begin() + 2, sorted.end());
  return sorted[2];
}

// Running median of 3; end points by Tukey's rule when asked for, else kept.
void RunningMedian3(std::vector<double>& z, bool tukey_ends) {
  const std::vector<double> y = z;
  const std::size_t n = z.size();
  for (std::size_t i = 1; i + 1 < n; ++i) z[i] = Median3(y[i - 1], y[i], y[i + 1]);
  if (!tukey_ends) return;
  z[0] = Median3(z[1], z[0], 3 * z[1] - 2 * z[2]);
  z[n - 1] = Median3(z[n - 2], z[n - 1], 3 * z[n - 2] - 2 * z[n - 3]);
}

// Running median of 5; the second points have a window of 3, the first are kept.
void RunningMedian5(std::vector<double>& z) {
  const std::vector<double> y = z;
  const std::size_t n = z.size();
  for (std::size_t i = 2; i + 2 < n; ++i) z[i] = Median5(&y[i - 2]);
  z[1] = Median3(y[0], y[1], y[2]);
  z[n - 2] = Median3(y[n - 3], y[n - 2], y[n - 1]);
}

// Medians leave flat peaks and valleys of three: a parabola through the neighbours replaces them.
std::vector<double> InterpolateFlats(const std::vector<double>& z) {
  std::vector<double> y = z;
  for (std::size_t i = 2; i + 2 < z.size(); ++i) {
    if (z[i - 1] != z[i] || z[i] != z[i + 1]) continue;
    const double before = z[i - 2] - z[i], after = z[i + 2] - z[i];
    if (before * after <= 0) continue;
    // The parabola passes through the nearer outer point.
    const bool use_before = std::abs(after) > std::abs(before);
    const double near = use_before ? z[i - 2] : z[i + 2], far = use_before ? z[i + 2] : z[i - 2];
    y[i] = -0.5 * far + z[i] / 0.75 + near / 6.;
    y[use_before ? i - 1 : i + 1] = 0.5 * (near - far) + z[i];
  }
  return y;
}

void OnePass(std::vector<double>& z) {
  RunningMedian3(z, true);
  RunningMedian5(z);
  RunningMedian3(z, false);
  const std::vector<double> y = InterpolateFlats(z);
  z.front() = y.front(), z.back() = y.back();
  for (std::size_t i = 1; i + 1 < z.size(); ++i)
    z[i] = 0.25 * y[i - 1] + 0.5 * y[i] + 0.25 * y[i + 1];
}

void SmoothRange(BinnedContent& histogram, std::size_t begin, std::size_t end, int times) {
  auto& contents = histogram.Contents();
  std::vector<double> values(contents.begin() + static_cast<std::ptrdiff_t>(begin),
                             contents.begin() + static_cast<std::ptrdiff_t>(end));
  for (int i = 0; i < times; ++i) Smooth353QH(values);  // rounded to float at the end only
  for (std::size_t i = 0; i < values.size(); ++i)
    contents[begin + i] = static_cast<float>(values[i]);
}

// How often each bin is to be smoothed, from its relative error: linear between mean -/+ rms.
std::vector<int> SmoothingsPerBin(const BinnedContent& histogram, int min_times, int max_times) {
  std::vector<double> errors(histogram.Size(), -1);
  double sum = 0, sum2 = 0, count = 0;
  for (std::size_t i = 0; i < histogram.Size(); ++i) {
    const double content = histogram[i], error = std::sqrt(std::abs(content));
    if (content <= error) continue;
    errors[i] = error / content;
    sum += errors[i], sum2 += errors[i] * errors[i], count += 1;
  }
  const double mean = count > 0 ? sum / count : 0;
  const double rms = count > 0 ? std::sqrt(std::max(0., sum2 / count - mean * mean)) : 0;
  std::vector<int> times(histogram.Size(), max_times);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (errors[i] < 0) continue;
    const double position = rms > 0 ? (errors[i] - (mean - rms)) / (2 * rms) : 0;
    times[i] = static_cast<int>(std::clamp<double>(position * (max_times - min_times), 0,
                                                   max_times - min_times)) +
               min_times;
  }
  return times;
}

}  // namespace

void Smooth353QH(std::vector<double>& values) {
  if (values.size() < 3) return;
  std::vector<double> smooth = values;
  OnePass(smooth);
  std::vector<double> residuals(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) residuals[i] = values[i] - smooth[i];
  OnePass(residuals);
  const bool clip = *std::min_element(values.begin(), values.end()) >= 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = smooth[i] + residuals[i];
    if (clip) values[i] = std::max(values[i], 0.);
  }
}

void Smooth(BinnedContent& histogram, int times) {
  SmoothRange(histogram, 0, histogram.Size(), times);
}

void SmoothAdaptively(BinnedContent& histogram, int min_times, int max_times) {
  const std::vector<int> times = SmoothingsPerBin(histogram, min_times, max_times);
  // From the poorest regions outwards, so that the last passes join all of them.
  for (int level = max_times; level > min_times; --level) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= times.size(); ++i) {
      if (i < times.size() && times[i] >= level) continue;
      if (i > begin + 1) SmoothRange(histogram, begin, i, 1);
      begin = i + 1;
    }
  }
  Smooth(histogram, min_times);
}

}  // namespace TMVA::inline standalone
