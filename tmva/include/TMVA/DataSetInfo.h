// DataSetInfo: what a data set is made of - classes, variables, targets, spectators.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/Types.h>

namespace TMVA::inline standalone {

/// An input expression with its names. `type` is 'F' (float), 'I' (integer) or 'C' (category cut).
struct VariableInfo {
  std::string expression;  ///< without blanks
  std::string label;       ///< "label := expression", else the expression
  std::string title;
  std::string unit;
  std::string internal_name;  ///< label as a branch name ("var1_P_var2")
  char type = 'F';
  double min = 0, max = 0;  ///< range over the training events

  /// From "label := expression" or "expression".
  static VariableInfo Make(std::string_view text, std::string_view title = {},
                           std::string_view unit = {}, char type = 'F', double min = 0,
                           double max = 0);
};

/// TMVA's rule for branch and histogram names ("var1+var2" -> "var1_P_var2").
std::string InternalName(std::string_view label);

struct ClassInfo {
  std::string name;
  std::string weight_expression;  ///< empty: 1
  std::string cut;                ///< empty: none
};

struct DataSetInfo {
  std::string name = "default";
  std::vector<VariableInfo> variables;
  std::vector<VariableInfo> targets;
  std::vector<VariableInfo> spectators;
  std::vector<ClassInfo> classes;  ///< the class number is the index here
  Types::EAnalysisType analysis = Types::kNoAnalysisType;
  bool allow_missing = false;  ///< variables may be NaN: there is no value

  /// Number of the class named "Signal", else 0.
  std::size_t SignalClass() const;
  /// Class number or -1.
  int FindClass(std::string_view name) const;
  /// Values a method answers with: 1, the number of targets, or the number of classes.
  std::size_t NumOutputs() const;
};

}  // namespace TMVA::inline standalone
