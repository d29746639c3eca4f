// Operator: one node of a graph, bound to its attributes and ready to run; and the registry of all
// there are.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <TMVA/Error.h>

#include "tmva/graph/array.h"
#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

/// What an operator may know of its node when it is made.
class NodeView {
 public:
  /// `sets` are the model's; `file` stands for it in messages. Both outlive the view.
  NodeView(const Node& node, const std::vector<OperatorSet>& sets, const std::string& file);

  const Node& Get() const { return node_; }
  /// Of the node's operator set.
  std::int64_t Version() const { return version_; }
  const std::vector<OperatorSet>& Sets() const { return sets_; }
  const std::string& File() const { return file_; }
  std::size_t NumInputs() const { return node_.inputs.size(); }
  std::size_t NumOutputs() const { return node_.outputs.size(); }
  /// Is the (optional) input given?
  bool HasInput(std::size_t i) const { return i < node_.inputs.size() && !node_.inputs[i].empty(); }
  bool HasOutput(std::size_t i) const {
    return i < node_.outputs.size() && !node_.outputs[i].empty();
  }

  bool Has(std::string_view attribute) const { return node_.Find(attribute) != nullptr; }
  std::int64_t Int(std::string_view attribute, std::int64_t otherwise) const;
  float Float(std::string_view attribute, float otherwise) const;
  std::string String(std::string_view attribute, std::string otherwise) const;
  std::vector<std::int64_t> Ints(std::string_view attribute,
                                 std::vector<std::int64_t> otherwise = {}) const;
  std::vector<float> Floats(std::string_view attribute, std::vector<float> otherwise = {}) const;
  std::vector<std::string> Strings(std::string_view attribute) const;
  /// ModelError unless the number of inputs (outputs) is in the range.
  void CheckInputs(std::size_t least, std::size_t most) const;
  void CheckOutputs(std::size_t least, std::size_t most) const;

  /// "FILE: node 'name' (Op)": how messages begin.
  std::string Where() const;
  /// ModelError: the node is wrong.
  [[noreturn]] void Fail(const std::string& what) const;
  /// UnsupportedOperator: the node is right, but nothing here can run it.
  [[noreturn]] void Unsupported(const std::string& what) const;

 private:
  const Attribute* Find(std::string_view attribute, AttributeType type) const;
  const Node& node_;
  const std::vector<OperatorSet>& sets_;
  std::int64_t version_ = 1;
  const std::string& file_;
};

/// A node that is not supported; its message says "unsupported: OP" and why.
class UnsupportedOperator : public ModelError {
 public:
  using ModelError::ModelError;
};

/// Inputs by position; null where an optional one is left out.
using Inputs = std::span<const Array* const>;
using Outputs = std::span<Array>;

/// Immutable after it was made, so that many threads may run it at once. Reports wrong types and
/// shapes with ModelError, `where` in front.
class Operator {
 public:
  explicit Operator(const NodeView& node) : where_(node.Where()) {}
  explicit Operator(std::string where) : where_(std::move(where)) {}
  virtual ~Operator() = default;
  /// Called once, before the first run: the inputs that are the same in every run (null: others),
  /// to be brought into the order in which they are read. They live as long as the operator.
  virtual void Prepare(Inputs constants) { (void)constants; }
  /// Computes the outputs: Array::Reset, then fill. An output never is an input.
  virtual void Run(Inputs inputs, Outputs outputs) const = 0;
  /// Is the first output the first input with another shape? Then Run may let it borrow that
  /// input's elements.
  virtual bool IsView() const { return false; }
  /// Is row i (along the first axis) of the only output a function of row i of the first input,
  /// when all other inputs are constant and the output has as many rows? Then rows may be done in
  /// blocks.
  virtual bool IsRowwise() const { return false; }
  /// Does the operator hold constant input i in a form of its own? Then Run gets null for it.
  virtual bool Holds(std::size_t input) const { return (void)input, false; }
  /// Values around the node that its sub-graphs read: they follow the node's own inputs in Run.
  virtual const std::vector<std::string>& Captured() const;
  /// How messages begin.
  const std::string& Where() const { return where_; }

 protected:
  [[noreturn]] void Fail(const std::string& what) const;
  /// "unsupported: ... of type int8".
  [[noreturn]] void UnsupportedType(DataType type) const;
  const std::string where_;
};

class OperatorRegistry {
 public:
  using Make = std::function<std::unique_ptr<Operator>(const NodeView&)>;
  /// All operators of this library.
  static const OperatorRegistry& Instance();
  /// From `since` of the operator set on; a later registration with a larger `since` replaces it
  /// from there.
  void Add(const std::string& domain, const std::string& op_type, std::int64_t since, Make make);
  template <class T>
  void Add(const std::string& op_type, std::int64_t since = 1, const std::string& domain = "") {
    Add(domain, op_type, since, [](const NodeView& node) { return std::make_unique<T>(node); });
  }
  /// UnsupportedOperator for a type that is not there, with the nearest one that is.
  std::unique_ptr<Operator> MakeFor(const NodeView& node) const;
  std::vector<std::string> Names() const;

 private:
  std::map<std::pair<std::string, std::string>, std::map<std::int64_t, Make>> makers_;
};

// One function a family of operators; Instance() calls them all.
void RegisterElementwise(OperatorRegistry&);
void RegisterShapes(OperatorRegistry&);
void RegisterReductions(OperatorRegistry&);
void RegisterLinear(OperatorRegistry&);
void RegisterConvolutions(OperatorRegistry&);
void RegisterNormalisations(OperatorRegistry&);
void RegisterAttention(OperatorRegistry&);
void RegisterRecurrent(OperatorRegistry&);
void RegisterMachineLearning(OperatorRegistry&);
void RegisterFused(OperatorRegistry&);
void RegisterControlFlow(OperatorRegistry&);
void RegisterForests(
    OperatorRegistry&);  ///< defined where the trees are: tmva/trees/graph_trees.cpp

}  // namespace TMVA::inline standalone::onnx
