// Products of matrices with AVX-512.
#include "tmva/graph/operators/product_kernels.h"

namespace {
constexpr int kVectorBytes = 64, kRows = 12;
}
#include "tmva/graph/operators/product_loops.h"

namespace TMVA::inline standalone::onnx {

void ProductAvx512(const float* a, long a_row, long a_column, const float* panel, float* c, long c_row, long columns,
                 long m, long k) {
  Rows(a, a_row, a_column, panel, c, c_row, columns, m, k);
}
void ProductAvx512(const double* a, long a_row, long a_column, const double* panel, double* c, long c_row, long columns,
                 long m, long k) {
  Rows(a, a_row, a_column, panel, c, c_row, columns, m, k);
}

}  // namespace TMVA::inline standalone::onnx
