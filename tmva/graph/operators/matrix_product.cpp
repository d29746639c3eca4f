// Products of matrices: packing, and the kernel of this processor.
#include "tmva/graph/operators/matrix_product.h"

#include <algorithm>
#include <new>
#include <type_traits>

#include "tmva/graph/operators/processor.h"
#include "tmva/graph/operators/product_kernels.h"

namespace TMVA::inline standalone::onnx {
namespace {

template <class T>
const ProductKernel<T>& Kernel() {
  static const ProductKernel<T> kernel = [] {
    if constexpr (std::is_same_v<T, float>)
      return ForThisProcessor(FloatProductPlain(), FloatProductAvx2(), FloatProductAvx512());
    else
      return ForThisProcessor(DoubleProductPlain(), DoubleProductAvx2(), DoubleProductAvx512());
  }();
  return kernel;
}

constexpr std::align_val_t kAlignment{64};

template <class T>
void MultiplyIntegers(Factor<T> a, Factor<T> b, Result<T> c, std::int64_t m, std::int64_t n,
                      std::int64_t k) {
  using U = std::make_unsigned_t<T>;
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t l = 0; l < k; ++l) {
      const auto x = static_cast<U>(a.elements[a.transposed ? l * a.stride + i : i * a.stride + l]);
      for (std::int64_t j = 0; j < n; ++j) {
        const auto y =
            static_cast<U>(b.elements[b.transposed ? j * b.stride + l : l * b.stride + j]);
        T& sum = c.elements[i * c.stride + j];
        sum = static_cast<T>(static_cast<U>(sum) + x * y);
      }
    }
}

}  // namespace

template <class T>
void PackedMatrix<T>::Free::operator()(T* memory) const {
  ::operator delete[](memory, kAlignment);
}

template <class T>
void PackedMatrix<T>::Pack(Factor<T> b, std::int64_t k, std::int64_t n) {
  const auto& kernel = Kernel<T>();
  if (b.stride == 0) b.stride = b.transposed ? k : n;
  const std::int64_t rest = n % kernel.width;
  const std::int64_t padded =
      rest == 0 || n <= kDotColumns ? n : n - rest + LastWidth(rest, kernel.width, kernel.least);
  const std::int64_t needed = std::max<std::int64_t>(k * padded, 1);
  if (needed > capacity_) {
    panels_.reset(static_cast<T*>(
        ::operator new[](static_cast<std::size_t>(needed) * sizeof(T), kAlignment)));
    capacity_ = needed;
  }
  k_ = k;
  n_ = n;
  const std::int64_t row = b.transposed ? 1 : b.stride, column = b.transposed ? b.stride : 1;
  if (n <= kDotColumns) {
    for (std::int64_t j = 0; j < n; ++j)
      for (std::int64_t l = 0; l < k; ++l) panels_[j * k + l] = b.elements[l * row + j * column];
    return;
  }
  for (std::int64_t j = 0; j < n; j += kernel.width) {
    const std::int64_t count = std::min<std::int64_t>(kernel.width, n - j);
    const std::int64_t width = LastWidth(count, kernel.width, kernel.least);
    T* panel = panels_.get() + j * k;
    if (count < width) std::fill_n(panel, k * width, T{0});
    if (b.transposed)
      for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t l = 0; l < k; ++l)
          panel[l * width + i] = b.elements[l + (j + i) * column];
    else
      for (std::int64_t l = 0; l < k; ++l)
        std::copy_n(b.elements + l * row + j, count, panel + l * width);
  }
}

template <class T>
void Multiply(Factor<T> a, const PackedMatrix<T>& b, Result<T> c, std::int64_t m,
              Finish<T> finish) {
  const std::int64_t n = b.Columns(), k = b.Rows();
  if (m == 0 || n == 0) return;
  if (a.stride == 0) a.stride = a.transposed ? m : k;
  if (c.stride == 0) c.stride = n;
  Kernel<T>().run({a.elements, a.transposed ? 1 : a.stride, a.transposed ? a.stride : 1, b.Panels(),
                   finish.bias, c.add, finish.relu, c.elements, c.stride, m, n, k});
}

template <class T>
void Multiply(Factor<T> a, Factor<T> b, Result<T> c, std::int64_t m, std::int64_t n,
              std::int64_t k) {
  if (m == 0 || n == 0) return;
  if (a.stride == 0) a.stride = a.transposed ? m : k;
  if (b.stride == 0) b.stride = b.transposed ? k : n;
  if (c.stride == 0) c.stride = n;
  if constexpr (std::is_floating_point_v<T>) {
    static thread_local PackedMatrix<T> packed;
    packed.Pack(b, k, n);
    Multiply<T>(a, packed, c, m);
  } else {
    if (!c.add)
      for (std::int64_t i = 0; i < m; ++i) std::fill_n(c.elements + i * c.stride, n, T{0});
    MultiplyIntegers(a, b, c, m, n, k);
  }
}

template class PackedMatrix<float>;
template class PackedMatrix<double>;
template void Multiply(Factor<float>, const PackedMatrix<float>&, Result<float>, std::int64_t,
                       Finish<float>);
template void Multiply(Factor<double>, const PackedMatrix<double>&, Result<double>, std::int64_t,
                       Finish<double>);
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
