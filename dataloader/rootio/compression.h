// Decompression of ROOT's blocks: zlib, raw deflate, xz, lz4, zstd.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "dataloader/rootio/byte_reader.h"

namespace TMVA::inline standalone::rootio {

/// Throws unless the block headers of `stored` add up to `size` bytes and no block claims more than
/// its codec can yield. Done before memory is taken for the result. Where that would be more than
/// four times the file, the blocks are decompressed once to see whether they do hold as much.
void CheckBlocks(std::span<const std::byte> stored, std::int64_t size, const Origin& origin,
                 std::int64_t file_bytes);

/// Keeps the state of the codecs from call to call. One per thread.
class Decompressor {
 public:
  Decompressor();
  ~Decompressor();
  Decompressor(Decompressor&&) noexcept;
  Decompressor& operator=(Decompressor&&) noexcept;

  /// Fills `out` exactly; call CheckBlocks first.
  void Decompress(std::span<const std::byte> stored, std::span<std::byte> out,
                  const Origin& origin);

  struct State;  ///< of this file's code only

 private:
  std::unique_ptr<State> state_;
};

}  // namespace TMVA::inline standalone::rootio
