// A cursor over big-endian bytes.
#include "dataloader/rootio/byte_reader.h"

#include <algorithm>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::rootio {

void Fail(const Origin& origin, const std::string& what) {
  throw FileFormatError(origin.path, what, origin.offset, origin.object);
}

std::string ByteReader::String() {
  std::size_t length = Read<std::uint8_t>();
  if (length == 255) length = Read<std::uint32_t>();
  const auto bytes = Bytes(length);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string ByteReader::CString() {
  const auto rest = bytes_.subspan(position_);
  const auto end = std::find(rest.begin(), rest.end(), std::byte{0});
  if (end == rest.end()) Fail("text without an end");
  const auto length = static_cast<std::size_t>(end - rest.begin());
  std::string text(reinterpret_cast<const char*>(rest.data()), length);
  position_ += length + 1;
  return text;
}

std::size_t ByteReader::Count(std::int64_t count, std::size_t item_size, const char* what) const {
  if (count >= 0 && static_cast<std::uint64_t>(count) <= Remaining() / item_size) {
    return static_cast<std::size_t>(count);
  }
  Fail(std::string(what) + " says " + std::to_string(count) + " items, but " +
       std::to_string(Remaining()) + " bytes are left");
}

void ByteReader::Overrun(std::size_t count) const {
  Fail("bytes end early: " + std::to_string(count) + " wanted at position " +
       std::to_string(position_) + " of " + std::to_string(bytes_.size()));
}

}  // namespace TMVA::inline standalone::rootio
