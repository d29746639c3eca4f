// The file under its temporary name: appended to, patched, and renamed when it is complete.
#pragma once

#include <xxhash.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace TMVA::inline standalone::rootwrite {

/// Every failure is an Error naming the target path and the system's reason. Destroyed without
/// Commit() the temporary file is removed and the target is as it was.
class FileSink {
 public:
  explicit FileSink(const std::string& path);
  ~FileSink();
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  const std::string& path() const { return path_; }
  std::int64_t position() const { return written_ + static_cast<std::int64_t>(pending_.size()); }
  void Append(std::span<const std::byte> bytes);
  /// Replaces bytes that were appended before.
  void WriteAt(std::int64_t offset, std::span<const std::byte> bytes);
  /// Hash of all bytes appended so far: identifies the contents without a clock or random numbers.
  std::array<std::byte, 16> ContentHash() const;
  /// Makes the file durable and gives it its name.
  void Commit();

 private:
  struct HashDeleter {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  void OpenTemporary();
  void Flush();
  void WriteFully(std::int64_t offset, std::span<const std::byte> bytes);
  void Abandon() noexcept;
  [[noreturn]] void Fail(const std::string& what, int error) const;

  std::string path_;
  std::string folder_;
  std::string temporary_;
  int descriptor_ = -1;
  std::int64_t written_ = 0;
  std::vector<std::byte> pending_;
  std::unique_ptr<XXH3_state_t, HashDeleter> hash_;
};

}  // namespace TMVA::inline standalone::rootwrite
