// TVectorD and TVectorF: vectors of numbers.
#pragma once

#include <cstddef>
#include <vector>

#include <TObject.h>

inline namespace tmva_root {

/// A vector. DataError for sizes that do not go together and indices outside.
template <class T>
class TVectorT : public TObject {
 public:
  TVectorT() = default;
  explicit TVectorT(Int_t size) : values_(static_cast<std::size_t>(size)) {}
  TVectorT(Int_t size, const T* values) : values_(values, values + size) {}
  const char* ClassName() const override;

  Int_t GetNrows() const { return static_cast<Int_t>(values_.size()); }
  Int_t GetNoElements() const { return GetNrows(); }
  T* GetMatrixArray() { return values_.data(); }
  const T* GetMatrixArray() const { return values_.data(); }
  void ResizeTo(Int_t size) { values_.resize(static_cast<std::size_t>(size)); }
  T& operator()(Int_t i) { return values_[At(i)]; }
  T operator()(Int_t i) const { return values_[At(i)]; }
  T& operator[](Int_t i) { return values_[At(i)]; }
  T operator[](Int_t i) const { return values_[At(i)]; }

  TVectorT& Zero();
  Double_t Sum() const;
  Double_t Norm2Sqr() const;
  T Min() const;
  T Max() const;
  TVectorT& operator+=(const TVectorT& other);
  TVectorT& operator-=(const TVectorT& other);
  TVectorT& operator*=(T factor);
  void Print(Option_t* option = "") const override;

  friend TVectorT operator+(TVectorT a, const TVectorT& b) { return a += b; }
  friend TVectorT operator-(TVectorT a, const TVectorT& b) { return a -= b; }
  friend TVectorT operator*(T factor, TVectorT a) { return a *= factor; }
  friend Double_t operator*(const TVectorT& a, const TVectorT& b) {
    a.CheckSame(b);
    Double_t product = 0;
    for (Int_t i = 0; i < a.GetNrows(); ++i) product += a(i) * b(i);
    return product;
  }

 protected:
  Int_t WriteInto(TDirectory& directory, const std::string& name) override;

 private:
  std::size_t At(Int_t i) const;
  void CheckSame(const TVectorT& other) const;

  std::vector<T> values_;
};

using TVectorD = TVectorT<Double_t>;
using TVectorF = TVectorT<Float_t>;
using TVector = TVectorF;

}  // namespace tmva_root
