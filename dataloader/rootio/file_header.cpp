// The first hundred bytes of a ROOT file.
#include "dataloader/rootio/file_header.h"

#include <algorithm>
#include <cstring>

#include "dataloader/rootio/byte_reader.h"

namespace TMVA::inline standalone::rootio {

FileHeader ReadFileHeader(const RawFile& file) {
  constexpr std::int64_t kHeaderBytes = 64;  // the longer of the two forms
  constexpr std::int32_t kBigFile = 1000000;
  const Origin origin{file.Path(), 0, "file header"};
  const auto bytes = file.Read(0, std::min(kHeaderBytes, file.Size()), origin.object);
  if (bytes.empty()) Fail(origin, "is empty, not a ROOT file");
  if (bytes.size() < 4 || std::memcmp(bytes.data(), "root", 4) != 0) {
    Fail(origin, "is not a ROOT file (it does not begin with 'root')");
  }
  if (bytes.size() < kHeaderBytes) Fail(origin, "is truncated: the file header is cut off");
  ByteReader reader(bytes, origin);
  reader.Skip(4);
  FileHeader header;
  header.version = reader.Read<std::int32_t>();
  const bool big = header.version >= kBigFile;
  if (big) header.version -= kBigFile;
  const auto offset = [&] {
    return big ? reader.Read<std::int64_t>() : std::int64_t{reader.Read<std::int32_t>()};
  };
  header.begin = reader.Read<std::int32_t>();
  header.end = offset();
  offset();        // free segments
  reader.Skip(8);  // their bytes and number
  header.name_bytes = reader.Read<std::int32_t>();
  reader.Skip(5);  // width of offsets, compression
  header.seek_info = offset();
  header.info_bytes = reader.Read<std::int32_t>();
  if (header.end > file.Size()) {
    Fail(origin, "is truncated: " + std::to_string(file.Size()) + " of " +
                     std::to_string(header.end) + " bytes are there");
  }
  if (header.begin < 0 || header.begin >= header.end || header.name_bytes <= 0) {
    Fail(origin, "damaged file header");
  }
  return header;
}

}  // namespace TMVA::inline standalone::rootio
