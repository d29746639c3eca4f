// Frames and envelopes: the metadata of an RNTuple being written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace TMVA::inline standalone::rootwrite {

/// Grows while metadata are written; little-endian as the machine.
class FrameBuffer {
 public:
  template <class T>
  void Put(T value) {
    const auto at = bytes_.size();
    bytes_.resize(at + sizeof(T));
    std::memcpy(bytes_.data() + at, &value, sizeof(T));
  }
  void PutText(std::string_view text);
  void PutBytes(std::span<const std::byte> bytes);
  /// End() fills the size in.
  [[nodiscard]] std::size_t BeginRecord();
  [[nodiscard]] std::size_t BeginList(std::size_t count);
  void End(std::size_t start);

  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

/// A payload with type, length and checksum around it. `type` is 1 for a header, 2 for a footer, 3
/// for a page list.
std::vector<std::byte> MakeEnvelope(int type, const FrameBuffer& payload);
/// The checksum that ends an envelope.
std::uint64_t ChecksumOf(std::span<const std::byte> envelope);

}  // namespace TMVA::inline standalone::rootwrite
