// TMatrixT<double>, TVectorT<double> and TParameter<double>.
#include "dataloader/rootio/write_matrix.h"

#include <TMVA/Error.h>

#include <limits>

#include "dataloader/rootio/write_layout.h"
#include "dataloader/rootio/write_object.h"

namespace TMVA::inline standalone::rootwrite {

std::string_view ClassOf(const StoredMatrix& matrix) {
  return matrix.columns == 1 ? "TVectorT<double>" : "TMatrixT<double>";
}

void StreamMatrix(WriteBuffer& out, std::string_view name, const StoredMatrix& matrix) {
  constexpr std::int64_t kMostValues = 100'000'000;
  const auto& [rows, columns, values] = matrix;
  const bool fits = rows >= 0 && columns >= 0 && rows <= kMostValues && columns <= kMostValues &&
                    rows * columns <= kMostValues;
  if (!fits || rows * columns != static_cast<std::int64_t>(values.size()))
    throw DataError("matrix '" + std::string(name) + "': " + std::to_string(values.size()) +
                    " values given for " + std::to_string(rows) + " rows and " +
                    std::to_string(columns) + " columns; expected their product, at most " +
                    std::to_string(kMostValues));
  const auto start = out.BeginObject(VersionOf(ClassOf(matrix)));
  if (columns == 1) {
    StreamTObject(out);
    out.Put(static_cast<std::int32_t>(rows));
    out.Put<std::int32_t>(0);  // index of the first row
  } else {
    const auto base = out.BeginObject(VersionOf("TMatrixTBase<double>"));
    StreamTObject(out);
    for (const auto value : {rows, columns, std::int64_t{0}, std::int64_t{0}, rows * columns,
                             std::int64_t{0}})  // index of the first row and column; not sparse
      out.Put(static_cast<std::int32_t>(value));
    out.Put(std::numeric_limits<double>::epsilon());  // tolerance
    out.EndObject(base);
  }
  out.PutCountedArray(std::span<const double>(values));
  out.EndObject(start);
}

void StreamParameter(WriteBuffer& out, std::string_view name, double value) {
  const auto start = out.BeginObject(VersionOf("TParameter<double>"));
  StreamTObject(out);
  out.PutString(name);
  out.Put(value);
  out.EndObject(start);
}

}  // namespace TMVA::inline standalone::rootwrite
