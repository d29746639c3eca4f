// RVec: a vector with arithmetic.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>
#include <type_traits>
#include <vector>

#include <TMVA/Error.h>

namespace ROOT::VecOps::inline tmva_root {

/// std::vector, element by element in arithmetic and comparisons; DataError for vectors of
/// different lengths. A vector of truths as index selects.
template <class T>
class RVec : public std::vector<T> {
 public:
  using std::vector<T>::vector;
  using std::vector<T>::operator[];
  RVec() = default;
  RVec(const std::vector<T>& values) : std::vector<T>(values) {}

  RVec operator[](const RVec<int>& selected) const {
    RVec result;
    for (std::size_t i = 0; i < Common(this->size(), selected.size()); ++i)
      if (selected[i]) result.push_back((*this)[i]);
    return result;
  }
  static std::size_t Common(std::size_t a, std::size_t b) {
    if (a != b)
      throw TMVA::DataError("RVec: lengths " + std::to_string(a) + " and " + std::to_string(b) +
                            " do not go together");
    return a;
  }
};

template <class R, class A, class B, class Operation>
RVec<R> Combine(const RVec<A>& a, const RVec<B>& b, Operation operation) {
  RVec<R> result(RVec<A>::Common(a.size(), b.size()));
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = operation(a[i], b[i]);
  return result;
}
template <class R, class A, class Operation>
RVec<R> Apply(const RVec<A>& a, Operation operation) {
  RVec<R> result(a.size());
  std::transform(a.begin(), a.end(), result.begin(), operation);
  return result;
}

#define TMVA_RVEC_OPERATOR(op, Result)                                   \
  template <class A, class B>                                            \
  auto operator op(const RVec<A>& a, const RVec<B>& b) {                 \
    return Combine<Result(A, B)>(a, b, [](A x, B y) { return x op y; }); \
  }                                                                      \
  template <class A, class B>                                            \
    requires std::is_arithmetic_v<B>                                     \
  auto operator op(const RVec<A>& a, B b) {                              \
    return Apply<Result(A, B)>(a, [b](A x) { return x op b; });          \
  }                                                                      \
  template <class A, class B>                                            \
    requires std::is_arithmetic_v<A>                                     \
  auto operator op(A a, const RVec<B>& b) {                              \
    return Apply<Result(A, B)>(b, [a](B y) { return a op y; });          \
  }
#define TMVA_RVEC_NUMBER(A, B) std::common_type_t<A, B>
#define TMVA_RVEC_TRUTH(A, B) int
TMVA_RVEC_OPERATOR(+, TMVA_RVEC_NUMBER)
TMVA_RVEC_OPERATOR(-, TMVA_RVEC_NUMBER)
TMVA_RVEC_OPERATOR(*, TMVA_RVEC_NUMBER)
TMVA_RVEC_OPERATOR(/, TMVA_RVEC_NUMBER)
TMVA_RVEC_OPERATOR(<, TMVA_RVEC_TRUTH)
TMVA_RVEC_OPERATOR(>, TMVA_RVEC_TRUTH)
TMVA_RVEC_OPERATOR(<=, TMVA_RVEC_TRUTH)
TMVA_RVEC_OPERATOR(>=, TMVA_RVEC_TRUTH)
TMVA_RVEC_OPERATOR(==, TMVA_RVEC_TRUTH)
TMVA_RVEC_OPERATOR(!=, TMVA_RVEC_TRUTH)
TMVA_RVEC_OPERATOR(&&, TMVA_RVEC_TRUTH)
TMVA_RVEC_OPERATOR(||, TMVA_RVEC_TRUTH)
#undef TMVA_RVEC_OPERATOR
#undef TMVA_RVEC_NUMBER
#undef TMVA_RVEC_TRUTH

template <class T>
T Sum(const RVec<T>& v) {
  return std::accumulate(v.begin(), v.end(), T(0));
}
template <class T>
double Mean(const RVec<T>& v) {
  return v.empty() ? 0 : static_cast<double>(Sum(v)) / static_cast<double>(v.size());
}
template <class T>
T Max(const RVec<T>& v) {
  return *std::max_element(v.begin(), v.end());
}
template <class T>
T Min(const RVec<T>& v) {
  return *std::min_element(v.begin(), v.end());
}
template <class T>
bool Any(const RVec<T>& v) {
  return std::any_of(v.begin(), v.end(), [](const T& x) { return bool(x); });
}
template <class T>
bool All(const RVec<T>& v) {
  return std::all_of(v.begin(), v.end(), [](const T& x) { return bool(x); });
}
template <class T>
RVec<T> Sort(RVec<T> v) {
  std::sort(v.begin(), v.end());
  return v;
}
template <class T>
RVec<T> Reverse(RVec<T> v) {
  std::reverse(v.begin(), v.end());
  return v;
}

}  // namespace ROOT::VecOps::inline tmva_root

namespace ROOT {
using VecOps::RVec;
using RVecD = RVec<double>;
using RVecF = RVec<float>;
using RVecI = RVec<int>;
}  // namespace ROOT
