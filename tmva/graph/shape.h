// SmallVector, and Shape: the dimensions of an array, held without an allocation as long as they
// are few.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace TMVA::inline standalone::onnx {

/// As a std::vector of numbers, as far as shapes need it. Shapes and axes are made and dropped with
/// every node that runs: up to eight numbers need no memory of their own.
template <class T>
class SmallVector {
 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;
  using reverse_iterator = std::reverse_iterator<iterator>;
  using const_reverse_iterator = std::reverse_iterator<const_iterator>;

  SmallVector() = default;
  explicit SmallVector(std::size_t size, T value = 0) { resize(size, value); }
  SmallVector(std::initializer_list<T> dimensions) { assign(dimensions.begin(), dimensions.end()); }
  SmallVector(const std::vector<T>& dimensions) { assign(dimensions.begin(), dimensions.end()); }
  template <std::forward_iterator Iterator>
  SmallVector(Iterator first, Iterator last) {
    assign(first, last);
  }
  SmallVector(const SmallVector& other) { assign(other.begin(), other.end()); }
  SmallVector(SmallVector&& other) noexcept { Take(other); }
  SmallVector& operator=(const SmallVector& other) {
    if (this != &other) assign(other.begin(), other.end());
    return *this;
  }
  SmallVector& operator=(SmallVector&& other) noexcept {
    if (this != &other) Take(other);
    return *this;
  }
  operator std::vector<T>() const { return {begin(), end()}; }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* data() { return many_ ? many_.get() : few_; }
  const T* data() const { return many_ ? many_.get() : few_; }
  iterator begin() { return data(); }
  iterator end() { return data() + size_; }
  const_iterator begin() const { return data(); }
  const_iterator end() const { return data() + size_; }
  reverse_iterator rbegin() { return reverse_iterator(end()); }
  reverse_iterator rend() { return reverse_iterator(begin()); }
  const_reverse_iterator rbegin() const { return const_reverse_iterator(end()); }
  const_reverse_iterator rend() const { return const_reverse_iterator(begin()); }
  T& operator[](std::size_t i) { return data()[i]; }
  const T& operator[](std::size_t i) const { return data()[i]; }
  T& front() { return *begin(); }
  const T& front() const { return *begin(); }
  T& back() { return end()[-1]; }
  const T& back() const { return end()[-1]; }

  void clear() { size_ = 0; }
  void reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    auto larger = std::make_unique<T[]>(capacity);
    std::copy(begin(), end(), larger.get());
    many_ = std::move(larger);
    capacity_ = capacity;
  }
  void resize(std::size_t size, T value = 0) {
    Grow(size);
    if (size > size_) std::fill(data() + size_, data() + size, value);
    size_ = size;
  }
  void push_back(T dimension) { resize(size_ + 1, dimension); }
  void pop_back() { --size_; }
  /// The numbers may be some of this shape's own.
  template <std::forward_iterator Iterator>
  void assign(Iterator first, Iterator last) {
    const auto size = static_cast<std::size_t>(std::distance(first, last));
    if (size > capacity_) {
      auto larger = std::make_unique<T[]>(size);
      std::copy(first, last, larger.get());
      many_ = std::move(larger);
      capacity_ = size;
    } else {
      std::copy(first, last, data());
    }
    size_ = size;
  }
  void assign(std::size_t size, T value) {
    clear();
    resize(size, value);
  }
  iterator insert(const_iterator place, T dimension) {
    return insert(place, &dimension, &dimension + 1);
  }
  iterator insert(const_iterator place, std::size_t count, T dimension) {
    const auto at = place - begin();
    resize(size_ + count);
    std::move_backward(begin() + at, end() - count, end());
    std::fill_n(begin() + at, count, dimension);
    return begin() + at;
  }
  template <std::forward_iterator Iterator>
  iterator insert(const_iterator place, Iterator first, Iterator last) {
    const auto at = place - begin(), count = std::distance(first, last);
    resize(size_ + static_cast<std::size_t>(count));
    std::move_backward(begin() + at, end() - count, end());
    std::copy(first, last, begin() + at);
    return begin() + at;
  }
  iterator insert(const_iterator place, std::initializer_list<T> dimensions) {
    return insert(place, dimensions.begin(), dimensions.end());
  }
  iterator erase(const_iterator first, const_iterator last) {
    const auto at = first - begin(), count = last - first;
    std::move(begin() + at + count, end(), begin() + at);
    size_ -= static_cast<std::size_t>(count);
    return begin() + at;
  }
  iterator erase(const_iterator place) { return erase(place, place + 1); }

  friend bool operator==(const SmallVector& a, const SmallVector& b) {
    return std::ranges::equal(a, b);
  }
  friend auto operator<=>(const SmallVector& a, const SmallVector& b) {
    return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  static constexpr std::size_t kFew = 8;

  void Grow(std::size_t size) {
    if (size > capacity_) reserve(std::max(size, 2 * capacity_));
  }
  void Take(SmallVector& other) noexcept {
    many_ = std::move(other.many_);
    capacity_ = other.capacity_;
    size_ = other.size_;
    if (!many_) std::copy_n(other.few_, size_, few_);
    other.capacity_ = kFew;
    other.size_ = 0;
  }

  std::size_t size_ = 0, capacity_ = kFew;
  T few_[kFew];
  std::unique_ptr<T[]> many_;
};

using Shape = SmallVector<std::int64_t>;

}  // namespace TMVA::inline standalone::onnx
