// EmitCpp: a graph as a header of C++17 that needs nothing but the standard library.
#pragma once

#include <string>

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

struct EmitOptions {
  std::string name_space = "model";  ///< made an identifier; may be nested ("a::b")
  bool weights_in_file = false;      ///< beside the header instead of in it
};

struct EmittedModel {
  std::string header;
  std::string weights;  ///< bytes of the file of weights; empty when they are in the header
};

/// The header has a class Session in the namespace, with `Outputs Run(const Tensor<...>&...)
/// const`: one argument an input of the graph, one member of Outputs an output. UnsupportedOperator
/// ("EmitCpp: unsupported: OP") with the node for operators that have no code; `path` stands for
/// the model in messages.
EmittedModel EmitCpp(const Model& model, const EmitOptions& options, const std::string& path);

/// Writes the header, and the weights where a path is given for them; each file whole or not at
/// all.
void WriteCpp(const Model& model, const std::string& name_space, const std::string& header_path,
              const std::string& weights_path, const std::string& path);

}  // namespace TMVA::inline standalone::onnx
