// RowStore: packed rows of windows, in memory or in a file: the cache, and rows that were spilled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace TMVA::inline standalone::batch {

/// Thread-safe. A window is written in pieces, then sealed, then read as often as wanted.
class RowStore {
 public:
  /// In memory, or with a folder in a file there that has no name: it is gone with the store,
  /// whatever happens. DataError naming the folder when it cannot be written.
  RowStore(std::size_t windows, std::size_t row_bytes, const std::string& folder = {});
  ~RowStore();
  RowStore(const RowStore&) = delete;
  RowStore& operator=(const RowStore&) = delete;

  /// Appends rows to a window; DataError naming the folder when the disk is full.
  void Append(std::size_t window, std::span<const std::byte> rows);
  void Seal(std::size_t window);
  bool IsSealed(std::size_t window) const;
  std::int64_t Rows(std::size_t window) const;
  /// Hands the rows of a sealed window out, piece by piece.
  void Read(std::size_t window,
            const std::function<void(std::span<const std::byte> rows)>& take) const;

 private:
  /// There may be many: of spilled rows one for each time that a buffer is full.
  struct Piece {
    std::int64_t at = 0;
    std::int64_t bytes = 0;
  };
  struct Entry {
    std::vector<Piece> pieces = {};                 ///< in the file
    std::vector<std::vector<std::byte>> rows = {};  ///< in memory
    std::int64_t rows_count = 0;
    bool sealed = false;
  };
  const Entry& EntryOf(std::size_t window) const;

  std::size_t row_bytes_;
  std::string folder_;
  int file_ = -1;
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
  std::int64_t end_ = 0;
};

}  // namespace TMVA::inline standalone::batch
