// TMatrixD, TMatrixF and TMatrixDSym: matrices.
#pragma once

#include <cstddef>
#include <vector>

#include <TNamed.h>
#include <TVectorD.h>

inline namespace tmva_root {

/// A matrix of numbers, row after row. DataError for sizes that do not go together and indices
/// outside.
template <class T>
class TMatrixT : public TObject {
 public:
  enum EMatrixCreatorsOp1 { kZero, kUnit, kTransposed, kInverted, kAtA };

  TMatrixT() = default;
  TMatrixT(Int_t rows, Int_t columns)
      : rows_(rows), columns_(columns), values_(static_cast<std::size_t>(rows) * columns) {}
  TMatrixT(Int_t rows, Int_t columns, const T* values)
      : rows_(rows), columns_(columns), values_(values, values + rows * columns) {}
  TMatrixT(EMatrixCreatorsOp1 operation, const TMatrixT& of);
  const char* ClassName() const override;

  Int_t GetNrows() const { return rows_; }
  Int_t GetNcols() const { return columns_; }
  Int_t GetNoElements() const { return rows_ * columns_; }
  T* GetMatrixArray() { return values_.data(); }
  const T* GetMatrixArray() const { return values_.data(); }
  TMatrixT& ResizeTo(Int_t rows, Int_t columns);
  T& operator()(Int_t row, Int_t column) { return values_[At(row, column)]; }
  T operator()(Int_t row, Int_t column) const { return values_[At(row, column)]; }
  /// A row, so that m[i][j] works.
  T* operator[](Int_t row) { return values_.data() + At(row, 0); }
  const T* operator[](Int_t row) const { return values_.data() + At(row, 0); }

  TMatrixT& Zero();
  TMatrixT& UnitMatrix();
  TMatrixT& Transpose(const TMatrixT& of);
  /// DataError for a singular matrix.
  TMatrixT& Invert(Double_t* determinant = nullptr);
  Double_t Determinant() const;
  Double_t Sum() const;
  Bool_t IsSymmetric() const;
  TMatrixT& operator+=(const TMatrixT& other);
  TMatrixT& operator-=(const TMatrixT& other);
  TMatrixT& operator*=(T factor);
  TMatrixT& operator*=(const TMatrixT& other);
  void Print(Option_t* option = "") const override;

  friend TMatrixT operator+(TMatrixT a, const TMatrixT& b) { return a += b; }
  friend TMatrixT operator-(TMatrixT a, const TMatrixT& b) { return a -= b; }
  friend TMatrixT operator*(TMatrixT a, const TMatrixT& b) { return a *= b; }
  friend TMatrixT operator*(T factor, TMatrixT a) { return a *= factor; }
  friend TMatrixT operator*(TMatrixT a, T factor) { return a *= factor; }
  friend TVectorT<T> operator*(const TMatrixT& a, const TVectorT<T>& b) {
    a.CheckProduct(b.GetNrows());
    TVectorT<T> product(a.rows_);
    for (Int_t i = 0; i < a.rows_; ++i)
      for (Int_t j = 0; j < a.columns_; ++j) product(i) += a(i, j) * b(j);
    return product;
  }

 protected:
  Int_t WriteInto(TDirectory& directory, const std::string& name) override;

 private:
  std::size_t At(Int_t row, Int_t column) const;
  void CheckSame(const TMatrixT& other) const;
  void CheckProduct(Int_t rows) const;

  Int_t rows_ = 0, columns_ = 0;
  std::vector<T> values_;
};

/// A square matrix; both halves are kept.
template <class T>
class TMatrixTSym : public TMatrixT<T> {
 public:
  TMatrixTSym() = default;
  explicit TMatrixTSym(Int_t size) : TMatrixT<T>(size, size) {}
  TMatrixTSym(Int_t size, const T* values) : TMatrixT<T>(size, size, values) {}
};

using TMatrixD = TMatrixT<Double_t>;
using TMatrixF = TMatrixT<Float_t>;
using TMatrix = TMatrixF;
using TMatrixDSym = TMatrixTSym<Double_t>;
using TMatrixFSym = TMatrixTSym<Float_t>;

}  // namespace tmva_root
