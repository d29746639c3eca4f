// Hostile products, convolutions, pooling, normalisations and recurrent layers: an error with
// words, never a crash.
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "tmva/graph/session.h"

namespace {

using namespace TMVA;
using onnx::Attribute;
using onnx::Shape;

constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();

/// A graph of one node; inputs are numbers 0, 1, 2, ... of the shapes.
onnx::Array RunNode(const std::string& op, const std::vector<Shape>& shapes,
                    std::vector<Attribute> attributes = {}, std::int64_t version = 18) {
  onnx::Model model;
  model.operator_sets = {{"", version}};
  onnx::Node node;
  node.op_type = op;
  std::vector<onnx::Array> inputs;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    node.inputs.push_back("i" + std::to_string(i));
    model.graph.inputs.push_back({node.inputs.back(), onnx::DataType::kFloat, {}});
    onnx::Array& input = inputs.emplace_back(onnx::DataType::kFloat, shapes[i]);
    const auto elements = input.Get<float>();
    std::iota(elements.begin(), elements.end(), 0.0F);
  }
  node.outputs = {"o"};
  node.attributes = std::move(attributes);
  model.graph.nodes = {node};
  model.graph.outputs = {{"o", onnx::DataType::kFloat, {}}};
  return onnx::Session(model, "m.onnx").Run(inputs)[0];
}

/// The message of the error; it names the file and the node.
std::string ErrorOf(const std::string& op, const std::vector<Shape>& shapes,
                    std::vector<Attribute> attributes = {}, std::int64_t version = 18) {
  try {
    RunNode(op, shapes, std::move(attributes), version);
  } catch (const ModelError& error) {
    return error.what();
  }
  return "no error";
}

Attribute Float(std::string name, float value) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = onnx::AttributeType::kFloat;
  attribute.f = value;
  return attribute;
}

#define EXPECT_SAYS(message, part) EXPECT_NE((message).find(part), std::string::npos) << (message)

TEST(GraphLayers, ProductsOfShapesThatDoNotMatch) {
  EXPECT_SAYS(ErrorOf("MatMul", {{2, 3}, {4, 2}}),
              "m.onnx: node 'o' (MatMul): arrays of shapes [2, 3] and [4, 2]");
  EXPECT_SAYS(ErrorOf("MatMul", {{}, {4}}), "a scalar is no matrix");
  EXPECT_SAYS(ErrorOf("MatMul", {{2, 3, 4}, {5, 4, 2}}), "dimensions 2 and 5 do not match");
  EXPECT_SAYS(ErrorOf("MatMul", {{1 << 20, 0}, {0, 1 << 20}}), "2^31");
  EXPECT_SAYS(ErrorOf("Gemm", {{2, 3}, {4, 2}}), "3 columns, the second 4 rows");
  EXPECT_SAYS(ErrorOf("Gemm", {{2, 3, 1}, {3, 2}}), "needs two matrices");
  EXPECT_SAYS(ErrorOf("Gemm", {{2, 3}, {3, 2}, {3}}), "input C has shape [3]");
  EXPECT_SAYS(ErrorOf("Gemm", {{2, 3}}), "has 1 inputs, expected 2 to 3");
  EXPECT_EQ(RunNode("Gemm", {{2, 0}, {0, 2}}).Get<float>()[3], 0.0F);
}

TEST(GraphLayers, EquationsThatMeanNothing) {
  const auto error = [](const std::string& equation, const std::vector<Shape>& shapes) {
    return ErrorOf("Einsum", shapes, {Attribute::String("equation", equation)});
  };
  EXPECT_SAYS(error("ij,jk->ik", {{2, 3}}), "2 terms for 1 inputs");
  EXPECT_SAYS(error("i1->i", {{2, 3}}), "'i1', which is not understood");
  EXPECT_SAYS(error("ij->ijk", {{2, 3}}), "'k' twice, or no term has it");
  EXPECT_SAYS(error("ij->ii", {{2, 3}}), "'i' twice");
  EXPECT_SAYS(error("ijk->i", {{2, 3}}), "for 3 letters");
  EXPECT_SAYS(error("ii->i", {{2, 3}}), "dimension 1 should be 2");
  EXPECT_SAYS(error("ij->.i", {{2, 3}}), "not understood");
  EXPECT_SAYS(error("a,b,c->abc", {{2048}, {2048}, {2048}}), "2^31");
  EXPECT_SAYS(error("......->", {{2}}), "not understood");
}

TEST(GraphLayers, WindowsThatCannotBe) {
  const std::vector<Shape> image{{1, 2, 5, 5}, {3, 2, 3, 3}};
  const auto conv = [&](Attribute a) { return ErrorOf("Conv", image, {std::move(a)}); };
  EXPECT_SAYS(conv(Attribute::Ints("strides", {0, 1})), "attribute 'strides' has the value 0");
  EXPECT_SAYS(conv(Attribute::Ints("strides", {1})), "'strides' has 1 numbers, expected 2");
  EXPECT_SAYS(conv(Attribute::Ints("dilations", {kHuge, 1})), "attribute 'dilations'");
  EXPECT_SAYS(conv(Attribute::Ints("dilations", {1LL << 31, 1LL << 31})),
              "larger than the padded input");
  EXPECT_SAYS(conv(Attribute::Ints("pads", {0, 0, -1, 0})), "attribute 'pads' has the value -1");
  EXPECT_SAYS(conv(Attribute::Ints("pads", {1LL << 31, 0, 0, 1LL << 31})), "2^31 elements");
  EXPECT_SAYS(conv(Attribute::Ints("kernel_shape", {3, 4})), "expected [3, 4]");
  EXPECT_SAYS(conv(Attribute::Int("group", 2)), "in 2 groups do not match");
  EXPECT_SAYS(conv(Attribute::Int("group", kHuge)), "do not match");
  EXPECT_SAYS(conv(Attribute::Int("group", 0)), "attribute 'group' is 0");
  EXPECT_SAYS(conv(Attribute::String("auto_pad", "SAME")), "expected NOTSET");
  EXPECT_SAYS(ErrorOf("Conv", {{1, 2, 5, 5}, {3, 2, 6, 6}}), "larger than the padded input");
  EXPECT_SAYS(ErrorOf("Conv", {{1, 2, 5, 5}, {3, 2, 0, 3}}), "are empty");
  EXPECT_SAYS(ErrorOf("Conv", {{1, 2}, {3, 2}}), "3 at least");
  EXPECT_SAYS(ErrorOf("Conv", {{1, 2, 5, 5}, {3, 2, 3, 3}, {4}}),
              "input 2 has shape [4], expected [3]");
  EXPECT_SAYS(ErrorOf("Conv", {{1, 1, 2, 2, 2, 2}, {1, 1, 1, 1, 1, 1}}), "1 to 3 dimensions");
  EXPECT_SAYS(ErrorOf("ConvTranspose", {{1, 2, 3}, {2, 1, 3}}, {Attribute::Ints("pads", {9, 9})}),
              "pads are larger");
  EXPECT_SAYS(
      ErrorOf("ConvTranspose", {{1, 2, 3}, {2, 1, 3}}, {Attribute::Ints("output_shape", {-3})}),
      "output_shape");
  EXPECT_SAYS(ErrorOf("ConvTranspose", {{1, 2, 3}, {2, 1, 3}}, {Attribute::Int("group", kHuge)}),
              "do not match");
  EXPECT_SAYS(ErrorOf("MaxPool", {{1, 1, 5}}), "'kernel_shape' is missing");
  EXPECT_SAYS(ErrorOf("LpPool", {{1, 1, 5}},
                      {Attribute::Ints("kernel_shape", {2}), Attribute::Int("p", 0)}),
              "'p'");
  EXPECT_SAYS(ErrorOf("GlobalMaxPool", {{1, 1, 0}}), "nothing to pool");
}

TEST(GraphLayers, WindowsOfPaddingAlone) {
  const std::vector<Attribute> wide{Attribute::Ints("kernel_shape", {1LL << 30}),
                                    Attribute::Ints("pads", {1LL << 30, 1LL << 30}),
                                    Attribute::Ints("strides", {1LL << 30})};
  EXPECT_EQ(RunNode("AveragePool", {{1, 1, 3}}, wide).Get<float>()[0], 0.0F);
  EXPECT_EQ(RunNode("AveragePool", {{1, 1, 3}}, wide).Get<float>()[1], 1.0F);
  EXPECT_EQ(RunNode("MaxPool", {{1, 1, 3}}, wide).Get<float>()[1], 2.0F);
  EXPECT_EQ(RunNode("ConvTranspose", {{1, 1, 2}, {1, 1, 2}}, {Attribute::Ints("output_shape", {9})})
                .Size(),
            9U);
}

TEST(GraphLayers, NormalisationsOfOtherAxes) {
  EXPECT_SAYS(ErrorOf("Softmax", {{2, 3}}, {Attribute::Int("axis", 2)}), "axis 2 is not there");
  EXPECT_SAYS(ErrorOf("Softmax", {{2, 3}},
                      {Attribute::Int("axis", std::numeric_limits<std::int64_t>::min())}),
              "axis");
  EXPECT_EQ(RunNode("Softmax", {{2, 3}}, {Attribute::Int("axis", 2)}, 11).Get<float>()[4], 1.0F);
  EXPECT_SAYS(ErrorOf("LayerNormalization", {{2, 3}, {4}}), "input 1 has shape [4]");
  EXPECT_SAYS(ErrorOf("LayerNormalization", {{2, 3}, {2, 3}}), "input 1 has shape [2, 3]");
  EXPECT_SAYS(ErrorOf("BatchNormalization", {{2, 3, 4}, {3}, {3}, {3}, {4}}),
              "input 4 has shape [4], expected [3]");
  EXPECT_SAYS(
      ErrorOf("GroupNormalization", {{2, 3, 4}, {3}, {3}}, {Attribute::Int("num_groups", 2)}, 21),
      "3 channels");
  EXPECT_SAYS(ErrorOf("GroupNormalization", {{2, 3, 4}, {3}, {3}}, {}, 21),
              "'num_groups' is missing");
  EXPECT_SAYS(ErrorOf("LRN", {{2, 3, 4}}, {Attribute::Int("size", -1)}), "'size'");
  EXPECT_EQ(RunNode("LRN", {{2, 3, 4}}, {Attribute::Int("size", kHuge)}).Size(), 24U);
  EXPECT_SAYS(ErrorOf("LpNormalization", {{2}}, {Attribute::Int("p", 3)}), "expected 1 or 2");
}

TEST(GraphLayers, RecurrentLayersOfOtherSizes) {
  const std::vector<Shape> good{{4, 2, 3}, {1, 8, 3}, {1, 8, 2}};
  EXPECT_EQ(RunNode("LSTM", good, {Attribute::Int("hidden_size", 2)}).Size(), 16U);
  EXPECT_SAYS(ErrorOf("LSTM", good, {Attribute::Int("hidden_size", 3)}), "hidden_size");
  EXPECT_SAYS(ErrorOf("LSTM", good, {Attribute::String("direction", "bidirectional")}),
              "2 directions");
  EXPECT_SAYS(ErrorOf("LSTM", good, {Attribute::String("direction", "up")}), "'up'");
  EXPECT_SAYS(ErrorOf("LSTM", good, {Attribute::Strings("activations", {"Tanh"})}),
              "has 1 names, expected 3");
  EXPECT_SAYS(ErrorOf("LSTM", good, {Attribute::Strings("activations", {"Tanh", "Tan", "Tanh"})}),
              "'Tan'");
  EXPECT_SAYS(ErrorOf("LSTM", good, {Float("clip", -1)}), "'clip'");
  EXPECT_SAYS(ErrorOf("LSTM", {{4, 2, 3}, {1, 8, 4}, {1, 8, 2}}),
              "input X has shape [4, 2, 3], expected three dimensions, the last of 4");
  EXPECT_SAYS(ErrorOf("GRU", {{4, 2, 3}, {1, 6, 3}, {1, 6, 2}, {1, 6}}),
              "input 3 has shape [1, 6], expected [1, 12]");
  EXPECT_SAYS(ErrorOf("RNN", {{4, 2, 3}, {1, 2, 3}, {0, 1LL << 60, 1LL << 60}}), "shape");
  EXPECT_SAYS(ErrorOf("RNN", {{4, 2}, {1, 2, 3}, {1, 2, 2}}), "expected three dimensions");
  EXPECT_SAYS(ErrorOf("RNN", {{4, 2, 3}, {2, 3}, {1, 2, 2}}), "three dimensions each");
}

TEST(GraphLayers, LengthsBeyondTheSequence) {
  onnx::Model model;
  model.operator_sets = {{"", 18}};
  onnx::Node node;
  node.op_type = "RNN";
  node.inputs = {"x", "w", "r", "", "n"};
  node.outputs = {"o"};
  model.graph.nodes = {node};
  for (const char* name : {"x", "w", "r"})
    model.graph.inputs.push_back({name, onnx::DataType::kFloat, {}});
  model.graph.inputs.push_back({"n", onnx::DataType::kInt32, {}});
  model.graph.outputs = {{"o", onnx::DataType::kFloat, {}}};
  const onnx::Session session(model, "m.onnx");
  for (const std::int32_t length : {-1, 3}) {
    std::vector<onnx::Array> inputs;
    for (const Shape& shape : {Shape{2, 1, 1}, Shape{1, 1, 1}, Shape{1, 1, 1}}) {
      inputs.emplace_back(onnx::DataType::kFloat, shape);
      inputs.back().Get<float>()[0] = 0;
    }
    inputs.emplace_back(onnx::DataType::kInt32, Shape{1});
    inputs.back().Get<std::int32_t>()[0] = length;
    EXPECT_THROW(session.Run(inputs), ModelError);
  }
}

}  // namespace
