// The vector instructions of this processor, as far as there is code for them.
#pragma once

namespace TMVA::inline standalone::onnx {

enum class Processor { kPlain, kAvx2, kAvx512 };

Processor ThisProcessor();

/// The one of three variants that this processor can run.
template <class Variant>
Variant ForThisProcessor(Variant plain, Variant avx2, Variant avx512) {
  switch (ThisProcessor()) {
    case Processor::kAvx512:
      return avx512;
    case Processor::kAvx2:
      return avx2;
    default:
      return plain;
  }
}

}  // namespace TMVA::inline standalone::onnx
