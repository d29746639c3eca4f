// Tensors: shape and strides over memory. A tensor is a view until Copy() is asked for.
//
// What numpy does with arrays RTensor does in C++: slices, transposed and reshaped views share
// their elements, and a tensor may own its memory or look at somebody else's.
#include <cstdio>
#include <numeric>
#include <vector>

#include <TMVA/RTensor.h>

int main() {
  // Over memory of one's own: nothing is copied.
  std::vector<float> data(6);
  std::iota(data.begin(), data.end(), 0.F);
  const TMVA::RTensor<float> x(data.data(), {2, 3});
  x(1, 2) = 50;
  std::printf("data[5] = %g; the tensor is %s\n", static_cast<double>(data[5]),
              x.IsView() ? "a view" : "an owner");

  // Owned, zero at first, in the order of Fortran.
  const TMVA::RTensor<double> zeros({2, 3}, TMVA::MemoryLayout::ColumnMajor);
  std::printf("strides %zu, %zu (row-major: %zu, %zu)\n", zeros.GetStrides()[0],
              zeros.GetStrides()[1], x.GetStrides()[0], x.GetStrides()[1]);

  // Views of views.
  const auto transposed = x.Transpose();
  const auto column = x.Slice({{0, 2}, {1, 2}});
  const auto flat = x.Reshape({6});
  const auto vector = column.Squeeze(), row = vector.ExpandDims(0);
  std::printf("transposed(2, 1) = %g, column(1, 0) = %g, flat(5) = %g, row has rank %zu\n",
              static_cast<double>(transposed(2, 1)), static_cast<double>(column(1, 0)),
              static_cast<double>(flat(5)), row.GetRank());
  flat(1) = -1;
  if (column(0, 0) != -1 || transposed(1, 0) != -1) return 1;  // all look at the same element

  // A slice has gaps: it is copied before it is reshaped, and says so.
  try {
    x.Slice({{0, 2}, {0, 2}}).Reshape({4});
    return 1;
  } catch (const TMVA::DataError& error) {
    std::printf("refused: %s\n", error.what());
  }
  const auto copy = x.Slice({{0, 2}, {0, 2}}).Copy().Reshape({4});
  copy(0) = 7;
  return copy.IsOwner() && x(0, 0) == 0 ? 0 : 1;
}
