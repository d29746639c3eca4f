// Products of matrices with AVX2.
#include "tmva/graph/operators/product_kernels.h"

namespace {
constexpr int kVectorBytes = 32, kRows = 6;
}
#include "tmva/graph/operators/product_loops.h"

namespace TMVA::inline standalone::onnx {

void ProductAvx2(const float* a, long a_row, long a_column, const float* panel, float* c, long c_row, long columns,
                 long m, long k) {
  Rows(a, a_row, a_column, panel, c, c_row, columns, m, k);
}
void ProductAvx2(const double* a, long a_row, long a_column, const double* panel, double* c, long c_row, long columns,
                 long m, long k) {
  Rows(a, a_row, a_column, panel, c, c_row, columns, m, k);
}

}  // namespace TMVA::inline standalone::onnx
