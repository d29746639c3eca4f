// Reading weight files, plain or compressed.
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include <zlib.h>

#include <TMVA/WeightNode.h>

#include "tmva/weights/weight_parser.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 18;
// XML packs to a tenth or so. What unpacks to far more is made to fill the memory.
constexpr std::int64_t kMaxExpansion = 100;
constexpr std::int64_t kFreeExpansion = std::int64_t{16} << 20;

struct CloseGz {
  void operator()(gzFile file) const { gzclose_r(file); }
};
using GzHandle = std::unique_ptr<std::remove_pointer_t<gzFile>, CloseGz>;

[[noreturn]] void FailRead(gzFile file, const std::string& path, int code) {
  const std::string what = code == Z_ERRNO ? std::strerror(errno) : gzerror(file, &code);
  throw ModelError(path + ": cannot be read: " + what);
}

void CheckExpansion(gzFile file, const std::string& path, std::int64_t total) {
  if (total > kFreeExpansion && total > kMaxExpansion * static_cast<std::int64_t>(gzoffset(file)))
    throw ModelError(path + ": unpacks to more than " + std::to_string(kMaxExpansion) +
                     " times its size");
}

}  // namespace

std::unique_ptr<WeightNode> ReadWeightFile(const std::string& path) {
  // zlib passes files that are not compressed through as they are.
  errno = 0;
  const GzHandle file(gzopen(path.c_str(), "rb"));
  if (file == nullptr)
    throw ModelError(path + ": cannot be opened: " + std::strerror(errno != 0 ? errno : ENOMEM));
  gzbuffer(file.get(), kBufferSize);
  WeightParser parser(path);
  std::vector<char> buffer(kBufferSize);
  std::int64_t total = 0;
  while (true) {
    const int size = gzread(file.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
    int code = Z_OK;
    gzerror(file.get(), &code);
    if (code == Z_BUF_ERROR) throw ModelError(path + ": the compressed file is truncated");
    if (size < 0 || (code != Z_OK && code != Z_STREAM_END)) FailRead(file.get(), path, code);
    if (size == 0) break;
    total += size;
    if (gzdirect(file.get()) == 0) CheckExpansion(file.get(), path, total);
    parser.Feed({buffer.data(), static_cast<std::size_t>(size)});
  }
  return parser.Finish();
}

std::unique_ptr<WeightNode> ParseWeights(std::string_view xml, const std::string& name) {
  WeightParser parser(name);
  parser.Feed(xml);
  return parser.Finish();
}

}  // namespace TMVA::inline standalone
