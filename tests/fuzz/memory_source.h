// A file whose bytes lie in memory.
#pragma once

#include <cstring>
#include <span>
#include <string>

#include <TMVA/ByteSource.h>
#include <TMVA/Error.h>

namespace TMVA::fuzz {

class MemorySource final : public ByteSource {
 public:
  /// `bytes` must outlive the source.
  MemorySource(std::span<const std::byte> bytes, std::string path)
      : bytes_(bytes), path_(std::move(path)) {}

  const std::string& Path() const override { return path_; }
  std::int64_t Size() const override { return static_cast<std::int64_t>(bytes_.size()); }
  void Read(std::int64_t offset, std::span<std::byte> out) const override {
    const auto size = static_cast<std::int64_t>(out.size());
    if (offset < 0 || offset > Size() || size > Size() - offset) {
      throw FileFormatError(path_, "is read beyond its end", offset);
    }
    if (!out.empty()) std::memcpy(out.data(), bytes_.data() + offset, out.size());
  }

 private:
  std::span<const std::byte> bytes_;
  std::string path_;
};

}  // namespace TMVA::fuzz
