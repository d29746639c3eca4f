// Hostile models of operators that move elements and of ai.onnx.ml: an error in words, never a
// crash.
#include <TMVA/Error.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "tmva/graph/session.h"

namespace {

using namespace TMVA;
using onnx::Attribute;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max(),
                       kLeast = std::numeric_limits<std::int64_t>::min();

onnx::Tensor Integers(std::vector<std::int64_t> values, std::vector<std::int64_t> dims = {-1}) {
  onnx::Tensor tensor;
  tensor.type = onnx::DataType::kInt64;
  tensor.dims = dims == std::vector<std::int64_t>{-1}
                    ? std::vector{static_cast<std::int64_t>(values.size())}
                    : dims;
  tensor.ints = std::move(values);
  return tensor;
}

onnx::Tensor Floats(std::vector<std::int64_t> dims) {
  onnx::Tensor tensor;
  tensor.type = onnx::DataType::kFloat;
  std::size_t size = 1;
  for (const auto d : dims) size *= static_cast<std::size_t>(d);
  for (std::size_t i = 0; i < size; ++i) tensor.floats.push_back(static_cast<float>(i));
  tensor.dims = std::move(dims);
  return tensor;
}

/// The message of the error that the node makes with these inputs; "" when it runs. The elements
/// come out of range where memory is read or written outside, which the sanitizers see.
std::string Error(const std::string& op, const std::vector<onnx::Tensor>& inputs,
                  std::vector<Attribute> attributes = {}, std::size_t num_outputs = 1,
                  std::int64_t version = 18, const std::string& domain = "") {
  onnx::Model model;
  model.operator_sets = {{domain, version}};
  onnx::Node node{"n", op, domain, {}, {}, std::move(attributes)};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    model.graph.initializers.push_back(inputs[i]);
    node.inputs.push_back(model.graph.initializers.back().name = "i" + std::to_string(i));
  }
  for (std::size_t o = 0; o < num_outputs; ++o) {
    node.outputs.push_back("o" + std::to_string(o));
    model.graph.outputs.push_back({node.outputs.back(), onnx::DataType::kUndefined, {}});
  }
  model.graph.nodes = {node};
  try {
    onnx::Session(model, "m").Run({});
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find(op), std::string::npos) << error.what();
    return error.what();
  }
  return "";
}

TEST(GraphShapes, HostileShapes) {
  const auto x = Floats({2, 3});
  for (const auto& shape : std::vector<std::vector<std::int64_t>>{{-1, -1},
                                                                  {-2, -3},
                                                                  {4},
                                                                  {0, 0, 0},
                                                                  {kMost, 2},
                                                                  {kLeast},
                                                                  {-1, 4},
                                                                  {kMost, kMost, 0},
                                                                  {-1, 5, kMost}})
    EXPECT_NE(Error("Reshape", {x, Integers(shape)}), "") << onnx::ShapeText(shape);
  EXPECT_EQ(Error("Reshape", {x, Integers({-1, 0})}), "");
  EXPECT_NE(Error("Reshape", {x, x}), "") << "a shape of floats";
  for (const auto n : {kMost, kLeast, std::int64_t{-1}, std::int64_t{1} << 40}) {
    EXPECT_NE(Error("Expand", {x, Integers({n, 2, 3})}), "") << n;
    EXPECT_NE(Error("Tile", {x, Integers({n, 1})}), "") << n;
    EXPECT_NE(Error("ConstantOfShape", {Integers({n})}), "") << n;
    EXPECT_NE(Error("OneHot", {Integers({1}), Integers({n}), Integers({0, 1})}), "") << n;
    EXPECT_NE(Error("CenterCropPad", {x, Integers({n, 3})}), "") << n;
    EXPECT_NE(Error("Pad", {x, Integers({n, -4, 0, 0})}, {Attribute::String("mode", "wrap")}), "")
        << n;
    EXPECT_NE(Error("RandomNormal", {}, {Attribute::Ints("shape", {n})}), "") << n;
    EXPECT_NE(Error("DepthToSpace", {Floats({1, 4, 1, 1})}, {Attribute::Int("blocksize", n)}), "")
        << n;
  }
  EXPECT_NE(Error("Tile", {Floats({0, 1}), Integers({kMost, kMost})}), "");
  EXPECT_NE(Error("Range", {Integers({0}, {}), Integers({kMost}, {}), Integers({1}, {})}), "");
  EXPECT_NE(Error("Range", {Integers({0}, {}), Integers({1}, {}), Integers({0}, {})}), "");
  EXPECT_EQ(Error("Range", {Integers({kLeast}, {}), Integers({kMost}, {}), Integers({kMost}, {})}),
            "");
}

TEST(GraphShapes, HostileAxes) {
  const auto x = Floats({2, 3});
  for (const auto axis : {std::int64_t{2}, std::int64_t{-3}, kMost, kLeast}) {
    const auto a = Attribute::Int("axis", axis);
    EXPECT_NE(Error("Concat", {x, x}, {a}), "") << axis;
    EXPECT_NE(Error("Split", {x}, {a}, 2), "") << axis;
    EXPECT_NE(Error("Gather", {x, Integers({0})}, {a}), "") << axis;
    EXPECT_NE(Error("GatherElements", {x, Integers({0}, {1, 1})}, {a}), "") << axis;
    EXPECT_NE(Error("Squeeze", {x, Integers({axis})}), "") << axis;
    EXPECT_NE(Error("Slice", {x, Integers({0}), Integers({1}), Integers({axis})}), "") << axis;
    EXPECT_NE(Error("Transpose", {x}, {Attribute::Ints("perm", {axis, 0})}), "") << axis;
    EXPECT_NE(Error("Unique", {x}, {a}), "") << axis;
    if (axis != 2) {
      EXPECT_NE(Error("Flatten", {x}, {a}), "") << axis;
      EXPECT_NE(Error("Unsqueeze", {x, Integers({axis == -3 ? -4 : axis})}), "") << axis;
    }
  }
  EXPECT_NE(Error("Unsqueeze", {x, Integers({0, -4})}), "") << "twice the same";
  EXPECT_NE(Error("Transpose", {x}, {Attribute::Ints("perm", {0, 0})}), "");
  EXPECT_NE(Error("Transpose", {x}, {Attribute::Ints("perm", {0})}), "");
  EXPECT_NE(Error("Concat", {x, Floats({2, 4})}, {Attribute::Int("axis", 0)}), "");
  EXPECT_NE(Error("Concat", {x, Integers({1, 2, 3}, {1, 3})}, {Attribute::Int("axis", 0)}), "")
      << "two types";
  EXPECT_EQ(Error("Trilu", {x, Integers({kLeast}, {})}), "");
  EXPECT_EQ(Error("Trilu", {x, Integers({kMost}, {})}), "");
  EXPECT_EQ(Error("EyeLike", {x}, {Attribute::Int("k", kLeast)}), "");
  EXPECT_EQ(Error("Shape", {x}, {Attribute::Int("start", kLeast), Attribute::Int("end", kMost)}),
            "");
}

TEST(GraphShapes, HostileIndices) {
  const auto x = Floats({2, 3});
  for (const auto index : {std::int64_t{3}, std::int64_t{-4}, kMost, kLeast}) {
    const auto axis = Attribute::Int("axis", 1);
    EXPECT_NE(Error("Gather", {x, Integers({index})}, {axis}), "") << index;
    EXPECT_NE(Error("GatherElements", {x, Integers({index}, {1, 1})}, {axis}), "") << index;
    EXPECT_NE(Error("GatherND", {x, Integers({0, index}, {1, 2})}), "") << index;
    EXPECT_NE(Error("ScatterElements", {x, Integers({index}, {1, 1}), Floats({1, 1})}, {axis}), "")
        << index;
    EXPECT_NE(Error("ScatterND", {x, Integers({0, index}, {1, 2}), Floats({1})}), "") << index;
    EXPECT_NE(Error("ArrayFeatureExtractor", {x, Integers({index})}, {}, 1, 1, "ai.onnx.ml"), "")
        << index;
    EXPECT_EQ(Error("OneHot", {Integers({index}), Integers({3}), Integers({0, 1})}), "") << index;
  }
  EXPECT_NE(Error("GatherElements", {x, Integers({0, 0, 0}, {3, 1})}, {Attribute::Int("axis", 1)}),
            "");
  EXPECT_NE(Error("GatherND", {x, Integers({}, {5, 0})}), "") << "index tuples of nothing";
  EXPECT_NE(Error("GatherND", {x, Integers({0, 0, 0}, {1, 3})}), "");
  EXPECT_NE(Error("GatherND", {x, Integers({0}, {})}), "");
  EXPECT_NE(Error("GatherND", {x, Integers({0}, {1})}, {Attribute::Int("batch_dims", kMost)}), "");
  EXPECT_NE(Error("ScatterND", {x, Integers({0}, {1, 1}), Floats({1, 2})}), "");
  EXPECT_NE(Error("ReverseSequence", {x, Integers({1, 2, 3})}), "")
      << "a sequence that is too long";
  EXPECT_NE(Error("ReverseSequence", {x, Integers({-1, 2, 2})}), "");
}

TEST(GraphShapes, HostileParts) {
  const auto x = Floats({2, 3});
  const auto slice = [&](std::int64_t start, std::int64_t end, std::int64_t step) {
    return Error("Slice", {x, Integers({start}), Integers({end}), Integers({1}), Integers({step})});
  };
  for (const auto a : {kLeast, kMost, std::int64_t{0}})
    for (const auto b : {kLeast, kMost, std::int64_t{0}})
      for (const auto step : {kLeast, kMost, std::int64_t{-1}, std::int64_t{2}})
        EXPECT_EQ(slice(a, b, step), "");
  EXPECT_NE(slice(0, 1, 0), "");
  for (const auto& sizes :
       std::vector<std::vector<std::int64_t>>{{1}, {2, 2}, {-1, 4}, {kMost, 4}, {4, kLeast}})
    EXPECT_NE(Error("Split", {x, Integers(sizes)}, {Attribute::Int("axis", 1)}, 2), "");
  for (const char* mode : {"constant", "reflect", "edge", "wrap"}) {
    EXPECT_NE(Error("Pad", {x, Integers({0, -2, 0, -2})}, {Attribute::String("mode", mode)}), "");
    EXPECT_NE(Error("Pad", {x, Integers({0, 0, 0})}, {Attribute::String("mode", mode)}), "");
    EXPECT_EQ(Error("Pad", {x, Integers({100, -2, 7, 3})}, {Attribute::String("mode", mode)}), "");
  }
  EXPECT_NE(
      Error("Pad", {Floats({0, 3}), Integers({1, 0, 0, 0})}, {Attribute::String("mode", "edge")}),
      "");
  EXPECT_NE(Error("Constant", {}), "");
}

TEST(GraphMachineLearning, HostileModels) {
  const auto error = [](const std::string& op, std::vector<Attribute> attributes,
                        std::size_t outputs) {
    return Error(op, {Floats({2, 3})}, std::move(attributes), outputs, 3, "ai.onnx.ml");
  };
  EXPECT_NE(error("Scaler", {Attribute::Floats("offset", {1, 2})}, 1), "");
  EXPECT_NE(error("LinearRegressor", {Attribute::Floats("coefficients", {1, 2})}, 1), "");
  EXPECT_NE(error("LinearRegressor", {Attribute::Int("targets", kMost)}, 1), "");
  EXPECT_NE(error("LinearClassifier", {Attribute::Floats("coefficients", {1, 2, 3})}, 2), "")
      << "no labels";
  EXPECT_NE(error("SVMRegressor", {Attribute::Floats("coefficients", {1})}, 1), "");
  EXPECT_NE(error("SVMClassifier", {Attribute::Ints("vectors_per_class", {kMost, kMost})}, 2), "");
  EXPECT_NE(error("FeatureVectorizer", {Attribute::Ints("inputdimensions", {kMost})}, 1), "");
  EXPECT_NE(error("Imputer", {Attribute::Floats("imputed_value_floats", {1, 2})}, 1), "");
  EXPECT_NE(error("ZipMap", {}, 1), "") << "no labels";
  EXPECT_NE(error("StringNormalizer", {}, 1).find("unsupported"), std::string::npos);
}

TEST(GraphMachineLearning, HostileForests) {
  const auto error = [](std::int64_t yes, std::int64_t feature, std::int64_t target,
                        const char* aggregate) {
    return Error(
        "TreeEnsembleRegressor", {Floats({2, 3})},
        {Attribute::Ints("nodes_treeids", {0, 0, 0}), Attribute::Ints("nodes_nodeids", {0, 1, 2}),
         Attribute::Ints("nodes_featureids", {feature, 0, 0}),
         Attribute::Strings("nodes_modes", {"BRANCH_EQ", "LEAF", "LEAF"}),
         Attribute::Floats("nodes_values", {-1.5F, 0, 0}),
         Attribute::Ints("nodes_truenodeids", {yes, 0, 0}),
         Attribute::Ints("nodes_falsenodeids", {2, 0, 0}),
         Attribute::Ints("target_treeids", {0, 0}), Attribute::Ints("target_nodeids", {1, 2}),
         Attribute::Ints("target_ids", {target, 0}), Attribute::Floats("target_weights", {1, 2}),
         Attribute::String("aggregate_function", aggregate)},
        1, 3, "ai.onnx.ml");
  };
  EXPECT_EQ(error(1, 2, 0, "SUM"), "");
  EXPECT_EQ(error(1, 2, 0, "MAX"), "");
  for (const char* aggregate : {"SUM", "AVERAGE", "MIN", "MAX"}) {
    EXPECT_NE(error(0, 0, 0, aggregate), "") << "its own daughter";
    EXPECT_NE(error(2, 0, 0, aggregate), "") << "a leaf that is a daughter twice";
    EXPECT_NE(error(7, 0, 0, aggregate), "");
    EXPECT_NE(error(1, 3, 0, aggregate), "") << "a column that is not there";
    EXPECT_NE(error(1, kMost, 0, aggregate), "");
    EXPECT_NE(error(1, 0, 1, aggregate), "") << "a target that is not there";
    EXPECT_NE(error(1, 0, kLeast, aggregate), "");
  }
}

}  // namespace
