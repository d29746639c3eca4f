// The file header in its small and big form, and the list of free segments.
#include "dataloader/rootio/write_file_header.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::int32_t kBigFileVersion = 1'000'000;
constexpr std::uint16_t kUuidVersion = 1;
constexpr std::int16_t kFreeVersion = 1, kFreeBigVersion = 1001;

}  // namespace

RecordPlace WriteFreeSegments(RecordWriter& records, const Directory& top) {
  Key key = records.NewKey({"TFile", top.name(), "", top.seek()});
  const auto end_with = [&](bool big) {
    return key.seek + static_cast<std::int64_t>(key.Length()) + (big ? 18 : 10);
  };
  const bool big = end_with(true) > kStartBigFile;
  const auto end = end_with(big);
  WriteBuffer out;
  out.Put(big ? kFreeBigVersion : kFreeVersion);
  if (big) {
    out.Put(end);
    out.Put<std::int64_t>(end + kStartBigFile);
  } else {
    out.Put(static_cast<std::int32_t>(end));
    out.Put(static_cast<std::int32_t>(kStartBigFile));
  }
  records.Write(key, out.bytes(), RecordWriter::Store::kRaw);
  return {key.seek, key.total_bytes};
}

std::vector<std::byte> FileHeader(const FileHeaderFields& fields) {
  const bool big = fields.end > kStartBigFile;
  WriteBuffer out;
  const auto put_position = [&](std::int64_t position) {
    if (big)
      out.Put(position);
    else
      out.Put(static_cast<std::int32_t>(position));
  };
  out.PutBytes(std::as_bytes(std::span("root", 4)));
  out.Put(big ? fields.version + kBigFileVersion : fields.version);
  out.Put(static_cast<std::int32_t>(fields.begin));
  put_position(fields.end);
  put_position(fields.free.seek);
  out.Put(fields.free.bytes);
  out.Put<std::int32_t>(1);  // free segments
  out.Put(fields.name_bytes);
  out.Put<std::uint8_t>(big ? 8 : 4);
  out.Put(fields.compression);
  put_position(fields.streamer_info.seek);
  out.Put(fields.streamer_info.bytes);
  const auto begin = static_cast<std::size_t>(fields.begin);
  // Old files begin too early for the identifier; the top directory has it as well.
  if (out.bytes().size() + sizeof(kUuidVersion) + fields.uuid.size() <= begin) {
    out.Put(kUuidVersion);
    out.PutBytes(fields.uuid);
  }
  const auto end = std::min(begin, kFileHeaderBytes);
  if (out.bytes().size() < end) out.PutZeros(end - out.bytes().size());
  return out.bytes();
}

}  // namespace TMVA::inline standalone::rootwrite
