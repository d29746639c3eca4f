// Native half of bench/rootio.py: the bare codec over a file's baskets, and our own reading and
// writing from C++. Prints CPU seconds of the best of several passes.
//
//   rootio_native bare FILE               decompression and byte swap of all baskets, from memory
//   rootio_native copy FILE               the same, the baskets being read from the file first
//   rootio_native read FILE:TREE [N]      all columns, cluster by cluster into reused blocks, N
//   threads rootio_native column FILE:TREE        as above, column by column
#include <TMVA/File.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <lz4.h>
#include <lzma.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <numeric>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<unsigned char>;

constexpr int kPasses = 5;
constexpr std::size_t kClusterBytes = 30'000'000;  // what a cluster of trees takes, ROOT's and ours

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](timeval t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double WallSeconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Prints the fastest pass: CPU seconds, wall seconds, MB/s of CPU time.
template <class Pass>
void Report(const Pass& pass) {
  double cpu = 1e300, wall = 1e300;
  std::size_t bytes = 0;
  for (int i = 0; i < kPasses; ++i) {
    const double cpu_start = CpuSeconds(), wall_start = WallSeconds();
    bytes = pass();
    cpu = std::min(cpu, CpuSeconds() - cpu_start);
    wall = std::min(wall, WallSeconds() - wall_start);
  }
  std::printf("{\"cpu\": %.6f, \"wall\": %.6f, \"bytes\": %zu, \"MB/s\": %.1f}\n", cpu, wall, bytes,
              1e-6 * static_cast<double>(bytes) / cpu);
}

std::uint64_t BigEndian(const unsigned char* at, int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value = value << 8 | at[i];
  return value;
}

std::size_t LittleEndian24(const unsigned char* at) {
  return at[0] | std::size_t{at[1]} << 8 | std::size_t{at[2]} << 16;
}

struct Basket {
  std::size_t offset, stored, size;
};

/// The payloads of all TBasket records, found by walking the file from record to record.
std::vector<Basket> FindBaskets(const Bytes& file) {
  std::vector<Basket> baskets;
  for (std::size_t at = BigEndian(&file[8], 4); at + 34 < file.size();) {
    const auto length = static_cast<std::int32_t>(BigEndian(&file[at], 4));
    if (length == 0) break;
    if (length > 0) {
      const bool big = BigEndian(&file[at + 4], 2) > 1000;
      const auto* name = &file[at + (big ? 34 : 26)];
      const auto key = BigEndian(&file[at + 14], 2);
      if (name[0] == 7 && std::memcmp(name + 1, "TBasket", 7) == 0)
        baskets.push_back({at + key, static_cast<std::size_t>(length) - key,
                           static_cast<std::size_t>(BigEndian(&file[at + 6], 4))});
    }
    at += static_cast<std::size_t>(std::abs(length));
  }
  return baskets;
}

class BareCodec {
 public:
  ~BareCodec() {
    libdeflate_free_decompressor(deflate_);
    ZSTD_freeDCtx(zstd_);
  }
  /// All blocks of a payload.
  void Decode(const unsigned char* from, std::size_t stored, unsigned char* to, std::size_t size) {
    if (stored == size) return static_cast<void>(std::memcpy(to, from, size));
    const auto* end = from + stored;
    while (from < end) {
      const auto in = LittleEndian24(from + 3), out = LittleEndian24(from + 6);
      Block(from, from + 9, in, to, out);
      from += 9 + in;
      to += out;
    }
  }

 private:
  void Block(const unsigned char* tag, const unsigned char* from, std::size_t in, unsigned char* to,
             std::size_t out) {
    bool good = false;
    if (tag[0] == 'Z' && tag[1] == 'L') {
      good = libdeflate_zlib_decompress(deflate_, from, in, to, out, nullptr) == LIBDEFLATE_SUCCESS;
    } else if (tag[0] == 'L') {
      good = LZ4_decompress_safe(reinterpret_cast<const char*>(from + 8),
                                 reinterpret_cast<char*>(to), static_cast<int>(in - 8),
                                 static_cast<int>(out)) == static_cast<int>(out);
    } else if (tag[0] == 'Z') {
      good = ZSTD_decompressDCtx(zstd_, to, out, from, in) == out;
    } else if (tag[0] == 'X') {
      std::uint64_t limit = UINT64_MAX;
      std::size_t used = 0, made = 0;
      good =
          lzma_stream_buffer_decode(&limit, 0, nullptr, from, &used, in, to, &made, out) == LZMA_OK;
    }
    if (!good) {
      std::fprintf(stderr, "a block cannot be decoded\n");
      std::exit(1);
    }
  }

  libdeflate_decompressor* deflate_ = libdeflate_alloc_decompressor();
  ZSTD_DCtx* zstd_ = ZSTD_createDCtx();
};

__attribute__((target_clones("avx2", "default"))) void Swap32(const unsigned char* from,
                                                              unsigned char* to, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t bits;
    std::memcpy(&bits, from + 4 * i, 4);
    bits = __builtin_bswap32(bits);
    std::memcpy(to + 4 * i, &bits, 4);
  }
}

void Bare(const std::string& path, bool from_file) {
  std::ifstream stream(path, std::ios::binary);
  const Bytes file{std::istreambuf_iterator<char>(stream), {}};
  const auto baskets = FindBaskets(file);
  std::size_t largest = 0, largest_stored = 0;
  for (const auto& basket : baskets) {
    largest = std::max(largest, basket.size);
    largest_stored = std::max(largest_stored, basket.stored);
  }
  Bytes raw(largest), record(largest_stored);
  // The values stay where a user would find them: in memory for a cluster of all columns.
  Bytes values(kClusterBytes + largest);
  BareCodec codec;
  const int descriptor = ::open(path.c_str(), O_RDONLY);
  Report([&] {
    std::size_t bytes = 0;
    for (const auto& basket : baskets) {
      auto* to = values.data() + bytes % kClusterBytes;
      const auto* stored = &file[basket.offset];
      if (from_file) {
        if (::pread(descriptor, record.data(), basket.stored, static_cast<off_t>(basket.offset)) !=
            static_cast<ssize_t>(basket.stored))
          std::exit(1);
        stored = record.data();
      }
      const auto* plain = stored;  // nothing to decode: the swap alone
      if (basket.stored != basket.size) {
        codec.Decode(stored, basket.stored, raw.data(), basket.size);
        plain = raw.data();
      }
      Swap32(plain, to, basket.size / 4);
      bytes += basket.size;
    }
    return bytes;
  });
  ::close(descriptor);
}

std::size_t BlockBytes(const std::vector<TMVA::ColumnBlock>& blocks) {
  std::size_t bytes = 0;
  for (const auto& block : blocks)
    bytes += static_cast<std::size_t>(block.size()) * TMVA::SizeOf(block.type()) +
             4 * block.offsets().size();
  return bytes;
}

void Read(const std::string& name, int threads, bool by_column) {
  const auto source = TMVA::OpenSource(name);
  std::vector<std::size_t> columns(source->Columns().size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  const auto clusters = source->Clusters();
  std::vector<TMVA::ColumnBlock> blocks(columns.size());
  Report([&] {
    std::size_t bytes = 0;
    if (by_column) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto cursor = source->OpenCursor({columns[i]});
        cursor->Read({0, source->NumEntries()}, std::span(&blocks[0], 1));
        bytes += BlockBytes({});
      }
      return bytes;
    }
    const auto cursor = source->OpenCursor(columns);
    for (const auto& cluster : clusters) {
      if (threads > 1)
        TMVA::ReadColumns(*source, columns, cluster, blocks, threads);
      else
        cursor->Read(cluster, blocks);
      bytes += BlockBytes(blocks);
    }
    return bytes;
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 2 ? argv[1] : "";
  try {
    if (what == "bare" || what == "copy") {
      Bare(argv[2], what == "copy");
    } else if (what == "read" || what == "column") {
      Read(argv[2], argc > 3 ? std::atoi(argv[3]) : 1, what == "column");
    } else {
      std::fprintf(stderr,
                   "usage: rootio_native bare|copy FILE | read|column FILE:TREE [THREADS]\n");
      return 2;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
