// How stacks of matrices are matched.
#include "tmva/graph/operators/batched_product.h"

#include <algorithm>

namespace TMVA::inline standalone::onnx {

BatchedProduct BatchedProduct::Of(const Shape& a, const Shape& b, std::string& problem) {
  BatchedProduct product;
  const auto fail = [&](const std::string& what) {
    problem =
        "arrays of shapes " + ShapeText(a) + " and " + ShapeText(b) + " have no product: " + what;
    return product;
  };
  if (a.empty() || b.empty()) return fail("a scalar is no matrix");
  Shape left = a, right = b;
  if (a.size() == 1) left.insert(left.begin(), 1);
  if (b.size() == 1) right.push_back(1);
  product.m = left[left.size() - 2];
  product.k = left.back();
  product.n = right.back();
  if (right[right.size() - 2] != product.k)
    return fail("the first has " + std::to_string(product.k) + " columns, the second " +
                std::to_string(right[right.size() - 2]) + " rows");
  left.resize(left.size() - 2);
  right.resize(right.size() - 2);
  const bool shared = std::ranges::all_of(right, [](auto d) { return d == 1; });
  const std::size_t rank = std::max(left.size(), right.size());
  left.insert(left.begin(), rank - left.size(), 1);
  right.insert(right.begin(), rank - right.size(), 1);
  Shape stack(rank);
  for (std::size_t d = 0; d < rank; ++d) {
    if (left[d] != right[d] && left[d] != 1 && right[d] != 1)
      return fail("dimensions " + std::to_string(left[d]) + " and " + std::to_string(right[d]) +
                  " do not match");
    stack[d] = left[d] == 1 ? right[d] : left[d];
  }
  product.output = stack;
  if (a.size() > 1) product.output.push_back(product.m);
  if (b.size() > 1) product.output.push_back(product.n);
  if (NumElements(product.output) == 0) return product;
  if (shared) {  // one second matrix for all: the first ones are one tall matrix
    product.m *= static_cast<std::int64_t>(NumElements(stack));
    return product;
  }
  product.stack = stack;
  product.first_steps = product.second_steps = Shape(rank);
  std::int64_t first = 1, second = 1;
  for (std::size_t d = rank; d-- > 0;) {
    product.first_steps[d] = left[d] == 1 ? 0 : first;
    product.second_steps[d] = right[d] == 1 ? 0 : second;
    first *= left[d];
    second *= right[d];
  }
  return product;
}

}  // namespace TMVA::inline standalone::onnx
