// The forest of a BDT as a TreeEnsemble, the form in which forests are exchanged.
#pragma once

#include <TMVA/BookedMethod.h>

#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone {

/// A forest with the responses of a trained BDT. ModelError, which says why, for other methods and
/// for what is no sum over trees: AdaBoostR2, preselection cuts, transformations of variables or
/// targets.
TreeEnsemble ToTreeEnsemble(const BookedMethod& booked);

}  // namespace TMVA::inline standalone
