// Graphs as headers: what is constant is computed, what nobody reads is left out, the rest is a
// call a node.
#include "tmva/graph/emit/emit_cpp.h"

#include <array>
#include <charconv>
#include <map>
#include <set>
#include <unordered_set>

#include "tmva/graph/emit/emit_call.h"
#include "tmva/graph/emit/identifiers.h"
#include "tmva/graph/emit/snippets.h"
#include "tmva/graph/emit/weight_pool.h"
#include "tmva/weights/replace_file.h"

namespace TMVA::inline standalone::onnx {
namespace {

std::string Hex(std::uint64_t word) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), word, 16).ptr;
  return "0x" + std::string(digits.data(), end) + "U";
}

std::uint64_t Checksum(const std::vector<std::uint64_t>& words) {  // as emitted code has it
  std::uint64_t sum = 14695981039346656037U;
  for (const auto word : words) sum = (sum ^ word) * 1099511628211U;
  return sum;
}

class Emitter {
 public:
  Emitter(const Model& model, const EmitOptions& options, const std::string& path)
      : model_(model), graph_(model.graph), options_(options), path_(path) {}

  EmittedModel Emit() {
    Fold();
    MarkNeeded();
    snippets_.Add("weights.h");
    NameInputs();
    for (const Node* node : kept_)
      if (needed_.count(node)) AddCall(*node);
    EmittedModel emitted;
    const std::string outputs = OutputsStruct(), results = Results();
    emitted.header = "// The model \"" + Comment(graph_.name) +
                     "\" as code, written by TMVA.\n#pragma once\n\n" + snippets_.Includes() +
                     "\nnamespace " + NamespaceOf(options_.name_space) + " {\n" + snippets_.Code() +
                     Words() + "\nclass Session {\n public:\n" + outputs + "\n" + Constructors() +
                     "\n  Outputs Run(" + parameters_ + ") const {\n" + checks_ + body_ +
                     "    return {" + results + "};\n  }\n" + Members() + "};\n\n}  // namespace " +
                     NamespaceOf(options_.name_space) + "\n";
    const auto& words = pool_.Words();
    if (options_.weights_in_file)
      emitted.weights.assign(reinterpret_cast<const char*>(words.data()),
                             words.size() * sizeof(std::uint64_t));
    return emitted;
  }

 private:
  /// Nodes of constants are run here, unless what they make is large.
  void Fold() {
    constexpr std::size_t kMostGrowth = 4096;
    for (const auto& tensor : graph_.initializers)
      constants_[tensor.name] = Array::From(tensor, path_ + ": initialiser '" + tensor.name + "'");
    for (const auto& node : graph_.nodes) {
      std::vector<const Array*> inputs;
      bool constant = !node.op_type.starts_with("Random") && node.op_type != "Bernoulli";
      for (const auto& attribute : node.attributes)
        constant = constant && attribute.type != AttributeType::kGraph;
      std::size_t size = 0;
      for (const auto& name : node.inputs) {
        const auto found = constants_.find(name);
        constant = constant && (name.empty() || found != constants_.end());
        if (!constant) break;
        inputs.push_back(name.empty() ? nullptr : &found->second);
        if (!name.empty()) size += found->second.Size();
      }
      const NodeView view(node, model_.operator_sets, path_);
      std::vector<Array> outputs(node.outputs.size());
      if (constant && node.op_type != "ConstantOfShape" && node.op_type != "Expand" &&
          node.op_type != "Tile")
        OperatorRegistry::Instance().MakeFor(view)->Run(inputs, outputs);
      else
        constant = false;
      for (const auto& output : outputs)
        if (output.Size() > size + kMostGrowth && node.op_type != "Constant") constant = false;
      if (!constant) kept_.push_back(&node);
      for (std::size_t o = 0; constant && o < outputs.size(); ++o)
        if (!node.outputs[o].empty()) constants_[node.outputs[o]] = std::move(outputs[o]);
    }
  }

  void MarkNeeded() {
    std::unordered_set<std::string> wanted;
    for (const auto& output : graph_.outputs) wanted.insert(output.name);
    for (auto node = kept_.rbegin(); node != kept_.rend(); ++node)
      for (const auto& name : (*node)->outputs) {
        if (name.empty() || wanted.count(name) == 0) continue;
        needed_.insert(*node);
        wanted.insert((*node)->inputs.begin(), (*node)->inputs.end());
        break;
      }
  }

  /// Names of the code; the model's names must not hide them.
  void NameInputs() {
    for (const auto& snippet : AllSnippets())
      for (const auto& name : IdentifiersOf(snippet.text))
        if (name[0] >= 'A' && name[0] <= 'Z')
          taken_.insert(name);  // only functions and types can be hidden
    taken_.insert({"Session", "Outputs", "Run", "WeightWords"});
    for (const auto& input : graph_.inputs) {
      if (constants_.count(input.name)) continue;  // an initialiser listed as an input
      const std::string type = TypeOfValue(input);
      const auto name = UniqueIdentifier(input.name, taken_);
      values_[input.name] = name;
      parameters_ += (parameters_.empty() ? "" : ", ") + ("const Tensor<" + type + ">& " + name);
      if (input.shape.empty()) continue;
      Shape shape;
      for (const auto& d : input.shape)
        shape.push_back(d.value > 0 || (d.value == 0 && d.name.empty()) ? d.value : -1);
      checks_ += "    CheckInput(" + name + ", " + Quoted(input.name) + ", " +
                 WeightPool::ShapeLiteral(shape) + ");\n";
    }
  }

  std::string TypeOfValue(const ValueInfo& info) const {
    const std::string type = WeightPool::TypeText(info.type);
    if (type.empty())
      throw ModelError(path_ + ": EmitCpp: unsupported: '" + info.name + "' of type " +
                       TypeName(info.type));
    return type;
  }

  std::string ValueOf(const std::string& name, const std::string& where) {
    if (name.empty()) return "";
    if (const auto found = values_.find(name); found != values_.end()) return found->second;
    const auto found = constants_.find(name);
    if (found == constants_.end())
      throw ModelError(where + ": '" + name + "' is made by no node before it");
    return pool_.Member(found->second, where);
  }

  void AddCall(const Node& node) {
    const NodeView view(node, model_.operator_sets, path_);
    const std::string domain = node.domain == "ai.onnx" ? "" : node.domain;
    const EmitRule* rule = FindEmitRule(domain, node.op_type);
    if (rule == nullptr)
      throw UnsupportedOperator(view.Where() + ": EmitCpp: unsupported: " + node.op_type);
    OperatorRegistry::Instance().MakeFor(view);  // attributes are checked by the operator itself
    snippets_.Add(rule->snippet);
    std::vector<std::string> inputs;
    for (const auto& name : node.inputs) inputs.push_back(ValueOf(name, view.Where()));
    const std::string value = "v" + std::to_string(calls_++) + "_";
    body_ += "    const auto " + value + " = " +
             rule->call(EmitCall(view, std::move(inputs), pool_)) + ";\n";
    for (std::size_t o = 0; o < node.outputs.size(); ++o) {
      const bool parts = rule->outputs.size() == 1;  // of an array
      if (!parts && o >= std::max<std::size_t>(rule->outputs.size(), 1)) continue;
      values_[node.outputs[o]] = value + (parts                   ? "[" + std::to_string(o) + "]"
                                          : rule->outputs.empty() ? ""
                                                                  : rule->outputs[o]);
    }
  }

  std::string OutputsStruct() {
    std::string text = "  struct Outputs {\n";
    std::set<std::string> taken = taken_;
    for (const auto& output : graph_.outputs) {
      const bool zipped = output.type == DataType::kUndefined;  // a map of scores is an array here
      text += "    Tensor<" + (zipped ? "float" : TypeOfValue(output)) + "> " +
              UniqueIdentifier(output.name, taken) + ";\n";
    }
    return text + "  };\n";
  }

  std::string Results() {
    std::string text;
    for (const auto& output : graph_.outputs)
      text += (text.empty() ? "" : ", ") + ValueOf(output.name, path_);
    return text;
  }

  std::string Words() const {
    if (options_.weights_in_file) return "";
    std::string text =
        "\ninline const std::uint64_t* WeightWords() {\n  static const std::uint64_t words[] = {";
    text.reserve(pool_.Words().size() * 21);
    for (std::size_t i = 0; i < pool_.Words().size(); ++i)
      text += (i % 5 == 0 ? "\n      " : " ") + Hex(pool_.Words()[i]) + ",";
    return text + (pool_.Words().empty() ? "0" : "") + "};\n  return words;\n}\n";
  }

  std::string Constructors() const {
    if (!options_.weights_in_file) return "  Session() : Session(Weights(WeightWords())) {}\n";
    const auto& words = pool_.Words();
    return "  explicit Session(const std::string& path) : Session(Weights(path, " +
           std::to_string(words.size() * sizeof(std::uint64_t)) + ", " + Hex(Checksum(words)) +
           ")) {}\n";
  }

  std::string Members() const {
    std::string makes, members;
    for (const auto& member : pool_.Members()) {
      const bool list = member.from.starts_with("{");
      makes += (makes.empty() ? "\n      : " : ",\n        ") + member.name +
               (list ? member.from : "(" + member.from + ")");
      members += "  " + member.type + " " + member.name + ";\n";
    }
    return "\n private:\n  explicit Session(const Weights& weights)" + makes +
           " { static_cast<void>(weights); }\n\n" + members;
  }

  const Model& model_;
  const Graph& graph_;
  const EmitOptions& options_;
  const std::string& path_;
  std::map<std::string, Array> constants_;
  std::vector<const Node*> kept_;
  std::unordered_set<const Node*> needed_;
  std::map<std::string, std::string> values_;  ///< of the graph -> expressions
  std::set<std::string> taken_;
  SnippetCollector snippets_;
  WeightPool pool_;
  std::string parameters_, checks_, body_;
  std::size_t calls_ = 0;
};

}  // namespace

EmittedModel EmitCpp(const Model& model, const EmitOptions& options, const std::string& path) {
  return Emitter(model, options, path).Emit();
}

void WriteCpp(const Model& model, const std::string& name_space, const std::string& header_path,
              const std::string& weights_path, const std::string& path) {
  const auto emitted = EmitCpp(model, {name_space, !weights_path.empty()}, path);
  if (!weights_path.empty()) ReplaceFile(weights_path, emitted.weights);
  ReplaceFile(header_path, emitted.header);
}

}  // namespace TMVA::inline standalone::onnx
