// The messages of an ONNX file, as far as they are used: a model, its graph, nodes, attributes,
// tensors, values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace TMVA::inline standalone::onnx {

/// TensorProto.DataType.
enum class DataType : std::int32_t {
  kUndefined = 0,
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kUint16 = 4,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kString = 8,
  kBool = 9,
  kFloat16 = 10,
  kDouble = 11,
  kUint32 = 12,
  kUint64 = 13,
  kBfloat16 = 16
};

/// A tensor. Its numbers are in the file's raw bytes or in one of the lists, by type.
struct Tensor {
  std::string name;
  DataType type = DataType::kUndefined;
  std::vector<std::int64_t> dims;
  std::string raw;
  std::vector<float> floats;
  std::vector<double> doubles;
  std::vector<std::int64_t> ints;  ///< of int32_data (all small types), int64_data or uint64_data
  std::vector<std::string> strings;

  /// The elements as doubles; ModelError, with `where` in front, when they are no numbers or not as
  /// many as the dimensions say.
  std::vector<double> Numbers(const std::string& where) const;
};

/// AttributeProto.AttributeType.
enum class AttributeType : std::int32_t {
  kUndefined = 0,
  kFloat = 1,
  kInt = 2,
  kString = 3,
  kTensor = 4,
  kGraph = 5,
  kFloats = 6,
  kInts = 7,
  kStrings = 8
};

struct Attribute {
  std::string name;
  AttributeType type = AttributeType::kUndefined;
  float f = 0;
  std::int64_t i = 0;
  std::string s;
  Tensor t;
  std::vector<float> floats;
  std::vector<std::int64_t> ints;
  std::vector<std::string> strings;

  static Attribute Int(std::string name, std::int64_t value);
  static Attribute String(std::string name, std::string value);
  static Attribute Floats(std::string name, std::vector<float> values);
  static Attribute Ints(std::string name, std::vector<std::int64_t> values);
  static Attribute Strings(std::string name, std::vector<std::string> values);
};

struct Node {
  std::string name, op_type, domain;
  std::vector<std::string> inputs, outputs;
  std::vector<Attribute> attributes;

  const Attribute* Find(std::string_view attribute) const;
};

/// A dimension: a number, a name ("N"), or unknown (-1 without a name).
struct Dimension {
  std::int64_t value = -1;
  std::string name;
};

/// ValueInfoProto: the name and type of an input or output. `type` is kUndefined for what is no
/// tensor.
struct ValueInfo {
  std::string name;
  DataType type = DataType::kUndefined;
  std::vector<Dimension> shape;
};

struct Graph {
  std::string name;
  std::vector<Node> nodes;
  std::vector<Tensor> initializers;
  std::vector<ValueInfo> inputs, outputs;
};

struct OperatorSet {
  std::string domain;
  std::int64_t version = 0;
};

struct Model {
  std::int64_t ir_version = 0;
  std::string producer_name;
  std::vector<OperatorSet> operator_sets;
  Graph graph;
  std::vector<std::pair<std::string, std::string>> metadata;  ///< metadata_props: key and text
};

/// Fields that are not known here are skipped. FileFormatError with the offset for anything that is
/// no such message; `path` stands for the file.
Model ParseModel(std::string_view bytes, const std::string& path);
std::string SerializeModel(const Model& model);

}  // namespace TMVA::inline standalone::onnx
