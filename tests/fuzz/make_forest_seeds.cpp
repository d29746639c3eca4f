// Cuts files of forests down to first inputs for the fuzz target of forests.
//
//   make_forest_seeds OUTPUT_FOLDER FILE...
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <string>

#include <TMVA/Error.h>
#include <TMVA/WeightNode.h>

#include "tmva/graph/onnx/model.h"
#include "tmva/trees/formats/ensemble_file.h"
#include "tmva/trees/formats/onnx_trees.h"

namespace {

namespace fs = std::filesystem;
using namespace TMVA;

constexpr std::int64_t kTrees = 2;

/// A weight file with the first of its trees.
std::string ShortenWeights(const fs::path& path) {
  std::string xml = ToXml(*ReadWeightFile(path));
  constexpr std::string_view kEnd = "</BinaryTree>";
  std::size_t end = 0;
  for (std::int64_t t = 0; t < kTrees; ++t)
    if (const auto next = xml.find(kEnd, end); next != std::string::npos) end = next + kEnd.size();
  const auto last = xml.rfind(kEnd) + kEnd.size();
  xml.erase(end, last - end);
  if (const auto count = xml.find(" NTrees=\""); count != std::string::npos)
    xml.replace(count, xml.find('"', count + 9) - count, " NTrees=\"" + std::to_string(kTrees));
  return xml;
}

/// Leaves the elements of a list that belong to the first trees.
template <class T>
void Shorten(std::vector<T>& list, const std::vector<std::int64_t>& tree_of) {
  if (list.size() != tree_of.size()) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (tree_of[i] < kTrees) list[kept++] = list[i];
  list.resize(kept);
}

/// An ONNX file with the first trees of TreeEnsembleClassifier or TreeEnsembleRegressor.
std::string ShortenOnnx(const std::string& bytes, const std::string& path) {
  onnx::Model model = onnx::ParseModel(bytes, path);
  for (auto& node : model.graph.nodes) {
    for (const std::string prefix : {"nodes_", "class_", "target_"}) {
      const auto* found = node.Find(prefix + "treeids");
      if (found == nullptr) continue;
      const auto tree_of = found->ints;
      for (auto& attribute : node.attributes) {
        if (!attribute.name.starts_with(prefix)) continue;
        Shorten(attribute.floats, tree_of);
        Shorten(attribute.ints, tree_of);
        Shorten(attribute.strings, tree_of);
      }
    }
  }
  return onnx::SerializeModel(model);
}

/// A model of the operator TreeEnsemble: a cut and a question for membership.
std::string ModernOnnx() {
  using onnx::Attribute;
  const auto tensor = [](std::string name, std::vector<float> values) {
    Attribute attribute;
    attribute.name = std::move(name);
    attribute.type = onnx::AttributeType::kTensor;
    attribute.t.type = onnx::DataType::kFloat;
    attribute.t.dims = {static_cast<std::int64_t>(values.size())};
    attribute.t.floats = std::move(values);
    return attribute;
  };
  const float end = std::numeric_limits<float>::quiet_NaN();
  onnx::Node forest{"forest", "TreeEnsemble", "ai.onnx.ml", {"x"}, {"y"}, {}};
  forest.attributes = {Attribute::Int("aggregate_function", 1),
                       Attribute::Int("n_targets", 2),
                       Attribute::Int("post_transform", 0),
                       Attribute::Ints("tree_roots", {0}),
                       tensor("nodes_modes", {0, 6, 4}),
                       tensor("nodes_splits", {0.5F, 0, 3}),
                       Attribute::Ints("nodes_featureids", {0, 1, 1}),
                       Attribute::Ints("nodes_truenodeids", {1, 0, 2}),
                       Attribute::Ints("nodes_trueleafs", {0, 1, 1}),
                       Attribute::Ints("nodes_falsenodeids", {2, 1, 3}),
                       Attribute::Ints("nodes_falseleafs", {0, 1, 1}),
                       Attribute::Ints("nodes_missing_value_tracks_true", {1, 0, 1}),
                       tensor("membership_values", {1, 4, 7, end}),
                       Attribute::Ints("leaf_targetids", {0, 1, 0, 1}),
                       tensor("leaf_weights", {0.25F, -1, 2, 0.5F})};
  onnx::Model model;
  model.ir_version = 10;
  model.operator_sets = {{"", 21}, {"ai.onnx.ml", 5}};
  model.graph.inputs = {{"x", onnx::DataType::kFloat, {{-1, "N"}, {2, ""}}}};
  model.graph.outputs = {{"y", onnx::DataType::kFloat, {{-1, "N"}, {2, ""}}}};
  model.graph.nodes = {std::move(forest)};
  return onnx::SerializeModel(model);
}

void Write(const fs::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

void Take(const fs::path& path, const fs::path& folder) {
  const std::string name = path.filename();
  if (name.ends_with(".xml") || name.ends_with(".xml.gz"))
    return Write(folder / (name + ".xml"), ShortenWeights(path));
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (name.ends_with(".onnx")) return Write(folder / name, ShortenOnnx(bytes, path));
  Write(folder / name, bytes);
  Write(folder / (name + ".onnx"), WriteOnnxTrees(ParseEnsemble(bytes, path)));
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  const fs::path folder = arguments[1];
  fs::create_directories(folder);
  Write(folder / "modern.onnx", ModernOnnx());
  try {
    for (int i = 2; i < count; ++i) Take(arguments[i], folder);
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
