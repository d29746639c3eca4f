// Running a plan.
#include "tmva/graph/session.h"

#include <algorithm>
#include <utility>

#include <TMVA/Error.h>

#include "tmva/graph/functions.h"
#include "tmva/graph/run_threads.h"

namespace TMVA::inline standalone::onnx {

/// The values of one run at work, and for every step where they are.
struct Session::Values {
  explicit Values(const Plan& plan) : slots(plan.slots) {
    for (const auto& step : plan.steps) {
      for (const auto place : step.inputs)
        inputs.push_back(place >= 0                ? &slots[static_cast<std::size_t>(place)]
                         : Plan::IsConstant(place) ? &plan.constants[Plan::ConstantOf(place)]
                                                   : nullptr);
      outputs.resize(std::max(outputs.size(), step.outputs.size()));
    }
  }

  std::vector<Array> slots;
  std::vector<const Array*> inputs;  ///< of all steps, one after the other
  std::vector<Array> outputs;        ///< of a step with several
};

Session::Session(const Model& model, const std::string& path)
    : path_(path),
      outputs_(model.graph.outputs),
      plan_(model.functions.empty()
                ? Plan::Of(model.graph, model.operator_sets, {}, path)
                : Plan::Of(WithoutFunctions(model, path), model.operator_sets, {}, path)) {
  AddInputs(model.graph);
}

Session::Session(const Graph& graph, const std::vector<OperatorSet>& sets,
                 const std::vector<std::string>& captured, const std::string& path)
    : path_(path), outputs_(graph.outputs), plan_(Plan::Of(graph, sets, captured, path)) {
  AddInputs(graph);
  for (const auto& name : captured) inputs_.push_back({name, DataType::kUndefined, {}});
  // Shapes of what a graph within a node is given may change from run to run.
  for (auto& input : inputs_) input.has_shape = false;
}

void Session::AddInputs(const Graph& graph) {
  for (const auto& constant : plan_.constants) constants_ += constant.Size();
  for (const auto& input : graph.inputs)
    if (std::ranges::none_of(graph.initializers,
                             [&](const Tensor& t) { return t.name == input.name; }))
      inputs_.push_back(input);
}

Session::~Session() = default;

void Session::CheckInput(const ValueInfo& info, const Array& array) const {
  const auto fail = [&](const std::string& what) {
    throw DataError(path_ + ": input '" + info.name + "' " + what);
  };
  if (info.type != DataType::kUndefined && array.Type() != info.type)
    fail("is of type " + TypeName(array.Type()) + ", expected " + TypeName(info.type));
  if (!info.has_shape || info.shape.empty()) return;
  if (array.Rank() != info.shape.size())
    fail("has " + std::to_string(array.Rank()) + " dimensions, expected " +
         std::to_string(info.shape.size()));
  for (std::size_t d = 0; d < info.shape.size(); ++d)
    if (info.shape[d].value >= 0 && info.shape[d].value != array.GetShape()[d])
      fail("has shape " + ShapeText(array.GetShape()) + ": dimension " + std::to_string(d) +
           " should be " + std::to_string(info.shape[d].value));
}

std::vector<Array> Session::Run(std::span<const Array> inputs, int threads) const {
  std::vector<Array> outputs;
  Run(inputs, outputs, threads);
  return outputs;
}

void Session::Run(std::span<const Array> inputs, std::vector<Array>& outputs, int threads) const {
  const RunThreads scope(threads);
  if (inputs.size() != inputs_.size())
    throw DataError(path_ + ": " + std::to_string(inputs.size()) + " inputs are given, expected " +
                    std::to_string(inputs_.size()));
  std::size_t given = constants_;
  for (const auto& input : inputs) given += input.Size();
  const ElementLimit limit(given);
  const auto values = values_.Take([this] { return std::make_unique<Values>(plan_); });
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    CheckInput(inputs_[i], inputs[i]);
    Array& to = values->slots[static_cast<std::size_t>(plan_.inputs[i])];
    if (inputs[i].Type() == DataType::kString)
      to = inputs[i];
    else
      to.Borrow(inputs[i].Type(), inputs[i].GetShape(), inputs[i].Bytes());
  }
  const Array* const* next = values->inputs.data();
  for (const auto& step : plan_.steps) {
    const onnx::Inputs from(next, step.inputs.size());
    next += step.inputs.size();
    if (step.outputs.size() == 1 && step.outputs[0] >= 0) {
      RunNamed(*step.op, from, {&values->slots[static_cast<std::size_t>(step.outputs[0])], 1});
      continue;
    }
    // Outputs lie side by side while the step is at work.
    const auto exchange = [&] {
      for (std::size_t o = 0; o < step.outputs.size(); ++o)
        if (step.outputs[o] >= 0)
          std::swap(values->outputs[o], values->slots[static_cast<std::size_t>(step.outputs[o])]);
    };
    exchange();
    RunNamed(*step.op, from, {values->outputs.data(), step.outputs.size()});
    exchange();
  }
  outputs.resize(plan_.outputs.size());
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const auto place = plan_.outputs[o];
    if (Plan::IsConstant(place)) {
      outputs[o] = plan_.constants[Plan::ConstantOf(place)];
      continue;
    }
    Array& made = values->slots[static_cast<std::size_t>(place)];
    const bool again = std::find(plan_.outputs.begin() + static_cast<std::ptrdiff_t>(o) + 1,
                                 plan_.outputs.end(), place) != plan_.outputs.end();
    // What was made in this run is exchanged for the memory that is given; inputs are copied.
    if (made.IsBorrowed() || again)
      outputs[o] = std::as_const(made);
    else
      std::swap(outputs[o], made);
  }
}

}  // namespace TMVA::inline standalone::onnx
