// TKey: the head of every record of a ROOT file.
#include "dataloader/rootio/key.h"

#include "dataloader/rootio/compression.h"

namespace TMVA::inline standalone::rootio {

Key ReadKey(ByteReader& reader) {
  constexpr int kBigKey = 1000;
  Key key;
  key.record_bytes = reader.Read<std::int32_t>();
  const int version = reader.Read<std::int16_t>();
  key.object_bytes = reader.Read<std::int32_t>();
  reader.Skip(4);  // date
  key.key_bytes = reader.Read<std::int16_t>();
  key.cycle = reader.Read<std::int16_t>();
  if (version > kBigKey) {
    key.seek = reader.Read<std::int64_t>();
    key.directory = reader.Read<std::int64_t>();
  } else {
    key.seek = reader.Read<std::int32_t>();
    key.directory = reader.Read<std::int32_t>();
  }
  key.class_name = reader.String();
  key.name = reader.String();
  key.title = reader.String();
  if (key.key_bytes < 0 || key.object_bytes < 0) reader.Fail("key of a negative size");
  return key;
}

void SeekPayload(const Key& key, ByteReader& reader) {
  const auto bytes = static_cast<std::size_t>(key.key_bytes);
  if (bytes < reader.Position()) reader.Fail("key is shorter than its own fields");
  reader.Seek(bytes);
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
  SeekPayload(key, reader);
  const auto stored = reader.Bytes(reader.Remaining());
  if (!key.IsCompressed()) {
    record.payload.assign(stored.begin(), stored.end());
    return record;
  }
  CheckBlocks(stored, key.object_bytes, record.origin, file.Size());
  record.payload.resize(static_cast<std::size_t>(key.object_bytes));
  Decompressor().Decompress(stored, record.payload, record.origin);
  return record;
}

}  // namespace TMVA::inline standalone::rootio
