// Reading models from ROOT files; nothing in them is believed.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include <TMVA/Error.h>

#include "tmva/graph/store/layout.h"
#include "tmva/graph/store/model_store.h"
#include "tmva/graph/store/sha256.h"
#include "tmva/graph/tensor_parts.h"

namespace TMVA::inline standalone::onnx {
namespace {

using Json = nlohmann::json;

/// Does the JSON text describe a stored model? Nothing where it does not.
std::optional<Json> ParseMeta(const std::string& text) {
  Json meta = Json::parse(text, nullptr, false);
  const bool ours = meta.is_object() && meta.contains("format") && meta["format"] == kFormat;
  return ours ? std::optional(std::move(meta)) : std::nullopt;
}

/// "dir/name" and ";2".
std::pair<std::string, std::string> SplitCycle(std::string_view name) {
  while (name.starts_with('/')) name.remove_prefix(1);
  const auto mark = name.rfind(';');
  if (mark == std::string_view::npos) return {std::string(name), ""};
  return {std::string(name.substr(0, mark)), std::string(name.substr(mark))};
}

bool IsBytes(std::string_view class_name) {
  return class_name == "vector<char>" || class_name == "vector<unsigned char>" ||
         class_name == "vector<signed char>";
}
bool IsString(std::string_view class_name) {
  return class_name == "TObjString" || class_name == "string" || class_name == "std::string";
}

std::string Text(const StoredVector& vector) {
  return {reinterpret_cast<const char*>(vector.values.data()), vector.values.size()};
}

class StoredModel {
 public:
  StoredModel(const File& file, const std::string& directory, const std::string& cycle)
      : file_(file), directory_(directory), meta_name_(directory + "/" + kMetaObject + cycle) {
    auto meta = ParseMeta(file.GetString(meta_name_));
    if (!meta) Fail(meta_name_, std::string("is no JSON object of format '") + kFormat + "'");
    meta_ = std::move(*meta);
    CheckVersion();
    size_ = Unsigned(meta_, "bytes");
  }

  std::string Read() {
    const auto& model_entry = Object(meta_, "model");
    const std::string skeleton = Text(Vector(model_entry, TMVA::DataType::kUInt8));
    const auto model_name = NameOf(model_entry);
    Model model = ParseModel(skeleton, file_.Path() + ":" + model_name);
    const auto& initialisers = Object(meta_, "initialisers");
    std::set<std::string> used;
    for (auto& tensor : model.graph.initializers) {
      if (!tensor.external) continue;
      const auto object = TakeLocation(tensor);
      if (!initialisers.contains(object))
        Fail(meta_name_, "says nothing of initialiser '" + object + "'");
      if (!used.insert(object).second) Fail(model_name, "has two initialisers in '" + object + "'");
      Fill(tensor, initialisers[object], object);
    }
    // Without parts the bytes are the file as it was, be it in an order of its own.
    std::string content = used.empty() ? skeleton : SerializeModel(model);
    if (content.size() != size_ || Sha256(content) != String(meta_, "sha256"))
      Fail(meta_name_, "the model read is not the one that was written: checksums differ");
    return content;
  }

 private:
  [[noreturn]] void Fail(const std::string& object, const std::string& what) const {
    throw FileFormatError(file_.Path(), what, -1, object);
  }

  const Json& Member(const Json& from, const char* key) const {
    if (!from.is_object() || !from.contains(key))
      Fail(meta_name_, "lacks '" + std::string(key) + "'");
    return from[key];
  }
  const Json& Object(const Json& from, const char* key) const {
    const auto& value = Member(from, key);
    if (!value.is_object()) Fail(meta_name_, "'" + std::string(key) + "' is no object");
    return value;
  }
  std::string String(const Json& from, const char* key) const {
    const auto& value = Member(from, key);
    if (!value.is_string()) Fail(meta_name_, "'" + std::string(key) + "' is no text");
    return value.get<std::string>();
  }
  std::uint64_t Unsigned(const Json& from, const char* key) const {
    const auto& value = Member(from, key);
    if (!value.is_number_unsigned())
      Fail(meta_name_, "'" + std::string(key) + "' is no whole number");
    return value.get<std::uint64_t>();
  }

  void CheckVersion() const {
    const auto& version = Member(meta_, "version");
    if (!version.is_array() || version.size() != 2 || !version[0].is_number_unsigned())
      Fail(meta_name_, "'version' is not [major, minor]");
    if (const auto major = version[0].get<std::uint64_t>(); major > kMajorVersion)
      Fail(meta_name_, "was written in version " + std::to_string(major) +
                           " of the layout; this program reads " + std::to_string(kMajorVersion) +
                           ": a newer tmva is needed");
  }

  /// The object with its cycle; its newest where that is not there, as in copies. The checksum
  /// tells.
  std::string NameOf(const Json& entry) const {
    const auto object = String(entry, "object");
    if (object.find_first_of("/;") != std::string::npos)
      Fail(meta_name_, "names the object '" + object + "'");
    const auto name = directory_ + "/" + object;
    const auto cycle = Unsigned(entry, "cycle");
    const bool there = std::ranges::any_of(file_.Keys(), [&](const KeyInfo& key) {
      return key.name == name && static_cast<std::uint64_t>(key.cycle) == cycle;
    });
    return there ? name + ";" + std::to_string(cycle) : name;
  }

  StoredVector Vector(const Json& entry, TMVA::DataType type) {
    const auto name = NameOf(entry);
    const KeyInfo* key = nullptr;
    try {
      key = &file_.FindKey(name);
    } catch (const DataError&) {
      Fail(name, "is missing");
    }
    if (static_cast<std::uint64_t>(key->object_bytes) > MostBytes())
      Fail(name, "is larger than the model");
    StoredVector vector;
    try {
      vector = file_.GetVector(name);
    } catch (const DataError& error) {
      Fail(name, error.what());
    }
    if (vector.type != type && !(IsBytes(key->class_name) && type == TMVA::DataType::kUInt8))
      Fail(name, "is a " + key->class_name + ", which does not fit the initialiser");
    return vector;
  }

  void Fill(Tensor& tensor, const Json& entry, const std::string& object) {
    TensorNumbers numbers{String(entry, "field"), {}};
    const auto& objects = Member(entry, "objects");
    if (!objects.is_array() || objects.empty())
      Fail(meta_name_, "initialiser '" + object + "' has no objects");
    for (const auto& part : objects) {
      const auto name = NameOf(part);
      if (numbers.values.values.empty()) numbers.values.type = TypeOfNumbers(tensor, numbers.field);
      const auto vector = Vector(part, numbers.values.type);
      auto& values = numbers.values.values;
      if (values.size() + vector.values.size() > MostBytes())
        Fail(name, "makes the initialiser larger than the model");
      values.insert(values.end(), vector.values.begin(), vector.values.end());
    }
    if (!PutNumbers(tensor, numbers))
      Fail(meta_name_, "initialiser '" + object + "' cannot be in '" + numbers.field + "'");
  }

  /// What is larger is not even decompressed. A number of one byte in ONNX may be one of eight in a
  /// vector.
  std::uint64_t MostBytes() const { return size_ > kMost / 8 ? kMost : 8 * size_ + 64; }
  static constexpr std::uint64_t kMost = std::uint64_t{1} << 62;

  const File& file_;
  std::string directory_, meta_name_;
  Json meta_;
  std::uint64_t size_ = 0;
};

}  // namespace

std::string ReadStoredModel(const File& file, std::string_view name) {
  const auto [path, cycle] = SplitCycle(name);
  const auto& keys = file.Keys();
  const auto meta = path + "/" + kMetaObject;
  const auto is = [](const std::string& wanted) {
    return [&](const KeyInfo& key) { return key.name == wanted; };
  };
  if (std::ranges::any_of(keys, is(meta))) return StoredModel(file, path, cycle).Read();
  const auto& key = file.FindKey(name);
  if (IsString(key.class_name)) return file.GetString(name);
  if (IsBytes(key.class_name)) return Text(file.GetVector(name));
  std::vector<std::string> names;
  for (const auto& model : ListStoredModels(file)) names.push_back(model.name);
  throw DataError(file.Path() + ": '" + path + "' is a " + key.class_name + ", expected a model" +
                  DidYouMean(path, names));
}

std::vector<StoredModelInfo> ListStoredModels(const File& file) {
  const std::string end = std::string("/") + kMetaObject;
  std::vector<StoredModelInfo> models;
  std::set<std::string> seen;
  for (const auto& key : file.Keys()) {
    if (key.class_name != "TObjString" || !key.name.ends_with(end) || !seen.insert(key.name).second)
      continue;
    auto text = file.GetString(key.name);
    if (!ParseMeta(text)) continue;
    StoredModelInfo info{key.name.substr(0, key.name.size() - end.size()), std::move(text), 0};
    std::set<std::string> counted;  // the newest cycle of each object
    for (const auto& part : file.Keys())
      if (part.name.starts_with(info.name + "/") && counted.insert(part.name).second)
        info.compressed_bytes += part.bytes;
    models.push_back(std::move(info));
  }
  return models;
}

}  // namespace TMVA::inline standalone::onnx
