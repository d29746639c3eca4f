// Envelopes and frames of RNTuple metadata.
#include "dataloader/rootio/rntuple/envelope.h"

#include <xxhash.h>

#include <algorithm>
#include <limits>

#include "dataloader/rootio/compression.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr std::size_t kWord = 8;  // of type and length; of the checksum

const char* NameOf(EnvelopeType type) {
  switch (type) {
    case EnvelopeType::kHeader:
      return "RNTuple header";
    case EnvelopeType::kFooter:
      return "RNTuple footer";
    case EnvelopeType::kPageList:
      break;
  }
  return "RNTuple page list";
}

std::int64_t Signed(std::uint64_t value, const ByteReader& reader) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    reader.Fail("position or size of " + std::to_string(value));
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::string EnvelopeReader::Text() {
  const auto bytes = Bytes(Little<std::uint32_t>());
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void EnvelopeReader::FeatureFlags() {
  for (bool more = true; more;) {
    const auto flags = Little<std::int64_t>();
    more = flags < 0;
    if ((flags & std::numeric_limits<std::int64_t>::max()) != 0)
      Fail("RNTuple with a feature that is not known");
  }
}

Locator EnvelopeReader::ReadLocator() {
  constexpr int kTypeShift = 24, kTypeMask = 0x7f, kLengthMask = 0xffff, kLarge = 1;
  const auto start = Position();
  const auto head = Little<std::int32_t>();
  Locator locator;
  if (head >= 0) {
    locator.bytes = head;
    locator.offset = Signed(Little<std::uint64_t>(), *this);
    return locator;
  }
  const auto type = (head >> kTypeShift) & kTypeMask;
  if (type != kLarge) Fail("locator of type " + std::to_string(type) + ", which is not known");
  locator.bytes = Signed(Little<std::uint64_t>(), *this);
  locator.offset = Signed(Little<std::uint64_t>(), *this);
  const auto end = start + static_cast<std::size_t>(head & kLengthMask);
  if (end < Position()) Fail("locator that is shorter than its fields");
  Seek(end);
  return locator;
}

EnvelopeReader EnvelopeReader::Frame(bool list) {
  const auto size = Little<std::int64_t>();
  const auto bytes =
      size < 0 ? 0 - static_cast<std::uint64_t>(size) : static_cast<std::uint64_t>(size);
  if (bytes < kWord || bytes - kWord > Remaining())
    Fail("frame of " + std::to_string(size) + " bytes where " + std::to_string(Remaining()) +
         " are left");
  if (list != (size < 0))
    Fail(list ? "record where a list belongs" : "list where a record belongs");
  return {Bytes(static_cast<std::size_t>(bytes - kWord)), GetOrigin()};
}

EnvelopeReader EnvelopeReader::Record() { return Frame(false); }

EnvelopeReader EnvelopeReader::List(std::size_t item_bytes, std::size_t& count) {
  auto frame = Frame(true);
  const auto items = frame.Little<std::uint32_t>();
  count = frame.Count(items, item_bytes, "list");
  return frame;
}

std::vector<std::byte> ReadBlob(const RawFile& file, Locator at, std::int64_t largest,
                                const std::string& object) {
  constexpr std::int64_t kOffsetBytes = 8;
  if (at.bytes <= largest) return file.Read(at.offset, at.bytes, object);
  const Origin origin{file.Path(), at.offset, object};
  if (at.bytes > file.Size() || largest <= kOffsetBytes)
    Fail(origin, "record of " + std::to_string(at.bytes) + " bytes does not lie in the file");
  // The first record ends with the positions of the others.
  auto records = (at.bytes - kOffsetBytes + largest - kOffsetBytes - 1) / (largest - kOffsetBytes);
  const auto table = (records - 1) * kOffsetBytes;
  if (table >= largest) Fail(origin, "record in too many parts");
  auto bytes = file.Read(at.offset, largest, object);
  const std::vector<std::byte> offsets(bytes.end() - table, bytes.end());
  bytes.resize(static_cast<std::size_t>(at.bytes));
  auto filled = largest - table;
  EnvelopeReader reader(offsets, origin);
  while (--records > 0) {
    const auto count = std::min(largest, at.bytes - filled);
    file.Read(
        Signed(reader.Little<std::uint64_t>(), reader),
        std::span(bytes).subspan(static_cast<std::size_t>(filled), static_cast<std::size_t>(count)),
        object);
    filled += count;
  }
  if (filled != at.bytes) Fail(origin, "record whose parts do not add up");
  return bytes;
}

EnvelopeReader Envelope::Payload() const {
  return {std::span(bytes).subspan(kWord, bytes.size() - 2 * kWord), origin};
}

Envelope ReadEnvelope(const RawFile& file, Locator at, std::uint64_t length, std::int64_t largest,
                      EnvelopeType type) {
  constexpr std::uint64_t kLengthShift = 16, kTypeMask = 0xffff;
  constexpr std::uint64_t kLongest = std::uint64_t{1} << 40;
  Envelope envelope;
  envelope.origin = {file.Path(), at.offset, NameOf(type)};
  const auto& origin = envelope.origin;
  envelope.bytes = ReadBlob(file, at, largest, origin.object);
  if (length < 2 * kWord || length > kLongest)
    Fail(origin, "envelope of " + std::to_string(length) + " bytes");
  if (envelope.bytes.size() != length) {
    CheckBlocks(envelope.bytes, static_cast<std::int64_t>(length), origin, file.Size());
    std::vector<std::byte> plain(length);
    Decompressor().Decompress(envelope.bytes, plain, origin);
    envelope.bytes = std::move(plain);
  }
  EnvelopeReader reader(envelope.bytes, origin);
  const auto word = reader.Little<std::uint64_t>();
  if ((word & kTypeMask) != static_cast<std::uint64_t>(type) || word >> kLengthShift != length)
    Fail(origin, "not the envelope that belongs here");
  reader.Seek(envelope.bytes.size() - kWord);
  envelope.checksum = reader.Little<std::uint64_t>();
  if (XXH3_64bits(envelope.bytes.data(), envelope.bytes.size() - kWord) != envelope.checksum)
    Fail(origin, "damaged: checksum differs");
  return envelope;
}

}  // namespace TMVA::inline standalone::rootio
