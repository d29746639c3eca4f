// A file on disk read by position: thread-safe, no mapped pages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace TMVA::inline standalone::rootio {

class RawFile {
 public:
  /// Throws FileFormatError when `path` cannot be opened or is not a regular file.
  explicit RawFile(const std::string& path);
  ~RawFile();
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  const std::string& Path() const { return path_; }
  std::int64_t Size() const { return size_; }

  /// Fills `out` from `offset`; FileFormatError naming `object` when the file ends before.
  void Read(std::int64_t offset, std::span<std::byte> out, const std::string& object) const;
  std::vector<std::byte> Read(std::int64_t offset, std::int64_t count,
                              const std::string& object) const;
  /// Throws unless [offset, offset + count) lies in the file.
  void CheckInside(std::int64_t offset, std::int64_t count, const std::string& object) const;

 private:
  std::string path_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

}  // namespace TMVA::inline standalone::rootio
