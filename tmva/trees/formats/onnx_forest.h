// OnnxForest: the nodes of ONNX's forest operators, whichever of them they come from.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tmva/graph/onnx/model.h"
#include "tmva/trees/formats/comparison.h"

namespace TMVA::inline standalone {

struct OnnxTreeNode {
  bool is_leaf = false;
  bool is_membership = false;
  Comparison comparison = Comparison::kAtMost;
  double value = 0;
  CategorySet members;
  int feature = 0;
  Branches branches;                            ///< indices of nodes of the whole forest
  std::vector<std::pair<int, double>> answers;  ///< leaves: target and weight
};

struct OnnxForest {
  std::vector<OnnxTreeNode> nodes;  ///< of all trees
  std::vector<int> roots;
};

/// Attributes of a node that check what they are asked for. ModelError names node and attribute.
class OnnxAttributes {
 public:
  OnnxAttributes(const onnx::Node& node, const std::string& path) : node_(node), path_(path) {}
  [[noreturn]] void Fail(const std::string& what) const;
  bool Has(const char* name) const { return node_.Find(name) != nullptr; }
  std::int64_t Int(const char* name, std::int64_t otherwise) const;
  std::string String(const char* name, const char* otherwise) const;
  /// A list; `size` < 0: of any size. Empty when the attribute is not there and size is not known.
  std::vector<std::int64_t> Ints(const char* name, std::int64_t size = -1) const;
  std::vector<std::string> Strings(const char* name, std::int64_t size = -1) const;
  /// The list `name`, or the tensor `name`_as_tensor or `name` itself.
  std::vector<double> Numbers(const std::string& name, std::int64_t size = -1) const;
  /// `value` as an index below `size`; `name` is where it stands.
  int Index(const std::string& name, std::int64_t value, std::size_t size) const;

 private:
  const onnx::Attribute* Find(const std::string& name, std::int64_t size) const;
  void CheckSize(const std::string& name, std::size_t found, std::int64_t size) const;
  const onnx::Node& node_;
  const std::string& path_;
};

/// The nodes of TreeEnsembleClassifier ("class_") and TreeEnsembleRegressor ("target_").
OnnxForest ReadClassicForest(const OnnxAttributes& attributes, const std::string& prefix);
/// The nodes of TreeEnsemble.
OnnxForest ReadModernForest(const OnnxAttributes& attributes);

/// Trees of one output each: one that answers for several targets becomes several. Only targets
/// below `num_targets` and features below `num_features` may occur.
void AddTrees(const OnnxForest& forest, const OnnxAttributes& attributes, std::size_t num_features,
              std::size_t num_targets, std::vector<DecisionTree>& trees,
              std::vector<std::uint32_t>& output_of_tree);

}  // namespace TMVA::inline standalone
