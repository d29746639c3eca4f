// Attributes of nodes, and the registry.
#include "tmva/graph/operator.h"

#include <TMVA/Error.h>

namespace TMVA::inline standalone::onnx {

NodeView::NodeView(const Node& node, const std::vector<OperatorSet>& sets, const std::string& file)
    : node_(node), sets_(sets), file_(file) {
  const auto same = [](std::string_view a, std::string_view b) {
    return (a == "ai.onnx" ? "" : a) == (b == "ai.onnx" ? "" : b);
  };
  for (const auto& set : sets)
    if (same(set.domain, node.domain)) version_ = set.version;
}

const Attribute* NodeView::Find(std::string_view attribute, AttributeType type) const {
  const Attribute* found = node_.Find(attribute);
  if (found != nullptr && found->type != type)
    Fail("attribute '" + std::string(attribute) + "' has another type than expected");
  return found;
}

std::int64_t NodeView::Int(std::string_view attribute, std::int64_t otherwise) const {
  const auto* found = Find(attribute, AttributeType::kInt);
  return found ? found->i : otherwise;
}

float NodeView::Float(std::string_view attribute, float otherwise) const {
  const auto* found = Find(attribute, AttributeType::kFloat);
  return found ? found->f : otherwise;
}

std::string NodeView::String(std::string_view attribute, std::string otherwise) const {
  const auto* found = Find(attribute, AttributeType::kString);
  return found ? found->s : otherwise;
}

std::vector<std::int64_t> NodeView::Ints(std::string_view attribute,
                                         std::vector<std::int64_t> otherwise) const {
  const auto* found = Find(attribute, AttributeType::kInts);
  return found ? found->ints : otherwise;
}

std::vector<float> NodeView::Floats(std::string_view attribute,
                                    std::vector<float> otherwise) const {
  const auto* found = Find(attribute, AttributeType::kFloats);
  return found ? found->floats : otherwise;
}

std::vector<std::string> NodeView::Strings(std::string_view attribute) const {
  const auto* found = Find(attribute, AttributeType::kStrings);
  return found ? found->strings : std::vector<std::string>();
}

void NodeView::CheckInputs(std::size_t least, std::size_t most) const {
  if (NumInputs() < least || NumInputs() > most)
    Fail("has " + std::to_string(NumInputs()) + " inputs, expected " + std::to_string(least) +
         (most == least ? "" : " to " + std::to_string(most)));
  for (std::size_t i = 0; i < least; ++i)
    if (!HasInput(i)) Fail("input " + std::to_string(i) + " is left out, but is needed");
}

void NodeView::CheckOutputs(std::size_t least, std::size_t most) const {
  if (NumOutputs() < least || NumOutputs() > most)
    Fail("has " + std::to_string(NumOutputs()) + " outputs, expected " + std::to_string(least) +
         (most == least ? "" : " to " + std::to_string(most)));
}

std::string NodeView::Where() const {
  const std::string& name =
      !node_.name.empty() || node_.outputs.empty() ? node_.name : node_.outputs.front();
  return file_ + ": node '" + name + "' (" + (node_.domain.empty() ? "" : node_.domain + ".") +
         node_.op_type + ")";
}

void NodeView::Fail(const std::string& what) const { throw ModelError(Where() + ": " + what); }

void NodeView::Unsupported(const std::string& what) const {
  throw UnsupportedOperator(Where() + ": unsupported: " + node_.op_type +
                            (what.empty() ? "" : ", " + what));
}

const std::vector<std::string>& Operator::Captured() const {
  static const std::vector<std::string> none;
  return none;
}

void Operator::Fail(const std::string& what) const { throw ModelError(where_ + ": " + what); }

void Operator::UnsupportedType(DataType type) const {
  throw UnsupportedOperator(where_ + ": unsupported: elements of type " + TypeName(type));
}

const OperatorRegistry& OperatorRegistry::Instance() {
  static const OperatorRegistry registry = [] {
    OperatorRegistry all;
    RegisterElementwise(all);
    RegisterShapes(all);
    RegisterReductions(all);
    RegisterLinear(all);
    RegisterConvolutions(all);
    RegisterNormalisations(all);
    RegisterAttention(all);
    RegisterRecurrent(all);
    RegisterMachineLearning(all);
    RegisterFused(all);
    RegisterControlFlow(all);
    RegisterForests(all);
    return all;
  }();
  return registry;
}

void OperatorRegistry::Add(const std::string& domain, const std::string& op_type,
                           std::int64_t since, Make make) {
  makers_[{domain, op_type}][since] = std::move(make);
}

std::unique_ptr<Operator> OperatorRegistry::MakeFor(const NodeView& node) const {
  const std::string domain = node.Get().domain == "ai.onnx" ? "" : node.Get().domain;
  const auto found = makers_.find({domain, node.Get().op_type});
  if (found == makers_.end()) node.Unsupported("");
  auto version = found->second.upper_bound(node.Version());
  if (version == found->second.begin())
    node.Unsupported("operator set " + std::to_string(node.Version()));
  return (--version)->second(node);
}

std::vector<std::string> OperatorRegistry::Names() const {
  std::vector<std::string> names;
  for (const auto& [key, makers] : makers_)
    names.push_back(key.first.empty() ? key.second : key.first + "." + key.second);
  return names;
}

}  // namespace TMVA::inline standalone::onnx
