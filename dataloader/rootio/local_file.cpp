// A file on a local disk, read by position: thread-safe, no mapped pages.
#include <TMVA/ByteSource.h>
#include <TMVA/Error.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace TMVA::inline standalone {
namespace {

class LocalFile final : public ByteSource {
 public:
  explicit LocalFile(const std::string& path) : path_(path) {
    if (path == "-")
      throw FileFormatError(path, "standard input cannot be read by position; give a file");
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0)
      throw FileFormatError(path, std::string("cannot open: ") + strerror(errno));
    struct stat status{};
    const bool known = ::fstat(descriptor_, &status) == 0;
    if (!known || !S_ISREG(status.st_mode)) {
      ::close(descriptor_);
      throw FileFormatError(path, known && S_ISDIR(status.st_mode)
                                      ? "is a directory, expected a ROOT file"
                                      : "is not a regular file; a ROOT file is read by position");
    }
    size_ = status.st_size;
  }
  ~LocalFile() override { ::close(descriptor_); }
  LocalFile(const LocalFile&) = delete;
  LocalFile& operator=(const LocalFile&) = delete;

  const std::string& Path() const override { return path_; }
  std::int64_t Size() const override { return size_; }
  bool WantsHints() const override { return false; }

  void Read(std::int64_t offset, std::span<std::byte> out) const override {
    while (!out.empty()) {
      const auto got = ::pread(descriptor_, out.data(), out.size(), offset);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0)
        throw FileFormatError(path_, std::string("cannot read: ") + strerror(errno), offset);
      if (got == 0) throw FileFormatError(path_, "file became shorter while read", offset);
      out = out.subspan(static_cast<std::size_t>(got));
      offset += got;
    }
  }

 private:
  std::string path_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

}  // namespace

// Kernels read ahead on their own.
void ByteSource::WillRead(std::span<const ByteRange>) const {}

std::shared_ptr<const ByteSource> OpenLocalFile(const std::string& path) {
  return std::make_shared<LocalFile>(path);
}

}  // namespace TMVA::inline standalone
