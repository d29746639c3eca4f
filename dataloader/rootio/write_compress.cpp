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
#include <array>
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
constexpr int kLzmaChains = 4;
constexpr std::size_t kSecondTrial = 16, kTrialEvery = 64;
constexpr std::size_t kTolerance = 50;  // one in so many bytes more

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

/// Levels of the codec's library from fast to that which gives files of ROOT's size at `level`.
std::vector<int> LevelsOf(Codec codec, int level) {
  std::vector<int> levels;
  switch (codec) {
    case Codec::kZlib:  // libdeflate finds in integers that ascend what zlib finds from its 5 on
      levels = {1, std::clamp(level, 5, 6), std::max(level, 5)};
      break;
    case Codec::kLzma:
      if (level < kLzmaChains)
        levels = {1, level};
      else
        levels = {1, kLzmaChains, std::max(level, kLzmaChains + 1)};
      break;
    case Codec::kLz4:  // 8 comes as far as 9 does in ROOT's shorter baskets, in half the time
      levels = {1};
      if (level >= kLz4HighCompression) levels = {1, kLz4HighCompression, std::min(level, 8)};
      break;
    case Codec::kZstd:
      levels = {1, level, kZstdLevelsPerLevel * level};
      break;
    case Codec::kNone:
      levels = {0};
  }
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

// Each codec returns the compressed size, or 0 when the result does not fit into `out`.
std::size_t CompressLzma(std::span<const std::byte> in, std::span<std::byte> out, int level) {
  lzma_options_lzma options;
  lzma_lzma_preset(&options, static_cast<std::uint32_t>(level));
  // Chains find nearly what the trees of the higher levels find, in two thirds of the time.
  if (level == kLzmaChains) options.mf = LZMA_MF_HC4;
  // A dictionary longer than the data costs time only.
  options.dict_size = std::clamp(static_cast<std::uint32_t>(in.size()),
                                 std::uint32_t{LZMA_DICT_SIZE_MIN}, options.dict_size);
  const std::array<lzma_filter, 2> filters{
      {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}}};
  // The stream encoder and not the one for buffers: jsroot cannot read block headers with sizes.
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_stream_encoder(&stream, filters.data(), LZMA_CHECK_CRC32) != LZMA_OK)
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

/// A part of the payload for a slow codec to be tried on, from all over: its end is often a table.
std::vector<std::byte> Pieces(std::span<const std::byte> payload) {
  constexpr std::size_t kPieces = 4, kPieceBytes = 1 << 14;
  std::vector<std::byte> pieces;
  if (payload.size() <= kPieces * kPieceBytes) return pieces;
  for (std::size_t i = 0; i < kPieces; ++i) {
    const auto from = (payload.size() - kPieceBytes) / (kPieces - 1) * i;
    const auto piece = payload.subspan(from, kPieceBytes);
    pieces.insert(pieces.end(), piece.begin(), piece.end());
  }
  return pieces;
}

}  // namespace

bool Effort::IsTrial() const { return payloads_ == kSecondTrial || payloads_ % kTrialEvery == 0; }

struct Compressor::Codecs {
  struct FreeDeflate {
    void operator()(libdeflate_compressor* compressor) const {
      libdeflate_free_compressor(compressor);
    }
  };
  std::array<std::unique_ptr<libdeflate_compressor, FreeDeflate>, kHighestLevel + 1> deflate;
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd{nullptr, &ZSTD_freeCCtx};

  libdeflate_compressor* DeflateOf(int level) {
    auto& compressor = deflate[static_cast<std::size_t>(level)];
    if (!compressor) compressor.reset(libdeflate_alloc_compressor(level));
    if (!compressor) throw std::bad_alloc();
    return compressor.get();
  }
};

Compressor::Compressor(Compression compression)
    : compression_(compression), codecs_(std::make_unique<Codecs>()) {
  if (compression_.level < 0 || compression_.level > kHighestLevel)
    throw OptionError("compression level " + std::to_string(compression_.level) +
                      " is outside [0, " + std::to_string(kHighestLevel) + "]");
  if (compression_.level == 0) compression_.codec = Codec::kNone;
  switch (compression_.codec) {
    case Codec::kNone:
    case Codec::kZlib:
    case Codec::kLzma:
    case Codec::kLz4:
      break;
    case Codec::kZstd:
      codecs_->zstd.reset(ZSTD_createCCtx());
      if (!codecs_->zstd) throw std::bad_alloc();
      break;
    default:
      throw OptionError("compression codec " +
                        std::to_string(static_cast<int>(compression_.codec)) +
                        " is none of 0 (none), 1 (zlib), 2 (lzma), 4 (lz4), 5 (zstd)");
  }
  levels_ = LevelsOf(compression_.codec, compression_.level);
}

Compressor::~Compressor() = default;

int Compressor::Setting() const {
  if (compression_.codec == Codec::kNone) return 0;
  return 100 * static_cast<int>(compression_.codec) + compression_.level;
}

std::span<const std::byte> Compressor::Compress(std::span<const std::byte> payload) {
  return CompressAt(levels_.size() - 1, payload);
}

std::span<const std::byte> Compressor::Compress(std::span<const std::byte> payload,
                                                Effort& effort) {
  if (levels_.size() > 1 && effort.IsTrial()) effort.choice_ = Try(payload);
  effort.payloads_ += 1;
  return CompressAt(effort.choice_, payload);
}

std::size_t Compressor::Try(std::span<const std::byte> payload) {
  const auto sample =
      compression_.codec == Codec::kLzma ? Pieces(payload) : std::vector<std::byte>();
  if (!sample.empty()) payload = sample;
  const auto size_at = [&](std::size_t choice) {
    const auto compressed = CompressAt(choice, payload);
    return compressed.empty() ? payload.size() : compressed.size();
  };
  std::size_t choice = 0;
  const auto thorough = size_at(levels_.size() - 1);
  while (choice + 1 < levels_.size() && size_at(choice) > thorough + thorough / kTolerance)
    ++choice;
  return choice;
}

std::span<const std::byte> Compressor::CompressAt(std::size_t choice,
                                                  std::span<const std::byte> payload) {
  out_.Clear();
  if (compression_.codec == Codec::kNone || payload.size() < kSmallestPayload) return {};
  for (std::size_t start = 0; start < payload.size(); start += kLargestBlock) {
    const auto size = std::min(kLargestBlock, payload.size() - start);
    if (!AppendBlock(payload.subspan(start, size), levels_[choice])) return {};
  }
  return out_.bytes();
}

bool Compressor::AppendBlock(std::span<const std::byte> block, int level) {
  if (block.size() <= kHeaderBytes) return false;
  const auto start = out_.size();
  std::byte* header = out_.Extend(block.size() - 1);  // with its header it must be shorter
  const std::span<std::byte> room(header + kHeaderBytes, block.size() - 1 - kHeaderBytes);
  std::size_t used = 0;
  switch (compression_.codec) {
    case Codec::kLzma:
      used = CompressLzma(block, room, level);
      break;
    case Codec::kLz4:
      used = CompressLz4(block, room, level);
      break;
    case Codec::kZstd:
      used = ZSTD_compressCCtx(codecs_->zstd.get(), room.data(), room.size(), block.data(),
                               block.size(), level);
      if (ZSTD_isError(used)) used = 0;
      break;
    default:
      used = libdeflate_zlib_compress(codecs_->DeflateOf(level), block.data(), block.size(),
                                      room.data(), room.size());
  }
  if (used == 0) return false;
  const auto tag = TagOf(compression_.codec);
  header[0] = static_cast<std::byte>(tag.first);
  header[1] = static_cast<std::byte>(tag.second);
  header[2] = static_cast<std::byte>(tag.method);
  PutLength(header + 3, used);
  PutLength(header + 6, block.size());
  out_.Shrink(start + kHeaderBytes + used);
  return true;
}

}  // namespace TMVA::inline standalone::rootwrite
