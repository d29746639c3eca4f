// Tests of the readers and writers of other libraries' forests: damaged files.
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>
#include <TMVA/Random.h>
#include <TMVA/Stop.h>

#include "tmva/graph/onnx/model.h"
#include "tmva/trees/formats/ensemble_file.h"
#include "tmva/trees/formats/onnx_trees.h"
#include "tmva/trees/formats/xgboost_model.h"
#include "tmva/trees/tree_ensemble.h"

namespace {

using namespace TMVA;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::string ReadData(const std::string& name) {
  std::ifstream file(std::string(TMVA_TEST_DATA) + "/trees/" + name, std::ios::binary);
  EXPECT_TRUE(file.good()) << name;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<double> Predict(const TreeEnsemble& ensemble, const std::vector<float>& x,
                            int threads = 1) {
  const std::size_t n = x.size() / ensemble.num_inputs;
  std::vector<double> out(n * ensemble.num_outputs);
  EnsembleModel(ensemble).Evaluate({x.data(), ensemble.num_inputs, n}, out, false, threads);
  return out;
}

/// Damaged bytes give a forest that can be applied, or an error of ours.
void Try(const std::string& bytes, const std::string& name, int& read) {
  try {
    const TreeEnsemble ensemble = ParseEnsemble(bytes, name);
    ++read;
    if (ensemble.num_inputs > 1000) return;
    std::vector<float> x;
    for (const float value : {0.0F, kNaN, -0.5F, 3e38F})
      x.insert(x.end(), ensemble.num_inputs, value);
    Predict(ensemble, x);
    if (ensemble.transform != OutputTransform::kSoftmax || ensemble.num_outputs > 1)
      WriteXgboost(ensemble);
    WriteOnnxTrees(ensemble);
  } catch (const Error&) {
  }
}

struct Seed {
  std::string name, bytes;
};
std::vector<Seed> Seeds() {
  std::vector<Seed> seeds;
  for (const char* name : {"tiny.json", "tiny.ubj", "tiny.txt"})
    seeds.push_back({name, ReadData(name)});
  seeds.push_back({"tiny.onnx", WriteOnnxTrees(ParseEnsemble(seeds[0].bytes, "tiny.json"))});
  seeds.push_back({"three.onnx", WriteOnnxTrees(ParseEnsemble(seeds[2].bytes, "tiny.txt"))});
  return seeds;
}

TEST(TreeFormats, TruncatedFilesAreErrors) {
  for (const auto& [name, bytes] : Seeds()) {
    int read = 0;
    for (std::size_t size = 0; size + 1 < bytes.size(); size += 1 + size % 3)
      Try(bytes.substr(0, size), name, read);
    // Only what stands behind the trees of a text file may be missing. A cut ONNX file may lack its
    // operator sets.
    if (name.ends_with(".json") || name.ends_with(".ubj")) EXPECT_EQ(read, 0) << name;
  }
}

TEST(TreeFormats, DamagedFilesNeverCrash) {
  for (const auto& [name, bytes] : Seeds()) {
    Random random(11, 0);
    int read = 0;
    for (int i = 0; i < 1500; ++i) {
      std::string damaged = bytes;
      for (std::uint64_t k = 0; k < 1 + random.Below(4); ++k) {
        char& byte = damaged[random.Below(damaged.size())];
        switch (random.Below(3)) {
          case 0:
            byte = static_cast<char>(random.Below(256));
            break;
          case 1:
            byte = static_cast<char>(byte ^ (1 << random.Below(8)));
            break;
          default:
            byte = "0123456789-[]{}e."[random.Below(17)];
        }
      }
      Try(damaged, name, read);
    }
    EXPECT_GT(read, 0) << name << ": damage that hurts nothing is read";
  }
}

TEST(TreeFormats, PiecesInWrongPlacesNeverCrash) {
  for (const auto& [name, bytes] : Seeds()) {
    Random random(12, 0);
    int read = 0;
    for (int i = 0; i < 400; ++i) {
      std::string damaged = bytes;
      const std::size_t from = random.Below(bytes.size()), size = random.Below(bytes.size() - from);
      damaged.insert(random.Below(damaged.size()), bytes.substr(from, size));
      if (random.Below(2) == 1) damaged.erase(random.Below(damaged.size()), random.Below(200));
      Try(damaged, name, read);
    }
  }
}

TEST(TreeFormats, NestingAndLengthsThatAreLiesAreErrors) {
  const std::string many(1 << 20, '[');
  const auto expect_error = [](const std::string& bytes, const char* name) {
    EXPECT_THROW(ParseEnsemble(bytes, name), Error) << bytes.substr(0, 40);
  };
  expect_error("{\"a\":" + many, "deep.json");
  expect_error("{U\1a" + many, "deep.ubj");
  const std::string huge = std::string("#L") + "\x7f\xff\xff\xff\xff\xff\xff\xff";
  for (const char* type : {"Z", "T", "N", "d", "L", "S", "["})
    expect_error(std::string("{U\1a[$") + type + huge, "typed.ubj");
  expect_error("{U\1a[" + huge, "counted.ubj");
  expect_error("{U\1aS" + huge.substr(1), "text.ubj");
  expect_error(std::string("{U\1aSi\xff") + "abc", "negative.ubj");
  expect_error("{" + huge, "object.ubj");
  expect_error(
      "tree\nnum_tree_per_iteration=1\nmax_feature_idx=1\n\nTree=0\nnum_leaves=1000000000\nleaf_"
      "value=1\nend of trees\n",
      "leaves.txt");
  expect_error("", "empty.json");
}

/// "[a,b,...]" of n numbers.
std::string List(int n, const std::function<int(int)>& number) {
  std::string list = "[";
  for (int i = 0; i < n; ++i) list += (i > 0 ? "," : "") + std::to_string(number(i));
  return list + "]";
}

TEST(TreeFormats, FewBytesDoNotAskForMuchMemory) {
  constexpr int kSplits = 400, kNodes = 2 * kSplits + 1;  // each with a set of 2 MB
  const auto left = List(kNodes, [](int i) { return i % 2 == 0 && i < kNodes - 1 ? i + 1 : -1; });
  const auto right = List(kNodes, [](int i) { return i % 2 == 0 && i < kNodes - 1 ? i + 2 : -1; });
  const auto zeros = List(kNodes, [](int) { return 0; }),
             ones = List(kNodes, [](int) { return 1; });
  const auto counts = List(kSplits, [](int i) { return i; });
  std::string tree = R"({"left_children":)" + left + R"(,"right_children":)" + right;
  for (const char* key : {"split_indices", "split_conditions", "default_left", "sum_hessian"})
    tree += std::string(",\"") + key + "\":" + zeros;
  tree += R"(,"split_type":)" + ones + R"(,"categories":)" +
          List(kSplits, [](int) { return 16777215; }) + R"(,"categories_nodes":)" +
          List(kSplits, [](int i) { return 2 * i; }) + R"(,"categories_segments":)" + counts +
          R"(,"categories_sizes":)" + List(kSplits, [](int) { return 1; }) + "}";
  const std::string model =
      R"({"learner":{"learner_model_param":{"num_feature":"1","base_score":"0"},"objective":{"name":"reg:linear"},)"
      R"("gradient_booster":{"name":"gbtree","model":{"tree_info":[0],"trees":[)" +
      tree + "]}}}}";
  try {
    ParseEnsemble(model, "sets.json");
    FAIL();
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find("too large numbers"), std::string::npos)
        << error.what();
  }

  auto onnx_model =
      onnx::ParseModel(WriteOnnxTrees(ParseEnsemble(ReadData("tiny.json"), "tiny.json")), "m");
  auto& attributes = onnx_model.graph.nodes[0].attributes;
  const auto set = [&](onnx::Attribute attribute) {
    for (auto& a : attributes)
      if (a.name == attribute.name) a = attribute;
  };
  std::vector<std::int64_t> ids(kNodes), yes(kNodes), no(kNodes), none(kNodes), leaves;
  std::vector<std::string> modes(kNodes, "LEAF");
  for (int i = 0; i < kNodes; ++i) {
    const auto at = static_cast<std::size_t>(i);
    ids[at] = i;
    if (i % 2 == 1 || i == kNodes - 1) {
      leaves.push_back(i);
      continue;
    }
    yes[at] = i + 1;
    no[at] = i + 2;
    modes[at] = "BRANCH_EQ";
  }
  for (const char* name : {"nodes_treeids", "nodes_featureids", "nodes_missing_value_tracks_true"})
    set(onnx::Attribute::Ints(name, none));
  set(onnx::Attribute::Ints("nodes_nodeids", ids));
  set(onnx::Attribute::Ints("nodes_truenodeids", yes));
  set(onnx::Attribute::Ints("nodes_falsenodeids", no));
  set(onnx::Attribute::Strings("nodes_modes", modes));
  set(onnx::Attribute::Floats("nodes_values", std::vector<float>(kNodes, 16777215)));
  set(onnx::Attribute::Ints("target_nodeids", leaves));
  set(onnx::Attribute::Floats("target_weights", std::vector<float>(leaves.size(), 1)));
  for (const char* name : {"target_treeids", "target_ids"})
    set(onnx::Attribute::Ints(name, std::vector<std::int64_t>(leaves.size())));
  try {
    ParseOnnxTrees(onnx::SerializeModel(onnx_model), "sets.onnx");
    FAIL();
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find("too large categories"), std::string::npos)
        << error.what();
  }
}

TEST(TreeFormats, TreesAreWalkedWithoutRecursion) {
  constexpr int kDepth = 100000;
  TreeEnsemble ensemble;
  ensemble.num_inputs = 1;
  ensemble.base = {0};
  ensemble.output_of_tree = {0};
  DecisionTree tree;
  for (int i = 0; i < kDepth; ++i) {
    TreeNode inner, leaf;
    inner.variable = 0;
    inner.cut = static_cast<float>(i);
    inner.left = 2 * i + 1;
    inner.right = 2 * i + 2;
    leaf.type = NodeType::kRegression;
    leaf.response = static_cast<float>(i);
    tree.nodes.push_back(inner);
    tree.nodes.push_back(leaf);
  }
  tree.nodes.push_back(tree.nodes[1]);
  ensemble.trees.push_back(tree);
  const auto xgboost = ParseEnsemble(WriteXgboost(ensemble), "deep.json");
  EXPECT_EQ(Predict(xgboost, {99998.5F})[0], 99999);
  const auto onnx = ParseEnsemble(WriteOnnxTrees(ensemble), "deep.onnx");
  EXPECT_EQ(Predict(onnx, {99998.5F})[0], 99999);
}

TEST(TreeFormats, OtherFilesAreErrorsThatNameTheFormats) {
  for (const char* bytes : {"import tmva\n", "PK\3\4", "<html></html>"}) {
    try {
      ParseEnsemble(bytes, "model.bin");
      ADD_FAILURE() << bytes;
    } catch (const FileFormatError& error) {
      EXPECT_NE(std::string(error.what()).find("model.bin: is no forest of XGBoost"),
                std::string::npos)
          << error.what();
    }
  }
}

TEST(TreeFormats, NodesInCirclesAreErrors) {
  const std::string bytes = ReadData("tiny.json");
  const auto at = bytes.find("\"left_children\":[1,");
  ASSERT_NE(at, std::string::npos);
  for (const char* child : {"0", "2"}) {
    std::string circle = bytes;
    circle.replace(at + 17, 1, child);
    EXPECT_THROW(ParseEnsemble(circle, "circle.json"), ModelError);
  }
}

TEST(EnsembleModel, StopsWhenAskedTo) {
  const auto ensemble = ParseEnsemble(ReadData("tiny.txt"), "tiny.txt");
  const std::vector<float> x(3 * 100000, 0.5F);
  for (const int threads : {1, 2}) {
    std::stop_source stop;
    stop.request_stop();
    const StopScope scope(stop.get_token());
    EXPECT_EQ(Predict(ensemble, x, threads).back(), 0) << "the last rows are left out";
  }
  EXPECT_GT(Predict(ensemble, x, 2).back(), 0);
}

TEST(EnsembleModel, AsLogisticIsTheProbability) {
  auto ensemble = ParseEnsemble(ReadData("tiny.json"), "tiny.json");
  EXPECT_THROW(AsLogistic(ensemble), ModelError);
  ensemble.transform = OutputTransform::kGradientBoosted;
  const std::vector<float> x = {0.3F, -1, 7, kNaN, 2, 11};
  const auto response = Predict(ensemble, x), probability = Predict(AsLogistic(ensemble), x);
  for (std::size_t i = 0; i < response.size(); ++i)
    EXPECT_NEAR((response[i] + 1) / 2, probability[i], 1e-12);
}

}  // namespace
