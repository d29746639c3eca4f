// Frames and envelopes: the metadata of an RNTuple being written.
#include "dataloader/rootio/rntuple/write_envelope.h"

#include <xxhash.h>

namespace TMVA::inline standalone::rootwrite {

void FrameBuffer::PutText(std::string_view text) {
  Put(static_cast<std::uint32_t>(text.size()));
  PutBytes(std::as_bytes(std::span(text)));
}

void FrameBuffer::PutBytes(std::span<const std::byte> bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

std::size_t FrameBuffer::BeginRecord() {
  const auto start = bytes_.size();
  Put<std::int64_t>(1);  // the sign of its size
  return start;
}

std::size_t FrameBuffer::BeginList(std::size_t count) {
  const auto start = bytes_.size();
  Put<std::int64_t>(-1);
  Put(static_cast<std::uint32_t>(count));
  return start;
}

void FrameBuffer::End(std::size_t start) {
  std::int64_t size;
  std::memcpy(&size, bytes_.data() + start, sizeof size);
  size *= static_cast<std::int64_t>(bytes_.size() - start);
  std::memcpy(bytes_.data() + start, &size, sizeof size);
}

std::vector<std::byte> MakeEnvelope(int type, const FrameBuffer& payload) {
  constexpr std::size_t kAround = 16;
  constexpr int kLengthShift = 16;
  FrameBuffer envelope;
  envelope.Put(static_cast<std::uint64_t>(payload.bytes().size() + kAround) << kLengthShift |
               static_cast<std::uint64_t>(type));
  envelope.PutBytes(payload.bytes());
  envelope.Put(std::uint64_t{XXH3_64bits(envelope.bytes().data(), envelope.bytes().size())});
  return envelope.bytes();
}

std::uint64_t ChecksumOf(std::span<const std::byte> envelope) {
  std::uint64_t checksum;
  std::memcpy(&checksum, envelope.last(sizeof checksum).data(), sizeof checksum);
  return checksum;
}

}  // namespace TMVA::inline standalone::rootwrite
