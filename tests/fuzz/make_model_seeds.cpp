// Writes first inputs for the fuzz targets of models: graphs, and a ROOT file that holds some.
//
//   make_model_seeds OUTPUT_FOLDER
#include <filesystem>
#include <string>

#include <TMVA/OutputFile.h>

#include "tmva/graph/graph_builder.h"
#include "tmva/graph/onnx/file.h"
#include "tmva/graph/store/model_store.h"

namespace {

namespace fs = std::filesystem;
using namespace TMVA;
using onnx::Attribute;
using onnx::DataType;
using onnx::GraphBuilder;

onnx::Model Dense() {
  GraphBuilder b("dense");
  const auto x = b.Input("x", DataType::kFloat, {{-1, "N"}, {3, ""}});
  const auto h =
      b.Add("Relu", {b.Add("Gemm", {x, b.Floats({2, 3}, {1, 2, 3, 4, 5, 6}), b.Floats({2}, {1, 2})},
                           {Attribute::Int("transB", 1)})});
  b.Output(b.Add("Softmax", {h}, {Attribute::Int("axis", 1)}), "y", DataType::kFloat,
           {{-1, "N"}, {2, ""}});
  b.Metadata("tmva", R"({"variables":[{"expression":"a"}]})");
  return b.Finish();
}

onnx::Model Images() {
  GraphBuilder b("images");
  const auto x = b.Input("x", DataType::kFloat, {{-1, "N"}, {1, ""}, {4, ""}, {4, ""}});
  const auto w = b.Floats({1, 1, 3, 3}, std::vector<float>(9, 0.5F));
  const auto c = b.Add("Conv", {x, w}, {Attribute::Ints("pads", {1, 1, 1, 1})});
  const auto p =
      b.Add("MaxPool", {c},
            {Attribute::Ints("kernel_shape", {2, 2}), Attribute::Ints("strides", {2, 2})});
  b.Output(b.Add("Reshape", {p, b.Ints({2}, {0, -1})}), "y", DataType::kFloat,
           {{-1, "N"}, {4, ""}});
  return b.Finish();
}

/// A branch with a graph in each arm, and a function.
onnx::Model Branches() {
  GraphBuilder b("branches");
  const auto x = b.Input("x", DataType::kFloat, {{2, ""}});
  auto model = b.Finish();
  onnx::Graph arm;
  arm.name = "arm";
  arm.nodes = {{"", "Neg", "", {x}, {"z"}}};
  arm.outputs = {{"z", DataType::kFloat, {{2, ""}}}};
  Attribute then, otherwise;
  then.name = "then_branch";
  then.type = onnx::AttributeType::kGraph;
  then.graphs = {arm};
  otherwise = then;
  otherwise.name = "else_branch";
  otherwise.graphs[0].nodes[0].op_type = "Abs";
  model.graph.nodes = {{"", "Constant", "", {}, {"c"}},
                       {"", "If", "", {"c"}, {"y"}, {then, otherwise}},
                       {"", "Twice", "mine", {"y"}, {"w"}}};
  Attribute value;
  value.name = "value";
  value.type = onnx::AttributeType::kTensor;
  value.t.type = DataType::kBool;
  value.t.raw = std::string(1, '\1');
  model.graph.nodes[0].attributes = {value};
  model.graph.outputs = {{"w", DataType::kFloat, {{2, ""}}}};
  onnx::Function twice;
  twice.name = "Twice";
  twice.domain = "mine";
  twice.inputs = {"a"};
  twice.outputs = {"b"};
  twice.nodes = {{"", "Add", "", {"a", "a"}, {"b"}}};
  twice.operator_sets = {{"", 20}};
  model.functions = {twice};
  model.operator_sets.push_back({"mine", 1});
  return model;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const fs::path folder = arguments[1];
  for (const auto* name : {"onnx", "session", "stored_model"})
    fs::create_directories(folder / name);
  const auto path = (folder / "stored_model" / "models.root").string();
  const auto file = OutputFile::Create(path, {Codec::kNone, 0});
  for (const auto& model : {Dense(), Images(), Branches()}) {
    const auto bytes = onnx::SerializeModel(model);
    for (const auto* name : {"onnx", "session"})
      onnx::WriteFileBytes((folder / name / (model.graph.name + ".onnx")).string(), bytes);
    onnx::WriteStoredModel(*file, "m/" + model.graph.name, bytes);
  }
  file->WriteString("", "text", onnx::SerializeModel(Images()));
  file->Close();
  return 0;
}
