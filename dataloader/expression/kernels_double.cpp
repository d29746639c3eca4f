// Kernels in double. An invalid operation gives NaN: division by zero, bits of what is no integer.
#include <cmath>
#include <limits>

#include "dataloader/expression/kernels.h"

namespace TMVA::inline standalone {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

template <class F>
void ForEach(int count, F f) {
  for (int i = 0; i < count; ++i) f(i);
}

double Modulo(double a, double b) {
  constexpr double kLimit = 0x1p63;
  if (!(std::fabs(a) < kLimit && std::fabs(b) < kLimit)) return kNaN;
  const auto x = static_cast<std::int64_t>(a), y = static_cast<std::int64_t>(b);
  return y == 0 ? kNaN : y == -1 ? 0 : static_cast<double>(x % y);
}

/// An operation on bits, which are those of unsigned 64-bit numbers: -1 has all bits set.
template <class F>
double OnBits(double a, double b, F f) {
  const auto has_bits = [](double x) { return x > -0x1p63 && x < 0x1p64; };
  const auto bits = [](double x) {
    return x < 0 ? static_cast<std::uint64_t>(static_cast<std::int64_t>(x))
                 : static_cast<std::uint64_t>(x);
  };
  return has_bits(a) && has_bits(b) ? static_cast<double>(f(bits(a), bits(b))) : kNaN;
}

double Shift(double a, double b, bool left) {
  if (!(b > -1 && b < 64)) return kNaN;
  return OnBits(a, b, [left](std::uint64_t x, std::uint64_t y) { return left ? x << y : x >> y; });
}

void Arithmetic(const Instruction& step, int n, double* a, const double* b) {
  switch (step.op) {
    case Op::kNegate:
      return ForEach(n, [=](int i) { a[i] = -a[i]; });
    case Op::kAdd:
      return ForEach(n, [=](int i) { a[i] += b[i]; });
    case Op::kSubtract:
      return ForEach(n, [=](int i) { a[i] -= b[i]; });
    case Op::kMultiply:
      return ForEach(n, [=](int i) { a[i] *= b[i]; });
    case Op::kDivide:
      return ForEach(n, [=](int i) { a[i] = b[i] != 0 ? a[i] / b[i] : kNaN; });
    case Op::kModulo:
      return ForEach(n, [=](int i) { a[i] = Modulo(a[i], b[i]); });
    case Op::kPower:
      return ForEach(n, [=](int i) { a[i] = std::pow(a[i], b[i]); });
    case Op::kSquare:
      return ForEach(n, [=](int i) { a[i] *= a[i]; });
    case Op::kShiftLeft:
      return ForEach(n, [=](int i) { a[i] = Shift(a[i], b[i], true); });
    case Op::kShiftRight:
      return ForEach(n, [=](int i) { a[i] = Shift(a[i], b[i], false); });
    case Op::kBitAnd:
      return ForEach(
          n, [=](int i) { a[i] = OnBits(a[i], b[i], [](auto x, auto y) { return x & y; }); });
    case Op::kBitOr:
      return ForEach(
          n, [=](int i) { a[i] = OnBits(a[i], b[i], [](auto x, auto y) { return x | y; }); });
    default:
      return;
  }
}

void Functions(const Instruction& step, int n, double* a, const double* b, const double* c) {
  switch (step.op) {
    case Op::kMin:
      return ForEach(n, [=](int i) { a[i] = b[i] < a[i] ? b[i] : a[i]; });
    case Op::kMax:
      return ForEach(n, [=](int i) { a[i] = a[i] < b[i] ? b[i] : a[i]; });
    case Op::kAbs:
      return ForEach(n, [=](int i) { a[i] = std::fabs(a[i]); });
    // TTreeFormula's: the root of the absolute value. TMath::Sqrt is the strict one.
    case Op::kSqrt:
      return ForEach(n, [=](int i) { a[i] = std::sqrt(std::fabs(a[i])); });
    case Op::kSign:
      return ForEach(n, [=](int i) { a[i] = a[i] < 0 ? -1 : a[i] >= 0 ? 1 : kNaN; });
    case Op::kUnary:
      return ForEach(n, [=](int i) { a[i] = step.unary(a[i]); });
    case Op::kBinary:
      return ForEach(n, [=](int i) { a[i] = step.binary(a[i], b[i]); });
    case Op::kTernary:
      return ForEach(n, [=](int i) { a[i] = step.ternary(a[i], b[i], c[i]); });
    default:
      return;
  }
}

void Truth(const Instruction& step, int n, const double* a, const double* b, std::int64_t* t) {
  switch (step.op) {
    case Op::kNot:
      return ForEach(n, [=](int i) { t[i] = a[i] == 0; });
    case Op::kBool:
      return ForEach(n, [=](int i) { t[i] = a[i] != 0; });
    case Op::kLess:
      return ForEach(n, [=](int i) { t[i] = a[i] < b[i]; });
    case Op::kLessEqual:
      return ForEach(n, [=](int i) { t[i] = a[i] <= b[i]; });
    case Op::kGreater:
      return ForEach(n, [=](int i) { t[i] = a[i] > b[i]; });
    case Op::kGreaterEqual:
      return ForEach(n, [=](int i) { t[i] = a[i] >= b[i]; });
    case Op::kEqual:
      return ForEach(n, [=](int i) { t[i] = a[i] == b[i]; });
    case Op::kNotEqual:
      return ForEach(n, [=](int i) { t[i] = a[i] != b[i]; });
    case Op::kAnd:
      return ForEach(n, [=](int i) { t[i] = (a[i] != 0) & (b[i] != 0); });
    case Op::kOr:
      return ForEach(n, [=](int i) { t[i] = (a[i] != 0) | (b[i] != 0); });
    default:
      return;
  }
}

}  // namespace

bool GivesTruth(Op op) {
  return op == Op::kNot || op == Op::kBool || (op >= Op::kLess && op <= Op::kOr);
}

int OperandsOf(Op op) {
  switch (op) {
    case Op::kNegate:
    case Op::kNot:
    case Op::kBool:
    case Op::kSquare:
    case Op::kAbs:
    case Op::kSqrt:
    case Op::kSign:
    case Op::kUnary:
      return 1;
    case Op::kTernary:
      return 3;
    default:
      return 2;
  }
}

void ApplyToDoubles(const Instruction& step, int count, double* a, const double* b, const double* c,
                    std::int64_t* truth) {
  if (GivesTruth(step.op))
    Truth(step, count, a, b, truth);
  else if (step.op >= Op::kMin)
    Functions(step, count, a, b, c);
  else
    Arithmetic(step, count, a, b);
}

}  // namespace TMVA::inline standalone
