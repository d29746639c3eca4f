// Fuzz target: an ONNX file. What is read is written back, and read again as the same.
#include <string>

#include <TMVA/Error.h>

#include "tests/fuzz/allocation_guard.h"
#include "tests/fuzz/fuzz_target.h"
#include "tmva/graph/array.h"
#include "tmva/graph/onnx/file.h"
#include "tmva/graph/onnx/model.h"
#include "tmva/graph/onnx/tensors.h"

using namespace TMVA;
using namespace TMVA::fuzz;

namespace {

const std::string kPath = "memory.onnx";

[[noreturn]] void Fault(const std::string& what) {
  std::fprintf(stderr, "FAULT: %s\n", what.c_str());
  std::abort();
}

/// Arrays of tensors, where what they say fits.
void ReadTensors(const onnx::Model& model) {
  onnx::ForEachTensor(model, [](const onnx::Tensor& tensor) {
    std::size_t held =
        tensor.raw.size() + tensor.floats.size() + tensor.doubles.size() + tensor.ints.size();
    double size = 1;
    for (const auto d : tensor.dims) size *= static_cast<double>(d);
    if (size > 8.0 * static_cast<double>(held) + 1000)
      return;  // it would be refused after memory was taken for it
    try {
      (void)onnx::Array::From(tensor, kPath);
      (void)tensor.Numbers(kPath);
    } catch (const ModelError&) {
    }
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  // An attribute of 2 bytes is one of 700; a list grows by doubling.
  const std::size_t limit = 1000 * size + kAllowance;
  TraceAllocationsAbove(limit);
  ResetLargestAllocation();
  try {
    const auto model = onnx::ParseModel(bytes, kPath);
    if (LargestAllocation() > limit)
      Fault("allocation of " + std::to_string(LargestAllocation()) + " bytes");
    const std::string once = onnx::SerializeModel(model);
    std::string twice;
    try {
      twice = onnx::SerializeModel(onnx::ParseModel(once, kPath));
    } catch (const Error& error) {
      Fault("what was written is refused: " + std::string(error.what()));
    }
    if (once != twice) Fault("what was written is not what was read");
    (void)onnx::HasExternalData(model);
    TraceAllocationsAbove(SIZE_MAX);
    ReadTensors(model);
  } catch (const FileFormatError& error) {
    if (error.path() != kPath)
      Fault(std::string("error that does not name the file: ") + error.what());
  }
  TraceAllocationsAbove(SIZE_MAX);
  return 0;
}
