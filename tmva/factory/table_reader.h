// Reading the inputs of a trained method from a table.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/DataSetInfo.h>
#include <TMVA/RTensor.h>

namespace TMVA::inline standalone {

/// The texts that give a method's inputs from a table. A column named as a variable's expression is
/// taken as it is; else the expression is computed, as in training; where that is not possible, a
/// column named as the variable's label is taken.
struct InputTexts {
  std::vector<std::string> variables;
  std::vector<std::string>
      spectators;  ///< empty when the table lacks columns of theirs: most methods don't need them
};
InputTexts FindInputs(const DataSetInfo& info, const ColumnSource& source);

/// Streams a table in blocks of up to `block` entries and hands over the inputs of each: variables
/// [n, variables] and spectators [n, spectators] (none when the table lacks their columns); see
/// FindInputs(). DataError naming variable and table when an input can't be had.
void ReadInputs(
    const DataSetInfo& info, const ColumnSource& source, std::int64_t block,
    const std::function<void(EntryRange, RTensor<const float>, RTensor<const double>)>& use);

}  // namespace TMVA::inline standalone
