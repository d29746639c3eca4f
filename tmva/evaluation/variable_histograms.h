// Histograms of variables and targets by class, and of pairs of them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <TMVA/OutputFile.h>
#include <TMVA/Transformation.h>

#include "tmva/evaluation/variable_moments.h"

namespace TMVA::inline standalone {

/// Histograms [column * classes + class] of a sample, in 40 bins of the range that `moments` give.
/// Names are "<variable>__<class><suffix>". One pass.
std::vector<Histogram1> FillVariables(const DataSet& data, Types::ETreeType sample,
                                      const VariableMoments& moments,
                                      const TransformationChain& chain, const std::string& suffix);

/// Two columns to be plotted against each other, for one class.
struct ColumnPair {
  std::size_t x, y, cls;
  std::string name, title, x_title, y_title;
};

/// Fills 300 x 300 bins for each pair and hands them over in order, with a bounded number in
/// memory: one pass for every 64 pairs.
void FillPairs(const DataSet& data, Types::ETreeType sample, const VariableMoments& moments,
               const std::vector<ColumnPair>& pairs,
               const std::function<void(const Histogram2&)>& use);

/// All histograms of a sample into `directory`, and the scatter plots into CorrelationPlots below
/// it when there are at most 20 variables and targets. (TMVA's profiles are not written.)
void WriteVariableHistograms(OutputFile& file, const std::string& directory, const DataSet& data,
                             Types::ETreeType sample, const VariableMoments& moments,
                             const TransformationChain& chain, const std::string& suffix);

}  // namespace TMVA::inline standalone
