// Reading the inputs of a trained method from a table.
#pragma once

#include <functional>

#include <TMVA/ColumnSource.h>
#include <TMVA/DataSetInfo.h>
#include <TMVA/RTensor.h>

namespace TMVA::inline standalone {

/// Streams a table in blocks of up to `block` entries and hands over the inputs of each: variables
/// [n, variables] and spectators [n, spectators] (none when the table lacks their columns). A column
/// named as a variable's expression is taken as it is; else the expression is computed, as in
/// training; where that is not possible, a column named as the variable's label is taken.
/// DataError naming variable and table when neither is possible.
void ReadInputs(const DataSetInfo& info, const ColumnSource& source, std::int64_t block,
                const std::function<void(EntryRange, RTensor<const float>, RTensor<const double>)>& use);

}  // namespace TMVA::inline standalone
