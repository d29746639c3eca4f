// Crash-safe writing of small files.
#include "tmva/weights/replace_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

[[noreturn]] void Fail(const std::string& path, const char* what, int code) {
  throw ModelError(path + ": " + what + ": " + std::strerror(code));
}

/// A file that is removed unless it is given its final name.
class TemporaryFile {
 public:
  TemporaryFile(std::string target, std::string name)
      : target_(std::move(target)),
        name_(std::move(name)),
        descriptor_(
            ::open(name_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666)) {
    if (descriptor_ < 0) Fail(target_, "cannot be created", errno);
  }
  ~TemporaryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!kept_) ::unlink(name_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void Write(std::string_view content) {
    while (!content.empty()) {
      const auto size = ::write(descriptor_, content.data(), content.size());
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) Fail(target_, "cannot be written", errno);
      content.remove_prefix(static_cast<std::size_t>(size));
    }
  }

  void Keep() {
    if (::fsync(descriptor_) != 0) Fail(target_, "cannot be written", errno);
    const int descriptor = std::exchange(descriptor_, -1);
    if (::close(descriptor) != 0) Fail(target_, "cannot be written", errno);
    if (std::rename(name_.c_str(), target_.c_str()) != 0)
      Fail(target_, "cannot be replaced", errno);
    kept_ = true;
  }

 private:
  std::string target_, name_;
  int descriptor_;
  bool kept_ = false;
};

}  // namespace

void ReplaceFile(const std::string& path, std::string_view content) {
  static std::atomic<unsigned> count = 0;  // two threads may write the same file
  const std::filesystem::path target(path);
  const auto name = "." + target.filename().string() + ".tmp-" + std::to_string(::getpid()) + "-" +
                    std::to_string(count++);
  const auto folder = target.parent_path();
  TemporaryFile file(path, (folder / name).string());
  file.Write(content);
  file.Keep();
  // The new name is safe once the folder is; a folder that cannot be synced is no fault of the
  // file.
  const int descriptor =
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  (void)::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace TMVA::inline standalone
