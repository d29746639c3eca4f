// The messages of an ONNX file: a model, its graphs, nodes, attributes, tensors, values. What is
// read is written back byte by byte, fields that nothing here knows included.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace TMVA::inline standalone::onnx {

/// TensorProto.DataType. Arrays hold the first thirteen, others are only named.
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
  kComplex64 = 14,
  kComplex128 = 15,
  kBfloat16 = 16,
  kFloat8E4M3FN = 17,
  kFloat8E4M3FNUZ = 18,
  kFloat8E5M2 = 19,
  kFloat8E5M2FNUZ = 20,
  kUint4 = 21,
  kInt4 = 22,
  kFloat4E2M1 = 23,
  kFloat8E8M0 = 24,
  kUint2 = 25,
  kInt2 = 26,
  kFloat6E2M3 = 27,
  kFloat6E3M2 = 28
};

/// How a message stood in its file, beyond what its members say.
struct WireForm {
  std::uint32_t present =
      0;  ///< bit n: field n was there, be it with its default value; bit 0: read
  std::uint32_t packed = 0;  ///< bit n: the numbers of field n were in one block
  /// Fields without a member: their number, and their bytes with the tag.
  std::vector<std::pair<std::uint32_t, std::string>> other = {};

  bool Had(std::uint32_t field) const { return (present >> field & 1U) != 0; }
  /// True for a message that was made here, not read.
  bool IsNew() const { return present == 0; }
};

using Entries = std::vector<std::pair<std::string, std::string>>;  ///< keys and values, in order

/// A tensor. Its numbers are in the file's raw bytes or in one of the lists, by type; or in another
/// file, which ReadExternalData() brings in.
struct Tensor {
  std::string name;
  DataType type = DataType::kUndefined;
  std::vector<std::int64_t> dims;
  std::string raw;
  std::vector<float> floats;
  std::vector<double> doubles;
  std::vector<std::int64_t> ints;  ///< of int32_data (all small types), int64_data or uint64_data
  std::vector<std::string> strings;
  bool external = false;       ///< the elements lie in another file,
  Entries external_data = {};  ///< "location", "offset", "length"
  WireForm form = {};

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
  kStrings = 8,
  kTensors = 9,
  kGraphs = 10,
  kSparseTensor = 11,  ///< kept in the message, not understood, as are the three below
  kSparseTensors = 12,
  kTypeProto = 13,
  kTypeProtos = 14
};

struct Graph;

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
  std::vector<Tensor> tensors;
  std::vector<Graph> graphs;  ///< of kGraph (one) and kGraphs
  std::string reference;      ///< in a function: the function's attribute that stands here
  WireForm form = {};

  static Attribute Int(std::string name, std::int64_t value);
  static Attribute String(std::string name, std::string value);
  static Attribute Floats(std::string name, std::vector<float> values);
  static Attribute Ints(std::string name, std::vector<std::int64_t> values);
  static Attribute Strings(std::string name, std::vector<std::string> values);
};

struct Node {
  std::string name, op_type, domain;
  std::vector<std::string> inputs, outputs;
  std::vector<Attribute> attributes = {};
  std::string doc_string = {};
  std::string overload = {};  ///< which of several functions of one name
  WireForm form = {};

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
  bool has_shape = true;  ///< false: of any rank
  /// The bytes of a type that the members above do not say wholly: a sequence, an optional, a map,
  /// or a tensor with denotations. Written in their stead.
  std::string other_type = {};
  WireForm form = {};
};

struct Graph {
  std::string name;
  std::vector<Node> nodes;
  std::vector<Tensor> initializers;
  std::vector<ValueInfo> inputs, outputs;
  std::vector<ValueInfo> values;  ///< value_info: types of what is between
  std::string doc_string;
  WireForm form = {};
};

struct OperatorSet {
  std::string domain;
  std::int64_t version = 0;
  WireForm form = {};
};

/// FunctionProto: an operator made of others.
struct Function {
  std::string name, domain, overload, doc_string;
  std::vector<std::string> inputs, outputs;
  std::vector<std::string> attributes;  ///< names of those without a default
  std::vector<Attribute> defaults;      ///< attributes with their default values
  std::vector<Node> nodes;
  std::vector<OperatorSet> operator_sets;
  WireForm form = {};
};

struct Model {
  std::int64_t ir_version = 0;
  std::string producer_name, producer_version, domain;
  std::int64_t model_version = 0;
  std::string doc_string;
  std::vector<OperatorSet> operator_sets;
  Graph graph;
  std::vector<Function> functions;
  Entries metadata;  ///< metadata_props
  WireForm form = {};
};

/// FileFormatError with the offset for anything that is no such message, and for graphs within
/// graphs that are nested too deeply; `path` stands for the file.
Model ParseModel(std::string_view bytes, const std::string& path);
/// The bytes that were read, for a model that ParseModel() gave and whose writer puts fields in the
/// order of their numbers, as all of Google's do.
std::string SerializeModel(const Model& model);
/// The TypeProto of a tensor.
std::string SerializeType(const ValueInfo& value);

}  // namespace TMVA::inline standalone::onnx
