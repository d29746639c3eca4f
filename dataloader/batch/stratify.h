// StratifiedBorders: where the random numbers of each class's rows have to be cut for exact
// fractions.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "dataloader/batch/window_rows.h"

namespace TMVA::inline standalone::batch {

/// See BatchGenerator::StratifiedBorders(). Takes two looks at the rows, and memory for a histogram
/// a class, however many rows there are.
std::map<double, std::vector<double>> StratifiedBorders(const TableRows& rows, std::uint64_t seed,
                                                        const std::vector<double>& fractions,
                                                        int threads,
                                                        const std::function<void()>& poll);

}  // namespace TMVA::inline standalone::batch
