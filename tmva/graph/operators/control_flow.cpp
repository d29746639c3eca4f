// If; and what it shares with loops.
#include "tmva/graph/operators/control_flow.h"

#include <algorithm>
#include <cstring>
#include <set>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::onnx {
namespace {

void Collect(const Graph& graph, std::vector<std::string>& free) {
  std::set<std::string> known;
  for (const auto& tensor : graph.initializers) known.insert(tensor.name);
  for (const auto& input : graph.inputs) known.insert(input.name);
  const auto read = [&](const std::string& name) {
    if (!name.empty() && !known.contains(name) && std::ranges::find(free, name) == free.end())
      free.push_back(name);
  };
  for (const auto& node : graph.nodes) {
    for (const auto& name : node.inputs) read(name);
    for (const auto& attribute : node.attributes)
      for (const auto& inner : attribute.graphs) {
        std::vector<std::string> names;
        Collect(inner, names);
        for (const auto& name : names) read(name);
      }
    known.insert(node.outputs.begin(), node.outputs.end());
  }
  for (const auto& output : graph.outputs) read(output.name);
}

/// Bytes of all that lies behind an axis, and the number of such pieces in front of it.
struct Blocks {
  std::size_t outer = 1, inner = 1;
  Blocks(const Shape& shape, std::size_t axis, std::size_t element) : inner(element) {
    for (std::size_t d = 0; d < axis; ++d) outer *= static_cast<std::size_t>(shape[d]);
    for (std::size_t d = axis + 1; d < shape.size(); ++d)
      inner *= static_cast<std::size_t>(shape[d]);
  }
};

class If : public Operator {
 public:
  explicit If(const NodeView& node)
      : Operator(node), then_(node, "then_branch"), else_(node, "else_branch") {
    node.CheckInputs(1, 1);
    for (const auto* branch : {&then_, &else_}) {
      if (branch->NumInputs() != 0) node.Fail("a branch has inputs");
      if (branch->NumOutputs() != node.NumOutputs())
        node.Fail("a branch has " + std::to_string(branch->NumOutputs()) + " outputs, the node " +
                  std::to_string(node.NumOutputs()));
      captured_.insert(captured_.end(), branch->Captured().begin(), branch->Captured().end());
    }
  }
  const std::vector<std::string>& Captured() const override { return captured_; }

  void Run(Inputs inputs, Outputs outputs) const override {
    const bool yes = IsTrue(*inputs[0], *this);
    const auto& branch = yes ? then_ : else_;
    const auto around =
        inputs.subspan(yes ? 1 : 1 + then_.Captured().size(), branch.Captured().size());
    auto made = branch.Run({}, around);
    std::ranges::move(made, outputs.begin());
  }

 private:
  SubGraph then_, else_;
  std::vector<std::string> captured_;
};

}  // namespace

std::vector<std::string> FreeNames(const Graph& graph) {
  std::vector<std::string> free;
  Collect(graph, free);
  return free;
}

const Graph& SubGraph::Find(const NodeView& node, const std::string& attribute) {
  const Attribute* found = node.Get().Find(attribute);
  if (found == nullptr || found->type != AttributeType::kGraph || found->graphs.size() != 1)
    node.Fail("attribute '" + attribute + "' is no graph");
  return found->graphs.front();
}

SubGraph::SubGraph(const NodeView& node, const std::string& attribute)
    : where_(node.Where() + ", " + attribute),
      captured_(FreeNames(Find(node, attribute))),
      session_(Find(node, attribute), node.Sets(), captured_, where_) {}

std::vector<Array> SubGraph::Run(std::span<const Array* const> own,
                                 std::span<const Array* const> captured) const {
  std::vector<Array> inputs(own.size() + captured.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Array* from = i < own.size() ? own[i] : captured[i - own.size()];
    if (from == nullptr) throw ModelError(where_ + ": input " + std::to_string(i) + " is left out");
    if (from->Type() == DataType::kString)
      inputs[i] = *from;
    else
      inputs[i].Borrow(from->Type(), from->GetShape(), from->Bytes());
  }
  try {
    return session_.Run(inputs);
  } catch (const DataError& error) {
    throw ModelError(error.what());  // what a graph is given comes of the model, not of the user
  }
}

bool IsTrue(const Array& condition, const Operator& op) {
  if (condition.Type() != DataType::kBool || condition.Size() != 1)
    throw ModelError(op.Where() + ": the condition is an array of type " +
                     TypeName(condition.Type()) + " and shape " + ShapeText(condition.GetShape()) +
                     ", expected one bool");
  return condition.Get<bool>()[0];
}

Array ElementAt(const Array& array, std::size_t axis, std::int64_t index) {
  Shape shape = array.GetShape();
  const Blocks blocks(shape, axis, ElementSize(array.Type()));
  const std::size_t step = static_cast<std::size_t>(shape[axis]) * blocks.inner;
  shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  Array element(array.Type(), shape);
  const auto* from =
      static_cast<const std::byte*>(array.Bytes()) + static_cast<std::size_t>(index) * blocks.inner;
  auto* to = static_cast<std::byte*>(element.MutableBytes());
  for (std::size_t o = 0; o < blocks.outer && blocks.inner > 0; ++o)
    std::memcpy(to + o * blocks.inner, from + o * step, blocks.inner);
  return element;
}

Array Stack(std::span<const Array> arrays, std::int64_t axis, const ValueInfo& none) {
  Shape shape;
  DataType type = none.type;
  if (arrays.empty()) {
    for (const auto& dimension : none.shape)
      shape.push_back(std::max<std::int64_t>(dimension.value, 0));
  } else {
    shape = arrays[0].GetShape();
    type = arrays[0].Type();
  }
  const auto rank = static_cast<std::int64_t>(shape.size()) + 1;
  if (axis < -rank || axis >= rank)
    throw ModelError("axis " + std::to_string(axis) + " is none of " + std::to_string(rank));
  const auto at = static_cast<std::size_t>(axis < 0 ? axis + rank : axis);
  for (const auto& array : arrays)
    if (array.GetShape() != shape || array.Type() != type)
      throw ModelError("arrays of different shapes, " + ShapeText(shape) + " and " +
                       ShapeText(array.GetShape()) + ", cannot lie side by side");
  if (type == DataType::kString) throw ModelError("unsupported: texts cannot lie side by side");
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(at),
               static_cast<std::int64_t>(arrays.size()));
  Array stack(type, shape);
  const Blocks blocks(shape, at, ElementSize(type));
  auto* to = static_cast<std::byte*>(stack.MutableBytes());
  for (std::size_t o = 0; o < blocks.outer && blocks.inner > 0; ++o)
    for (const auto& array : arrays) {
      std::memcpy(to, static_cast<const std::byte*>(array.Bytes()) + o * blocks.inner,
                  blocks.inner);
      to += blocks.inner;
    }
  return stack;
}

void RegisterControlFlow(OperatorRegistry& registry) {
  registry.Add<If>("If");
  RegisterLoops(registry);
}

}  // namespace TMVA::inline standalone::onnx
