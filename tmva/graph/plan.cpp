// From a graph to steps: checks, constants, fusions, slots.
#include "tmva/graph/plan.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <TMVA/Error.h>

#include "tmva/graph/chain.h"
#include "tmva/graph/fusion.h"

namespace TMVA::inline standalone::onnx {
namespace {

class Planner {
 public:
  Planner(const Graph& graph, const std::vector<OperatorSet>& sets, const std::string& path)
      : graph_(graph), sets_(sets), path_(path) {}

  Plan Make(const std::vector<std::string>& captured) {
    for (const auto& tensor : graph_.initializers) {
      Declare(tensor.name, "an initialiser");
      constants_[tensor.name] = Array::From(tensor, path_ + ": initialiser '" + tensor.name + "'");
    }
    for (const auto& input : graph_.inputs)
      if (!constants_.contains(input.name)) AddInput(input.name);
    for (const auto& name : captured) AddInput(name);
    std::vector<Node> nodes;
    for (const auto& node : graph_.nodes) AddNode(node, nodes);
    for (const auto& output : graph_.outputs)
      if (!declared_.contains(output.name))
        throw ModelError(path_ + ": output '" + output.name + "' is made by no node");
    Fuse(nodes, constants_, graph_.outputs);
    for (const auto& node : nodes) AddStep(node);
    for (const auto& output : graph_.outputs) plan_.outputs.push_back(PlaceOf(output.name));
    KeepWhatIsRead();
    MakeChains();
    ShareSlots();
    return std::move(plan_);
  }

 private:
  void Declare(const std::string& name, const std::string& what) {
    if (name.empty()) throw ModelError(path_ + ": " + what + " has no name");
    if (!declared_.insert(name).second)
      throw ModelError(path_ + ": two values are named '" + name + "'");
  }

  void AddInput(const std::string& name) {
    Declare(name, "an input");
    plan_.inputs.push_back(NewValue(name));
  }

  int NewValue(const std::string& name) {
    const int number = static_cast<int>(values_++);
    places_[name] = number;
    return number;
  }

  /// Computes a node whose inputs are constant; keeps the others.
  void AddNode(const Node& node, std::vector<Node>& nodes) {
    const NodeView view(node, sets_, path_);
    const auto check = [&](const std::string& name) {
      if (name.empty()) return true;
      if (!declared_.contains(name)) view.Fail("input '" + name + "' is made by no node before it");
      return constants_.contains(name);
    };
    bool constant = !node.op_type.starts_with("Random");
    for (const auto& name : node.inputs) constant = check(name) && constant;
    std::unique_ptr<Operator> op;
    const bool has_graph =
        std::ranges::any_of(node.attributes, [](const Attribute& a) { return !a.graphs.empty(); });
    if (constant || has_graph) {
      op = OperatorRegistry::Instance().MakeFor(view);
      for (const auto& name : op->Captured()) constant = check(name) && constant;
    }
    for (const auto& name : node.outputs)
      if (!name.empty()) Declare(name, "an output of " + view.Where());
    if (!constant) {
      nodes.push_back(node);
      return;
    }
    std::vector<const Array*> inputs;
    for (const auto* names : {&node.inputs, &op->Captured()})
      for (const auto& name : *names)
        inputs.push_back(name.empty() ? nullptr : &constants_.at(name));
    std::vector<Array> outputs(node.outputs.size());
    RunNamed(*op, inputs, outputs);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      if (node.outputs[o].empty()) continue;
      if (outputs[o].IsBorrowed()) outputs[o] = Array(outputs[o]);
      constants_[node.outputs[o]] = std::move(outputs[o]);
    }
  }

  Plan::Place PlaceOf(const std::string& name) {
    if (name.empty()) return Plan::kNowhere;
    if (const auto found = places_.find(name); found != places_.end()) return found->second;
    plan_.constants.push_back(std::move(constants_.at(name)));
    return places_[name] = Plan::ConstantAt(plan_.constants.size() - 1);
  }

  void AddStep(const Node& node) {
    Plan::Step step{OperatorRegistry::Instance().MakeFor(NodeView(node, sets_, path_)), {}, {}};
    for (const auto* names : {&node.inputs, &step.op->Captured()})
      for (const auto& name : *names) step.inputs.push_back(PlaceOf(name));
    for (const auto& name : node.outputs)
      step.outputs.push_back(name.empty() ? Plan::kNowhere : NewValue(name));
    plan_.steps.push_back(std::move(step));
  }

  /// Steps whose only changing input is what the step before made, and nobody else reads. One alone
  /// is a chain, too: its rows can be shared by threads.
  void MakeChains() {
    std::vector<int> readers(values_, 0);
    for (const auto& step : plan_.steps)
      for (const auto place : step.inputs)
        if (place >= 0) ++readers[static_cast<std::size_t>(place)];
    for (const auto place : plan_.outputs)
      if (place >= 0) ++readers[static_cast<std::size_t>(place)];
    const auto is_link = [](const Plan::Step& step) {
      return step.op->IsRowwise() && step.outputs.size() == 1 && step.outputs[0] >= 0 &&
             step.inputs[0] >= 0 &&
             std::all_of(step.inputs.begin() + 1, step.inputs.end(),
                         [](Plan::Place place) { return place < 0; });
    };
    std::vector<Plan::Step> steps;
    for (std::size_t s = 0; s < plan_.steps.size();) {
      std::size_t end = s;
      while (end < plan_.steps.size() && is_link(plan_.steps[end]) &&
             (end == s || (plan_.steps[end].inputs[0] == plan_.steps[end - 1].outputs[0] &&
                           readers[static_cast<std::size_t>(plan_.steps[end].inputs[0])] == 1)))
        ++end;
      if (end == s || (end == s + 1 && plan_.steps[s].op->IsView())) {
        steps.push_back(std::move(plan_.steps[s++]));
        continue;
      }
      std::vector<Chain::Link> links;
      const Plan::Place from = plan_.steps[s].inputs[0], to = plan_.steps[end - 1].outputs[0];
      for (; s < end; ++s) {
        Chain::Link link{std::move(plan_.steps[s].op), {}};
        for (const auto place : plan_.steps[s].inputs)
          link.inputs.push_back(Plan::IsConstant(place) ? &plan_.constants[Plan::ConstantOf(place)]
                                                        : nullptr);
        links.push_back(std::move(link));
      }
      steps.push_back({std::make_unique<Chain>(std::move(links)), {from}, {to}});
    }
    plan_.steps = std::move(steps);
  }

  /// Until here every value has a place of its own.
  void ShareSlots() {
    constexpr std::size_t kForever = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> last(values_, 0);  // step that reads a value last
    std::vector<int> whose(values_);            // the value whose elements a view borrows
    for (std::size_t v = 0; v < values_; ++v) whose[v] = static_cast<int>(v);
    const auto read = [&](Plan::Place place, std::size_t step) {
      if (place < 0) return;
      const auto value = static_cast<std::size_t>(place),
                 root = static_cast<std::size_t>(whose[value]);
      last[value] = std::max(last[value], step);
      last[root] = std::max(last[root], step);
    };
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
      const auto& step = plan_.steps[s];
      for (const auto place : step.inputs) read(place, s);
      for (const auto place : step.outputs) read(place, s);
      if (step.op->IsView() && step.inputs[0] >= 0 && step.outputs[0] >= 0)
        whose[static_cast<std::size_t>(step.outputs[0])] =
            whose[static_cast<std::size_t>(step.inputs[0])];
    }
    for (const auto place : plan_.inputs) read(place, kForever);
    for (const auto place : plan_.outputs) read(place, kForever);

    std::vector<int> slots(values_, -1), free;
    std::vector<std::vector<std::size_t>> dying(plan_.steps.size());
    for (std::size_t v = 0; v < values_; ++v)
      if (last[v] != kForever) dying[last[v]].push_back(v);
    const auto place_in_slot = [&](Plan::Place& place) {
      if (place < 0) return;
      int& slot = slots[static_cast<std::size_t>(place)];
      if (slot < 0 && !free.empty())
        slot = free.back(), free.pop_back();
      else if (slot < 0)
        slot = static_cast<int>(plan_.slots++);
      place = slot;
    };
    for (auto& place : plan_.inputs) place_in_slot(place);
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
      for (auto& place : plan_.steps[s].inputs) place_in_slot(place);  // has one already
      for (auto& place : plan_.steps[s].outputs) place_in_slot(place);
      for (const auto value : dying[s])
        if (slots[value] >= 0) free.push_back(slots[value]);
    }
    for (auto& place : plan_.outputs) place_in_slot(place);
  }

  /// Constants that operators hold in a form of their own are given up.
  void KeepWhatIsRead() {
    std::vector<char> kept(plan_.constants.size(), 0);
    const auto keep = [&](Plan::Place place) {
      if (Plan::IsConstant(place)) kept[Plan::ConstantOf(place)] = 1;
    };
    for (auto& step : plan_.steps) {
      std::vector<const Array*> constants;
      for (const auto place : step.inputs)
        constants.push_back(Plan::IsConstant(place) ? &plan_.constants[Plan::ConstantOf(place)]
                                                    : nullptr);
      step.op->Prepare(constants);
    }
    for (auto& step : plan_.steps)
      for (std::size_t i = 0; i < step.inputs.size(); ++i) {
        if (Plan::IsConstant(step.inputs[i]) && step.op->Holds(i)) step.inputs[i] = Plan::kNowhere;
        keep(step.inputs[i]);
      }
    for (const auto place : plan_.outputs) keep(place);
    for (std::size_t c = 0; c < kept.size(); ++c)
      if (kept[c] == 0) plan_.constants[c] = Array();
  }

  const Graph& graph_;
  const std::vector<OperatorSet>& sets_;
  const std::string& path_;
  std::unordered_set<std::string> declared_;
  Constants constants_;
  std::unordered_map<std::string, Plan::Place> places_;
  std::size_t values_ = 0;
  Plan plan_;
};

}  // namespace

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

Plan Plan::Of(const Graph& graph, const std::vector<OperatorSet>& sets,
              const std::vector<std::string>& captured, const std::string& path) {
  return Planner(graph, sets, path).Make(captured);
}

}  // namespace TMVA::inline standalone::onnx
