// Bytes of an object as ROOT streams it: big-endian numbers, strings, byte counts, object pointers.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace TMVA::inline standalone::rootwrite {

static_assert(std::endian::native == std::endian::little, "ROOT files are big-endian on disk");

/// The value with its bytes in the order of the file.
template <class T>
auto BigEndianBits(T value) {
  static_assert(std::is_arithmetic_v<T> && sizeof(T) <= 8);
  if constexpr (sizeof(T) == 1)
    return std::bit_cast<std::uint8_t>(value);
  else if constexpr (sizeof(T) == 2)
    return __builtin_bswap16(std::bit_cast<std::uint16_t>(value));
  else if constexpr (sizeof(T) == 4)
    return __builtin_bswap32(std::bit_cast<std::uint32_t>(value));
  else
    return __builtin_bswap64(std::bit_cast<std::uint64_t>(value));
}

/// Grows while an object is streamed. `base` is the length of the key before the payload:
/// references between objects count from the start of the key, so it must be known first.
class WriteBuffer {
 public:
  explicit WriteBuffer(std::size_t base = 0) : base_(base) {}

  template <class T>
  void Put(T value) {
    const auto bits = BigEndianBits(value);
    PutBytes(std::as_bytes(std::span(&bits, 1)));
  }
  template <class T>
  void PutArray(std::span<const T> values) {
    PutValues(std::as_bytes(values), sizeof(T));
  }
  /// Values of `size` bytes each.
  void PutValues(std::span<const std::byte> values, std::size_t size);
  void PutZeros(std::size_t count) { bytes_.resize(bytes_.size() + count); }
  void PutBytes(std::span<const std::byte> bytes);
  /// TString: one length byte, or 255 and four.
  void PutString(std::string_view text);
  /// An array member with its flag byte ("T* //[n]").
  template <class T>
  void PutCountedArray(std::span<const T> values) {
    Put<std::uint8_t>(values.empty() ? 0 : 1);
    PutArray(values);
  }

  /// Byte count and version of an object; EndObject() fills the count in.
  [[nodiscard]] std::size_t BeginObject(int version);
  /// Object behind a pointer: byte count and class tag. ObjectTag() of the result refers to it.
  [[nodiscard]] std::size_t BeginPointer(std::string_view class_name);
  void EndObject(std::size_t start);
  std::uint32_t ObjectTag(std::size_t start) const;
  void PutNullPointer() { Put<std::uint32_t>(0); }

  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::size_t base_;
  std::vector<std::byte> bytes_;
  std::map<std::string, std::uint32_t, std::less<>> class_tags_;
};

}  // namespace TMVA::inline standalone::rootwrite
