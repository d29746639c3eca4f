// Selection: the items _V_, _V2_, _T_, _S_, labels and _REARRANGE_, and the Selection element.
#include "tmva/transform/selection.h"

#include <algorithm>
#include <charconv>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

constexpr Slot::Kind kKinds[] = {Slot::kVariable, Slot::kTarget, Slot::kSpectator};
constexpr const char* kKindNames[] = {"Variable", "Target", "Spectator"};
constexpr const char* kKindWords[] = {"variable", "target", "spectator"};

const std::vector<VariableInfo>& InfosOf(Slot::Kind kind, const DataSetInfo& info) {
  if (kind == Slot::kVariable) return info.variables;
  return kind == Slot::kTarget ? info.targets : info.spectators;
}

bool InUnderscores(std::string_view item) {
  return item.size() >= 3 && item.front() == '_' && item.back() == '_';
}

bool IsRearrange(std::string_view item) {
  return InUnderscores(item) &&
         std::string_view("REARRANGE").starts_with(item.substr(1, item.size() - 2));
}

// "_V_" or "_V12_": adds the slots and returns true.
bool AddByNumber(std::string_view item, const DataSetInfo& info, std::vector<Slot>& slots) {
  if (!InUnderscores(item)) return false;
  const auto letter = std::string_view("VTS").find(item[1]);
  if (letter == std::string_view::npos) return false;
  const Slot::Kind kind = kKinds[letter];
  const auto& infos = InfosOf(kind, info);
  const std::string_view digits = item.substr(2, item.size() - 3);
  if (digits.empty()) {
    for (std::size_t i = 0; i < infos.size(); ++i) slots.push_back({kind, i});
    return true;
  }
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (end != digits.data() + digits.size()) return false;
  if (error != std::errc() || index >= infos.size())
    throw OptionError("VarTransform: '" + std::string(item) + "' selects " + kKindWords[kind] +
                      " " + std::string(digits) + " of only " + std::to_string(infos.size()) +
                      " (the first is 0)");
  slots.push_back({kind, index});
  return true;
}

bool FindLabel(std::string_view label, Slot::Kind kind, const DataSetInfo& info, Slot& slot) {
  const auto& infos = InfosOf(kind, info);
  for (std::size_t i = 0; i < infos.size(); ++i)
    if (infos[i].label == label || infos[i].expression == label) {
      slot = {kind, i};
      return true;
    }
  return false;
}

bool FindLabel(std::string_view label, const DataSetInfo& info, Slot& slot) {
  return std::any_of(std::begin(kKinds), std::end(kKinds),
                     [&](Slot::Kind kind) { return FindLabel(label, kind, info, slot); });
}

[[noreturn]] void FailUnknownLabel(std::string_view label, const DataSetInfo& info) {
  std::vector<std::string> labels;
  for (const Slot::Kind kind : kKinds)
    for (const VariableInfo& known : InfosOf(kind, info)) labels.push_back(known.label);
  throw OptionError("VarTransform: no variable, target or spectator is called '" +
                    std::string(label) + "'" + DidYouMean(label, labels));
}

std::vector<Slot> LoadSlots(const WeightNode& list, const char* item, const DataSetInfo& info) {
  std::vector<Slot> slots;
  for (const WeightNode* node : list.Children(item)) {
    const std::string &type = node->GetString("Type"), &label = node->GetString("Label");
    const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds),
                                   [&](Slot::Kind k) { return kKindNames[k] == type; });
    if (kind == std::end(kKinds)) node->Fail("unknown Type '" + type + "'");
    Slot slot;
    const bool found =
        FindLabel(label, *kind, info, slot) ||
        (node->Has("Expression") && FindLabel(node->GetString("Expression"), *kind, info, slot));
    if (!found)
      node->Fail("the data set has no " + std::string(kKindWords[*kind]) + " '" + label + "'");
    slots.push_back(slot);
  }
  return slots;
}

}  // namespace

std::vector<std::string_view> SplitOutsideParentheses(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (text[i] != separator || depth > 0) continue;
    parts.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

Selection Selection::Parse(std::string_view text, const DataSetInfo& info) {
  std::vector<Slot> slots;
  bool keep_order = false;
  for (const std::string_view item : SplitOutsideParentheses(text, ',')) {
    Slot slot;
    if (item.empty()) continue;
    if (FindLabel(item, info, slot))
      slots.push_back(slot);
    else if (IsRearrange(item))
      keep_order = !keep_order;
    else if (!AddByNumber(item, info, slots))
      FailUnknownLabel(item, info);
  }
  std::vector<Slot> unique = slots;
  std::sort(unique.begin(), unique.end());
  unique.erase(std::unique(unique.begin(), unique.end()), unique.end());
  if (unique.empty())
    throw OptionError("VarTransform: '(" + std::string(text) + ")' selects nothing");
  if (keep_order && unique.size() != slots.size())
    throw OptionError("VarTransform: '(" + std::string(text) + ")' names an input twice");
  Selection selection;
  selection.inputs = keep_order ? slots : unique;
  selection.outputs = selection.inputs;
  return selection;
}

Selection Selection::Load(const WeightNode& node, const DataSetInfo& info) {
  Selection selection;
  const WeightNode &input = node.Child("Input"), &output = node.Child("Output");
  selection.inputs = LoadSlots(input, "Input", info);
  selection.outputs = LoadSlots(output, "Output", info);
  const auto count = static_cast<std::int64_t>(selection.inputs.size());
  input.GetInt("NInputs", count, count);
  output.GetInt("NOutputs", count, count);
  if (count == 0) node.Fail("nothing is selected");
  if (selection.outputs.size() != selection.inputs.size())
    node.Fail("as many outputs as inputs are expected");
  for (std::size_t i = 0; i < selection.Size(); ++i)
    if (selection.inputs[i].kind != selection.outputs[i].kind)
      node.Fail("an input and its output are of different types");
  return selection;
}

Selection Selection::All(const DataSetInfo& info, bool with_targets) {
  return Parse(with_targets ? "_V_,_T_" : "_V_", info);
}

void Selection::Save(WeightNode& node, const DataSetInfo& info) const {
  const auto save = [&](const std::vector<Slot>& slots, const char* name) {
    WeightNode& list = node.AddChild(name);
    list.Set("N" + std::string(name) + "s", slots.size());
    for (const Slot& slot : slots) {
      const VariableInfo& variable = InfosOf(slot.kind, info)[slot.index];
      list.AddChild(name)
          .Set("Type", kKindNames[slot.kind])
          .Set("Label", variable.label)
          .Set("Expression", variable.expression);
    }
  };
  save(inputs, "Input");
  save(outputs, "Output");
}

bool Selection::Has(Slot::Kind kind) const {
  return std::any_of(inputs.begin(), inputs.end(),
                     [kind](const Slot& slot) { return slot.kind == kind; });
}

bool Selection::HasAll(Slot::Kind kind, const DataSetInfo& info) const {
  const auto count = std::count_if(inputs.begin(), inputs.end(),
                                   [kind](const Slot& slot) { return slot.kind == kind; });
  return static_cast<std::size_t>(count) == InfosOf(kind, info).size();
}

std::string Selection::Label(std::size_t i, const DataSetInfo& info) const {
  return InfosOf(inputs[i].kind, info)[inputs[i].index].label;
}

}  // namespace TMVA::inline standalone
