// Compressed payloads: blocks with a 9-byte header, or the payload as it is.
#pragma once

#include <TMVA/OutputFile.h>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "dataloader/rootio/byte_buffer.h"

namespace TMVA::inline standalone::rootwrite {

/// What was learnt about a run of similar payloads, as the baskets of a branch are: how much effort
/// pays. It depends on the payloads alone.
class Effort {
 private:
  friend class Compressor;
  bool IsTrial() const;

  std::size_t payloads_ = 0;
  std::size_t choice_ = 0;  ///< among the codec's levels
};

/// Keeps the state that codecs need, so that many small baskets are cheap. Not thread-safe.
class Compressor {
 public:
  /// OptionError when the level is outside [0, 9]. Level 0 stores everything as it is.
  explicit Compressor(Compression compression);
  ~Compressor();

  /// The payload's blocks; nothing when it has to be stored raw, because it is small or because a
  /// block would not shrink (readers expect all blocks or none).
  std::span<const std::byte> Compress(std::span<const std::byte> payload);
  /// Takes the fastest way whose result is within two per cent of the level's: random mantissas,
  /// for one, do not shrink more for all the time in the world. It is tried out now and then.
  std::span<const std::byte> Compress(std::span<const std::byte> payload, Effort& effort);
  /// ROOT's setting: 100 * algorithm + level, 0 for none.
  int Setting() const;
  const Compression& compression() const { return compression_; }

 private:
  struct Codecs;
  std::span<const std::byte> CompressAt(std::size_t choice, std::span<const std::byte> payload);
  std::size_t Try(std::span<const std::byte> payload);
  bool AppendBlock(std::span<const std::byte> block, int level);

  Compression compression_;
  std::vector<int> levels_;  ///< of the library, from fast to thorough
  std::unique_ptr<Codecs> codecs_;
  ByteBuffer out_;
};

}  // namespace TMVA::inline standalone::rootwrite
