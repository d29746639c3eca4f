// Decompression of ROOT's blocks.
#include "dataloader/rootio/compression.h"

#include <libdeflate.h>
#include <lz4.h>
#include <lzma.h>
#include <xxhash.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <string>
#include <vector>

namespace TMVA::inline standalone::rootio {
namespace {

enum class Coding { kZlib, kDeflate, kXz, kLz4, kZstd };

struct Block {
  Coding coding;
  std::span<const std::byte> data;
  std::size_t size;  ///< decompressed
};

constexpr std::size_t kHeaderBytes = 9;
constexpr std::size_t kHashBytes = 8;

std::size_t LittleEndian24(std::span<const std::byte> b) {
  return std::to_integer<std::size_t>(b[0]) | std::to_integer<std::size_t>(b[1]) << 8 |
         std::to_integer<std::size_t>(b[2]) << 16;
}

Coding CodingOf(char first, char second, const Origin& origin) {
  const std::string tag{first, second};
  if (tag == "ZL") return Coding::kZlib;
  if (tag == "CS") return Coding::kDeflate;
  if (tag == "XZ") return Coding::kXz;
  if (tag == "L4") return Coding::kLz4;
  if (tag == "ZS") return Coding::kZstd;
  Fail(origin, "damaged compressed data: no known compression tag");
}

/// Takes the first block off `stored`.
Block TakeBlock(std::span<const std::byte>& stored, const Origin& origin) {
  if (stored.size() < kHeaderBytes) Fail(origin, "damaged compressed data: block header cut off");
  Block block;
  block.coding = CodingOf(static_cast<char>(stored[0]), static_cast<char>(stored[1]), origin);
  const auto bytes = LittleEndian24(stored.subspan(3, 3));
  block.size = LittleEndian24(stored.subspan(6, 3));
  stored = stored.subspan(kHeaderBytes);
  if (bytes == 0 || block.size == 0 || bytes > stored.size()) {
    Fail(origin, "damaged compressed data: block of " + std::to_string(bytes) + " bytes where " +
                     std::to_string(stored.size()) + " are left");
  }
  block.data = stored.first(bytes);
  stored = stored.subspan(bytes);
  return block;
}

/// The most that a block can decompress to.
std::size_t LargestYield(const Block& block) {
  const auto bytes = block.data.size();
  switch (block.coding) {
    case Coding::kZlib:
    case Coding::kDeflate:
      return bytes * 1032 + 64;
    case Coding::kLz4:
      return bytes * 255 + 64;
    case Coding::kZstd: {
      const auto size = ZSTD_getFrameContentSize(block.data.data(), bytes);
      return size == ZSTD_CONTENTSIZE_ERROR ? 0 : size;
    }
    case Coding::kXz:
      break;
  }
  return block.size;
}

[[noreturn]] void Damaged(const Origin& origin, const Block& block) {
  static constexpr const char* kNames[] = {"zlib", "zlib", "lzma", "lz4", "zstd"};
  Fail(origin,
       std::string("damaged ") + kNames[static_cast<int>(block.coding)] + "-compressed data");
}

/// Of decompressing a block into a limited space.
enum class Outcome { kDone, kFull, kDamaged };

/// As much is taken without a look at what comes out.
constexpr std::size_t kTrusted = std::size_t{1} << 20;

struct DeflateDelete {
  void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
};
struct ZstdDelete {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// Frees what lzma_block_header_decode took for the options.
class FilterOptions {
 public:
  explicit FilterOptions(lzma_filter* filters) : filters_(filters) {}
  FilterOptions(const FilterOptions&) = delete;
  ~FilterOptions() { lzma_filters_free(filters_, nullptr); }

 private:
  lzma_filter* filters_;
};

}  // namespace

struct Decompressor::State {
  std::unique_ptr<libdeflate_decompressor, DeflateDelete> deflate;
  std::unique_ptr<ZSTD_DCtx, ZstdDelete> zstd;
  lzma_stream xz = LZMA_STREAM_INIT;

  State() = default;
  State(const State&) = delete;
  ~State() { lzma_end(&xz); }

  /// Decompresses the first out.size() bytes of a block, or all of it.
  Outcome Run(const Block& block, std::span<std::byte> out) {
    switch (block.coding) {
      case Coding::kZlib:
      case Coding::kDeflate:
        return Deflate(block, out);
      case Coding::kXz:
        return Xz(block, out);
      case Coding::kLz4:
        return Lz4(block, out);
      case Coding::kZstd:
        break;
    }
    return Zstd(block, out);
  }

 private:
  Outcome Deflate(const Block& block, std::span<std::byte> out) {
    if (!deflate) deflate.reset(libdeflate_alloc_decompressor());
    if (!deflate) throw std::bad_alloc();
    const auto decompress =
        block.coding == Coding::kZlib ? libdeflate_zlib_decompress : libdeflate_deflate_decompress;
    switch (decompress(deflate.get(), block.data.data(), block.data.size(), out.data(), out.size(),
                       nullptr)) {
      case LIBDEFLATE_SUCCESS:
        return Outcome::kDone;
      case LIBDEFLATE_INSUFFICIENT_SPACE:
        return Outcome::kFull;
      default:
        return Outcome::kDamaged;
    }
  }

  /// The parts of the stream one by one: its block header may ask for a dictionary of any size,
  /// but what is decompressed can never refer further back than to its own beginning.
  Outcome Xz(const Block& block, std::span<std::byte> out) {
    auto in = block.data;
    const auto take = [&](std::size_t count) {
      const auto* head = reinterpret_cast<const std::uint8_t*>(in.data());
      in = in.subspan(count);
      return head;
    };
    lzma_stream_flags flags;
    if (in.size() <= LZMA_STREAM_HEADER_SIZE ||
        lzma_stream_header_decode(&flags, take(LZMA_STREAM_HEADER_SIZE)) != LZMA_OK) {
      return Outcome::kDamaged;
    }
    lzma_filter filters[LZMA_FILTERS_MAX + 1];
    lzma_block head{};
    head.version = 1;
    head.check = flags.check;
    head.filters = filters;
    head.header_size = lzma_block_header_size_decode(std::to_integer<std::uint32_t>(in[0]));
    if (head.header_size > in.size() ||
        lzma_block_header_decode(&head, nullptr, take(head.header_size)) != LZMA_OK) {
      return Outcome::kDamaged;
    }
    const FilterOptions options(filters);
    if (filters[0].id != LZMA_FILTER_LZMA2) return Outcome::kDamaged;
    auto& dictionary = static_cast<lzma_options_lzma*>(filters[0].options)->dict_size;
    const auto reach = static_cast<std::uint32_t>(out.size());  // less than 16 MiB
    dictionary = std::min(dictionary, std::max<std::uint32_t>(LZMA_DICT_SIZE_MIN, reach));
    if (lzma_block_decoder(&xz, &head) != LZMA_OK) return Outcome::kDamaged;
    xz.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    xz.avail_in = in.size();
    xz.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    xz.avail_out = out.size();
    const auto result = lzma_code(&xz, LZMA_FINISH);
    if (result == LZMA_STREAM_END && xz.avail_out == 0) return Outcome::kDone;
    return result == LZMA_OK && xz.avail_out == 0 ? Outcome::kFull : Outcome::kDamaged;
  }

  static Outcome Lz4(const Block& block, std::span<std::byte> out) {
    if (block.data.size() < kHashBytes) return Outcome::kDamaged;
    const auto data = block.data.subspan(kHashBytes);
    if (XXH64(data.data(), data.size(), 0) != LoadBigEndian<std::uint64_t>(block.data.data())) {
      return Outcome::kDamaged;
    }
    const auto* from = reinterpret_cast<const char*>(data.data());
    auto* to = reinterpret_cast<char*>(out.data());
    const auto bytes = static_cast<int>(data.size()), room = static_cast<int>(out.size());
    const bool whole = out.size() >= block.size;
    const int got = whole ? LZ4_decompress_safe(from, to, bytes, room)
                          : LZ4_decompress_safe_partial(from, to, bytes, room, room);
    if (got != room) return Outcome::kDamaged;
    return whole ? Outcome::kDone : Outcome::kFull;
  }

  Outcome Zstd(const Block& block, std::span<std::byte> out) {
    if (!zstd) zstd.reset(ZSTD_createDCtx());
    if (!zstd) throw std::bad_alloc();
    const auto got = ZSTD_decompressDCtx(zstd.get(), out.data(), out.size(), block.data.data(),
                                         block.data.size());
    if (ZSTD_isError(got) != 0) {
      const bool full = ZSTD_getErrorCode(got) == ZSTD_error_dstSize_tooSmall;
      return full ? Outcome::kFull : Outcome::kDamaged;
    }
    return got == out.size() ? Outcome::kDone : Outcome::kDamaged;
  }
};

namespace {

/// Decompresses into memory that grows with what comes out, to see whether there is as much as the
/// header says.
void TryBlock(Decompressor::State& state, const Block& block, const Origin& origin) {
  std::vector<std::byte> out;
  for (auto room = std::min(block.size, kTrusted);; room = std::min(block.size, 2 * room)) {
    out.resize(room);
    const auto outcome = state.Run(block, out);
    if (outcome == Outcome::kDone && room == block.size) return;
    if (outcome != Outcome::kFull || room == block.size) Damaged(origin, block);
  }
}

}  // namespace

void CheckBlocks(std::span<const std::byte> stored, std::int64_t size, const Origin& origin,
                 std::int64_t file_bytes) {
  std::int64_t sum = 0;
  const auto all = stored;
  while (!stored.empty() && sum < size) {
    const auto block = TakeBlock(stored, origin);
    if (block.size > LargestYield(block)) {
      Fail(origin, "damaged compressed data: " + std::to_string(block.data.size()) +
                       " bytes cannot hold " + std::to_string(block.size));
    }
    sum += static_cast<std::int64_t>(block.size);
  }
  if (sum != size) {
    Fail(origin, "damaged compressed data: blocks hold " + std::to_string(sum) +
                     " bytes, the key says " + std::to_string(size));
  }
  if (size / 4 <= std::max(file_bytes, static_cast<std::int64_t>(kTrusted))) return;
  Decompressor::State state;
  for (stored = all, sum = 0; sum < size;) {
    const auto block = TakeBlock(stored, origin);
    TryBlock(state, block, origin);
    sum += static_cast<std::int64_t>(block.size);
  }
}

Decompressor::Decompressor() : state_(std::make_unique<State>()) {}
Decompressor::~Decompressor() = default;
Decompressor::Decompressor(Decompressor&&) noexcept = default;
Decompressor& Decompressor::operator=(Decompressor&&) noexcept = default;

void Decompressor::Decompress(std::span<const std::byte> stored, std::span<std::byte> out,
                              const Origin& origin) {
  while (!out.empty()) {
    const auto block = TakeBlock(stored, origin);
    if (block.size > out.size()) Fail(origin, "damaged compressed data: too much of it");
    if (state_->Run(block, out.first(block.size)) != Outcome::kDone) Damaged(origin, block);
    out = out.subspan(block.size);
  }
}

}  // namespace TMVA::inline standalone::rootio
