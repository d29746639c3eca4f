// A view of a data set without the events whose variables are not all there.
#pragma once

#include <memory>

#include <TMVA/DataSet.h>

namespace TMVA::inline standalone {

/// Leaves out the events that have NaN in a variable. Reads the data set once to count. `data` must
/// outlive the result.
std::unique_ptr<DataSet> MakeCompleteDataSet(const DataSet& data);

}  // namespace TMVA::inline standalone
