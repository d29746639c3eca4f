// Body of the files gate_kernels_*.cpp, in a namespace of its own without a name.

/// x P(x^2) / Q(x^2), fitted to tanh on [0, 9], where it becomes 1; to 4e-7 of the result.
inline float TanhOf(float x) {
  const float low = x < -9.0F ? -9.0F : x, y = low > 9.0F ? 9.0F : low, z = y * y;
  float p = 1.3354448e-8F;
  p = p * z + 2.0608930e-5F;
  p = p * z + 3.4955789e-3F;
  p = p * z + 0.13381018F;
  p = p * z + 1.0F;
  float q = 7.7764715e-7F;
  q = q * z + 3.2856197e-4F;
  q = q * z + 2.5876947e-2F;
  q = q * z + 0.46714333F;
  q = q * z + 1.0F;
  return y * p / q;
}

inline float SigmoidOf(float x) { return 0.5F + 0.5F * TanhOf(0.5F * x); }

void Gates(const GateTask& t) {
  const long n = t.hidden;
  for (long row = 0; row < t.rows; ++row) {
    const float* __restrict input = t.gates + row * 4 * n;
    const float* __restrict output = input + n;
    const float* __restrict forget = output + n;
    const float* __restrict cell = forget + n;
    float* __restrict c = t.c + row * n;
    float* __restrict h = t.h + row * n;
    for (long i = 0; i < n; ++i) {
      const float next = SigmoidOf(forget[i]) * c[i] + SigmoidOf(input[i]) * TanhOf(cell[i]);
      c[i] = next;
      h[i] = SigmoidOf(output[i]) * TanhOf(next);
    }
  }
}
