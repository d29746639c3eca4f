// RowStore: packed rows of windows.
#include "dataloader/batch/row_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::batch {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 18;

[[noreturn]] void Fail(const std::string& folder, const char* what) {
  throw DataError("cache: " + std::string(what) + " in the folder '" + folder +
                  "': " + std::strerror(errno));
}

int MakeUnnamedFile(const std::string& folder) {
#ifdef O_TMPFILE
  const int unnamed = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (unnamed >= 0) return unnamed;
#endif
  auto name = folder + "/tmva-rows-XXXXXX";
  const int file = mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) Fail(folder, "no file can be made");
  unlink(name.c_str());
  return file;
}

}  // namespace

RowStore::RowStore(std::size_t windows, std::size_t row_bytes, const std::string& folder)
    : row_bytes_(row_bytes), folder_(folder), entries_(windows) {
  if (!folder.empty()) file_ = MakeUnnamedFile(folder);
}

RowStore::~RowStore() {
  if (file_ >= 0) close(file_);
}

void RowStore::Append(std::size_t window, std::span<const std::byte> rows) {
  Piece piece{0, std::ssize(rows)};
  if (file_ >= 0) {
    {
      const std::lock_guard lock(mutex_);
      piece.at = end_;
      end_ += piece.bytes;
    }
    for (std::size_t done = 0; done < rows.size();) {
      const auto n = pwrite(file_, rows.data() + done, rows.size() - done,
                            piece.at + static_cast<std::int64_t>(done));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) Fail(folder_, "rows cannot be written");
      done += static_cast<std::size_t>(n);
    }
  }
  const std::lock_guard lock(mutex_);
  auto& entry = entries_.at(window);
  entry.rows_count += piece.bytes / static_cast<std::int64_t>(row_bytes_);
  if (file_ >= 0) {
    entry.pieces.push_back(piece);
  } else {
    entry.rows.emplace_back(rows.begin(), rows.end());
  }
}

void RowStore::Seal(std::size_t window) {
  const std::lock_guard lock(mutex_);
  entries_.at(window).sealed = true;
}

bool RowStore::IsSealed(std::size_t window) const {
  const std::lock_guard lock(mutex_);
  return entries_.at(window).sealed;
}

std::int64_t RowStore::Rows(std::size_t window) const {
  const std::lock_guard lock(mutex_);
  return entries_.at(window).rows_count;
}

const RowStore::Entry& RowStore::EntryOf(std::size_t window) const {
  const std::lock_guard lock(mutex_);
  return entries_.at(window);
}

void RowStore::Read(std::size_t window,
                    const std::function<void(std::span<const std::byte>)>& take) const {
  const auto& entry = EntryOf(window);  // sealed: nobody changes it
  const auto most = std::max(kReadBytes / row_bytes_, std::size_t{1}) * row_bytes_;
  std::vector<std::byte> buffer;
  for (const auto& rows : entry.rows) take(rows);
  for (const auto& piece : entry.pieces) {
    const auto bytes = static_cast<std::size_t>(piece.bytes);
    buffer.resize(std::max(buffer.size(), std::min(most, bytes)));
    for (std::size_t done = 0; done < bytes;) {
      const auto wanted = std::min(most, bytes - done);
      for (std::size_t got = 0; got < wanted;) {
        const auto n = pread(file_, buffer.data() + got, wanted - got,
                             piece.at + static_cast<std::int64_t>(done + got));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) Fail(folder_, "rows cannot be read back");
        got += static_cast<std::size_t>(n);
      }
      take({buffer.data(), wanted});
      done += wanted;
    }
  }
}

}  // namespace TMVA::inline standalone::batch
