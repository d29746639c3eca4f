// Compressed payloads: blocks with a 9-byte header, or the payload as it is.
#pragma once

#include <TMVA/OutputFile.h>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace TMVA::inline standalone::rootwrite {

/// Keeps the state that codecs need, so that many small baskets are cheap. Not thread-safe.
class Compressor {
 public:
  /// OptionError when the level is outside [0, 9]. Level 0 stores everything as it is.
  explicit Compressor(Compression compression);
  ~Compressor();

  /// The payload's blocks; nothing when it has to be stored raw, because it is small or because a
  /// block would not shrink (readers expect all blocks or none).
  std::span<const std::byte> Compress(std::span<const std::byte> payload);
  /// ROOT's setting: 100 * algorithm + level, 0 for none.
  int Setting() const;
  const Compression& compression() const { return compression_; }

 private:
  struct Codecs;
  bool AppendBlock(std::span<const std::byte> block);

  Compression compression_;
  std::unique_ptr<Codecs> codecs_;
  std::vector<std::byte> out_;
};

}  // namespace TMVA::inline standalone::rootwrite
