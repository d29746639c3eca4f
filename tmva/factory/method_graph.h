// Trained methods as models of ONNX.
#pragma once

#include <TMVA/BookedMethod.h>

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone {

/// A model with the Reader's answers: input "x" [N, variables] and output "response" [N, outputs],
/// both of float. The transformations are in it; an event with NaN in it is answered with -999 by
/// methods that do not take missing values. The metadata "tmva" hold variables, classes, targets,
/// method, title, analysis and transformations as JSON. ModelError, with method and reason, for
/// what cannot be written as a graph.
onnx::Model MethodToGraph(const BookedMethod& method);

}  // namespace TMVA::inline standalone
