// Forests in ONNX files: the operators TreeEnsembleClassifier, TreeEnsembleRegressor and
// TreeEnsemble.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tmva/graph/onnx/model.h"
#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone {

/// Reads a model of one forest, as skl2onnx and onnxmltools write it: Cast and Identity before it,
/// Cast, Identity, ZipMap, scaling by a number, Sigmoid, Softmax, Exp and Tanh after its scores;
/// labels are left out. A classifier of two classes with one score has one output, the score of the
/// second class. ModelError names what is not supported.
TreeEnsemble ParseOnnxTrees(std::string_view bytes, const std::string& path);

/// The content of a model with input "x" [N, num_inputs] and output "y" [N, num_outputs], both
/// float. Category sets become comparisons for equality: there, categories have to be whole
/// numbers. ModelError for Fisher cuts.
std::string WriteOnnxTrees(const TreeEnsemble& ensemble);

/// The parts of that model: the attributes of its TreeEnsembleRegressor, the operator after it
/// (null: none) and that one's attributes.
std::vector<onnx::Attribute> ForestAttributes(const TreeEnsemble& ensemble);
const char* OnnxTransform(OutputTransform transform);
std::vector<onnx::Attribute> OnnxTransformAttributes(OutputTransform transform);

}  // namespace TMVA::inline standalone
