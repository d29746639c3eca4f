// The vector code of products, convolutions and pooling, for every instruction set that this
// processor has, against sums in double precision: a machine without AVX-512 runs code that this
// one would never choose.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tmva/graph/operators/convolution_kernels.h"
#include "tmva/graph/operators/processor.h"
#include "tmva/graph/operators/product_kernels.h"

namespace {

using namespace TMVA::onnx;

std::mt19937 generator(1);

template <class T>
std::vector<T> Numbers(long size) {
  std::vector<T> numbers(static_cast<std::size_t>(size));
  for (auto& x : numbers) x = std::normal_distribution<T>()(generator);
  return numbers;
}

/// The variants from plain on, as far as this processor has them.
template <class Variant>
std::vector<Variant> Runnable(Variant plain, Variant avx2, Variant avx512) {
  std::vector<Variant> variants{plain};
  if (ThisProcessor() != Processor::kPlain) variants.push_back(avx2);
  if (ThisProcessor() == Processor::kAvx512) variants.push_back(avx512);
  return variants;
}

template <class T>
std::vector<T> Packed(const std::vector<T>& b, long k, long n, const ProductKernel<T>& kernel) {
  std::vector<T> panels;
  if (n <= kDotColumns) {
    for (long j = 0; j < n; ++j)
      for (long l = 0; l < k; ++l) panels.push_back(b[static_cast<std::size_t>(l * n + j)]);
    return panels;
  }
  for (long j = 0; j < n; j += kernel.width) {
    const long count = std::min(kernel.width, n - j),
               width = LastWidth(count, kernel.width, kernel.least);
    for (long l = 0; l < k; ++l)
      for (long i = 0; i < width; ++i)
        panels.push_back(i < count ? b[static_cast<std::size_t>(l * n + j + i)] : T{0});
  }
  return panels;
}

template <class T>
void CheckProducts(const std::vector<ProductKernel<T>>& kernels) {
  const std::array<std::array<long, 3>, 14> sizes{{{1, 200, 28},
                                                   {1, 40, 7},
                                                   {2, 1, 19},
                                                   {5, 2, 200},
                                                   {12, 8, 33},
                                                   {13, 200, 20},
                                                   {24, 48, 9},
                                                   {25, 7, 5},
                                                   {31, 33, 1},
                                                   {12, 72, 0},
                                                   {7, 100, 64},
                                                   {48, 16, 3},
                                                   {36, 12, 17},
                                                   {4, 3, 24}}};
  for (const auto& [m, n, k] : sizes)
    for (const int mode : {0, 1, 2, 3, 4, 5}) {
      const bool add = mode == 1, relu = mode == 2 || mode == 3, bias = mode == 3 || mode == 4,
                 transposed = mode == 5;
      const auto a = Numbers<T>(m * k), b = Numbers<T>(k * n), start = Numbers<T>(m * n),
                 biases = Numbers<T>(n);
      for (const auto& kernel : kernels) {
        SCOPED_TRACE(std::to_string(m) + " x " + std::to_string(n) + " x " + std::to_string(k) +
                     ", mode " + std::to_string(mode) + ", panels of " +
                     std::to_string(kernel.width));
        const auto panels = Packed(b, k, n, kernel);
        auto c = start;
        // A guard behind the last element.
        c.push_back(T{77});
        kernel.run({a.data(), transposed ? 1 : k, transposed ? m : 1, panels.data(),
                    bias ? biases.data() : nullptr, add, relu, c.data(), n, m, n, k});
        EXPECT_EQ(c.back(), T{77});
        for (long i = 0; i < m; ++i)
          for (long j = 0; j < n; ++j) {
            const auto at = static_cast<std::size_t>(i * n + j);
            double sum = add ? start[at] : bias ? biases[static_cast<std::size_t>(j)] : 0.0;
            double size = std::abs(sum);
            for (long l = 0; l < k; ++l) {
              const double product =
                  static_cast<double>(
                      a[static_cast<std::size_t>(transposed ? l * m + i : i * k + l)]) *
                  b[static_cast<std::size_t>(l * n + j)];
              sum += product;
              size += std::abs(product);
            }
            if (relu) sum = std::max(sum, 0.0);
            ASSERT_NEAR(c[at], sum, size * 16 * std::numeric_limits<T>::epsilon())
                << "row " << i << ", column " << j;
          }
      }
    }
}

TEST(GraphKernels, ProductsOfEveryInstructionSetAreRight) {
  CheckProducts(Runnable(FloatProductPlain(), FloatProductAvx2(), FloatProductAvx512()));
  CheckProducts(Runnable(DoubleProductPlain(), DoubleProductAvx2(), DoubleProductAvx512()));
}

TEST(GraphKernels, ARowHasTheSameBitsAloneAndAmongOthers) {
  constexpr long m = 29, k = 67;
  for (const long n : {1L, 2L, 8L, 40L, 41L, 200L})
    for (const auto& kernel :
         Runnable(FloatProductPlain(), FloatProductAvx2(), FloatProductAvx512())) {
      const auto a = Numbers<float>(m * k), b = Numbers<float>(k * n), bias = Numbers<float>(n);
      const auto panels = Packed(b, k, n, kernel);
      std::vector<float> all(m * n), one(n);
      kernel.run({a.data(), k, 1, panels.data(), bias.data(), false, true, all.data(), n, m, n, k});
      for (long i = 0; i < m; ++i) {
        kernel.run({a.data() + i * k, k, 1, panels.data(), bias.data(), false, true, one.data(), n,
                    1, n, k});
        ASSERT_TRUE(std::equal(one.begin(), one.end(), all.begin() + i * n))
            << n << " columns, row " << i;
      }
    }
}

template <class T>
void CheckConvolutions(const std::vector<ConvolutionKernel<T>>& kernels) {
  constexpr long width = 40, height = 6;
  const std::vector<long> offsets{0, 1, 2, width, width + 2, 2 * width + 1};
  const auto k = static_cast<long>(offsets.size());
  for (const long channels : {1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 12L, 14L, 16L, 20L, 32L})
    for (const auto& kernel : kernels)
      for (long bytes = kernel.smallest; bytes <= kernel.largest; bytes *= 2)
        for (const bool whole : {true, false}) {
          const long lanes = bytes / static_cast<long>(sizeof(T)),
                     count = whole ? lanes : lanes - 1;
          SCOPED_TRACE(std::to_string(channels) + " channels, vectors of " + std::to_string(bytes) +
                       " bytes");
          const auto image = Numbers<T>(width * height), weights = Numbers<T>(channels * k),
                     bias = Numbers<T>(channels);
          std::vector<T> packed;
          for (long c = 0; c < channels;) {
            const long block = ChannelBlock(channels - c);
            for (long l = 0; l < k; ++l)
              for (long i = 0; i < block; ++i)
                packed.push_back(weights[static_cast<std::size_t>((c + i) * k + l)]);
            c += block;
          }
          const std::vector<long> places{0, width, 2 * width};
          const std::vector<long> targets{0, count, 2 * count};
          const long plane = 3 * count;
          for (const bool relu : {false, true}) {
            std::vector<T> out(static_cast<std::size_t>(channels * plane) + 1, T{77});
            kernel.run(
                {image.data(), offsets.data(), places.data(), targets.data(), 3, count,
                 packed.data(), relu ? nullptr : bias.data(), relu, out.data(), plane, channels, k},
                bytes);
            EXPECT_EQ(out.back(), T{77});
            for (long c = 0; c < channels; ++c)
              for (long v = 0; v < 3; ++v)
                for (long i = 0; i < count; ++i) {
                  double sum = relu ? 0.0 : bias[static_cast<std::size_t>(c)];
                  for (long l = 0; l < k; ++l)
                    sum += static_cast<double>(weights[static_cast<std::size_t>(c * k + l)]) *
                           image[static_cast<std::size_t>(v * width + i +
                                                          offsets[static_cast<std::size_t>(l)])];
                  if (relu) sum = std::max(sum, 0.0);
                  ASSERT_NEAR(out[static_cast<std::size_t>(c * plane + v * count + i)], sum,
                              200 * std::numeric_limits<T>::epsilon())
                      << "channel " << c << ", vector " << v << ", element " << i;
                }
          }
        }
}

TEST(GraphKernels, ConvolutionsOfEveryInstructionSetAreRight) {
  CheckConvolutions(
      Runnable(FloatConvolutionPlain(), FloatConvolutionAvx2(), FloatConvolutionAvx512()));
  CheckConvolutions(
      Runnable(DoubleConvolutionPlain(), DoubleConvolutionAvx2(), DoubleConvolutionAvx512()));
}

TEST(GraphKernels, MaximaOfSquaresKeepNaN) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN(),
                  kInfinity = std::numeric_limits<float>::infinity();
  for (const auto run :
       Runnable(MaximumOfSquaresPlain(), MaximumOfSquaresAvx2(), MaximumOfSquaresAvx512()))
    for (long width = 2; width < 72; ++width)
      for (const long height : {2L, 3L, 6L}) {
        constexpr long planes = 4;
        auto in = Numbers<float>(planes * height * width);
        // Plane 1 has a NaN, plane 2 infinities of both signs, which a sum takes for one.
        const auto any = [&](long plane) {
          return static_cast<std::size_t>(plane * height * width) +
                 generator() % static_cast<unsigned>(height * width);
        };
        in[any(1)] = kNaN;
        in[any(2)] = kInfinity;
        in[any(2)] = -kInfinity;
        const long count = width / 2, lines = height / 2;
        std::vector<float> out(static_cast<std::size_t>(planes * lines * count) + 1, 77.0F);
        run(in.data(), planes, height, width, out.data());
        EXPECT_EQ(out.back(), 77.0F);
        for (long p = 0; p < planes; ++p)
          for (long y = 0; y < lines; ++y)
            for (long x = 0; x < count; ++x) {
              float expected = -kInfinity;
              for (const long at : {0L, 1L, width, width + 1}) {
                const float value =
                    in[static_cast<std::size_t>((p * height + 2 * y) * width + 2 * x + at)];
                if (std::isnan(value) || value > expected) expected = value;
                if (std::isnan(expected)) break;
              }
              const float found = out[static_cast<std::size_t>((p * lines + y) * count + x)];
              ASSERT_TRUE(found == expected || (std::isnan(found) && std::isnan(expected)))
                  << "width " << width << ", plane " << p << ": " << found << ", expected "
                  << expected;
            }
      }
}

}  // namespace
