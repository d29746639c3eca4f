// A file on disk read by position.
#include "dataloader/rootio/raw_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::rootio {

RawFile::RawFile(const std::string& path) : path_(path) {
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) throw FileFormatError(path, std::string("cannot open: ") + strerror(errno));
  struct stat status {};
  const bool known = ::fstat(descriptor_, &status) == 0;
  if (!known || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw FileFormatError(path, known && S_ISDIR(status.st_mode)
                                    ? "is a directory, expected a ROOT file"
                                    : "is not a regular file; a ROOT file is read by position");
  }
  size_ = status.st_size;
}

RawFile::~RawFile() { ::close(descriptor_); }

void RawFile::CheckInside(std::int64_t offset, std::int64_t count,
                          const std::string& object) const {
  if (offset >= 0 && count >= 0 && offset <= size_ && count <= size_ - offset) return;
  throw FileFormatError(path_,
                        "record of " + std::to_string(count) +
                            " bytes does not lie in the file of " + std::to_string(size_) +
                            " bytes",
                        offset, object);
}

void RawFile::Read(std::int64_t offset, std::span<std::byte> out, const std::string& object) const {
  CheckInside(offset, static_cast<std::int64_t>(out.size()), object);
  std::size_t done = 0;
  while (done < out.size()) {
    const auto got = ::pread(descriptor_, out.data() + done, out.size() - done,
                             offset + static_cast<std::int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      throw FileFormatError(path_, std::string("cannot read: ") + strerror(errno), offset, object);
    }
    if (got == 0) throw FileFormatError(path_, "file became shorter while read", offset, object);
    done += static_cast<std::size_t>(got);
  }
}

std::vector<std::byte> RawFile::Read(std::int64_t offset, std::int64_t count,
                                     const std::string& object) const {
  CheckInside(offset, count, object);
  std::vector<std::byte> bytes(static_cast<std::size_t>(count));
  Read(offset, bytes, object);
  return bytes;
}

}  // namespace TMVA::inline standalone::rootio
