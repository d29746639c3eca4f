// DataType and numpy's dtypes.
#pragma once

#include <TMVA/ColumnSource.h>

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

py::dtype ToDtype(DataType type);
/// DataError naming the column when numpy's type has no counterpart.
DataType FromDtype(const py::dtype& dtype, const std::string& column);

}  // namespace TMVA::inline standalone
