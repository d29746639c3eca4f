// The bytes of a ROOT file, with errors that say for which object they were read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <TMVA/ByteSource.h>

namespace TMVA::inline standalone::rootio {

class RawFile {
 public:
  explicit RawFile(std::shared_ptr<const ByteSource> bytes);

  const std::string& Path() const { return bytes_->Path(); }
  std::int64_t Size() const { return size_; }

  /// Fills `out` from `offset`; FileFormatError naming `object` when the file ends before.
  void Read(std::int64_t offset, std::span<std::byte> out, const std::string& object) const;
  std::vector<std::byte> Read(std::int64_t offset, std::int64_t count,
                              const std::string& object) const;
  /// Throws unless [offset, offset + count) lies in the file.
  void CheckInside(std::int64_t offset, std::int64_t count, const std::string& object) const;
  /// Passes a hint on; ranges outside the file are left out.
  void WillRead(std::span<const ByteRange> ranges) const;
  bool WantsHints() const { return bytes_->WantsHints(); }

 private:
  std::shared_ptr<const ByteSource> bytes_;
  std::int64_t size_;
};

}  // namespace TMVA::inline standalone::rootio
