// Envelopes and frames: how the metadata of an RNTuple is stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "dataloader/rootio/byte_reader.h"
#include "dataloader/rootio/raw_file.h"

namespace TMVA::inline standalone::rootio {

/// Where a page or an envelope lies.
struct Locator {
  std::int64_t offset = 0;
  std::int64_t bytes = 0;
};

/// A cursor over little-endian bytes. Frames are readers of their own, so that none can look
/// beyond the one it lies in.
class EnvelopeReader : public ByteReader {
 public:
  using ByteReader::ByteReader;

  template <class T>
  T Little() {
    T value;
    std::memcpy(&value, Bytes(sizeof(T)).data(), sizeof(T));
    return value;
  }
  /// A length of four bytes and the text.
  std::string Text();
  /// Words while their top bit is set; a feature that is not known is an error.
  void FeatureFlags();
  Locator ReadLocator();
  EnvelopeReader Record();
  /// A frame of `count` items of at least `item_bytes` bytes each.
  EnvelopeReader List(std::size_t item_bytes, std::size_t& count);

 private:
  EnvelopeReader Frame(bool list);
};

/// Bytes that may be stored in several records because they are longer than `largest`.
std::vector<std::byte> ReadBlob(const RawFile& file, Locator at, std::int64_t largest,
                                const std::string& object);

enum class EnvelopeType : std::uint16_t { kHeader = 1, kFooter = 2, kPageList = 3 };

struct Envelope {
  Origin origin;
  std::vector<std::byte> bytes;
  std::uint64_t checksum = 0;

  /// Behind the envelope's first word, before its checksum.
  EnvelopeReader Payload() const;
};

/// Reads and decompresses an envelope of `length` bytes; type, length and checksum must be right.
Envelope ReadEnvelope(const RawFile& file, Locator at, std::uint64_t length, std::int64_t largest,
                      EnvelopeType type);

}  // namespace TMVA::inline standalone::rootio
