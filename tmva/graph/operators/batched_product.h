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
  Shape output;                     ///< shape of the result
  Shape stack;                      ///< dimensions of its stack of matrices
  Shape first_steps, second_steps;  ///< matrices from one to the next along each of them

  /// `problem` says what is wrong, if anything.
  static BatchedProduct Of(const Shape& a, const Shape& b, std::string& problem);

  template <class T>
  void Run(const T* a, const T* b, T* c) const {
    if (NumElements(output) == 0) return;
    Shape at(stack.size());
    for (std::size_t i = 0, count = NumElements(stack); i < count; ++i, c += m * n) {
      std::int64_t first = 0, second = 0;
      for (std::size_t d = 0; d < at.size(); ++d) {
        first += at[d] * first_steps[d];
        second += at[d] * second_steps[d];
      }
      Multiply<T>({a + first * m * k}, {b + second * k * n}, {c}, m, n, k);
      for (std::size_t d = at.size(); d-- > 0 && ++at[d] == stack[d];) at[d] = 0;
    }
  }
};

}  // namespace TMVA::inline standalone::onnx
