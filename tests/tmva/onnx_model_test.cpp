// Tests of the wire format and of the messages of ONNX files.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "tmva/graph/onnx_model.h"

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

}  // namespace
