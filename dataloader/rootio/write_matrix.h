// Streaming of matrices, vectors and numbers.
#pragma once

#include <TMVA/Histogram.h>

#include <string_view>

#include "dataloader/rootio/write_buffer.h"

namespace TMVA::inline standalone::rootwrite {

/// "TMatrixT<double>", or "TVectorT<double>" of one column.
std::string_view ClassOf(const StoredMatrix& matrix);
/// DataError naming the matrix when its values do not fit its shape.
void StreamMatrix(WriteBuffer& out, std::string_view name, const StoredMatrix& matrix);
void StreamParameter(WriteBuffer& out, std::string_view name, double value);

}  // namespace TMVA::inline standalone::rootwrite
