// Reading and writing ONNX files and the files beside them that hold their data.
#include "tmva/graph/onnx/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include <TMVA/Error.h>

#include "tmva/graph/onnx/tensors.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// An open file; `what` names it in messages.
class OpenFile {
 public:
  OpenFile(int descriptor, std::string what) : descriptor_(descriptor), what_(std::move(what)) {
    if (descriptor_ < 0) Fail(std::string("cannot be opened: ") + strerror(errno));
    struct stat status{};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
      ::close(descriptor_);
      Fail("is no regular file");
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  ~OpenFile() { ::close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  std::uint64_t Size() const { return size_; }
  std::string Read(std::uint64_t offset, std::uint64_t length) const {
    std::string bytes(length, '\0');
    for (std::size_t done = 0; done < bytes.size();) {
      const auto got = ::pread(descriptor_, bytes.data() + done, bytes.size() - done,
                               static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0)
        Fail(got < 0 ? std::string("cannot be read: ") + strerror(errno)
                     : "became shorter while read");
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  }
  [[noreturn]] void Fail(const std::string& what) const { throw FileFormatError(what_, what); }

 private:
  int descriptor_;
  std::string what_;
  std::uint64_t size_ = 0;
};

/// Opens `location` below `directory`, one step after the other: no step may be a link. A path that
/// is checked first and opened afterwards could be exchanged in between.
int OpenBelow(const std::string& directory, const std::filesystem::path& location) {
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  int at = ::open(directory.c_str(), kFlags | O_DIRECTORY);
  for (auto part = location.begin(); part != location.end() && at >= 0; ++part) {
    const bool last = std::next(part) == location.end();
    const int next = ::openat(at, part->c_str(), kFlags | O_NOFOLLOW | (last ? 0 : O_DIRECTORY));
    const int error = errno;
    ::close(at);
    errno = error;
    at = next;
  }
  return at;
}

class ExternalData {
 public:
  ExternalData(std::string directory, const std::string& path)
      : directory_(std::move(directory)), path_(path) {}

  void Read(Tensor& tensor) {
    if (!tensor.external) return;
    std::string location;
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length;
    for (const auto& [key, value] : tensor.external_data) {
      if (key == "location") location = value;
      if (key == "offset") offset = Number(tensor, key, value);
      if (key == "length") length = Number(tensor, key, value);
    }
    const auto& file = Open(tensor, location);
    if (offset > file.Size() || (length && *length > file.Size() - offset))
      Fail(tensor, "offset " + std::to_string(offset) +
                       (length ? " and length " + std::to_string(*length) : "") +
                       " go beyond the end of '" + location + "', which has " +
                       std::to_string(file.Size()) + " bytes");
    const auto size = length.value_or(file.Size() - offset);
    // Tensors may share their bytes, but a small file must not fill the memory.
    auto& room = room_[location];
    if (size > room)
      Fail(tensor, "the tensors in '" + location + "' are much larger than the file, all together");
    room -= size;
    tensor.raw = file.Read(offset, size);
    tensor.external = false;
    tensor.external_data.clear();
    if (!tensor.form.IsNew())
      tensor.form.present = (tensor.form.present & ~(1U << 13 | 1U << 14)) | 1U << 9;
  }

 private:
  [[noreturn]] void Fail(const Tensor& tensor, const std::string& what) const {
    throw FileFormatError(path_, "external data: " + what, -1, "tensor '" + tensor.name + "'");
  }

  std::uint64_t Number(const Tensor& tensor, const std::string& key,
                       const std::string& text) const {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
      Fail(tensor, key + " '" + text + "' is no whole number");
    return number;
  }

  const OpenFile& Open(const Tensor& tensor, const std::string& location) {
    if (const auto known = files_.find(location); known != files_.end()) return known->second;
    const std::filesystem::path path(location);
    bool inside =
        !location.empty() && !path.is_absolute() && location.find('\0') == std::string::npos;
    for (const auto& part : path) inside = inside && !part.empty() && part != "..";
    if (!inside)
      Fail(tensor, "the location '" + location + "' does not lie below the model's directory");
    constexpr std::uint64_t kTimesShared = 16;
    const int descriptor = OpenBelow(directory_, path);
    if (descriptor < 0 && (errno == ELOOP || errno == ENOTDIR))
      Fail(tensor, "the location '" + location + "' leads over a link or a file");
    const auto full = (std::filesystem::path(directory_) / path).string();
    const auto& file = files_.try_emplace(location, descriptor, full).first->second;
    room_[location] = file.Size() * kTimesShared;
    return file;
  }

  std::string directory_, path_;
  std::map<std::string, OpenFile> files_;
  std::map<std::string, std::uint64_t> room_;  ///< bytes that may still be read of each
};

}  // namespace

std::string ReadFileBytes(const std::string& path) {
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK), path);
  return file.Read(0, file.Size());
}

void WriteFileBytes(const std::string& path, std::string_view bytes) {
  static std::atomic<int> count{0};
  const std::string temporary =
      path + "." + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".tmp";
  const auto fail = [&](bool made) {
    const int error = errno;
    if (made) ::unlink(temporary.c_str());
    throw FileFormatError(path, std::string("cannot be written: ") + strerror(error));
  };
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(false);
  bool good = true;
  for (std::size_t done = 0; good && done < bytes.size();) {
    const auto written = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    good = written > 0;
    if (good) done += static_cast<std::size_t>(written);
  }
  good = good && ::fsync(descriptor) == 0;
  good = ::close(descriptor) == 0 && good;
  if (!good || ::rename(temporary.c_str(), path.c_str()) != 0) fail(true);
}

void ReadExternalData(Model& model, const std::string& directory, const std::string& path) {
  ExternalData data(directory, path);
  ForEachTensor(model, [&](Tensor& tensor) { data.Read(tensor); });
}

bool HasExternalData(const Model& model) {
  bool found = false;
  ForEachTensor(model, [&](const Tensor& tensor) { found = found || tensor.external; });
  return found;
}

Model LoadModel(const std::string& path) {
  Model model = ParseModel(ReadFileBytes(path), path);
  const auto directory = std::filesystem::path(path).parent_path();
  ReadExternalData(model, directory.empty() ? "." : directory.string(), path);
  return model;
}

}  // namespace TMVA::inline standalone::onnx
