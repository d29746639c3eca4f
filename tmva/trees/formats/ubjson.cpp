// The bounded reader of UBJSON.
#include "tmva/trees/formats/ubjson.h"

#include <bit>
#include <concepts>
#include <cstdint>

#include <nlohmann/json.hpp>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 64;

class UbjsonReader {
 public:
  UbjsonReader(std::string_view bytes, const std::string& path) : bytes_(bytes), path_(path) {}

  json ReadDocument() {
    json value = ReadValue(ReadMarker(), 0);
    while (at_ < bytes_.size() && bytes_[at_] == 'N') ++at_;
    if (at_ != bytes_.size()) Fail("bytes after the end of the document");
    return value;
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const {
    throw FileFormatError(path_, what, static_cast<std::int64_t>(at_), "UBJSON");
  }

  std::string_view Take(std::size_t n) {
    if (n > bytes_.size() - at_) Fail("ends in the middle of a value");
    at_ += n;
    return bytes_.substr(at_ - n, n);
  }
  char ReadMarker() {
    char marker = 'N';
    while (marker == 'N') marker = Take(1)[0];
    return marker;
  }
  template <std::unsigned_integral U>
  U ReadBigEndian() {
    U value = 0;
    for (const char c : Take(sizeof(U)))
      value =
          static_cast<U>(static_cast<std::uint64_t>(value) << 8 | static_cast<unsigned char>(c));
    return value;
  }
  template <std::unsigned_integral U>
  std::int64_t ReadSigned() {
    return static_cast<std::make_signed_t<U>>(ReadBigEndian<U>());
  }

  static bool IsInteger(char type) {
    return std::string_view("iUIlL").find(type) != std::string_view::npos;
  }
  std::int64_t ReadInteger(char type) {
    switch (type) {
      case 'i':
        return ReadSigned<std::uint8_t>();
      case 'U':
        return ReadBigEndian<std::uint8_t>();
      case 'I':
        return ReadSigned<std::uint16_t>();
      case 'l':
        return ReadSigned<std::uint32_t>();
      case 'L':
        return ReadSigned<std::uint64_t>();
      default:
        Fail("a length of type " + Describe(type));
    }
  }
  /// A length of something whose elements take at least `least` bytes each.
  std::size_t ReadLength(std::size_t least) {
    const std::int64_t length = ReadInteger(Take(1)[0]);
    if (length < 0 || static_cast<std::uint64_t>(length) > (bytes_.size() - at_) / least)
      Fail("a length of " + std::to_string(length) + ", which is more than the file holds");
    return static_cast<std::size_t>(length);
  }
  static std::string Describe(char type) {
    const auto code = static_cast<unsigned char>(type);
    return code > 32 && code < 127 ? std::string("'") + type + "'" : "byte " + std::to_string(code);
  }

  json ReadValue(char type, int depth) {
    if (IsInteger(type)) return ReadInteger(type);
    switch (type) {
      case 'd':
        return static_cast<double>(std::bit_cast<float>(ReadBigEndian<std::uint32_t>()));
      case 'D':
        return std::bit_cast<double>(ReadBigEndian<std::uint64_t>());
      case 'T':
        return true;
      case 'F':
        return false;
      case 'Z':
        return nullptr;
      case 'C':
        return std::string(Take(1));
      case 'S':
        return std::string(Take(ReadLength(1)));
      case '[':
        return ReadArray(depth + 1);
      case '{':
        return ReadObject(depth + 1);
      default:
        --at_;
        Fail("a value of unknown type " + Describe(type));
    }
  }

  /// "$type#count" or "#count", both optional.
  struct Header {
    char type = 0;
    bool counted = false;
    std::size_t count = 0;
  };
  Header ReadHeader(int depth) {
    if (depth > kMaxDepth)
      Fail("values within values within values, more than " + std::to_string(kMaxDepth));
    Header header;
    if (Peek() == '$') {
      Take(1);
      header.type = Take(1)[0];
      if (!IsInteger(header.type) && header.type != 'd' && header.type != 'D' && header.type != 'S')
        Fail("an array of type " + Describe(header.type));
      if (Peek() != '#') Fail("a typed array without a length");
    }
    if (Peek() == '#') {
      Take(1);
      header.counted = true;
      header.count = ReadLength(1);
    }
    return header;
  }
  char Peek() const { return at_ < bytes_.size() ? bytes_[at_] : '\0'; }

  json ReadArray(int depth) {
    json array = json::array();
    const Header header = ReadHeader(depth);
    for (std::size_t i = 0; !header.counted || i < header.count; ++i) {
      const char type = header.type != 0 ? header.type : ReadMarker();
      if (!header.counted && type == ']') break;
      array.push_back(ReadValue(type, depth));
    }
    return array;
  }

  json ReadObject(int depth) {
    json object = json::object();
    const Header header = ReadHeader(depth);
    for (std::size_t i = 0; !header.counted || i < header.count; ++i) {
      while (Peek() == 'N') Take(1);
      if (!header.counted && Peek() == '}') {
        Take(1);
        break;
      }
      std::string key(Take(ReadLength(1)));
      const char type = header.type != 0 ? header.type : ReadMarker();
      object[std::move(key)] = ReadValue(type, depth);
    }
    return object;
  }

  std::string_view bytes_;
  const std::string& path_;
  std::size_t at_ = 0;
};

}  // namespace

json ParseUbjson(std::string_view bytes, const std::string& path) {
  return UbjsonReader(bytes, path).ReadDocument();
}

}  // namespace TMVA::inline standalone
