// Monitoring of the input variables: statistics, rankings, correlations, and their histograms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <TMVA/DataSet.h>
#include <TMVA/OutputFile.h>
#include <TMVA/Transformation.h>

namespace TMVA::inline standalone {

/// The chains of the Factory option Transformations ("I;D;G,D"), not yet fitted; none for "None" or
/// "".
std::vector<TransformationChain> ParseMonitoringChains(std::string_view text,
                                                       const DataSetInfo& info);

/// One chain, fitted, on the training sample (untransformed `data`): writes
/// <dataset>/InputVariables_<ShortName> (when there is a file) and returns the table of means and
/// RMS. Two passes.
std::string MonitorInputVariables(OutputFile* file, const DataSet& data,
                                  const TransformationChain& chain);

/// "Ranking input variables (method unspecific)": by separation, or the regression rankings.
/// Training sample, two passes.
std::string RankInputVariables(const DataSet& data);

/// Linear correlation matrices of the training sample by class: writes <dataset>/CorrelationMatrix*
/// (when there is a file) and returns them as text. One pass.
std::string MonitorCorrelations(OutputFile* file, const DataSet& data);

/// The variables that one method sees, on the test sample: histograms and scatter plots in
/// <dataset>/Method_<Type>/<Title>/. Two passes.
void WriteMethodVariables(OutputFile& file, const DataSet& data, const TransformationChain& chain,
                          const std::string& type, const std::string& title);

}  // namespace TMVA::inline standalone
