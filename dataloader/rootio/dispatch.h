// Calls a generic function with a value of the C++ type that a DataType stands for.
#pragma once

#include <cstdint>
#include <utility>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone {

template <class F>
decltype(auto) Dispatch(DataType type, F&& f) {
  switch (type) {
    case DataType::kBool:
      return f(bool{});
    case DataType::kInt8:
      return f(std::int8_t{});
    case DataType::kUInt8:
      return f(std::uint8_t{});
    case DataType::kInt16:
      return f(std::int16_t{});
    case DataType::kUInt16:
      return f(std::uint16_t{});
    case DataType::kInt32:
      return f(std::int32_t{});
    case DataType::kUInt32:
      return f(std::uint32_t{});
    case DataType::kInt64:
      return f(std::int64_t{});
    case DataType::kUInt64:
      return f(std::uint64_t{});
    case DataType::kFloat32:
      return f(float{});
    case DataType::kFloat64:
      break;
  }
  return f(double{});
}

}  // namespace TMVA::inline standalone
