// Writing models into ROOT files.
#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include <nlohmann/json.hpp>

#include <TMVA/Error.h>

#include "tmva/graph/array.h"
#include "tmva/graph/onnx/file.h"
#include "tmva/graph/store/layout.h"
#include "tmva/graph/store/model_store.h"
#include "tmva/graph/store/sha256.h"
#include "tmva/graph/tensor_parts.h"

namespace TMVA::inline standalone::onnx {
namespace {

using Json = nlohmann::ordered_json;

struct Part {
  std::string object;
  TensorNumbers numbers;
};

/// An object's name for an initialiser; no two are the same.
std::string ObjectName(const std::string& initialiser, std::set<std::string>& taken) {
  std::string name = initialiser;
  for (char& c : name) {
    const bool fine =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
    if (!fine) c = '_';
  }
  constexpr std::size_t kLongest = 100;
  if (name.size() > kLongest) name.resize(kLongest);
  if (name.empty()) name = "_";
  for (std::string candidate = name;; candidate = name + "_" + std::to_string(taken.size()))
    if (taken.insert(candidate).second) return candidate;
}

/// Takes the numbers of the initialisers out of a model.
std::vector<Part> TakeInitialisers(Model& model) {
  std::vector<Part> parts;
  std::set<std::string> taken = {kModelObject, kMetaObject};
  for (auto& tensor : model.graph.initializers) {
    auto numbers = TakeNumbers(tensor);
    if (!numbers) continue;
    const auto object = ObjectName(tensor.name, taken);
    SetLocation(tensor, object);
    parts.push_back({object, std::move(*numbers)});
  }
  return parts;
}

/// Is the whole to be had from the parts?
bool IsExact(const std::string& skeleton, const std::vector<Part>& parts,
             std::string_view content) {
  Model model = ParseModel(skeleton, "");
  std::map<std::string, const Part*> by_name;
  for (const auto& part : parts) by_name[part.object] = &part;
  for (auto& tensor : model.graph.initializers) {
    const auto found = by_name.find(TakeLocation(tensor));
    if (found != by_name.end() && !PutNumbers(tensor, found->second->numbers)) return false;
  }
  return SerializeModel(model) == content;
}

Json Describe(const std::vector<ValueInfo>& values) {
  Json list = Json::array();
  for (const auto& value : values) {
    Json entry = {{"name", value.name}, {"type", TypeName(value.type)}};
    if (value.has_shape && value.type != DataType::kUndefined) {
      entry["shape"] = Json::array();
      for (const auto& d : value.shape)
        entry["shape"].push_back(d.value >= 0     ? Json(d.value)
                                 : d.name.empty() ? Json()
                                                  : Json(d.name));
    }
    list.push_back(std::move(entry));
  }
  return list;
}

Json DescribeGraph(const Model& model) {
  Json operators = Json::object(), sets = Json::object();
  for (const auto& node : model.graph.nodes) {
    const auto name =
        (node.domain.empty() || node.domain == "ai.onnx" ? "" : node.domain + ".") + node.op_type;
    operators[name] = operators.value(name, 0) + 1;
  }
  for (const auto& set : model.operator_sets)
    sets[set.domain.empty() ? "ai.onnx" : set.domain] = set.version;
  std::vector<ValueInfo> inputs;  // some files list the initialisers, too
  for (const auto& input : model.graph.inputs)
    if (std::ranges::none_of(model.graph.initializers,
                             [&](const Tensor& t) { return t.name == input.name; }))
      inputs.push_back(input);
  return {{"operators", operators},
          {"operator_sets", sets},
          {"inputs", Describe(inputs)},
          {"outputs", Describe(model.graph.outputs)}};
}

/// Writes the vector as one object, or several; returns them.
Json WriteParts(OutputFile& file, std::string_view directory, const Part& part) {
  Json objects = Json::array();
  std::span<const std::byte> rest(part.numbers.values.values);
  do {
    const auto piece = rest.first(std::min(rest.size(), kMostBytesAnObject));
    rest = rest.subspan(piece.size());
    const auto name =
        objects.empty() ? part.object : part.object + "." + std::to_string(objects.size());
    const int cycle = file.WriteVector(directory, name, part.numbers.values.type, piece);
    objects.push_back({{"object", name}, {"cycle", cycle}});
  } while (!rest.empty());
  return objects;
}

}  // namespace

void WriteStoredModel(OutputFile& file, std::string_view name, std::string_view content) {
  while (name.starts_with('/')) name.remove_prefix(1);
  while (name.ends_with('/')) name.remove_suffix(1);
  if (name.empty()) throw DataError(file.Path() + ": a stored model needs a name");
  Model model = ParseModel(content, std::string(name));
  if (HasExternalData(model))
    throw ModelError(std::string(name) +
                     ": its data lie in other files; load it from its .onnx file");
  Json meta = {{"format", kFormat},
               {"version", {kMajorVersion, kMinorVersion}},
               {"bytes", content.size()},
               {"sha256", Sha256(content)}};
  meta.update(DescribeGraph(model));
  auto parts = TakeInitialisers(model);
  std::string skeleton = SerializeModel(model);
  if (!IsExact(skeleton, parts, content)) {  // a file whose fields are in an order of its own
    parts.clear();
    skeleton = content;
  }
  Json initialisers = Json::object();
  for (const auto& part : parts)
    initialisers[part.object] = {{"field", part.numbers.field},
                                 {"objects", WriteParts(file, name, part)}};
  const int cycle = file.WriteVector(name, kModelObject, TMVA::DataType::kUInt8,
                                     std::as_bytes(std::span(skeleton)));
  meta["model"] = {{"object", kModelObject}, {"cycle", cycle}};
  meta["initialisers"] = std::move(initialisers);
  // Names in graphs may be no UTF-8, which JSON has to be.
  file.WriteString(name, kMetaObject, meta.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace TMVA::inline standalone::onnx
