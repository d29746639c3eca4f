// A view of a data set in which events with negative weights have weight zero.
#pragma once

#include <memory>

#include <TMVA/DataSet.h>

namespace TMVA::inline standalone {

/// For IgnoreNegWeightsInTraining: acts on the training sample only. `data` must outlive the
/// result.
std::unique_ptr<DataSet> MakePositiveDataSet(const DataSet& data);

}  // namespace TMVA::inline standalone
