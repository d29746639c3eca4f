// TArrayD, TArrayF and TArrayI: arrays of a fixed size.
#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <Rtypes.h>

inline namespace tmva_root {

template <class T>
class TArrayOf {
 public:
  TArrayOf() = default;
  explicit TArrayOf(Int_t n) : values_(static_cast<std::size_t>(n)) {}
  TArrayOf(Int_t n, const T* values) : values_(values, values + n) {}
  Int_t GetSize() const { return static_cast<Int_t>(values_.size()); }
  T* GetArray() { return values_.data(); }
  const T* GetArray() const { return values_.data(); }
  T At(Int_t i) const { return values_[Checked(i)]; }
  T GetAt(Int_t i) const { return At(i); }
  void AddAt(T value, Int_t i) { values_[Checked(i)] = value; }
  void SetAt(Double_t value, Int_t i) { values_[Checked(i)] = static_cast<T>(value); }
  void Set(Int_t n) { values_.resize(static_cast<std::size_t>(n)); }
  void Set(Int_t n, const T* values) { values_.assign(values, values + n); }
  void Reset(T value = 0) { std::fill(values_.begin(), values_.end(), value); }
  T& operator[](Int_t i) { return values_[Checked(i)]; }
  T operator[](Int_t i) const { return values_[Checked(i)]; }

 private:
  std::size_t Checked(Int_t i) const {
    if (i < 0 || i >= GetSize())
      throw std::out_of_range("TArray: index " + std::to_string(i) + " of " +
                              std::to_string(GetSize()) + " values");
    return static_cast<std::size_t>(i);
  }
  std::vector<T> values_;
};

using TArrayC = TArrayOf<Char_t>;
using TArrayD = TArrayOf<Double_t>;
using TArrayF = TArrayOf<Float_t>;
using TArrayI = TArrayOf<Int_t>;
using TArrayL = TArrayOf<Long_t>;

}  // namespace tmva_root
