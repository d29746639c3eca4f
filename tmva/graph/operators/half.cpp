// Operators on float16.
#include "tmva/graph/operators/half.h"

#include <algorithm>
#include <vector>

namespace TMVA::inline standalone::onnx {
namespace {

bool IsHalf(const Array* array) { return array && array->Type() == DataType::kFloat16; }

class HalfOperator : public Operator {
 public:
  HalfOperator(const NodeView& node, std::unique_ptr<Operator> op)
      : Operator(node), op_(std::move(op)) {}

  bool IsRowwise() const override { return op_->IsRowwise(); }
  void Run(Inputs inputs, Outputs outputs) const override {
    if (std::none_of(inputs.begin(), inputs.end(), IsHalf)) return op_->Run(inputs, outputs);
    RunInFloat(inputs, outputs, [&](Inputs in, Outputs out) { op_->Run(in, out); });
  }

 private:
  std::unique_ptr<Operator> op_;
};

}  // namespace

void RunInFloat(Inputs inputs, Outputs outputs, const std::function<void(Inputs, Outputs)>& run) {
  std::vector<Array> floats(inputs.size());
  std::vector<const Array*> converted(inputs.begin(), inputs.end());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!IsHalf(inputs[i])) continue;
    floats[i] = FloatsOf(*inputs[i]);
    converted[i] = &floats[i];
  }
  std::vector<Array> results(outputs.size());
  run(converted, results);
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    if (results[o].IsFloat() && IsHalf(inputs[0]))
      SetHalves(results[o], outputs[o]);
    else
      outputs[o] = std::move(results[o]);
  }
}

std::unique_ptr<Operator> AlsoHalf(const NodeView& node, std::unique_ptr<Operator> op) {
  return std::make_unique<HalfOperator>(node, std::move(op));
}

Array FloatsOf(const Array& halves) {
  Array floats(DataType::kFloat, halves.GetShape());
  const auto from = halves.Get<Half>();
  std::transform(from.begin(), from.end(), floats.Get<float>().begin(), ToFloat);
  return floats;
}

void SetHalves(const Array& floats, Array& halves) {
  const auto from = floats.Get<float>();
  halves.Reset(DataType::kFloat16, floats.GetShape());
  std::transform(from.begin(), from.end(), halves.Get<Half>().begin(), ToHalf);
}

}  // namespace TMVA::inline standalone::onnx
