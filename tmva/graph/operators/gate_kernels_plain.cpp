// The gates of an LSTM with what every processor has.
#include "tmva/graph/operators/gate_kernels.h"

namespace TMVA::inline standalone::onnx {
namespace {

#include "tmva/graph/operators/gate_loops.h"

}  // namespace

void GatesPlain(const GateTask& task) { Gates(task); }

}  // namespace TMVA::inline standalone::onnx
