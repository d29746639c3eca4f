// TMatrixD, TMatrixF, TVectorD and TVectorF.
#include <TMatrixD.h>

#include <algorithm>
#include <cstdio>
#include <numeric>

#include <Eigen/LU>

#include <TDirectory.h>

#include <TMVA/Error.h>
#include <TMVA/Histogram.h>

inline namespace tmva_root {
namespace {

template <class T>
using Rows = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
Eigen::Map<const Rows<T>> AsEigen(const TMatrixT<T>& m) {
  return {m.GetMatrixArray(), m.GetNrows(), m.GetNcols()};
}

[[noreturn]] void Refuse(const std::string& what) { throw TMVA::DataError(what); }

std::string Size(Int_t rows, Int_t columns) {
  return std::to_string(rows) + " x " + std::to_string(columns);
}

}  // namespace

template <class T>
TMatrixT<T>::TMatrixT(EMatrixCreatorsOp1 operation, const TMatrixT& of) : TMatrixT(of) {
  switch (operation) {
    case kZero:
      Zero();
      break;
    case kUnit:
      UnitMatrix();
      break;
    case kTransposed:
      Transpose(of);
      break;
    case kInverted:
      Invert();
      break;
    case kAtA:
      Transpose(of);
      *this *= of;
      break;
  }
}

template <class T>
const char* TMatrixT<T>::ClassName() const {
  return sizeof(T) == sizeof(double) ? "TMatrixT<double>" : "TMatrixT<float>";
}

template <class T>
std::size_t TMatrixT<T>::At(Int_t row, Int_t column) const {
  if (row < 0 || row >= rows_ || column < 0 || column >= columns_)
    Refuse("matrix: element (" + std::to_string(row) + ", " + std::to_string(column) + ") of a " +
           Size(rows_, columns_) + " matrix");
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
         static_cast<std::size_t>(column);
}

template <class T>
void TMatrixT<T>::CheckSame(const TMatrixT& other) const {
  if (rows_ != other.rows_ || columns_ != other.columns_)
    Refuse("matrix: " + Size(rows_, columns_) + " and " + Size(other.rows_, other.columns_) +
           " cannot be added");
}

template <class T>
void TMatrixT<T>::CheckProduct(Int_t rows) const {
  if (columns_ != rows)
    Refuse("matrix: " + Size(rows_, columns_) + " cannot be multiplied with " +
           std::to_string(rows) + " rows");
}

template <class T>
TMatrixT<T>& TMatrixT<T>::ResizeTo(Int_t rows, Int_t columns) {
  TMatrixT resized(rows, columns);
  for (Int_t i = 0; i < std::min(rows, rows_); ++i)
    for (Int_t j = 0; j < std::min(columns, columns_); ++j) resized(i, j) = (*this)(i, j);
  *this = resized;
  return *this;
}

template <class T>
TMatrixT<T>& TMatrixT<T>::Zero() {
  std::ranges::fill(values_, T(0));
  return *this;
}

template <class T>
TMatrixT<T>& TMatrixT<T>::UnitMatrix() {
  Zero();
  for (Int_t i = 0; i < std::min(rows_, columns_); ++i) (*this)(i, i) = 1;
  return *this;
}

template <class T>
TMatrixT<T>& TMatrixT<T>::Transpose(const TMatrixT& of) {
  TMatrixT turned(of.columns_, of.rows_);
  for (Int_t i = 0; i < of.rows_; ++i)
    for (Int_t j = 0; j < of.columns_; ++j) turned(j, i) = of(i, j);
  *this = turned;
  return *this;
}

template <class T>
TMatrixT<T>& TMatrixT<T>::Invert(Double_t* determinant) {
  const double value = Determinant();
  if (determinant != nullptr) *determinant = value;
  if (value == 0) Refuse("matrix: a singular matrix cannot be inverted");
  const Rows<T> inverse = Eigen::PartialPivLU<Rows<T>>(AsEigen(*this)).inverse();
  std::copy_n(inverse.data(), values_.size(), values_.data());
  return *this;
}

template <class T>
Double_t TMatrixT<T>::Determinant() const {
  if (rows_ != columns_)
    Refuse("matrix: a " + Size(rows_, columns_) + " matrix has no determinant");
  return static_cast<Double_t>(Rows<T>(AsEigen(*this)).determinant());
}

template <class T>
Double_t TMatrixT<T>::Sum() const {
  return std::accumulate(values_.begin(), values_.end(), 0.0);
}

template <class T>
Bool_t TMatrixT<T>::IsSymmetric() const {
  if (rows_ != columns_) return false;
  for (Int_t i = 0; i < rows_; ++i)
    for (Int_t j = 0; j < i; ++j)
      if ((*this)(i, j) != (*this)(j, i)) return false;
  return true;
}

template <class T>
TMatrixT<T>& TMatrixT<T>::operator+=(const TMatrixT& other) {
  CheckSame(other);
  std::ranges::transform(values_, other.values_, values_.begin(), std::plus());
  return *this;
}

template <class T>
TMatrixT<T>& TMatrixT<T>::operator-=(const TMatrixT& other) {
  CheckSame(other);
  std::ranges::transform(values_, other.values_, values_.begin(), std::minus());
  return *this;
}

template <class T>
TMatrixT<T>& TMatrixT<T>::operator*=(T factor) {
  for (T& value : values_) value *= factor;
  return *this;
}

template <class T>
TMatrixT<T>& TMatrixT<T>::operator*=(const TMatrixT& other) {
  CheckProduct(other.rows_);
  const Rows<T> product = AsEigen(*this) * AsEigen(other);
  columns_ = other.columns_;
  values_.assign(product.data(), product.data() + product.size());
  return *this;
}

template <class T>
void TMatrixT<T>::Print(Option_t*) const {
  std::printf("\n%dx%d matrix is as follows\n", rows_, columns_);
  constexpr Int_t kAtOnce = 5;
  for (Int_t begin = 0; begin < columns_; begin += kAtOnce) {
    const Int_t end = std::min(begin + kAtOnce, columns_);
    std::printf("\n     |");
    for (Int_t j = begin; j < end; ++j) std::printf("%7d    |", j);
    const Int_t widest = std::min(columns_, kAtOnce);
    std::printf("\n%s\n", std::string(static_cast<std::size_t>(5 + 13 * widest), '-').c_str());
    for (Int_t i = 0; i < rows_; ++i) {
      std::printf("%4d |", i);
      for (Int_t j = begin; j < end; ++j)
        std::printf("%11.4g ", static_cast<double>((*this)(i, j)));
      std::printf("\n");
    }
    std::printf("\n");
  }
  std::fflush(stdout);
}

template <class T>
Int_t TMatrixT<T>::WriteInto(TDirectory& directory, const std::string& name) {
  directory.Output().Write(directory.PathInFile(), name,
                           TMVA::StoredMatrix{rows_, columns_, {values_.begin(), values_.end()}});
  return static_cast<Int_t>(values_.size() * sizeof(double));
}

template class TMatrixT<Double_t>;
template class TMatrixT<Float_t>;

template <class T>
const char* TVectorT<T>::ClassName() const {
  return sizeof(T) == sizeof(double) ? "TVectorT<double>" : "TVectorT<float>";
}

template <class T>
std::size_t TVectorT<T>::At(Int_t i) const {
  if (i < 0 || i >= GetNrows())
    Refuse("vector: element " + std::to_string(i) + " of " + std::to_string(GetNrows()));
  return static_cast<std::size_t>(i);
}

template <class T>
void TVectorT<T>::CheckSame(const TVectorT& other) const {
  if (GetNrows() != other.GetNrows())
    Refuse("vector: " + std::to_string(GetNrows()) + " and " + std::to_string(other.GetNrows()) +
           " elements do not go together");
}

template <class T>
TVectorT<T>& TVectorT<T>::Zero() {
  std::ranges::fill(values_, T(0));
  return *this;
}

template <class T>
Double_t TVectorT<T>::Sum() const {
  return std::accumulate(values_.begin(), values_.end(), 0.0);
}

template <class T>
Double_t TVectorT<T>::Norm2Sqr() const {
  return *this * *this;
}

template <class T>
T TVectorT<T>::Min() const {
  return values_.empty() ? T(0) : *std::ranges::min_element(values_);
}

template <class T>
T TVectorT<T>::Max() const {
  return values_.empty() ? T(0) : *std::ranges::max_element(values_);
}

template <class T>
TVectorT<T>& TVectorT<T>::operator+=(const TVectorT& other) {
  CheckSame(other);
  std::ranges::transform(values_, other.values_, values_.begin(), std::plus());
  return *this;
}

template <class T>
TVectorT<T>& TVectorT<T>::operator-=(const TVectorT& other) {
  CheckSame(other);
  std::ranges::transform(values_, other.values_, values_.begin(), std::minus());
  return *this;
}

template <class T>
TVectorT<T>& TVectorT<T>::operator*=(T factor) {
  for (T& value : values_) value *= factor;
  return *this;
}

template <class T>
void TVectorT<T>::Print(Option_t*) const {
  std::printf("\nVector (%d)  is as follows\n\n     |   %6d  |\n------------------\n", GetNrows(),
              1);
  for (Int_t i = 0; i < GetNrows(); ++i)
    std::printf("%4d |%11.4g \n", i, static_cast<double>((*this)(i)));
  std::printf("\n");
  std::fflush(stdout);
}

template <class T>
Int_t TVectorT<T>::WriteInto(TDirectory& directory, const std::string& name) {
  directory.Output().Write(directory.PathInFile(), name,
                           TMVA::StoredMatrix{GetNrows(), 1, {values_.begin(), values_.end()}});
  return static_cast<Int_t>(values_.size() * sizeof(double));
}

template class TVectorT<Double_t>;
template class TVectorT<Float_t>;

}  // namespace tmva_root
