// Products of matrices: vector code where the processor has it and it pays, Eigen's otherwise.
#include "tmva/graph/operators/matrix_product.h"

#include <algorithm>
#include <type_traits>
#include <vector>

#include <Eigen/Core>

#include "tmva/graph/operators/product_kernels.h"

namespace TMVA::inline standalone::onnx {
namespace {

template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The kernel of this processor and the columns of its panels; null when there is none.
template <class T>
struct Kernel {
  ProductKernel<T> run = nullptr;
  std::int64_t width = 0;
};

template <class T>
Kernel<T> KernelOfThisProcessor() {
#ifdef TMVA_PRODUCT_KERNELS
  if (__builtin_cpu_supports("avx512f")) return {&ProductAvx512, 128 / sizeof(T)};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {&ProductAvx2, 64 / sizeof(T)};
#endif
  return {};
}

/// Rows from `row` on and columns from `column` on of b as panels of `width` columns, filled up with zeros.
template <class T>
void Pack(Factor<T> b, std::int64_t row, std::int64_t rows, std::int64_t column, std::int64_t columns,
          std::int64_t width, T* panels) {
  for (std::int64_t j = 0; j < columns; j += width) {
    const std::int64_t count = std::min(width, columns - j);
    T* panel = panels + j * rows;
    if (count < width) std::fill_n(panel, rows * width, T{0});
    if (b.transposed)
      for (std::int64_t i = 0; i < count; ++i) {
        const T* from = b.elements + (column + j + i) * b.stride + row;
        for (std::int64_t l = 0; l < rows; ++l) panel[l * width + i] = from[l];
      }
    else
      for (std::int64_t l = 0; l < rows; ++l)
        std::copy_n(b.elements + (row + l) * b.stride + column + j, count, panel + l * width);
  }
}

/// Blocks of b are packed once and stay in the second cache, those of a in the first.
template <class T>
void MultiplyByPanels(const Kernel<T>& kernel, Factor<T> a, Factor<T> b, Result<T> c, std::int64_t m,
                      std::int64_t n, std::int64_t k) {
  constexpr std::int64_t kRows = 48, kColumns = 512, kDepth = 256;
  static thread_local std::vector<T> panels;
  panels.resize(static_cast<std::size_t>((std::min(n, kColumns) + kernel.width) * std::min(k, kDepth)));
  const std::int64_t a_row = a.transposed ? 1 : a.stride, a_column = a.transposed ? a.stride : 1;
  for (std::int64_t column = 0; column < n; column += kColumns)
    for (std::int64_t l = 0; l < k; l += kDepth) {
      const std::int64_t columns = std::min(kColumns, n - column), depth = std::min(kDepth, k - l);
      Pack(b, l, depth, column, columns, kernel.width, panels.data());
      for (std::int64_t i = 0; i < m; i += kRows)
        for (std::int64_t j = 0; j < columns; j += kernel.width)
          kernel.run(a.elements + i * a_row + l * a_column, a_row, a_column, panels.data() + j * depth,
                     c.elements + i * c.stride + column + j, c.stride, std::min(kernel.width, columns - j),
                     std::min(kRows, m - i), depth);
    }
}

template <class T>
void MultiplyFloats(Factor<T> a, Factor<T> b, Result<T> c, std::int64_t m, std::int64_t n,
                    std::int64_t k) {
  static const Kernel<T> kernel = KernelOfThisProcessor<T>();
  constexpr std::int64_t kLeastRows = 4;  // packing does not pay for less
  if (kernel.run != nullptr && m >= kLeastRows) return MultiplyByPanels(kernel, a, b, c, m, n, k);
  using View = Eigen::Map<const RowMajor<T>, 0, Eigen::OuterStride<>>;
  Eigen::Map<RowMajor<T>, 0, Eigen::OuterStride<>> out(c.elements, m, n, Eigen::OuterStride<>(c.stride));
  const auto with_left = [&](const auto& left) {
    if (b.transposed)
      out.noalias() += left * View(b.elements, n, k, Eigen::OuterStride<>(b.stride)).transpose();
    else
      out.noalias() += left * View(b.elements, k, n, Eigen::OuterStride<>(b.stride));
  };
  if (a.transposed)
    with_left(View(a.elements, k, m, Eigen::OuterStride<>(a.stride)).transpose());
  else
    with_left(View(a.elements, m, k, Eigen::OuterStride<>(a.stride)));
}

template <class T>
void MultiplyIntegers(Factor<T> a, Factor<T> b, Result<T> c, std::int64_t m, std::int64_t n,
                      std::int64_t k) {
  using U = std::make_unsigned_t<T>;
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t l = 0; l < k; ++l) {
      const auto x = static_cast<U>(a.elements[a.transposed ? l * a.stride + i : i * a.stride + l]);
      for (std::int64_t j = 0; j < n; ++j) {
        const auto y = static_cast<U>(b.elements[b.transposed ? j * b.stride + l : l * b.stride + j]);
        T& sum = c.elements[i * c.stride + j];
        sum = static_cast<T>(static_cast<U>(sum) + x * y);
      }
    }
}

}  // namespace

template <class T>
void Multiply(Factor<T> a, Factor<T> b, Result<T> c, std::int64_t m, std::int64_t n, std::int64_t k) {
  if (m == 0 || n == 0) return;
  if (a.stride == 0) a.stride = a.transposed ? m : k;
  if (b.stride == 0) b.stride = b.transposed ? k : n;
  if (c.stride == 0) c.stride = n;
  if (!c.add)
    for (std::int64_t i = 0; i < m; ++i) std::fill_n(c.elements + i * c.stride, n, T{0});
  if (k == 0) return;
  if constexpr (std::is_floating_point_v<T>)
    MultiplyFloats(a, b, c, m, n, k);
  else
    MultiplyIntegers(a, b, c, m, n, k);
}

#define TMVA_MULTIPLY(T) \
  template void Multiply(Factor<T>, Factor<T>, Result<T>, std::int64_t, std::int64_t, std::int64_t);
TMVA_MULTIPLY(float)
TMVA_MULTIPLY(double)
TMVA_MULTIPLY(std::int32_t)
TMVA_MULTIPLY(std::int64_t)
TMVA_MULTIPLY(std::uint32_t)
TMVA_MULTIPLY(std::uint64_t)
#undef TMVA_MULTIPLY

}  // namespace TMVA::inline standalone::onnx
