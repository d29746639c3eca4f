// Products of stacks of matrices, whose stacks are broadcast (MatMul).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tmva/graph/array.h"
#include "tmva/graph/operators/matrix_product.h"

namespace TMVA::inline standalone::onnx {

/// The sizes of a product of stacks of matrices: everything that can be wrong is found out here.
struct BatchedProduct {
  std::int64_t m = 1, n = 1, k = 1;
  Shape output;                            ///< shape of the result
  std::vector<std::int64_t> first, second;  ///< for each matrix of the result, those it is made of

  /// `problem` says what is wrong, if anything.
  static BatchedProduct Of(const Shape& a, const Shape& b, std::string& problem);

  template <class T>
  void Run(const T* a, const T* b, T* c) const {
    for (std::size_t i = 0; i < first.size(); ++i)
      Multiply<T>({a + first[i] * m * k}, {b + second[i] * k * n},
                  {c + static_cast<std::int64_t>(i) * m * n}, m, n, k);
  }
};

}  // namespace TMVA::inline standalone::onnx
