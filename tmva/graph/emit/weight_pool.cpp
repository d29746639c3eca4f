// Constants, as words and as members.
#include "tmva/graph/emit/weight_pool.h"

#include <cstring>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::onnx {

std::string WeightPool::TypeText(DataType type) {
  switch (type) {
    case DataType::kFloat:
      return "float";
    case DataType::kDouble:
      return "double";
    case DataType::kInt32:
      return "std::int32_t";
    case DataType::kInt64:
      return "std::int64_t";
    case DataType::kBool:
      return "Bool";
    case DataType::kString:
      return "std::string";
    default:
      return "";
  }
}

std::string WeightPool::ShapeLiteral(const Shape& shape) {
  std::string text = "Shape{";
  for (std::size_t d = 0; d < shape.size(); ++d)
    text += (d > 0 ? ", " : "") + std::to_string(shape[d]);
  return text + "}";
}

std::string WeightPool::Read(const Array& array, const std::string& where) {
  const std::string type = TypeText(array.Type());
  if (type.empty() || array.Type() == DataType::kString)
    throw ModelError(where + ": EmitCpp: unsupported: a constant of type " +
                     TypeName(array.Type()));
  const std::size_t bytes = array.Size() * ElementSize(array.Type());
  const std::string content(static_cast<const char*>(array.Bytes()), bytes);
  const auto [place, added] = places_.emplace(content, words_.size());
  if (added && bytes > 0) {
    words_.resize(words_.size() + (bytes + 7) / 8);
    std::memcpy(words_.data() + place->second, content.data(), bytes);
  }
  return "weights.Get<" + type + ">(" + ShapeLiteral(array.GetShape()) + ", " +
         std::to_string(place->second) + ")";
}

std::string WeightPool::Member(const Array& array, const std::string& where) {
  return AddMember("Tensor<" + TypeText(array.Type()) + ">", Read(array, where));
}

std::string WeightPool::AddMember(const std::string& type, const std::string& from) {
  auto& name = members_of_[type + " " + from];
  if (name.empty()) {
    name = "w" + std::to_string(members_.size()) + "_";
    members_.push_back({type, name, from});
  }
  return name;
}

}  // namespace TMVA::inline standalone::onnx
