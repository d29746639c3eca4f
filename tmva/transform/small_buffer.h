// SmallBuffer: the values of one event, on the stack for all but very wide selections.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace TMVA::inline standalone {

template <class T>
class SmallBuffer {
 public:
  explicit SmallBuffer(std::size_t size) {
    if (size > small_.size()) large_.resize(size);
    values_ = {large_.empty() ? small_.data() : large_.data(), size};
  }
  SmallBuffer(const SmallBuffer&) = delete;
  SmallBuffer& operator=(const SmallBuffer&) = delete;
  std::span<T> Values() { return values_; }

 private:
  std::array<T, 64> small_;
  std::vector<T> large_;
  std::span<T> values_;
};

}  // namespace TMVA::inline standalone
