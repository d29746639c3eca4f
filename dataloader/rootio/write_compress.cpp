// zlib (through libdeflate), lzma, lz4 with XXH64, and zstd blocks.
#include "dataloader/rootio/write_compress.h"

#include <TMVA/Error.h>
#include <libdeflate.h>
#include <lz4.h>
#include <lz4hc.h>
#include <lzma.h>
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <string>

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::size_t kLargestBlock = 0xffffff;  // three bytes
constexpr std::size_t kSmallestPayload = 256;    // below it the headers eat the gain
constexpr std::size_t kHeaderBytes = 9;
constexpr std::size_t kHashBytes = 8;
constexpr int kHighestLevel = 9;
constexpr int kLz4HighCompression = 4;  // from this level on lz4 searches with chains
constexpr int kZstdLevelsPerLevel = 2;  // as ROOT maps its levels 1..9

struct Tag {
  char first, second;
  std::uint8_t method;
};

Tag TagOf(Codec codec) {
  switch (codec) {
    case Codec::kLzma:
      return {'X', 'Z', 0};
    case Codec::kLz4:
      return {'L', '4', static_cast<std::uint8_t>(LZ4_versionNumber() / 10000)};
    case Codec::kZstd:
      return {'Z', 'S', 1};
    default:
      return {'Z', 'L', 8};
  }
}

void PutLength(std::byte* to, std::size_t length) {
  for (int i = 0; i < 3; ++i) to[i] = static_cast<std::byte>(length >> (8 * i));
}

// Each codec returns the compressed size, or 0 when the result does not fit into `out`.
std::size_t CompressLzma(std::span<const std::byte> in, std::span<std::byte> out, int level) {
  // The stream encoder and not the one for buffers: jsroot cannot read block headers with sizes.
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_easy_encoder(&stream, static_cast<std::uint32_t>(level), LZMA_CHECK_CRC32) != LZMA_OK)
    throw std::bad_alloc();
  stream.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
  stream.avail_in = in.size();
  stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  stream.avail_out = out.size();
  const bool complete = lzma_code(&stream, LZMA_FINISH) == LZMA_STREAM_END;
  const auto used = static_cast<std::size_t>(stream.total_out);
  lzma_end(&stream);
  return complete ? used : 0;
}

std::size_t CompressLz4(std::span<const std::byte> in, std::span<std::byte> out, int level) {
  if (out.size() <= kHashBytes) return 0;
  const auto* from = reinterpret_cast<const char*>(in.data());
  auto* to = reinterpret_cast<char*>(out.data() + kHashBytes);
  const auto size = static_cast<int>(in.size());
  const auto room = static_cast<int>(out.size() - kHashBytes);
  const int used = level >= kLz4HighCompression ? LZ4_compress_HC(from, to, size, room, level)
                                                : LZ4_compress_default(from, to, size, room);
  if (used <= 0) return 0;
  XXH64_canonical_t hash;
  XXH64_canonicalFromHash(&hash, XXH64(to, static_cast<std::size_t>(used), 0));
  std::copy_n(reinterpret_cast<const std::byte*>(hash.digest), kHashBytes, out.data());
  return kHashBytes + static_cast<std::size_t>(used);
}

}  // namespace

struct Compressor::Codecs {
  std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> deflate{
      nullptr, &libdeflate_free_compressor};
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd{nullptr, &ZSTD_freeCCtx};
};

Compressor::Compressor(Compression compression)
    : compression_(compression), codecs_(std::make_unique<Codecs>()) {
  if (compression_.level < 0 || compression_.level > kHighestLevel)
    throw OptionError("compression level " + std::to_string(compression_.level) +
                      " is outside [0, " + std::to_string(kHighestLevel) + "]");
  if (compression_.level == 0) compression_.codec = Codec::kNone;
  if (compression_.codec == Codec::kZlib) {
    codecs_->deflate.reset(libdeflate_alloc_compressor(compression_.level));
    if (!codecs_->deflate) throw std::bad_alloc();
  } else if (compression_.codec == Codec::kZstd) {
    codecs_->zstd.reset(ZSTD_createCCtx());
    if (!codecs_->zstd) throw std::bad_alloc();
  } else if (compression_.codec != Codec::kNone && compression_.codec != Codec::kLzma &&
             compression_.codec != Codec::kLz4) {
    throw OptionError("compression codec " + std::to_string(static_cast<int>(compression_.codec)) +
                      " is none of 0 (none), 1 (zlib), 2 (lzma), 4 (lz4), 5 (zstd)");
  }
}

Compressor::~Compressor() = default;

int Compressor::Setting() const {
  if (compression_.codec == Codec::kNone) return 0;
  return 100 * static_cast<int>(compression_.codec) + compression_.level;
}

std::span<const std::byte> Compressor::Compress(std::span<const std::byte> payload) {
  out_.clear();
  if (compression_.codec == Codec::kNone || payload.size() < kSmallestPayload) return {};
  for (std::size_t start = 0; start < payload.size(); start += kLargestBlock) {
    const auto size = std::min(kLargestBlock, payload.size() - start);
    if (!AppendBlock(payload.subspan(start, size))) return {};
  }
  return out_;
}

bool Compressor::AppendBlock(std::span<const std::byte> block) {
  if (block.size() <= kHeaderBytes) return false;
  const auto start = out_.size();
  out_.resize(start + block.size() - 1);  // header and data together must be shorter than the block
  std::byte* header = out_.data() + start;
  const std::span<std::byte> room(header + kHeaderBytes, block.size() - 1 - kHeaderBytes);
  std::size_t used = 0;
  switch (compression_.codec) {
    case Codec::kLzma:
      used = CompressLzma(block, room, compression_.level);
      break;
    case Codec::kLz4:
      used = CompressLz4(block, room, compression_.level);
      break;
    case Codec::kZstd:
      used = ZSTD_compressCCtx(codecs_->zstd.get(), room.data(), room.size(), block.data(),
                               block.size(), kZstdLevelsPerLevel * compression_.level);
      if (ZSTD_isError(used)) used = 0;
      break;
    default:
      used = libdeflate_zlib_compress(codecs_->deflate.get(), block.data(), block.size(),
                                      room.data(), room.size());
  }
  if (used == 0) return false;
  const auto tag = TagOf(compression_.codec);
  header[0] = static_cast<std::byte>(tag.first);
  header[1] = static_cast<std::byte>(tag.second);
  header[2] = static_cast<std::byte>(tag.method);
  PutLength(header + 3, used);
  PutLength(header + 6, block.size());
  out_.resize(start + kHeaderBytes + used);
  return true;
}

}  // namespace TMVA::inline standalone::rootwrite
