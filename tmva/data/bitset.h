// Bitset: one bit an entry.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace TMVA::inline standalone {

class Bitset {
 public:
  explicit Bitset(std::int64_t size = 0)
      : size_(size), words_(static_cast<std::size_t>((size + 63) / 64)) {}
  std::int64_t size() const { return size_; }
  bool operator[](std::int64_t i) const { return (Word(i) >> (i & 63)) & 1; }
  void Set(std::int64_t i) { Word(i) |= std::uint64_t{1} << (i & 63); }
  void Clear(std::int64_t i) { Word(i) &= ~(std::uint64_t{1} << (i & 63)); }
  std::int64_t Count() const {
    std::int64_t n = 0;
    for (auto w : words_) n += std::popcount(w);
    return n;
  }
  std::int64_t Count(std::int64_t begin, std::int64_t end) const {
    std::int64_t n = 0;
    for (auto i = begin; i < end;) {
      if ((i & 63) == 0 && i + 64 <= end) {
        n += std::popcount(words_[static_cast<std::size_t>(i >> 6)]);
        i += 64;
      } else {
        n += (*this)[i++];
      }
    }
    return n;
  }
  /// Calls use(i) for every set bit, ascending.
  template <class Use>
  void ForEach(Use use) const {
    for (std::size_t w = 0; w < words_.size(); ++w)
      for (auto bits = words_[w]; bits != 0; bits &= bits - 1)
        use(static_cast<std::int64_t>(w * 64) + std::countr_zero(bits));
  }

 private:
  std::uint64_t& Word(std::int64_t i) { return words_[static_cast<std::size_t>(i >> 6)]; }
  std::uint64_t Word(std::int64_t i) const { return words_[static_cast<std::size_t>(i >> 6)]; }
  std::int64_t size_;
  std::vector<std::uint64_t> words_;
};

}  // namespace TMVA::inline standalone
