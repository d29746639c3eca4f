// Bytes that are appended piece by piece and taken as a whole.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

#include "dataloader/rootio/huge_pages.h"

namespace TMVA::inline standalone::rootio {

/// Unlike a vector's, its new bytes are not initialised.
class ByteBuffer {
 public:
  std::size_t size() const { return size_; }
  std::span<const std::byte> bytes() const { return {data_.get(), size_}; }
  /// Room for `count` more bytes, valid until the next call.
  std::byte* Extend(std::size_t count) {
    if (size_ + count > capacity_) Grow(size_ + count);
    size_ += count;
    return data_.get() + size_ - count;
  }
  /// Takes bytes off the end.
  void Shrink(std::size_t size) { size_ = size; }
  /// Keeps the memory unless it is far more than is usual.
  void Clear() {
    size_ = 0;
    if (capacity_ <= kUsual) return;
    data_.reset();
    capacity_ = 0;
  }

 private:
  static constexpr std::size_t kUsual = std::size_t{1} << 24;

  void Grow(std::size_t needed) {
    const auto capacity = std::max(needed, 2 * capacity_);
    auto grown = std::make_unique_for_overwrite<std::byte[]>(capacity);
    AdviseHugePages(grown.get(), needed);  // a huge page that is written in part is taken whole
    if (size_ > 0) std::memcpy(grown.get(), data_.get(), size_);
    data_ = std::move(grown);
    capacity_ = capacity;
  }

  std::unique_ptr<std::byte[]> data_;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace TMVA::inline standalone::rootio

namespace TMVA::inline standalone::rootwrite {
using rootio::ByteBuffer;
}
