// Kernels in exact 64-bit integers.
#include "dataloader/expression/kernels.h"

namespace TMVA::inline standalone {
namespace {

template <class F>
bool ForEach(int count, F f) {
  for (int i = 0; i < count; ++i) f(i);
  return false;
}

/// For operations that can fail: f returns true where it did.
template <class F>
bool Checked(int count, std::uint8_t* bad, F f) {
  bool any = false;
  for (int i = 0; i < count; ++i) {
    if (!f(i)) continue;
    any = true;
    bad[i] = 1;
  }
  return any;
}

bool Modulo(std::int64_t& a, std::int64_t b) {
  if (b == 0) return true;
  a = b == -1 ? 0 : a % b;
  return false;
}

/// Bits are those of an unsigned number; from 2^63 on it does not fit.
bool Shift(std::int64_t& a, std::int64_t b, bool left) {
  if (b < 0 || b > 63) return true;
  const auto bits = static_cast<std::uint64_t>(a);
  a = static_cast<std::int64_t>(left ? bits << b : bits >> b);
  return a < 0;
}

bool Arithmetic(Op op, int n, std::int64_t* a, const std::int64_t* b, std::uint8_t* bad) {
  const auto negate = [](std::int64_t& x) { return __builtin_sub_overflow(0, x, &x); };
  switch (op) {
    case Op::kNegate:
      return Checked(n, bad, [=](int i) { return negate(a[i]); });
    case Op::kAbs:
      return Checked(n, bad, [=](int i) { return a[i] < 0 && negate(a[i]); });
    case Op::kAdd:
      return Checked(n, bad, [=](int i) { return __builtin_add_overflow(a[i], b[i], &a[i]); });
    case Op::kSubtract:
      return Checked(n, bad, [=](int i) { return __builtin_sub_overflow(a[i], b[i], &a[i]); });
    case Op::kMultiply:
      return Checked(n, bad, [=](int i) { return __builtin_mul_overflow(a[i], b[i], &a[i]); });
    case Op::kSquare:
      return Checked(n, bad, [=](int i) { return __builtin_mul_overflow(a[i], a[i], &a[i]); });
    case Op::kModulo:
      return Checked(n, bad, [=](int i) { return Modulo(a[i], b[i]); });
    case Op::kShiftLeft:
      return Checked(n, bad, [=](int i) { return Shift(a[i], b[i], true); });
    case Op::kShiftRight:
      return Checked(n, bad, [=](int i) { return Shift(a[i], b[i], false); });
    case Op::kBitAnd:
      return Checked(n, bad, [=](int i) { return (a[i] &= b[i]) < 0; });
    case Op::kBitOr:
      return Checked(n, bad, [=](int i) { return (a[i] |= b[i]) < 0; });
    case Op::kMin:
      return ForEach(n, [=](int i) { a[i] = a[i] <= b[i] ? a[i] : b[i]; });
    case Op::kMax:
      return ForEach(n, [=](int i) { a[i] = a[i] >= b[i] ? a[i] : b[i]; });
    case Op::kSign:
      return ForEach(n, [=](int i) { a[i] = a[i] < 0 ? -1 : 1; });
    default:
      return false;
  }
}

bool Truth(Op op, int n, std::int64_t* a, const std::int64_t* b) {
  switch (op) {
    case Op::kNot:
      return ForEach(n, [=](int i) { a[i] = a[i] == 0; });
    case Op::kBool:
      return ForEach(n, [=](int i) { a[i] = a[i] != 0; });
    case Op::kLess:
      return ForEach(n, [=](int i) { a[i] = a[i] < b[i]; });
    case Op::kLessEqual:
      return ForEach(n, [=](int i) { a[i] = a[i] <= b[i]; });
    case Op::kGreater:
      return ForEach(n, [=](int i) { a[i] = a[i] > b[i]; });
    case Op::kGreaterEqual:
      return ForEach(n, [=](int i) { a[i] = a[i] >= b[i]; });
    case Op::kEqual:
      return ForEach(n, [=](int i) { a[i] = a[i] == b[i]; });
    case Op::kNotEqual:
      return ForEach(n, [=](int i) { a[i] = a[i] != b[i]; });
    case Op::kAnd:
      return ForEach(n, [=](int i) { a[i] = (a[i] != 0) & (b[i] != 0); });
    case Op::kOr:
      return ForEach(n, [=](int i) { a[i] = (a[i] != 0) | (b[i] != 0); });
    default:
      return false;
  }
}

}  // namespace

bool ApplyToIntegers(const Instruction& step, int count, std::int64_t* a, const std::int64_t* b,
                     std::uint8_t* bad) {
  return GivesTruth(step.op) ? Truth(step.op, count, a, b) : Arithmetic(step.op, count, a, b, bad);
}

}  // namespace TMVA::inline standalone
