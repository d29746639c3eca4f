// Decompression of ROOT's blocks.
#include "dataloader/rootio/compression.h"

#include <libdeflate.h>
#include <lz4.h>
#include <lzma.h>
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <string>

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

[[noreturn]] void Damaged(const Origin& origin, const char* codec) {
  Fail(origin, std::string("damaged ") + codec + "-compressed data");
}

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

  void Deflate(const Block& block, std::span<std::byte> out, const Origin& origin) {
    if (!deflate) deflate.reset(libdeflate_alloc_decompressor());
    if (!deflate) throw std::bad_alloc();
    const auto result =
        block.coding == Coding::kZlib
            ? libdeflate_zlib_decompress(deflate.get(), block.data.data(), block.data.size(),
                                         out.data(), out.size(), nullptr)
            : libdeflate_deflate_decompress(deflate.get(), block.data.data(), block.data.size(),
                                            out.data(), out.size(), nullptr);
    if (result != LIBDEFLATE_SUCCESS) Damaged(origin, "zlib");
  }

  /// The parts of the stream one by one: its block header may ask for a dictionary of any size,
  /// but what is decompressed can never refer further back than to its own beginning.
  void Xz(const Block& block, std::span<std::byte> out, const Origin& origin) {
    const auto* in = reinterpret_cast<const std::uint8_t*>(block.data.data());
    const auto size = block.data.size();
    lzma_stream_flags flags;
    if (size <= LZMA_STREAM_HEADER_SIZE || lzma_stream_header_decode(&flags, in) != LZMA_OK) {
      Damaged(origin, "lzma");
    }
    lzma_filter filters[LZMA_FILTERS_MAX + 1];
    lzma_block head{};
    head.version = 1;
    head.check = flags.check;
    head.filters = filters;
    head.header_size = lzma_block_header_size_decode(in[LZMA_STREAM_HEADER_SIZE]);
    if (head.header_size > size - LZMA_STREAM_HEADER_SIZE ||
        lzma_block_header_decode(&head, nullptr, in + LZMA_STREAM_HEADER_SIZE) != LZMA_OK) {
      Damaged(origin, "lzma");
    }
    const FilterOptions options(filters);
    if (filters[0].id != LZMA_FILTER_LZMA2) Damaged(origin, "lzma");
    auto& dictionary = static_cast<lzma_options_lzma*>(filters[0].options)->dict_size;
    dictionary = std::min(
        dictionary,
        std::max<std::uint32_t>(LZMA_DICT_SIZE_MIN, static_cast<std::uint32_t>(out.size())));
    if (lzma_block_decoder(&xz, &head) != LZMA_OK) Damaged(origin, "lzma");
    xz.next_in = in + LZMA_STREAM_HEADER_SIZE + head.header_size;
    xz.avail_in = size - LZMA_STREAM_HEADER_SIZE - head.header_size;
    xz.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    xz.avail_out = out.size();
    if (lzma_code(&xz, LZMA_FINISH) != LZMA_STREAM_END || xz.avail_out != 0) {
      Damaged(origin, "lzma");
    }
  }

  static void Lz4(const Block& block, std::span<std::byte> out, const Origin& origin) {
    if (block.data.size() < kHashBytes) Damaged(origin, "lz4");
    const auto data = block.data.subspan(kHashBytes);
    if (XXH64(data.data(), data.size(), 0) != LoadBigEndian<std::uint64_t>(block.data.data())) {
      Fail(origin, "damaged lz4-compressed data: checksum differs");
    }
    const int got = LZ4_decompress_safe(
        reinterpret_cast<const char*>(data.data()), reinterpret_cast<char*>(out.data()),
        static_cast<int>(data.size()), static_cast<int>(out.size()));
    if (got < 0 || static_cast<std::size_t>(got) != out.size()) Damaged(origin, "lz4");
  }

  void Zstd(const Block& block, std::span<std::byte> out, const Origin& origin) {
    if (!zstd) zstd.reset(ZSTD_createDCtx());
    if (!zstd) throw std::bad_alloc();
    const auto got = ZSTD_decompressDCtx(zstd.get(), out.data(), out.size(), block.data.data(),
                                         block.data.size());
    if (ZSTD_isError(got) || got != out.size()) Damaged(origin, "zstd");
  }
};

void CheckBlocks(std::span<const std::byte> stored, std::int64_t size, const Origin& origin) {
  std::int64_t sum = 0;
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
    const auto part = out.first(block.size);
    switch (block.coding) {
      case Coding::kZlib:
      case Coding::kDeflate:
        state_->Deflate(block, part, origin);
        break;
      case Coding::kXz:
        state_->Xz(block, part, origin);
        break;
      case Coding::kLz4:
        State::Lz4(block, part, origin);
        break;
      case Coding::kZstd:
        state_->Zstd(block, part, origin);
        break;
    }
    out = out.subspan(block.size);
  }
}

}  // namespace TMVA::inline standalone::rootio
