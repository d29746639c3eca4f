// The parts of the console tables, by analysis type.
#pragma once

#include <span>
#include <string>

#include "tmva/evaluation/evaluation.h"

namespace TMVA::inline standalone {

std::string ClassificationTables(const DataSetInfo& info,
                                 std::span<const MethodEvaluation> methods);
std::string RegressionTables(const DataSetInfo& info, std::span<const MethodEvaluation> methods);
std::string MulticlassTables(const DataSetInfo& info, std::span<const MethodEvaluation> methods);

/// "0.921", or "--   " of the same width for a figure that is not there.
std::string Fixed(double figure, int width = 5);
/// "%#9.3g", or "--" right-aligned.
std::string General(double figure);

/// Indices of the methods by falling key; those without one come last, in their order.
std::vector<std::size_t> Ranked(std::span<const MethodEvaluation> methods,
                                double (*key)(const MethodEvaluation&));

}  // namespace TMVA::inline standalone
