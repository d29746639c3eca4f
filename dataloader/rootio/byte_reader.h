// A cursor over big-endian bytes: every step is checked against the end.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>

namespace TMVA::inline standalone::rootio {

/// Where bytes come from, for messages: the file, the position of their record, the object.
struct Origin {
  std::string path;
  std::int64_t offset = -1;
  std::string object;
};

[[noreturn]] void Fail(const Origin& origin, const std::string& what);

inline std::uint8_t ByteSwap(std::uint8_t x) { return x; }
inline std::uint16_t ByteSwap(std::uint16_t x) { return __builtin_bswap16(x); }
inline std::uint32_t ByteSwap(std::uint32_t x) { return __builtin_bswap32(x); }
inline std::uint64_t ByteSwap(std::uint64_t x) { return __builtin_bswap64(x); }

/// Unsigned integer as wide as T.
template <class T>
using BitsOf = std::conditional_t<
    sizeof(T) == 1, std::uint8_t,
    std::conditional_t<sizeof(T) == 2, std::uint16_t,
                       std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;

template <class T>
T LoadBigEndian(const std::byte* from) {
  BitsOf<T> bits;
  std::memcpy(&bits, from, sizeof bits);
  if constexpr (std::endian::native == std::endian::little) bits = ByteSwap(bits);
  return std::bit_cast<T>(bits);
}

class ByteReader {
 public:
  /// `origin` must outlive the reader.
  ByteReader(std::span<const std::byte> bytes, const Origin& origin)
      : bytes_(bytes), origin_(&origin) {}

  std::size_t Position() const { return position_; }
  std::size_t Size() const { return bytes_.size(); }
  std::size_t Remaining() const { return bytes_.size() - position_; }
  const Origin& GetOrigin() const { return *origin_; }

  template <class T>
  T Read() {
    Need(sizeof(T));
    const T value = LoadBigEndian<T>(bytes_.data() + position_);
    position_ += sizeof(T);
    return value;
  }
  std::span<const std::byte> Bytes(std::size_t count) {
    Need(count);
    const auto part = bytes_.subspan(position_, count);
    position_ += count;
    return part;
  }
  void Skip(std::size_t count) { Bytes(count); }
  void Seek(std::size_t position) {
    if (position > bytes_.size()) Overrun(position - bytes_.size());
    position_ = position;
  }
  /// TString: one length byte, or 255 and a four-byte length.
  std::string String();
  /// NUL-terminated.
  std::string CString();
  /// A number of items of at least `item_size` bytes each, checked against what is left.
  std::size_t Count(std::int64_t count, std::size_t item_size, const char* what) const;

  [[noreturn]] void Fail(const std::string& what) const { rootio::Fail(*origin_, what); }

 private:
  void Need(std::size_t count) const {
    if (count > Remaining()) Overrun(count);
  }
  [[noreturn]] void Overrun(std::size_t count) const;

  std::span<const std::byte> bytes_;
  const Origin* origin_;
  std::size_t position_ = 0;
};

}  // namespace TMVA::inline standalone::rootio
