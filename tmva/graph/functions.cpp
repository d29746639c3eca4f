// Replacing calls of functions by what the functions do.
#include "tmva/graph/functions.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::onnx {
namespace {

constexpr int kDeepest = 16;
constexpr std::size_t kMostNodes = 1'000'000;

using Names = std::map<std::string, std::string>;

class Inliner {
 public:
  Inliner(const Model& model, std::string path) : model_(model), path_(std::move(path)) {}

  Graph Run() {
    Graph graph = model_.graph;
    Expand(graph.nodes, 0);
    return graph;
  }

 private:
  const Function* Called(const Node& node) const {
    for (const auto& function : model_.functions)
      if (function.name == node.op_type && function.domain == node.domain &&
          function.overload == node.overload)
        return &function;
    return nullptr;
  }

  void Expand(std::vector<Node>& nodes, int depth) {
    std::vector<Node> expanded;
    for (auto& node : nodes) {
      for (auto& attribute : node.attributes)
        for (auto& graph : attribute.graphs) Expand(graph.nodes, depth);
      const Function* function = Called(node);
      if (function == nullptr) {
        expanded.push_back(std::move(node));
        continue;
      }
      if (depth >= kDeepest) Fail(*function, "calls functions too deeply");
      auto body = Body(*function, node);
      Expand(body, depth + 1);
      made_ += body.size();
      if (made_ > kMostNodes) Fail(*function, "makes too many nodes");
      std::ranges::move(body, std::back_inserter(expanded));
    }
    nodes = std::move(expanded);
  }

  [[noreturn]] void Fail(const Function& function, const std::string& what) const {
    throw ModelError(path_ + ": function '" + function.domain + "." + function.name + "' " + what);
  }

  void CheckSets(const Function& function) const {
    for (const auto& set : function.operator_sets)
      for (const auto& own : model_.operator_sets)
        if (set.domain == own.domain && set.version != own.version)
          Fail(function, "is written for operator set " + std::to_string(set.version) + " of '" +
                             set.domain + "', the model for " + std::to_string(own.version) +
                             ": unsupported: Function");
  }

  /// The nodes of a function with the names and attributes of a call.
  std::vector<Node> Body(const Function& function, const Node& call) {
    CheckSets(function);
    if (call.inputs.size() > function.inputs.size() ||
        call.outputs.size() > function.outputs.size())
      Fail(function, "is called with more inputs or outputs than it has");
    Names names;
    for (std::size_t i = 0; i < function.inputs.size(); ++i)
      names[function.inputs[i]] = i < call.inputs.size() ? call.inputs[i] : std::string();
    for (std::size_t o = 0; o < call.outputs.size(); ++o)
      if (!call.outputs[o].empty()) names[function.outputs[o]] = call.outputs[o];
    const std::string prefix = "call" + std::to_string(++calls_) + "/" + function.name + "/";
    std::vector<Node> nodes = function.nodes;
    Rename(nodes, names, prefix);
    SetAttributes(nodes, function, call);
    // An output that is an input of the function itself is passed on.
    for (std::size_t o = 0; o < call.outputs.size(); ++o)
      if (const auto input = std::ranges::find(function.inputs, function.outputs[o]);
          input != function.inputs.end()) {
        const auto at = static_cast<std::size_t>(input - function.inputs.begin());
        Node pass;
        pass.op_type = "Identity";
        pass.inputs = {at < call.inputs.size() ? call.inputs[at] : std::string()};
        pass.outputs = {call.outputs[o]};
        nodes.push_back(std::move(pass));
      }
    return nodes;
  }

  void Rename(std::vector<Node>& nodes, Names& names, const std::string& prefix) {
    const auto rename = [&](std::string& name) {
      if (name.empty()) return;
      const auto [place, is_new] = names.try_emplace(name, prefix + name);
      name = place->second;
    };
    for (auto& node : nodes) {
      for (auto& name : node.inputs) rename(name);
      for (auto& name : node.outputs) rename(name);
      node.name = prefix + node.name;
      for (auto& attribute : node.attributes)
        for (auto& graph : attribute.graphs) {
          for (auto& tensor : graph.initializers) rename(tensor.name);
          for (auto& input : graph.inputs) rename(input.name);
          Rename(graph.nodes, names, prefix);
          for (auto& output : graph.outputs) rename(output.name);
        }
    }
  }

  /// Attributes that stand for those of the call.
  void SetAttributes(std::vector<Node>& nodes, const Function& function, const Node& call) {
    for (auto& node : nodes) {
      std::erase_if(node.attributes, [&](Attribute& attribute) {
        if (attribute.reference.empty()) return false;
        const Attribute* given = call.Find(attribute.reference);
        if (given == nullptr) {
          const auto found =
              std::ranges::find(function.defaults, attribute.reference, &Attribute::name);
          if (found == function.defaults.end())
            return true;  // not given: the operator's own default
          given = &*found;
        }
        const std::string name = attribute.name;
        attribute = *given;
        attribute.name = name;
        return false;
      });
      for (auto& attribute : node.attributes)
        for (auto& graph : attribute.graphs) SetAttributes(graph.nodes, function, call);
    }
  }

  const Model& model_;
  std::string path_;
  std::size_t calls_ = 0, made_ = 0;
};

}  // namespace

Graph WithoutFunctions(const Model& model, const std::string& path) {
  return Inliner(model, path).Run();
}

}  // namespace TMVA::inline standalone::onnx
