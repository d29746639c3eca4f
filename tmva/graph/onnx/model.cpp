// Making and finding the parts of a model.
#include "tmva/graph/onnx/model.h"

#include <utility>

namespace TMVA::inline standalone::onnx {

const Attribute* Node::Find(std::string_view attribute) const {
  for (const auto& candidate : attributes)
    if (candidate.name == attribute) return &candidate;
  return nullptr;
}

Attribute Attribute::Int(std::string name, std::int64_t value) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kInt;
  attribute.i = value;
  return attribute;
}
Attribute Attribute::String(std::string name, std::string value) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kString;
  attribute.s = std::move(value);
  return attribute;
}
Attribute Attribute::Floats(std::string name, std::vector<float> values) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kFloats;
  attribute.floats = std::move(values);
  return attribute;
}
Attribute Attribute::Ints(std::string name, std::vector<std::int64_t> values) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kInts;
  attribute.ints = std::move(values);
  return attribute;
}
Attribute Attribute::Strings(std::string name, std::vector<std::string> values) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kStrings;
  attribute.strings = std::move(values);
  return attribute;
}

}  // namespace TMVA::inline standalone::onnx
