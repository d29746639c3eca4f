// Numbers of tensors as vectors of the type that ROOT has for them.
#include "tmva/graph/tensor_parts.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <span>

#include "tmva/graph/array.h"

namespace TMVA::inline standalone::onnx {
namespace {

using Numbers = TMVA::DataType;

static_assert(std::endian::native == std::endian::little,
              "the raw bytes of ONNX are little-endian");

/// What the raw bytes of a tensor are to ROOT; types that it lacks stay bits of the same width.
Numbers TypeOfRaw(DataType type) {
  switch (type) {
    case DataType::kFloat:
      return Numbers::kFloat32;
    case DataType::kDouble:
      return Numbers::kFloat64;
    case DataType::kInt8:
      return Numbers::kInt8;
    case DataType::kInt16:
      return Numbers::kInt16;
    case DataType::kInt32:
      return Numbers::kInt32;
    case DataType::kInt64:
      return Numbers::kInt64;
    case DataType::kUint32:
      return Numbers::kUInt32;
    case DataType::kUint64:
      return Numbers::kUInt64;
    case DataType::kUint16:
    case DataType::kFloat16:
    case DataType::kBfloat16:
      return Numbers::kUInt16;
    default:
      return Numbers::kUInt8;
  }
}

template <class T>
std::vector<std::byte> BytesOf(const std::vector<T>& values) {
  const auto bytes = std::as_bytes(std::span(values));
  return {bytes.begin(), bytes.end()};
}

template <class T>
std::vector<T> ValuesOf(const std::vector<std::byte>& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

struct IntField {
  const char* name;
  unsigned number;
  Numbers type;
};

/// The list that holds whole numbers of a type which has one.
IntField FieldOfInts(DataType type) {
  switch (type) {
    case DataType::kInt64:
      return {"int64_data", 7, Numbers::kInt64};
    case DataType::kUint32:
    case DataType::kUint64:
      return {"uint64_data", 11, Numbers::kUInt64};
    default:
      return {"int32_data", 5, Numbers::kInt32};
  }
}

constexpr unsigned kRaw = 9, kFloats = 4, kDoubles = 10;

void Mark(Tensor& tensor, unsigned field, bool there) {
  if (tensor.form.IsNew()) return;
  tensor.form.present =
      there ? tensor.form.present | 1U << field : tensor.form.present & ~(1U << field);
  if (there && field != kRaw) tensor.form.packed |= 1U << field;
}

}  // namespace

std::optional<TensorNumbers> TakeNumbers(Tensor& tensor) {
  const int full = int{!tensor.raw.empty()} + int{!tensor.floats.empty()} +
                   int{!tensor.doubles.empty()} + int{!tensor.ints.empty()} +
                   int{!tensor.strings.empty()};
  if (full != 1 || !tensor.strings.empty() || tensor.external) return std::nullopt;
  TensorNumbers numbers;
  if (!tensor.raw.empty()) {
    const auto type = TypeOfRaw(tensor.type);
    if (tensor.raw.size() % SizeOf(type) != 0) return std::nullopt;
    const auto bytes = std::as_bytes(std::span(tensor.raw));
    numbers = {"raw_data", {type, {bytes.begin(), bytes.end()}}};
    tensor.raw.clear();
    Mark(tensor, kRaw, false);
  } else if (!tensor.floats.empty()) {
    numbers = {"float_data", {Numbers::kFloat32, BytesOf(tensor.floats)}};
    tensor.floats.clear();
    Mark(tensor, kFloats, false);
  } else if (!tensor.doubles.empty()) {
    numbers = {"double_data", {Numbers::kFloat64, BytesOf(tensor.doubles)}};
    tensor.doubles.clear();
    Mark(tensor, kDoubles, false);
  } else {
    const auto field = FieldOfInts(tensor.type);
    if (field.type == Numbers::kInt32) {
      using Limits = std::numeric_limits<std::int32_t>;
      const auto [low, high] = std::ranges::minmax(tensor.ints);
      if (low < Limits::min() || high > Limits::max()) return std::nullopt;
      numbers = {
          field.name,
          {field.type, BytesOf(std::vector<std::int32_t>(tensor.ints.begin(), tensor.ints.end()))}};
    } else {
      numbers = {field.name, {field.type, BytesOf(tensor.ints)}};
    }
    tensor.ints.clear();
    Mark(tensor, field.number, false);
  }
  return numbers;
}

TMVA::DataType TypeOfNumbers(const Tensor& tensor, const std::string& field) {
  if (field == "raw_data") return TypeOfRaw(tensor.type);
  if (field == "float_data") return Numbers::kFloat32;
  if (field == "double_data") return Numbers::kFloat64;
  return FieldOfInts(tensor.type).type;
}

bool PutNumbers(Tensor& tensor, const TensorNumbers& numbers) {
  const auto& [field, values] = numbers;
  const auto ints = FieldOfInts(tensor.type);
  if (field == "raw_data" && values.type == TypeOfRaw(tensor.type)) {
    tensor.raw.assign(reinterpret_cast<const char*>(values.values.data()), values.values.size());
    Mark(tensor, kRaw, true);
  } else if (field == "float_data" && values.type == Numbers::kFloat32) {
    tensor.floats = ValuesOf<float>(values.values);
    Mark(tensor, kFloats, true);
  } else if (field == "double_data" && values.type == Numbers::kFloat64) {
    tensor.doubles = ValuesOf<double>(values.values);
    Mark(tensor, kDoubles, true);
  } else if (field == ints.name && values.type == ints.type) {
    if (ints.type == Numbers::kInt32) {
      const auto list = ValuesOf<std::int32_t>(values.values);
      tensor.ints.assign(list.begin(), list.end());
    } else {
      tensor.ints = ValuesOf<std::int64_t>(values.values);
    }
    Mark(tensor, ints.number, true);
  } else {
    return false;
  }
  return true;
}

}  // namespace TMVA::inline standalone::onnx
