// Array: a tensor at run time - type, shape and row-major elements, in memory that is used again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tmva/graph/onnx/model.h"
#include "tmva/graph/shape.h"

namespace TMVA::inline standalone::onnx {

/// Number of elements; ModelError when it is negative, or more than 2^31.
std::size_t NumElements(std::span<const std::int64_t> shape);
inline std::size_t NumElements(std::initializer_list<std::int64_t> shape) {
  return NumElements(std::span(shape.begin(), shape.size()));
}
/// Bytes of an element; 0 for strings.
std::size_t ElementSize(DataType type);
/// "float", "int64", ...
std::string TypeName(DataType type);
std::string ShapeText(std::span<const std::int64_t> shape);
inline std::string ShapeText(std::initializer_list<std::int64_t> shape) {
  return ShapeText(std::span(shape.begin(), shape.size()));
}

/// The C++ type of an element: float, double, the integers, bool; Half for float16, Bfloat16.
struct Half {
  std::uint16_t bits;
};
float ToFloat(Half h);
Half ToHalf(float x);

/// The upper half of a float's bits: stored and converted, but nothing computes with it.
struct Bfloat16 {
  std::uint16_t bits;
};

template <class T>
struct TypeOf;
template <>
struct TypeOf<float> {
  static constexpr DataType value = DataType::kFloat;
};
template <>
struct TypeOf<double> {
  static constexpr DataType value = DataType::kDouble;
};
template <>
struct TypeOf<Half> {
  static constexpr DataType value = DataType::kFloat16;
};
template <>
struct TypeOf<Bfloat16> {
  static constexpr DataType value = DataType::kBfloat16;
};
template <>
struct TypeOf<std::int8_t> {
  static constexpr DataType value = DataType::kInt8;
};
template <>
struct TypeOf<std::int16_t> {
  static constexpr DataType value = DataType::kInt16;
};
template <>
struct TypeOf<std::int32_t> {
  static constexpr DataType value = DataType::kInt32;
};
template <>
struct TypeOf<std::int64_t> {
  static constexpr DataType value = DataType::kInt64;
};
template <>
struct TypeOf<std::uint8_t> {
  static constexpr DataType value = DataType::kUint8;
};
template <>
struct TypeOf<std::uint16_t> {
  static constexpr DataType value = DataType::kUint16;
};
template <>
struct TypeOf<std::uint32_t> {
  static constexpr DataType value = DataType::kUint32;
};
template <>
struct TypeOf<std::uint64_t> {
  static constexpr DataType value = DataType::kUint64;
};
template <>
struct TypeOf<bool> {
  static constexpr DataType value = DataType::kBool;
};

/// A hostile shape must not take all memory: an array is made with 2^28 elements at most. While
/// this lives, arrays of this thread may have 256 times as many as a run is given, if that is more.
class ElementLimit {
 public:
  explicit ElementLimit(std::size_t given);
  ~ElementLimit();
  ElementLimit(const ElementLimit&) = delete;
  ElementLimit& operator=(const ElementLimit&) = delete;

 private:
  std::size_t before_;
};

class Array {
 public:
  Array() = default;
  Array(DataType type, std::span<const std::int64_t> shape) { Reset(type, shape); }
  Array(DataType type, std::initializer_list<std::int64_t> shape) { Reset(type, shape); }
  Array(const Array& other) { *this = other; }
  Array(Array&&) noexcept = default;
  Array& operator=(const Array& other);
  Array& operator=(Array&&) noexcept = default;
  /// The elements of a tensor of a file.
  static Array From(const Tensor& tensor, const std::string& where);

  /// A new type and shape; elements are undefined. Memory grows and is kept. ModelError beyond the
  /// limit.
  void Reset(DataType type, std::span<const std::int64_t> shape);
  void Reset(DataType type, std::initializer_list<std::int64_t> shape) {
    Reset(type, std::span(shape.begin(), shape.size()));
  }
  /// As the shape, but with another last dimension.
  void Reset(DataType type, std::span<const std::int64_t> shape, std::int64_t last);
  /// Elements of someone else, which outlive this array (inputs of a session); copied by copying
  /// the array.
  void Borrow(DataType type, std::span<const std::int64_t> shape, const void* elements);
  void Borrow(DataType type, std::initializer_list<std::int64_t> shape, const void* elements) {
    Borrow(type, std::span(shape.begin(), shape.size()), elements);
  }
  /// Another shape for the same elements; ModelError when their number differs.
  void Reshape(const Shape& shape);

  DataType Type() const { return type_; }
  const Shape& GetShape() const { return shape_; }
  std::size_t Rank() const { return shape_.size(); }
  std::size_t Size() const { return size_; }
  bool IsBorrowed() const { return borrowed_ != nullptr; }
  /// The memory itself, to be kept beyond the array; null for borrowed elements and strings.
  std::shared_ptr<std::byte[]> Memory() const { return borrowed_ ? nullptr : memory_; }
  bool IsFloat() const { return type_ == DataType::kFloat; }

  /// The elements; the type must be right (checked).
  template <class T>
  std::span<const T> Get() const {
    Check(TypeOf<T>::value);
    return {static_cast<const T*>(Bytes()), size_};
  }
  template <class T>
  std::span<T> Get() {
    Check(TypeOf<T>::value);
    return {static_cast<T*>(MutableBytes()), size_};
  }
  const void* Bytes() const { return borrowed_ ? borrowed_ : memory_.get(); }
  void* MutableBytes();
  std::vector<std::string>& Strings() { return strings_; }
  const std::vector<std::string>& Strings() const { return strings_; }
  /// Whole numbers of an int32 or int64 array (shapes, axes).
  Shape Integers() const;

 private:
  void Check(DataType type) const;
  void SetShape(std::span<const std::int64_t> shape);

  DataType type_ = DataType::kUndefined;
  Shape shape_;
  std::size_t size_ = 0;
  std::shared_ptr<std::byte[]>
      memory_;  ///< 64-byte aligned; never shared between arrays that are written
  std::size_t capacity_ = 0;
  const void* borrowed_ = nullptr;
  std::vector<std::string> strings_;
};

}  // namespace TMVA::inline standalone::onnx
