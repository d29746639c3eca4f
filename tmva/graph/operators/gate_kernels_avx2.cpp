// The gates of an LSTM with AVX2.
#include "tmva/graph/operators/gate_kernels.h"

namespace TMVA::inline standalone::onnx {
namespace {

#include "tmva/graph/operators/gate_loops.h"

}  // namespace

void GatesAvx2(const GateTask& task) { Gates(task); }

}  // namespace TMVA::inline standalone::onnx
