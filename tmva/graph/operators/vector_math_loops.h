// Loops without calls, which compilers turn into vector code. Included by files that are compiled for one instruction
// set each: everything here is local to them.
namespace {

inline float FromBits(int bits) { return __builtin_bit_cast(float, bits); }

/// 2^n times the series of e^r with |r| <= log(2) / 2.
inline float ExpOfOne(float x) {
  const float low = x < -104.0F ? -104.0F : x, bounded = low > 89.0F ? 89.0F : low;
  constexpr float kRound = 12582912.0F;  // 3 * 2^22: added, it leaves a whole number in the last bits
  const float shifted = bounded * 1.44269504F + kRound, whole = shifted - kRound;
  const int n = __builtin_bit_cast(int, shifted) - __builtin_bit_cast(int, kRound);
  // The first part of log(2) is short, so that its product is exact.
  const float r = bounded - whole * 0.693359375F + whole * 2.12194440e-4F;
  float sum = 1.0F / 5040;
  sum = sum * r + 1.0F / 720;
  sum = sum * r + 1.0F / 120;
  sum = sum * r + 1.0F / 24;
  sum = sum * r + 1.0F / 6;
  sum = sum * r + 0.5F;
  sum = sum * r + 1.0F;
  sum = sum * r + 1.0F;
  const int half = n >> 1;  // in two factors: the result may be denormal or infinite
  return sum * FromBits((half + 127) << 23) * FromBits((n - half + 127) << 23);
}

/// 1 - 2 / (e^2x + 1); where that would cancel, the series.
inline float TanhOfOne(float x) {
  const float a = __builtin_fabsf(x), y = x * x;
  const float large = 1.0F - 2.0F / (ExpOfOne(a + a) + 1.0F);
  float sum = 62.0F / 2835;
  sum = sum * y - 17.0F / 315;
  sum = sum * y + 2.0F / 15;
  sum = sum * y - 1.0F / 3;
  const float small = a + a * y * sum;
  return __builtin_copysignf(a < 0.25F ? small : large, x);
}

inline void ExpLoop(float* x, long n) {
  for (long i = 0; i < n; ++i) x[i] = ExpOfOne(x[i]);
}
inline void TanhLoop(float* x, long n) {
  for (long i = 0; i < n; ++i) x[i] = TanhOfOne(x[i]);
}
inline void SigmoidLoop(float* x, long n) {
  for (long i = 0; i < n; ++i) x[i] = 1.0F / (1.0F + ExpOfOne(-x[i]));
}

}  // namespace
