// Temporary file or the end of an existing one; write, fsync, then the step that makes it valid.
#include "dataloader/rootio/write_sink.h"

#include <TMVA/Error.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::size_t kPendingBytes = 1 << 18;

[[noreturn]] void FailAt(const std::string& path, const std::string& what, int error) {
  throw Error(path + ": " + what + ": " + std::generic_category().message(error));
}

}  // namespace

int Descriptor::Close() noexcept { return value_ < 0 ? 0 : ::close(std::exchange(value_, -1)); }

LockedFile::LockedFile(const std::string& name) : path(name) {
  std::error_code error;
  target = std::filesystem::canonical(path, error).string();
  if (error) FailAt(path, "cannot be updated", error.value());
  // O_NONBLOCK: a pipe must not keep us waiting.
  descriptor = Descriptor(::open(target.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  if (!descriptor.is_open()) FailAt(path, "cannot be updated", errno);
  struct stat opened{}, named{};
  if (::fstat(descriptor.get(), &opened) != 0 || !S_ISREG(opened.st_mode))
    throw Error(path + ": cannot be updated: it is not a regular file");
  // File systems without locks give other errors.
  if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw Error(path + ": is being updated already");
  if (::stat(target.c_str(), &named) != 0 || named.st_ino != opened.st_ino ||
      named.st_dev != opened.st_dev)
    throw Error(path + ": was replaced by another file just now");
}

FileSink::FileSink(const std::string& path) : path_(path), target_(path) {
  const auto slash = path_.rfind('/');
  if (path_.empty() || slash + 1 == path_.size())
    throw Error("cannot write a ROOT file: '" + path_ + "' names no file");
  struct stat info{};
  if (::stat(path_.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
    throw Error(path_ + ": cannot be written: it exists and is not a regular file");
  OpenTemporary();
  StartHash();
}

FileSink::FileSink(UpdateTarget target)
    : path_(target.file.path),
      target_(target.file.target),
      start_(target.end),
      written_(target.end) {
  if (target.in_place) {
    file_ = std::move(target.file.descriptor);
  } else {
    lock_ = std::move(target.file.descriptor);
    OpenTemporary();
    try {
      CopyFrom(lock_.get());
    } catch (...) {
      Abandon();
      throw;
    }
  }
  StartHash();
}

FileSink::~FileSink() { Abandon(); }

void FileSink::Abandon() noexcept {
  if (!temporary_.empty()) {
    ::unlink(temporary_.c_str());
  } else if (file_.is_open()) {
    // Readers ignore what is behind the end, and the next update overwrites it.
    [[maybe_unused]] const int result = ::ftruncate(file_.get(), start_);
  }
  file_.Close();
  lock_.Close();
}

void FileSink::StartHash() {
  hash_.reset(XXH3_createState());
  XXH3_128bits_reset(hash_.get());
  pending_.reserve(kPendingBytes);
}

void FileSink::OpenTemporary() {
  const auto slash = target_.rfind('/');
  folder_ = slash == std::string::npos ? "." : target_.substr(0, slash == 0 ? 1 : slash);
  const auto name = target_.substr(slash + 1);  // npos + 1 is 0
  for (int n = 0;; ++n) {
    temporary_ =
        folder_ + "/." + name + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(n);
    file_ = Descriptor(::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file_.is_open()) return;
    if (errno != EEXIST) {
      const int error = errno;
      temporary_.clear();
      Fail("cannot make a file in folder '" + folder_ + "'", error);
    }
  }
}

void FileSink::CopyFrom(int source) {
  struct stat info{};
  if (::fstat(source, &info) == 0) ::fchmod(file_.get(), info.st_mode & 07777);
  std::vector<std::byte> buffer(kPendingBytes);
  for (std::int64_t done = 0; done < start_;) {
    const auto wanted = std::min<std::int64_t>(start_ - done, kPendingBytes);
    const auto n = ::pread(source, buffer.data(), static_cast<std::size_t>(wanted), done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) Fail("cannot be copied", n == 0 ? EIO : errno);
    WriteFully(done, std::span(buffer).first(static_cast<std::size_t>(n)));
    done += n;
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
  if (!file_.is_open()) throw Error(path_ + ": is closed and cannot be written any more");
  while (!bytes.empty()) {
    const auto n = ::pwrite(file_.get(), bytes.data(), bytes.size(), offset);
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

void FileSink::Synchronise() {
  if (::fsync(file_.get()) != 0) Fail("cannot write", errno);
}

void FileSink::Commit(std::span<const std::byte> head) {
  Flush();
  if (temporary_.empty()) Synchronise();
  WriteFully(0, head);
  start_ = written_;  // from here on the new content is valid
  Synchronise();
  struct stat info{};
  if (::fstat(file_.get(), &info) == 0 && info.st_size > written_) {
    // Left behind by a process that was killed; of no harm.
    [[maybe_unused]] const int result = ::ftruncate(file_.get(), written_);
  }
  if (file_.Close() != 0) Fail("cannot write", errno);
  if (!temporary_.empty()) Rename();
}

void FileSink::Rename() {
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) Fail("cannot be replaced", errno);
  temporary_.clear();
  lock_.Close();
  // The name is durable once the folder is; not every file system can do this, and then it does not
  // matter to the contents.
  if (const Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      folder.is_open())
    ::fsync(folder.get());
}

void FileSink::Fail(const std::string& what, int error) const { FailAt(path_, what, error); }

}  // namespace TMVA::inline standalone::rootwrite
