// GraphBuilder: writes a graph node by node; what converters use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

/// Values are known by their names, which the builder makes. The operator sets are ai.onnx 20 and
/// ai.onnx.ml 3.
///   GraphBuilder builder("scale");
///   const auto x = builder.Input("x", DataType::kFloat, {{-1, "N"}, {4, ""}});
///   const auto y = builder.Add("Mul", {x, builder.Floats({4}, {1, 2, 3, 4})});
///   builder.Output(y, "y", DataType::kFloat, {{-1, "N"}, {4, ""}});
///   const Model model = builder.Finish();
class GraphBuilder {
 public:
  explicit GraphBuilder(std::string name);

  /// An input of the graph. ModelError when the name is taken.
  std::string Input(const std::string& name, DataType type, std::vector<Dimension> shape);
  /// An initialiser; its name is replaced when it is empty or taken.
  std::string Constant(Tensor tensor);
  std::string Floats(std::vector<std::int64_t> shape, const std::vector<float>& values);
  std::string Doubles(std::vector<std::int64_t> shape, const std::vector<double>& values);
  std::string Ints(std::vector<std::int64_t> shape, const std::vector<std::int64_t>& values);

  /// A node with one output, whose name is returned. An empty input is one that is left out.
  std::string Add(std::string_view op_type, std::vector<std::string> inputs,
                  std::vector<Attribute> attributes = {}, std::string_view domain = "");
  /// A node with several outputs.
  std::vector<std::string> AddMany(std::string_view op_type, std::vector<std::string> inputs,
                                   std::size_t outputs, std::vector<Attribute> attributes = {},
                                   std::string_view domain = "");

  /// Makes a value an output of the graph. ModelError when the name is taken.
  void Output(const std::string& value, const std::string& name, DataType type,
              std::vector<Dimension> shape);
  /// A text that is kept beside the graph; a second one with the same key replaces the first.
  void Metadata(const std::string& key, const std::string& value);

  /// The model; the builder is empty afterwards.
  Model Finish();

 private:
  std::string NewName(std::string_view wanted);
  void Take(const std::string& name);

  Model model_;
  std::vector<std::string> names_;  ///< sorted
  std::size_t made_ = 0;
};

}  // namespace TMVA::inline standalone::onnx
