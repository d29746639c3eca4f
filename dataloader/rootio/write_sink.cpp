// Temporary file, write, fsync, rename.
#include "dataloader/rootio/write_sink.h"

#include <TMVA/Error.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::size_t kPendingBytes = 1 << 18;

}  // namespace

FileSink::FileSink(const std::string& path) : path_(path), hash_(XXH3_createState()) {
  const auto slash = path_.rfind('/');
  folder_ = slash == std::string::npos ? "." : path_.substr(0, slash == 0 ? 1 : slash);
  if (path_.empty() || slash + 1 == path_.size())
    throw Error("cannot write a ROOT file: '" + path_ + "' names no file");
  struct stat info {};
  if (::stat(path_.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
    throw Error(path_ + ": cannot be written: it exists and is not a regular file");
  OpenTemporary();
  XXH3_128bits_reset(hash_.get());
  pending_.reserve(kPendingBytes);
}

FileSink::~FileSink() { Abandon(); }

void FileSink::OpenTemporary() {
  const auto name = path_.substr(path_.rfind('/') + 1);  // npos + 1 is 0
  for (int n = 0;; ++n) {
    temporary_ =
        folder_ + "/." + name + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(n);
    descriptor_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ >= 0) return;
    if (errno != EEXIST) Fail("cannot make a file in folder '" + folder_ + "'", errno);
  }
}

void FileSink::Append(std::span<const std::byte> bytes) {
  XXH3_128bits_update(hash_.get(), bytes.data(), bytes.size());
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  if (pending_.size() >= kPendingBytes) Flush();
}

void FileSink::WriteAt(std::int64_t offset, std::span<const std::byte> bytes) {
  Flush();
  WriteFully(offset, bytes);
}

void FileSink::Flush() {
  WriteFully(written_, pending_);
  written_ += static_cast<std::int64_t>(pending_.size());
  pending_.clear();
}

void FileSink::WriteFully(std::int64_t offset, std::span<const std::byte> bytes) {
  if (descriptor_ < 0) throw Error(path_ + ": is closed and cannot be written any more");
  while (!bytes.empty()) {
    const auto n = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) Fail("cannot write", n == 0 ? ENOSPC : errno);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += n;
  }
}

std::array<std::byte, 16> FileSink::ContentHash() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(hash_.get()));
  std::array<std::byte, 16> hash;
  for (std::size_t i = 0; i < hash.size(); ++i) hash[i] = std::byte{canonical.digest[i]};
  return hash;
}

void FileSink::Commit() {
  Flush();
  if (::fsync(descriptor_) != 0) Fail("cannot write", errno);
  // Some file systems report a full disk only here.
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) Fail("cannot write", errno);
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) Fail("cannot be replaced", errno);
  temporary_.clear();
  // The name is durable once the folder is; not every file system can do this, and then it does not
  // matter to the contents.
  if (const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
}

void FileSink::Abandon() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void FileSink::Fail(const std::string& what, int error) const {
  throw Error(path_ + ": " + what + ": " + std::generic_category().message(error));
}

}  // namespace TMVA::inline standalone::rootwrite
