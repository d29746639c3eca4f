// Loop and Scan.
#include <algorithm>
#include <utility>

#include "tmva/graph/operators/control_flow.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// A model that loops for longer is a model that never ends.
constexpr std::int64_t kMostIterations = 1'000'000;

class Loop : public Operator {
 public:
  explicit Loop(const NodeView& node)
      : Operator(node), body_(node, "body"), own_(node.NumInputs()) {
    if (own_ < 2) node.Fail("has " + std::to_string(own_) + " inputs, expected 2 at least");
    states_ = own_ - 2;
    if (body_.NumInputs() != states_ + 2 || body_.NumOutputs() < states_ + 1)
      node.Fail("the body has " + std::to_string(body_.NumInputs()) + " inputs and " +
                std::to_string(body_.NumOutputs()) + " outputs, which do not fit " +
                std::to_string(states_) + " values that are passed on");
    node.CheckOutputs(0, body_.NumOutputs() - 1);
  }
  const std::vector<std::string>& Captured() const override { return body_.Captured(); }

  void Run(Inputs inputs, Outputs outputs) const override {
    std::int64_t most = kMostIterations;
    bool ends = false;
    if (inputs[0] != nullptr) {
      const auto given = inputs[0]->Integers();
      if (given.size() != 1) Fail("the number of iterations is no scalar");
      ends = given[0] <= kMostIterations;
      most = std::min(most, given[0]);
    }
    bool goes_on = inputs[1] == nullptr || IsTrue(*inputs[1], *this);
    std::vector<Array> states;
    for (std::size_t s = 0; s < states_; ++s) {
      if (inputs[2 + s] == nullptr) Fail("input " + std::to_string(2 + s) + " is left out");
      states.push_back(*inputs[2 + s]);
    }
    std::vector<std::vector<Array>> rows(body_.NumOutputs() - 1 - states_);
    Array iteration(DataType::kInt64, {}), condition(DataType::kBool, {});
    std::int64_t i = 0;
    for (; goes_on && i < most; ++i) {
      iteration.Get<std::int64_t>()[0] = i;
      condition.Get<bool>()[0] = goes_on;
      std::vector<const Array*> own{&iteration, &condition};
      for (const auto& state : states) own.push_back(&state);
      auto made = body_.Run(own, inputs.subspan(own_));
      goes_on = IsTrue(made[0], *this);
      for (std::size_t s = 0; s < states_; ++s) states[s] = std::move(made[1 + s]);
      for (std::size_t r = 0; r < rows.size(); ++r)
        rows[r].push_back(std::move(made[1 + states_ + r]));
    }
    if (goes_on && !ends) Fail("has not ended after " + std::to_string(i) + " iterations");
    for (std::size_t o = 0; o < outputs.size(); ++o)
      outputs[o] =
          o < states_ ? std::move(states[o]) : Stack(rows[o - states_], 0, body_.Output(o + 1));
  }

 private:
  SubGraph body_;
  std::size_t own_, states_ = 0;
};

class Scan : public Operator {
 public:
  explicit Scan(const NodeView& node)
      : Operator(node),
        body_(node, "body"),
        own_(node.NumInputs()),
        input_axes_(node.Ints("scan_input_axes")),
        output_axes_(node.Ints("scan_output_axes")),
        input_directions_(node.Ints("scan_input_directions")),
        output_directions_(node.Ints("scan_output_directions")) {
    const auto scanned = node.Int("num_scan_inputs", 0);
    if (scanned < 1 || static_cast<std::size_t>(scanned) > own_)
      node.Fail("attribute 'num_scan_inputs' is " + std::to_string(scanned) +
                ", but the node has " + std::to_string(own_) + " inputs");
    states_ = own_ - static_cast<std::size_t>(scanned);
    node.CheckInputs(own_, own_);
    if (body_.NumInputs() != own_ || body_.NumOutputs() < states_)
      node.Fail("the body has " + std::to_string(body_.NumInputs()) + " inputs and " +
                std::to_string(body_.NumOutputs()) + " outputs, which do not fit the node's " +
                std::to_string(own_) + " inputs");
    node.CheckOutputs(0, body_.NumOutputs());
    const std::size_t made = body_.NumOutputs() - states_;
    for (const auto& [list, size] :
         {std::pair(&input_axes_, own_ - states_), std::pair(&input_directions_, own_ - states_),
          std::pair(&output_axes_, made), std::pair(&output_directions_, made)}) {
      if (!list->empty() && list->size() != size)
        node.Fail("an attribute has " + std::to_string(list->size()) +
                  " axes or directions, expected " + std::to_string(size));
      list->resize(size, 0);
    }
  }
  const std::vector<std::string>& Captured() const override { return body_.Captured(); }

  void Run(Inputs inputs, Outputs outputs) const override {
    std::vector<Array> states;
    for (std::size_t s = 0; s < states_; ++s) states.push_back(*inputs[s]);
    std::int64_t steps = -1;
    std::vector<std::size_t> axes;
    for (std::size_t i = states_; i < own_; ++i) {
      const Shape& shape = inputs[i]->GetShape();
      const auto rank = static_cast<std::int64_t>(shape.size()), axis = input_axes_[i - states_];
      if (axis < -rank || axis >= rank)
        Fail("axis " + std::to_string(axis) + " is none of " + ShapeText(shape));
      if (inputs[i]->Type() == DataType::kString) UnsupportedType(DataType::kString);
      axes.push_back(static_cast<std::size_t>(axis < 0 ? axis + rank : axis));
      const std::int64_t length = shape[axes.back()];
      if (steps >= 0 && length != steps)
        Fail("scans arrays of " + std::to_string(steps) + " and " + std::to_string(length) +
             " steps");
      steps = length;
    }
    std::vector<std::vector<Array>> rows(body_.NumOutputs() - states_);
    for (std::int64_t step = 0; step < steps; ++step) {
      std::vector<const Array*> own;
      for (const auto& state : states) own.push_back(&state);
      std::vector<Array> elements;
      for (std::size_t i = states_; i < own_; ++i)
        elements.push_back(
            ElementAt(*inputs[i], axes[i - states_],
                      input_directions_[i - states_] != 0 ? steps - 1 - step : step));
      for (const auto& element : elements) own.push_back(&element);
      auto made = body_.Run(own, inputs.subspan(own_));
      for (std::size_t s = 0; s < states_; ++s) states[s] = std::move(made[s]);
      for (std::size_t r = 0; r < rows.size(); ++r) rows[r].push_back(std::move(made[states_ + r]));
    }
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      if (o < states_) {
        outputs[o] = std::move(states[o]);
        continue;
      }
      auto& list = rows[o - states_];
      if (output_directions_[o - states_] != 0) std::ranges::reverse(list);
      outputs[o] = Stack(list, output_axes_[o - states_], body_.Output(o));
    }
  }

 private:
  SubGraph body_;
  std::size_t own_, states_ = 0;
  std::vector<std::int64_t> input_axes_, output_axes_, input_directions_, output_directions_;
};

}  // namespace

void RegisterLoops(OperatorRegistry& registry) {
  registry.Add<Loop>("Loop");
  registry.Add<Scan>("Scan", 9);
}

}  // namespace TMVA::inline standalone::onnx
