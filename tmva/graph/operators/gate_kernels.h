// The gates of an LSTM, in vector code, compiled once for each instruction set. Only plain data
// cross.
#pragma once

namespace TMVA::inline standalone::onnx {

/// Sigmoid for the gates, tanh for the cell and its output: what nearly all networks have.
struct GateTask {
  const float* gates;  ///< rows x (input, output, forget, cell) x hidden
  float* c;            ///< rows x hidden: the cell, before and after
  float* h;            ///< rows x hidden: the output
  long rows, hidden;
};

using GateKernel = void (*)(const GateTask&);

void GatesAvx512(const GateTask&);
void GatesAvx2(const GateTask&);
void GatesPlain(const GateTask&);

}  // namespace TMVA::inline standalone::onnx
