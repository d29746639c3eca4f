// numpy's types and ONNX's.
#include "tmva/python/bindings/graph_types.h"

namespace TMVA::inline standalone {

using onnx::DataType;

py::dtype NumpyType(DataType type) {
  switch (type) {
    case DataType::kFloat:
      return py::dtype::of<float>();
    case DataType::kDouble:
      return py::dtype::of<double>();
    case DataType::kInt8:
      return py::dtype::of<std::int8_t>();
    case DataType::kInt16:
      return py::dtype::of<std::int16_t>();
    case DataType::kInt32:
      return py::dtype::of<std::int32_t>();
    case DataType::kInt64:
      return py::dtype::of<std::int64_t>();
    case DataType::kUint8:
      return py::dtype::of<std::uint8_t>();
    case DataType::kUint16:
      return py::dtype::of<std::uint16_t>();
    case DataType::kUint32:
      return py::dtype::of<std::uint32_t>();
    case DataType::kUint64:
      return py::dtype::of<std::uint64_t>();
    case DataType::kBool:
      return py::dtype::of<bool>();
    case DataType::kFloat16:
      return py::dtype("float16");
    default:
      throw DataError("unsupported: elements of type " + onnx::TypeName(type) +
                      " have no numpy type");
  }
}

DataType TypeOfNumpy(const py::array& array, const std::function<std::string()>& what) {
  const py::dtype type = array.dtype();
  const auto size = type.itemsize();
  if (type.byteorder() != '>') switch (type.kind()) {
      case 'f':
        if (size == 4) return DataType::kFloat;
        if (size == 8) return DataType::kDouble;
        if (size == 2) return DataType::kFloat16;
        break;
      case 'i':
        if (size == 8) return DataType::kInt64;
        if (size == 4) return DataType::kInt32;
        if (size == 2) return DataType::kInt16;
        if (size == 1) return DataType::kInt8;
        break;
      case 'u':
        if (size == 8) return DataType::kUint64;
        if (size == 4) return DataType::kUint32;
        if (size == 2) return DataType::kUint16;
        if (size == 1) return DataType::kUint8;
        break;
      case 'b':
        return DataType::kBool;
      case 'U':
      case 'O':
        return DataType::kString;
      default:
        break;
    }
  throw DataError(what() + ": unsupported: arrays of type " + py::str(type).cast<std::string>());
}

py::list Describe(const std::vector<onnx::ValueInfo>& values) {
  py::list list;
  for (const auto& value : values) {
    if (!value.has_shape) {
      list.append(py::make_tuple(value.name, onnx::TypeName(value.type), py::none()));
      continue;
    }
    py::list shape;
    for (const auto& d : value.shape)
      if (d.value >= 0)
        shape.append(d.value);
      else
        shape.append(d.name.empty() ? py::object(py::none()) : py::object(py::str(d.name)));
    list.append(py::make_tuple(value.name, onnx::TypeName(value.type), py::tuple(shape)));
  }
  return list;
}

}  // namespace TMVA::inline standalone
