// Checking a graph and running it.
#include "tmva/graph/session.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::onnx {
namespace {

/// Runs an operator; errors name its node.
void RunNamed(const Operator& op, Inputs inputs, Outputs outputs) {
  try {
    op.Run(inputs, outputs);
  } catch (const UnsupportedOperator&) {
    throw;
  } catch (const ModelError& error) {
    if (std::string_view(error.what()).starts_with(op.Where())) throw;
    throw ModelError(op.Where() + ": " + error.what());
  }
}

}  // namespace

/// The values of one run at work.
struct Session::Values {
  std::vector<Array> arrays;  ///< as names_
  std::vector<Array> outputs;  ///< of the step at work
  std::vector<const Array*> inputs;
};

Session::Session(Model model, const std::string& path) : model_(std::move(model)), path_(path) { Build(); }
Session::~Session() = default;

int Session::NumberOf(const std::string& name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? -1 : static_cast<int>(found - names_.begin());
}

void Session::Build() {
  const Graph& graph = model_.graph;
  std::unordered_map<std::string, int> numbers;
  const auto add = [&](const std::string& name, const std::string& what) {
    if (name.empty()) throw ModelError(path_ + ": " + what + " has no name");
    if (!numbers.emplace(name, static_cast<int>(names_.size())).second)
      throw ModelError(path_ + ": two values are named '" + name + "'");
    names_.push_back(name);
    constants_.emplace_back();
    return static_cast<int>(names_.size()) - 1;
  };
  for (const auto& tensor : graph.initializers) {
    const int number = add(tensor.name, "an initialiser");
    constants_[static_cast<std::size_t>(number)] = Array::From(tensor, path_ + ": initialiser '" + tensor.name + "'");
  }
  for (const auto& input : graph.inputs) {
    if (numbers.count(input.name)) continue;  // an initialiser listed as an input: a default
    inputs_.push_back(input);
    input_numbers_.push_back(add(input.name, "an input"));
  }
  std::unordered_map<std::string, std::int64_t> versions;
  for (const auto& set : model_.operator_sets) versions[set.domain == "ai.onnx" ? "" : set.domain] = set.version;
  for (const auto& node : graph.nodes) {
    const auto domain = node.domain == "ai.onnx" ? std::string() : node.domain;
    const NodeView view(node, versions.count(domain) ? versions[domain] : 1, path_);
    Step step{OperatorRegistry::Instance().MakeFor(view), {}, {}};
    bool constant = true;
    for (const auto& name : node.inputs) {
      int number = -1;
      if (!name.empty()) {
        const auto found = numbers.find(name);
        if (found == numbers.end()) view.Fail("input '" + name + "' is made by no node before it");
        number = found->second;
        constant = constant && constants_[static_cast<std::size_t>(number)].Type() != DataType::kUndefined;
      }
      step.inputs.push_back(number);
    }
    for (const auto& name : node.outputs) step.outputs.push_back(name.empty() ? -1 : add(name, "an output of " + view.Where()));
    if (!constant || node.op_type.starts_with("Random")) {
      steps_.push_back(std::move(step));
      continue;
    }
    std::vector<const Array*> inputs;
    for (const int i : step.inputs) inputs.push_back(i < 0 ? nullptr : &constants_[static_cast<std::size_t>(i)]);
    std::vector<Array> outputs(step.outputs.size());
    RunNamed(*step.op, inputs, outputs);
    for (std::size_t o = 0; o < outputs.size(); ++o)
      if (step.outputs[o] >= 0) constants_[static_cast<std::size_t>(step.outputs[o])] = std::move(outputs[o]);
  }
  for (const auto& output : graph.outputs) {
    const auto found = numbers.find(output.name);
    if (found == numbers.end()) throw ModelError(path_ + ": output '" + output.name + "' is made by no node");
    output_numbers_.push_back(found->second);
  }
}

void Session::CheckInput(const ValueInfo& info, const Array& array) const {
  const auto fail = [&](const std::string& what) { throw DataError(path_ + ": input '" + info.name + "' " + what); };
  if (info.type != DataType::kUndefined && array.Type() != info.type)
    fail("is of type " + TypeName(array.Type()) + ", expected " + TypeName(info.type));
  if (info.shape.empty()) return;
  if (array.Rank() != info.shape.size())
    fail("has " + std::to_string(array.Rank()) + " dimensions, expected " + std::to_string(info.shape.size()));
  for (std::size_t d = 0; d < info.shape.size(); ++d)
    if (info.shape[d].value >= 0 && info.shape[d].value != array.GetShape()[d])
      fail("has shape " + ShapeText(array.GetShape()) + ": dimension " + std::to_string(d) + " should be " +
           std::to_string(info.shape[d].value));
}

std::unique_ptr<Session::Values> Session::TakeValues() const {
  {
    const std::lock_guard lock(mutex_);
    if (!unused_.empty()) {
      auto values = std::move(unused_.back());
      unused_.pop_back();
      return values;
    }
  }
  auto values = std::make_unique<Values>();
  values->arrays.resize(names_.size());
  return values;
}

std::vector<Array> Session::Run(std::span<const Array> inputs) const {
  if (inputs.size() != inputs_.size())
    throw DataError(path_ + ": " + std::to_string(inputs.size()) + " inputs are given, expected " + std::to_string(inputs_.size()));
  auto values = TakeValues();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    CheckInput(inputs_[i], inputs[i]);
    const Array& from = inputs[i];
    Array& to = values->arrays[static_cast<std::size_t>(input_numbers_[i])];
    if (from.Type() == DataType::kString)
      to = from;
    else
      to.Borrow(from.Type(), from.GetShape(), from.Bytes());
  }
  const auto value = [&](int number) -> const Array& {
    const auto at = static_cast<std::size_t>(number);
    return constants_[at].Type() != DataType::kUndefined ? constants_[at] : values->arrays[at];
  };
  for (const auto& step : steps_) {
    values->inputs.clear();
    for (const int i : step.inputs) values->inputs.push_back(i < 0 ? nullptr : &value(i));
    values->outputs.resize(step.outputs.size());
    // The memory of the last run's outputs is taken, and given back filled.
    for (std::size_t o = 0; o < step.outputs.size(); ++o)
      if (step.outputs[o] >= 0) std::swap(values->outputs[o], values->arrays[static_cast<std::size_t>(step.outputs[o])]);
    RunNamed(*step.op, values->inputs, values->outputs);
    for (std::size_t o = 0; o < step.outputs.size(); ++o)
      if (step.outputs[o] >= 0) std::swap(values->outputs[o], values->arrays[static_cast<std::size_t>(step.outputs[o])]);
  }
  std::vector<Array> outputs;
  for (std::size_t o = 0; o < output_numbers_.size(); ++o) {
    const int number = output_numbers_[o];
    Array& made = values->arrays[static_cast<std::size_t>(number)];
    const bool again = std::find(output_numbers_.begin() + static_cast<std::ptrdiff_t>(o) + 1, output_numbers_.end(),
                                 number) != output_numbers_.end();
    // What was made in this run is given away; inputs and constants are copied.
    if (&value(number) == &made && !made.IsBorrowed() && !again)
      outputs.push_back(std::move(made)), made = Array();
    else
      outputs.push_back(value(number));
  }
  const std::lock_guard lock(mutex_);
  unused_.push_back(std::move(values));
  return outputs;
}

}  // namespace TMVA::inline standalone::onnx
