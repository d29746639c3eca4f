// The file being written: a new one under a temporary name, or an existing one behind its end.
#pragma once

#include <xxhash.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace TMVA::inline standalone::rootwrite {

/// An open file.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  int get() const { return value_; }
  bool is_open() const { return value_ >= 0; }
  /// As ::close(); some file systems report a full disk only here.
  int Close() noexcept;

 private:
  int value_ = -1;
};

/// An existing file, open for writing and locked against others that update it.
struct LockedFile {
  /// Errors when it is missing, is not a regular file, cannot be written, or is being updated.
  explicit LockedFile(const std::string& path);

  std::string path;    ///< as given
  std::string target;  ///< with symbolic links resolved
  Descriptor descriptor;
};

/// How an existing file is added to.
struct UpdateTarget {
  LockedFile file;
  std::int64_t end;  ///< what lies behind is of no use and overwritten
  /// Append to the file itself; else to a copy that replaces it, for files whose first bytes cannot
  /// be changed at once.
  bool in_place;
};

/// Every failure is an Error naming the target path and the system's reason. Destroyed without
/// Commit() the file is as it was, and so is what a process that is killed leaves behind.
class FileSink {
 public:
  explicit FileSink(const std::string& path);
  explicit FileSink(UpdateTarget target);
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
  /// Makes what was appended durable, then valid by writing the first bytes of the file.
  void Commit(std::span<const std::byte> head);
  /// Leaves the file as it was and unlocks it.
  void Abandon() noexcept;

 private:
  struct HashDeleter {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  void StartHash();
  void OpenTemporary();
  void CopyFrom(int source);
  void Flush();
  void WriteFully(std::int64_t offset, std::span<const std::byte> bytes);
  void Synchronise();
  void Rename();
  [[noreturn]] void Fail(const std::string& what, int error) const;

  std::string path_, target_;
  std::string folder_;
  std::string temporary_;  ///< empty: the target itself is written
  Descriptor lock_;        ///< of a file that a copy replaces
  Descriptor file_;
  std::int64_t start_ = 0;  ///< end of what was there before
  std::int64_t written_ = 0;
  std::vector<std::byte> pending_;
  std::unique_ptr<XXH3_state_t, HashDeleter> hash_;
};

}  // namespace TMVA::inline standalone::rootwrite
