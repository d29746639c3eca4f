// Tests of the wire format and of the messages of ONNX files.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "tmva/graph/onnx/model.h"

namespace {

using namespace TMVA;

TEST(Wire, ErrorsSayWhere) {
  const auto offset_of = [](const std::string& bytes) -> std::int64_t {
    try {
      onnx::ParseModel(bytes, "m.onnx");
    } catch (const FileFormatError& error) {
      EXPECT_NE(std::string(error.what()).find("m.onnx"), std::string::npos);
      return error.offset();
    }
    return -2;
  };
  EXPECT_EQ(offset_of(""), 0) << "no graph";
  EXPECT_EQ(offset_of("\x08"), 1) << "no number";
  EXPECT_EQ(offset_of("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), 11) << "65 bits";
  EXPECT_EQ(offset_of("\x0b"), 1) << "a group";
  EXPECT_EQ(offset_of(std::string("\x00", 1)), 1) << "field 0";
  EXPECT_EQ(offset_of("\x3a\x05\x0a"), 2) << "a graph longer than the file";
  EXPECT_EQ(offset_of("\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), 11) << "2^64 - 1 bytes";
  EXPECT_EQ(offset_of("\x3a\x03\x0a\x01\x0d"), 5) << "in the node of the graph";
  EXPECT_EQ(offset_of("\x3a\x02\x10\x01"), 3) << "a name that is a number";
}

TEST(Wire, ReadsWhatItWrites) {
  onnx::Model model;
  model.ir_version = 8;
  model.operator_sets = {{"ai.onnx.ml", 3}};
  onnx::Tensor tensor;
  tensor.name = "t";
  tensor.type = onnx::DataType::kDouble;
  tensor.dims = {2};
  tensor.doubles = {1.5, -2};
  model.graph.initializers = {tensor};
  onnx::Node node{"n", "Op", "", {"a", "b"}, {"c"}, {}};
  node.attributes = {onnx::Attribute::Int("i", -3), onnx::Attribute::Floats("f", {1, 0.1F}),
                     onnx::Attribute::Strings("s", {"", "x"})};
  model.graph.nodes = {node};
  model.graph.inputs = {{"a", onnx::DataType::kFloat, {{-1, "N"}, {4, ""}}}};
  const auto back = onnx::ParseModel(onnx::SerializeModel(model), "m");
  EXPECT_EQ(back.graph.initializers[0].Numbers("t"), tensor.doubles);
  EXPECT_EQ(back.graph.nodes[0].Find("i")->i, -3);
  EXPECT_EQ(back.graph.nodes[0].Find("f")->floats, (std::vector<float>{1, 0.1F}));
  EXPECT_EQ(back.graph.nodes[0].Find("s")->strings, (std::vector<std::string>{"", "x"}));
  EXPECT_EQ(back.graph.nodes[0].inputs, node.inputs);
  EXPECT_EQ(back.graph.inputs[0].shape[0].name, "N");
  EXPECT_EQ(back.graph.inputs[0].shape[1].value, 4);
  EXPECT_EQ(back.operator_sets[0].version, 3);
}

TEST(Wire, GraphsWithinGraphsAndWhatElseAModelSays) {
  onnx::Model model;
  model.producer_version = "1.2";
  model.domain = "org.example";
  model.model_version = 7;
  model.doc_string = "words";
  model.metadata = {{"tmva", "{}"}, {"empty", ""}};
  onnx::Graph branch;
  branch.name = "then";
  branch.outputs = {{"y", onnx::DataType::kFloat, {}, false}};
  onnx::Attribute one, many, tensors;
  one.name = "then_branch";
  one.type = onnx::AttributeType::kGraph;
  one.graphs = {branch};
  many.name = "branches";
  many.type = onnx::AttributeType::kGraphs;
  many.graphs = {branch, branch};
  tensors.name = "values";
  tensors.type = onnx::AttributeType::kTensors;
  tensors.tensors.resize(2);
  tensors.tensors[1].external = true;
  tensors.tensors[1].external_data = {{"location", "w.bin"}, {"offset", "16"}};
  onnx::Function function;
  function.name = "F";
  function.domain = "mine";
  function.attributes = {"alpha"};
  function.nodes = {{"", "Elu", "", {"x"}, {"y"}}};
  function.nodes[0].attributes.emplace_back().reference = "alpha";
  model.functions = {function};
  model.graph.nodes = {{"", "If", "", {"c"}, {"y"}, {one, many, tensors}, "why", "over"}};
  model.graph.values = {{"v", onnx::DataType::kBfloat16, {}}};
  const std::string bytes = onnx::SerializeModel(model);
  const auto back = onnx::ParseModel(bytes, "m");
  EXPECT_EQ(onnx::SerializeModel(back), bytes);
  EXPECT_EQ(back.metadata, model.metadata);
  EXPECT_EQ(back.model_version, 7);
  EXPECT_EQ(back.graph.values[0].type, onnx::DataType::kBfloat16);
  const auto& node = back.graph.nodes[0];
  EXPECT_EQ(node.doc_string + node.overload, "whyover");
  EXPECT_EQ(node.Find("then_branch")->graphs.at(0).name, "then");
  EXPECT_FALSE(node.Find("then_branch")->graphs.at(0).outputs.at(0).has_shape);
  EXPECT_EQ(node.Find("branches")->graphs.size(), 2U);
  EXPECT_EQ(node.Find("values")->tensors.at(1).external_data, tensors.tensors[1].external_data);
  EXPECT_EQ(back.functions.at(0).nodes.at(0).attributes.at(0).reference, "alpha");
}

/// A field of the given number and bytes.
std::string Field(int number, const std::string& bytes) {
  std::string size;
  for (std::size_t rest = bytes.size();; rest >>= 7) {
    size += static_cast<char>((rest & 0x7fU) | (rest > 0x7f ? 0x80U : 0U));
    if (rest <= 0x7f) break;
  }
  return std::string(1, static_cast<char>(number << 3 | 2)) + size + bytes;
}

TEST(Wire, DepthOfGraphsHasALimit) {
  const auto nested = [](int depth) {
    std::string graph;
    for (int i = 0; i < depth; ++i) graph = Field(1, Field(5, Field(6, graph)));
    return Field(7, graph);
  };
  EXPECT_NO_THROW(onnx::ParseModel(nested(32), "m.onnx"));
  for (const int depth : {33, 5000})
    EXPECT_THROW(onnx::ParseModel(nested(depth), "m.onnx"), FileFormatError);
}

TEST(Wire, UnknownFieldsStayInTheirPlace) {
  // A model with fields 3 (empty, though that is the default), 7, 13 (unknown), 14 and 26
  // (unknown).
  const std::string entry = Field(1, "k") + Field(2, "v");
  const std::string bytes = Field(3, "") + Field(7, Field(2, "g") + Field(15, "sparse")) +
                            Field(13, "?") + Field(14, entry) + std::string("\xd0\x01\x05", 3);
  EXPECT_EQ(onnx::SerializeModel(onnx::ParseModel(bytes, "m")), bytes);
}

}  // namespace
