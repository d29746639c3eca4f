// Selection: which variables, targets and spectators a transformation reads and writes.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/DataSetInfo.h>
#include <TMVA/WeightNode.h>

namespace TMVA::inline standalone {

/// One value of an event.
struct Slot {
  enum Kind : std::uint8_t { kVariable, kTarget, kSpectator };
  Kind kind = kVariable;
  std::size_t index = 0;
  auto operator<=>(const Slot&) const = default;
};

class Selection {
 public:
  /// From the text between the parentheses, "_V0_,var3,_T_"; OptionError for what is not there.
  static Selection Parse(std::string_view text, const DataSetInfo& info);
  /// From a Selection element; ModelError for inputs that the data set lacks.
  static Selection Load(const WeightNode& selection, const DataSetInfo& info);
  /// All variables, and all targets if asked for.
  static Selection All(const DataSetInfo& info, bool with_targets);
  void Save(WeightNode& selection, const DataSetInfo& info) const;

  std::size_t Size() const { return inputs.size(); }
  bool Has(Slot::Kind kind) const;
  /// Every variable (or target, or spectator) is selected.
  bool HasAll(Slot::Kind kind, const DataSetInfo& info) const;
  /// "var1", for messages.
  std::string Label(std::size_t i, const DataSetInfo& info) const;

  std::vector<Slot> inputs, outputs;  ///< of the same size and the same kinds
};

/// The values of one event, wherever they lie.
template <class Float, class Double>
struct BasicEventView {
  Float* variables = nullptr;
  Float* targets = nullptr;      ///< null when missing
  Double* spectators = nullptr;  ///< null when missing

  bool Has(const Slot& slot) const {
    return slot.kind == Slot::kVariable ? variables != nullptr
           : slot.kind == Slot::kTarget ? targets != nullptr
                                        : spectators != nullptr;
  }
  float Get(const Slot& slot) const {
    if (slot.kind == Slot::kVariable) return variables[slot.index];
    if (slot.kind == Slot::kTarget) return targets[slot.index];
    return static_cast<float>(spectators[slot.index]);
  }
  void Put(const Slot& slot, float value) const {
    if (slot.kind == Slot::kVariable)
      variables[slot.index] = value;
    else if (slot.kind == Slot::kTarget)
      targets[slot.index] = value;
    else
      spectators[slot.index] = value;
  }
};
using EventView = BasicEventView<float, double>;
using ConstEventView = BasicEventView<const float, const double>;

/// Splits at `separator` outside parentheses.
std::vector<std::string_view> SplitOutsideParentheses(std::string_view text, char separator);

}  // namespace TMVA::inline standalone
