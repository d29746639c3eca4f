// Memory and conversions of arrays.
#include "tmva/graph/array.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <new>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::onnx {
namespace {

/// More elements than this no array has.
constexpr std::int64_t kMostElements = std::int64_t{1} << 31;
thread_local std::size_t most_to_allocate = std::size_t{1} << 28;
constexpr std::size_t kAlignment = 64;

std::shared_ptr<std::byte[]> Allocate(std::size_t bytes) {
  auto* memory = static_cast<std::byte*>(::operator new(bytes, std::align_val_t(kAlignment)));
  return {memory, [](std::byte* p) { ::operator delete(p, std::align_val_t(kAlignment)); }};
}

template <class T, class From>
void Convert(const std::vector<From>& from, Array& to) {
  const auto out = to.Get<T>();
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<T>(from[i]);
}

}  // namespace

std::size_t NumElements(std::span<const std::int64_t> shape) {
  std::int64_t size = 1;
  for (const auto d : shape) {
    if (d < 0) throw ModelError("the shape " + ShapeText(shape) + " has a negative dimension");
    if (d > 0 && size > kMostElements / d)
      throw ModelError("the shape " + ShapeText(shape) + " has more than 2^31 elements");
    size *= d;
  }
  return static_cast<std::size_t>(size);
}

std::size_t ElementSize(DataType type) {
  switch (type) {
    case DataType::kFloat:
    case DataType::kInt32:
    case DataType::kUint32:
      return 4;
    case DataType::kDouble:
    case DataType::kInt64:
    case DataType::kUint64:
      return 8;
    case DataType::kInt16:
    case DataType::kUint16:
    case DataType::kFloat16:
    case DataType::kBfloat16:
      return 2;
    case DataType::kInt8:
    case DataType::kUint8:
    case DataType::kBool:
      return 1;
    default:
      return 0;
  }
}

std::string TypeName(DataType type) {
  if (type == DataType::kBfloat16) return "bfloat16";
  constexpr const char* kNames[] = {
      "undefined",      "float",      "uint8",          "int8",       "uint16",    "int16",
      "int32",          "int64",      "string",         "bool",       "float16",   "double",
      "uint32",         "uint64",     "complex64",      "complex128", "bfloat16",  "float8e4m3fn",
      "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4",      "int4",      "float4e2m1",
      "float8e8m0",     "uint2",      "int2",           "float6e2m3", "float6e3m2"};
  const auto i = static_cast<std::size_t>(type);
  return i < std::size(kNames) ? kNames[i] : "type " + std::to_string(i);
}

std::string ShapeText(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i)
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

float ToFloat(Half h) {
  const std::uint32_t sign = static_cast<std::uint32_t>(h.bits & 0x8000U) << 16,
                      rest = h.bits & 0x7fffU;
  if (rest >= 0x7c00)
    return std::bit_cast<float>(sign | 0x7f800000U | (rest & 0x3ffU) << 13);  // inf, NaN
  const float magnitude =
      std::ldexp(static_cast<float>(rest < 0x400 ? rest : (rest & 0x3ffU) | 0x400U),
                 rest < 0x400 ? -24 : static_cast<int>(rest >> 10) - 25);
  return sign ? -magnitude : magnitude;
}

Half ToHalf(float x) {
  const auto sign = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(x) >> 16 & 0x8000U);
  const float a = std::fabs(x);
  if (std::isnan(x)) return {static_cast<std::uint16_t>(sign | 0x7e00U)};
  if (a >= 65520.0F) return {static_cast<std::uint16_t>(sign | 0x7c00U)};
  // Round to nearest even, by letting the processor do it at the right scale.
  const int exponent = std::max(a > 0 ? std::ilogb(a) : -14, -14);
  const auto mantissa = static_cast<std::uint32_t>(std::nearbyint(std::ldexp(a, 10 - exponent)));
  return {static_cast<std::uint16_t>(
      sign | (mantissa + (static_cast<std::uint32_t>(exponent + 14) << 10)))};
}

ElementLimit::ElementLimit(std::size_t given) : before_(most_to_allocate) {
  if (given > before_ / 256) most_to_allocate = 256 * std::min(given, std::size_t{kMostElements});
}
ElementLimit::~ElementLimit() { most_to_allocate = before_; }

Array& Array::operator=(const Array& other) {
  if (this == &other) return *this;
  const ElementLimit limit(other.size_);
  Reset(other.type_, other.shape_);
  strings_ = other.strings_;
  if (other.type_ != DataType::kString && size_ > 0)
    std::memcpy(memory_.get(), other.Bytes(), size_ * ElementSize(type_));
  return *this;
}

void Array::Reset(DataType type, std::span<const std::int64_t> shape) {
  const std::size_t size = NumElements(shape);
  if (size > most_to_allocate)
    throw ModelError("the shape " + ShapeText(shape) + " has more than " +
                     std::to_string(most_to_allocate) +
                     " elements, the most for inputs of this size");
  size_ = size;
  type_ = type;
  SetShape(shape);
  borrowed_ = nullptr;
  if (type == DataType::kString) {
    strings_.resize(size_);
    return;
  }
  const std::size_t bytes = size_ * ElementSize(type);
  if (memory_ != nullptr && bytes <= capacity_) return;
  // Not even for no elements a null pointer: memcpy and others may not be given one.
  capacity_ = std::max(bytes, kAlignment);
  memory_ = Allocate(capacity_);
}

void Array::Reset(DataType type, std::span<const std::int64_t> shape, std::int64_t last) {
  shape_.assign(shape.begin(), shape.end());
  shape_.back() = last;
  Reset(type, shape_);
}

void Array::SetShape(std::span<const std::int64_t> shape) {
  if (shape.data() != shape_.data()) shape_.assign(shape.begin(), shape.end());
}

void Array::Borrow(DataType type, std::span<const std::int64_t> shape, const void* elements) {
  size_ = NumElements(shape);
  type_ = type;
  SetShape(shape);
  borrowed_ = elements;
}

void Array::Reshape(const Shape& shape) {
  if (NumElements(shape) != size_)
    throw ModelError("cannot give the shape " + ShapeText(shape) + " to an array of shape " +
                     ShapeText(shape_));
  shape_ = shape;
}

void* Array::MutableBytes() {
  if (borrowed_ != nullptr) *this = Array(*this);
  return memory_.get();
}

void Array::Check(DataType type) const {
  if (type_ != type)
    throw ModelError("an array is of type " + TypeName(type_) + ", expected " + TypeName(type));
}

Shape Array::Integers() const {
  if (type_ == DataType::kInt32) {
    const auto values = Get<std::int32_t>();
    return {values.begin(), values.end()};
  }
  const auto values = Get<std::int64_t>();
  return {values.begin(), values.end()};
}

Array Array::From(const Tensor& tensor, const std::string& where) {
  if (tensor.external)
    throw ModelError(where + ": its elements lie in another file, which was not read");
  Array array;
  const std::size_t given =
      std::max({tensor.raw.size(), tensor.floats.size(), tensor.doubles.size(), tensor.ints.size(),
                tensor.strings.size()});
  try {
    const ElementLimit limit(given);
    if (NumElements(tensor.dims) > given)  // before memory is taken for them
      throw ModelError("has less elements than the shape " + ShapeText(tensor.dims));
    array.Reset(tensor.type, tensor.dims);
  } catch (const ModelError& error) {
    throw ModelError(where + ": " + error.what());
  }
  const auto check = [&](std::size_t n) {
    if (n != array.size_)
      throw ModelError(where + ": has " + std::to_string(n) + " elements, expected " +
                       std::to_string(array.size_));
  };
  if (tensor.type == DataType::kString) {
    check(tensor.strings.size());
    array.strings_ = tensor.strings;
    return array;
  }
  const std::size_t bytes = array.size_ * ElementSize(tensor.type);
  if (bytes == 0) {
    if (array.size_ > 0)
      throw ModelError(where + ": tensors of type " + TypeName(tensor.type) + " are not supported");
    return array;
  }
  if (!tensor.raw.empty()) {
    if (tensor.raw.size() != bytes)
      throw ModelError(where + ": has " + std::to_string(tensor.raw.size()) + " bytes, expected " +
                       std::to_string(bytes));
    std::memcpy(array.memory_.get(), tensor.raw.data(),
                bytes);                  // files are little-endian, and so are we
    if (tensor.type == DataType::kBool)  // any byte may stand in a file, but a bool is 0 or 1
      for (std::size_t i = 0; i < bytes; ++i)
        array.memory_[i] = std::byte{array.memory_[i] != std::byte{0}};
    return array;
  }
  switch (tensor.type) {
    case DataType::kFloat:
      check(tensor.floats.size());
      Convert<float>(tensor.floats, array);
      break;
    case DataType::kDouble:
      check(tensor.doubles.size());
      Convert<double>(tensor.doubles, array);
      break;
    default:
      check(tensor.ints.size());
  }
  switch (tensor.type) {
    case DataType::kInt64:
      Convert<std::int64_t>(tensor.ints, array);
      break;
    case DataType::kUint64:
      Convert<std::uint64_t>(tensor.ints, array);
      break;
    case DataType::kInt32:
      Convert<std::int32_t>(tensor.ints, array);
      break;
    case DataType::kUint32:
      Convert<std::uint32_t>(tensor.ints, array);
      break;
    case DataType::kInt16:
      Convert<std::int16_t>(tensor.ints, array);
      break;
    case DataType::kUint16:
      Convert<std::uint16_t>(tensor.ints, array);
      break;
    case DataType::kInt8:
      Convert<std::int8_t>(tensor.ints, array);
      break;
    case DataType::kUint8:
      Convert<std::uint8_t>(tensor.ints, array);
      break;
    case DataType::kBool:
      Convert<bool>(tensor.ints, array);
      break;
    case DataType::kBfloat16: {
      const auto out = array.Get<Bfloat16>();
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i].bits = static_cast<std::uint16_t>(tensor.ints[i]);
      break;
    }
    case DataType::kFloat16: {
      const auto out = array.Get<Half>();
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i].bits = static_cast<std::uint16_t>(tensor.ints[i]);
      break;
    }
    default:
      break;
  }
  return array;
}

}  // namespace TMVA::inline standalone::onnx
