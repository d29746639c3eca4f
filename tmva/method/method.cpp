// Method: what is the same for all methods unless they say otherwise.
#include <TMVA/Error.h>
#include <TMVA/Method.h>

namespace TMVA::inline standalone {

std::string Method::ToGraph(onnx::GraphBuilder&, const std::string&) const {
  throw ModelError("this method cannot be written as a graph");
}

}  // namespace TMVA::inline standalone
