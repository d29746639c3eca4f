// e^x, tanh, the logistic function of many numbers at once.
#pragma once

namespace TMVA::inline standalone::onnx {

/// x[i] = f(x[i]) for i < n; floats to about 2e-7 of the result.
void ExpOf(float* x, long n);
void ExpOf(double* x, long n);
void TanhOf(float* x, long n);
void TanhOf(double* x, long n);
void SigmoidOf(float* x, long n);
void SigmoidOf(double* x, long n);

// The same in AVX2; only vector_math.cpp calls these, where the processor has it.
void ExpAvx2(float* x, long n);
void TanhAvx2(float* x, long n);
void SigmoidAvx2(float* x, long n);

}  // namespace TMVA::inline standalone::onnx
