// The first hundred bytes of a ROOT file.
#include "dataloader/rootio/file_header.h"

#include <algorithm>
#include <cstring>

#include "dataloader/rootio/byte_reader.h"

namespace TMVA::inline standalone::rootio {

FileHeader ReadFileHeader(const RawFile& file) {
  constexpr std::int64_t kHeaderBytes = 64;  // of the longer form, without the identifier
  constexpr std::int64_t kWholeHeader = kHeaderBytes + 18;
  constexpr std::int32_t kBigFile = 1000000;
  const Origin origin{file.Path(), 0, "file header"};
  const auto bytes = file.Read(0, std::min(kWholeHeader, file.Size()), origin.object);
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
  header.big = big;
  if (big) header.version -= kBigFile;
  const auto offset = [&] {
    return big ? reader.Read<std::int64_t>() : std::int64_t{reader.Read<std::int32_t>()};
  };
  header.begin = reader.Read<std::int32_t>();
  header.end = offset();
  header.seek_free = offset();
  reader.Skip(8);  // bytes and number of the free segments
  header.name_bytes = reader.Read<std::int32_t>();
  reader.Skip(1);  // width of offsets
  header.compression = reader.Read<std::int32_t>();
  header.seek_info = offset();
  header.info_bytes = reader.Read<std::int32_t>();
  if (reader.Remaining() >= 18) {
    reader.Skip(2);  // version of the identifier
    std::ranges::copy(reader.Bytes(header.uuid.size()), header.uuid.begin());
  }
  if (header.begin <= 0 || header.begin >= file.Size() || header.name_bytes <= 0)
    Fail(origin, header.end > file.Size() ? "is truncated" : "damaged file header");
  return header;
}

}  // namespace TMVA::inline standalone::rootio
