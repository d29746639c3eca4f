// Takes ROOT files apart into first inputs for the fuzz targets of objects and codecs.
//
//   make_seeds OUTPUT_FOLDER FILE...
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <TMVA/Error.h>

#include "dataloader/rootio/compression.h"
#include "tests/fuzz/ntuple_damage.h"

namespace {

namespace fs = std::filesystem;
using namespace TMVA;
using namespace TMVA::fuzz;

constexpr std::size_t kLargest = 20000;

Bytes Load(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

void Append(Bytes& to, std::span<const std::byte> more) {
  to.insert(to.end(), more.begin(), more.end());
}

Bytes BigEndian(std::size_t number) {
  Bytes bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<std::byte>(number >> shift));
  return bytes;
}

class Seeds {
 public:
  explicit Seeds(fs::path folder) : folder_(std::move(folder)) {}

  void Take(const fs::path& path) {
    const auto file = Load(path);
    const auto records = ScanRecords(file);
    const auto payload = [&](const RecordPlace& record) {
      return std::span(file).subspan(record.payload, record.end - record.payload);
    };
    TakeNtuple(file);
    Bytes infos;
    for (const auto& record : records)
      if (record.key.name == "StreamerInfo") infos = Unpack(record, payload(record));
    for (const auto& record : records) {
      TakeBlocks(record, payload(record));
      const auto& class_name = record.key.class_name;
      if (class_name == "TBasket" || class_name == "RBlob" || class_name == "TFile") continue;
      const auto object = Unpack(record, payload(record));
      auto seed = BigEndian(infos.size());
      Append(seed, infos);
      Append(seed, std::as_bytes(std::span(class_name.c_str(), class_name.size() + 1)));
      Append(seed, object);
      Write("object", seed);
    }
  }

 private:
  void TakeNtuple(Bytes file) {
    const auto size = file.size();
    StoreNtuplesRaw(file);
    if (file.size() > size) Write("rntuple", file);
  }

  static Bytes Unpack(const RecordPlace& record, std::span<const std::byte> stored) {
    if (stored.size() == static_cast<std::size_t>(record.key.object_bytes)) {
      return {stored.begin(), stored.end()};
    }
    Bytes out(static_cast<std::size_t>(record.key.object_bytes));
    rootio::Decompressor().Decompress(stored, out, {"file", 0, "record"});
    return out;
  }

  /// The payload of a compressed record as it is; zlib's blocks without zlib's frame for CS too.
  void TakeBlocks(const RecordPlace& record, std::span<const std::byte> stored) {
    if (stored.size() < 32 || !record.key.IsCompressed()) return;
    std::string tag(reinterpret_cast<const char*>(stored.data()), 2);
    constexpr std::string_view kTags[] = {"ZL", "CS", "XZ", "L4", "ZS"};
    if (std::ranges::find(kTags, tag) == std::end(kTags)) return;
    std::ranges::transform(tag, tag.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    auto seed = BigEndian(static_cast<std::size_t>(record.key.object_bytes));
    Append(seed, stored);
    Write("codec_" + tag, seed);
    if (tag != "zl") return;
    constexpr std::size_t kHead = 9, kZlibHead = 2, kChecksum = 4;
    const auto size = stored.size() - kHead - kZlibHead - kChecksum;
    seed = BigEndian(static_cast<std::size_t>(record.key.object_bytes));
    Append(seed, stored.first(kHead));
    for (std::size_t i = 0; i < 3; ++i) seed[4 + 3 + i] = static_cast<std::byte>(size >> (8 * i));
    Append(seed, stored.subspan(kHead + kZlibHead, size));
    Write("codec_cs", seed);
  }

  void Write(const std::string& target, const Bytes& seed) {
    if (seed.size() > kLargest) return;
    fs::create_directories(folder_ / target);
    std::ofstream(folder_ / target / ("seed" + std::to_string(count_++)), std::ios::binary)
        .write(reinterpret_cast<const char*>(seed.data()),
               static_cast<std::streamsize>(seed.size()));
  }

  fs::path folder_;
  int count_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  Seeds seeds(arguments[1]);
  for (int i = 2; i < count; ++i) {
    try {
      seeds.Take(arguments[i]);
    } catch (const Error& error) {
      std::cerr << error.what() << "\n";
    }
  }
  return 0;
}
