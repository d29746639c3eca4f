// DataType and numpy's dtypes.
#include "tmva/python/bindings/numpy_types.h"

#include <array>

namespace TMVA::inline standalone {
namespace {
struct Pair {
  DataType type;
  char kind;
  int size;
};
constexpr std::array kTypes = {Pair{DataType::kBool, 'b', 1},   Pair{DataType::kInt8, 'i', 1},
                               Pair{DataType::kUInt8, 'u', 1},  Pair{DataType::kInt16, 'i', 2},
                               Pair{DataType::kUInt16, 'u', 2}, Pair{DataType::kInt32, 'i', 4},
                               Pair{DataType::kUInt32, 'u', 4}, Pair{DataType::kInt64, 'i', 8},
                               Pair{DataType::kUInt64, 'u', 8}, Pair{DataType::kFloat32, 'f', 4},
                               Pair{DataType::kFloat64, 'f', 8}};
}  // namespace

py::dtype ToDtype(DataType type) {
  for (const auto& pair : kTypes)
    if (pair.type == type)
      return py::dtype(pair.kind == 'b' ? "bool"
                                        : std::string(1, pair.kind) + std::to_string(pair.size));
  throw DataError("unknown column type");
}

DataType FromDtype(const py::dtype& dtype, const std::string& column) {
  for (const auto& pair : kTypes)
    if (pair.kind == dtype.kind() && pair.size == dtype.itemsize()) return pair.type;
  throw DataError("column '" + column + "' has numpy type " + py::str(dtype).cast<std::string>() +
                  "; expected bool, an integer, float32 or float64");
}

}  // namespace TMVA::inline standalone
