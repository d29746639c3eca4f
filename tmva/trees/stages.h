// Stages: a forest round by round.
#pragma once

#include <cstddef>
#include <vector>

#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone {

/// The forest in pieces of `every` rounds, a round being the next tree of each output. The
/// constants of the ensemble plus the answers of the first n pieces are its raw prediction after n
/// * every rounds (with the last piece: of the whole forest, up to rounding in single precision).
/// OptionError when `every` is 0.
std::vector<EnsembleModel> SplitIntoStages(const TreeEnsemble& ensemble, std::size_t every);

}  // namespace TMVA::inline standalone
