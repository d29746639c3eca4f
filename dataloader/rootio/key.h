// TKey: the head of every record of a ROOT file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dataloader/rootio/byte_reader.h"
#include "dataloader/rootio/raw_file.h"

namespace TMVA::inline standalone::rootio {

class Decompressor;

struct Key {
  std::int32_t record_bytes = 0;  ///< key and payload on disk
  std::int32_t object_bytes = 0;  ///< payload once decompressed
  std::int32_t key_bytes = 0;
  int cycle = 0;
  std::int64_t seek = 0;
  std::int64_t directory = 0;  ///< position of its record
  std::string class_name, name, title;

  std::int64_t PayloadBytes() const { return record_bytes - key_bytes; }
  bool IsCompressed() const { return object_bytes != PayloadBytes(); }
};

/// Reads a key; its sizes are not negative.
Key ReadKey(ByteReader& reader);
/// Moves behind the key that `reader` has just read, from position 0 on.
void SeekPayload(const Key& key, ByteReader& reader);

/// A record's payload, decompressed, with the key that lies before it.
struct Record {
  Key key;
  Origin origin;
  std::vector<std::byte> payload;
};

/// Reads the record at `seek`, `record_bytes` long.
Record ReadRecord(const RawFile& file, std::int64_t seek, std::int64_t record_bytes,
                  const std::string& object);

}  // namespace TMVA::inline standalone::rootio
