// Fuzz target: a small graph that is built and run. Whatever it says, there is an answer or an
// Error.
#include <string>
#include <vector>

#include <TMVA/Error.h>

#include "tests/fuzz/fuzz_target.h"
#include "tmva/graph/onnx/tensors.h"
#include "tmva/graph/session.h"

using namespace TMVA;

namespace {

const std::string kPath = "memory.onnx";
constexpr std::int64_t kMost = 64;           // of sizes that a graph may ask for
constexpr std::size_t kMostElements = 4096;  // of an input

/// Graphs that ask for much memory or time are right, but no use here.
bool IsSmall(const onnx::Model& model) {
  bool small = true;
  const auto look = [&](const std::vector<std::int64_t>& numbers) {
    for (const auto n : numbers) small = small && n <= kMost && n >= -kMost;
  };
  onnx::ForEachTensor(model, [&](const onnx::Tensor& tensor) {
    look(tensor.dims);
    double elements = 1;
    for (const auto d : tensor.dims) elements *= static_cast<double>(d);
    small = small && elements <= static_cast<double>(kMostElements);
    if (!small || tensor.type == onnx::DataType::kString || tensor.external) return;
    try {
      const auto array = onnx::Array::From(tensor, kPath);
      if (array.Type() == onnx::DataType::kInt64 || array.Type() == onnx::DataType::kInt32)
        look(array.Integers());
    } catch (const Error&) {
    }
  });
  const auto look_at_nodes = [&](const auto& self, const std::vector<onnx::Node>& nodes) -> void {
    for (const auto& node : nodes) {
      for (const auto* grows : {"Loop", "Scan", "Exp", "Pow"})
        small = small && node.op_type != grows;
      for (const auto& attribute : node.attributes) {
        look({attribute.i});
        look(attribute.ints);
        small = small && std::abs(attribute.f) <= 1e3F;
        for (const float f : attribute.floats) small = small && std::abs(f) <= 1e3F;
        for (const auto& graph : attribute.graphs) self(self, graph.nodes);
      }
    }
  };
  look_at_nodes(look_at_nodes, model.graph.nodes);
  for (const auto& function : model.functions) look_at_nodes(look_at_nodes, function.nodes);
  return small && model.graph.nodes.size() < 40;
}

onnx::Array MakeInput(const onnx::ValueInfo& info) {
  onnx::Shape shape;
  for (const auto& dimension : info.shape)
    shape.push_back(dimension.value >= 0 ? dimension.value : 3);
  if (onnx::NumElements(shape) > kMostElements) throw DataError("large");
  const auto type = info.type == onnx::DataType::kUndefined ? onnx::DataType::kFloat : info.type;
  onnx::Array array(type, shape);
  if (type == onnx::DataType::kString) return array;
  if (onnx::ElementSize(type) == 0) throw DataError("no such arrays");
  auto* bytes = static_cast<unsigned char*>(array.MutableBytes());
  for (std::size_t i = 0; i < array.Size() * onnx::ElementSize(type); ++i) bytes[i] = 0;
  if (type == onnx::DataType::kFloat)
    for (std::size_t i = 0; i < array.Size(); ++i)
      array.Get<float>()[i] = static_cast<float>(i % 7) - 3;
  if (type == onnx::DataType::kInt64)
    for (std::size_t i = 0; i < array.Size(); ++i)
      array.Get<std::int64_t>()[i] = static_cast<std::int64_t>(i % 3);
  return array;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto model = onnx::ParseModel({reinterpret_cast<const char*>(data), size}, kPath);
    if (!IsSmall(model)) return 0;
    const onnx::Session session(model, kPath);
    std::vector<onnx::Array> inputs;
    for (const auto& info : session.Inputs()) inputs.push_back(MakeInput(info));
    for (int i = 0; i < 2; ++i) (void)session.Run(inputs);
  } catch (const Error&) {
  }
  return 0;
}
