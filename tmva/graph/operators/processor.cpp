// Which vector instructions this processor has.
#include "tmva/graph/operators/processor.h"

namespace TMVA::inline standalone::onnx {

Processor ThisProcessor() {
#if defined(__x86_64__)
  static const Processor processor =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") ? Processor::kAvx512
      : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")       ? Processor::kAvx2
                                                                              : Processor::kPlain;
  return processor;
#else
  return Processor::kPlain;
#endif
}

}  // namespace TMVA::inline standalone::onnx
