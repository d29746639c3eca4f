// The inner loops of products of matrices, in vector code. Only plain pointers cross: nothing of a file that is compiled
// for an instruction set may be used by the others.
#pragma once

namespace TMVA::inline standalone::onnx {

/// c (m rows of `columns` elements, `c_row` apart) += a panel. a[i, l] = a[i * a_row + l * a_column]; panel[l] has as
/// many elements as two vectors, zeros after the first `columns`; l < k.
template <class T>
using ProductKernel = void (*)(const T* a, long a_row, long a_column, const T* panel, T* c, long c_row, long columns,
                               long m, long k);

void ProductAvx2(const float*, long, long, const float*, float*, long, long, long, long);
void ProductAvx2(const double*, long, long, const double*, double*, long, long, long, long);
void ProductAvx512(const float*, long, long, const float*, float*, long, long, long, long);
void ProductAvx512(const double*, long, long, const double*, double*, long, long, long, long);

}  // namespace TMVA::inline standalone::onnx
