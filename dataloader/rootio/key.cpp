// TKey: the head of every record of a ROOT file.
#include "dataloader/rootio/key.h"

#include "dataloader/rootio/compression.h"

namespace TMVA::inline standalone::rootio {

Key ReadKey(ByteReader& reader) {
  constexpr int kBigKey = 1000;
  const auto start = reader.Position();
  Key key;
  key.record_bytes = reader.Read<std::int32_t>();
  const int version = reader.Read<std::int16_t>();
  key.object_bytes = reader.Read<std::int32_t>();
  reader.Skip(4);  // date
  key.key_bytes = reader.Read<std::int16_t>();
  key.cycle = reader.Read<std::int16_t>();
  if (version > kBigKey) {
    key.seek = reader.Read<std::int64_t>();
    reader.Skip(8);
  } else {
    key.seek = reader.Read<std::int32_t>();
    reader.Skip(4);
  }
  key.class_name = reader.String();
  key.name = reader.String();
  key.title = reader.String();
  const auto size = static_cast<std::int64_t>(reader.Position() - start);
  if (key.key_bytes < size) reader.Fail("key is shorter than its own fields");
  if (key.object_bytes < 0) reader.Fail("key of a negative object size");
  return key;
}

Record ReadRecord(const RawFile& file, std::int64_t seek, std::int64_t record_bytes,
                  const std::string& object) {
  Record record;
  record.origin = {file.Path(), seek, object};
  auto bytes = file.Read(seek, record_bytes, object);
  ByteReader reader(bytes, record.origin);
  record.key = ReadKey(reader);
  const auto& key = record.key;
  if (key.record_bytes != record_bytes) {
    reader.Fail("record of " + std::to_string(key.record_bytes) + " bytes where " +
                std::to_string(record_bytes) + " are expected");
  }
  if (key.key_bytes > key.record_bytes) reader.Fail("key is longer than its record");
  reader.Seek(static_cast<std::size_t>(key.key_bytes));
  const auto stored = reader.Bytes(reader.Remaining());
  if (!key.IsCompressed()) {
    record.payload.assign(stored.begin(), stored.end());
    return record;
  }
  CheckBlocks(stored, key.object_bytes, record.origin);
  record.payload.resize(static_cast<std::size_t>(key.object_bytes));
  Decompressor().Decompress(stored, record.payload, record.origin);
  return record;
}

}  // namespace TMVA::inline standalone::rootio
