// ByteSource: where the bytes of a file come from - a disk, a server, a Python object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace TMVA::inline standalone {

/// Half-open range of bytes of a file.
struct ByteRange {
  std::int64_t offset = 0;
  std::int64_t size = 0;
  std::int64_t end() const { return offset + size; }
  bool operator==(const ByteRange&) const = default;
};

/// Bytes read by position. Immutable and thread-safe. Every failure is an Error that names the
/// path.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// How messages name the file.
  virtual const std::string& Path() const = 0;
  virtual std::int64_t Size() const = 0;
  /// Fills `out` from `offset` on; an Error when there are fewer bytes.
  virtual void Read(std::int64_t offset, std::span<std::byte> out) const = 0;
  /// Tells which bytes are wanted next, in the order of their use, so that distant sources can
  /// fetch many at once. A hint: what is read later may differ.
  virtual void WillRead(std::span<const ByteRange> ranges) const;
  /// False where hints change nothing: callers then need not gather them.
  virtual bool WantsHints() const { return true; }
};

/// A file on a local disk. FileFormatError when it is missing or not a regular file.
std::shared_ptr<const ByteSource> OpenLocalFile(const std::string& path);

}  // namespace TMVA::inline standalone
