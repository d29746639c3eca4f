// Attributes of ONNX's forest operators, checked.
#include <TMVA/Error.h>

#include "tmva/trees/formats/onnx_forest.h"

namespace TMVA::inline standalone {

using onnx::AttributeType;

void OnnxAttributes::Fail(const std::string& what) const {
  throw ModelError(path_ + ": " + node_.op_type + ": " + what);
}

/// Null only where an attribute may be left out.
const onnx::Attribute* OnnxAttributes::Find(const std::string& name, std::int64_t size) const {
  const auto* attribute = node_.Find(name);
  if (attribute == nullptr && size > 0) Fail("has no attribute " + name);
  return attribute;
}

void OnnxAttributes::CheckSize(const std::string& name, std::size_t found,
                               std::int64_t size) const {
  if (size >= 0 && found != static_cast<std::size_t>(size))
    Fail(name + " has " + std::to_string(found) + " elements instead of " + std::to_string(size));
}

std::int64_t OnnxAttributes::Int(const char* name, std::int64_t otherwise) const {
  const auto* attribute = node_.Find(name);
  if (attribute == nullptr) return otherwise;
  if (attribute->type != AttributeType::kInt) Fail(std::string(name) + " is not a whole number");
  return attribute->i;
}

std::string OnnxAttributes::String(const char* name, const char* otherwise) const {
  const auto* attribute = node_.Find(name);
  if (attribute == nullptr) return otherwise;
  if (attribute->type != AttributeType::kString) Fail(std::string(name) + " is not a text");
  return attribute->s;
}

std::vector<std::int64_t> OnnxAttributes::Ints(const char* name, std::int64_t size) const {
  const auto* attribute = Find(name, size);
  if (attribute == nullptr) return {};
  CheckSize(name, attribute->ints.size(), size);
  return attribute->ints;
}

std::vector<std::string> OnnxAttributes::Strings(const char* name, std::int64_t size) const {
  const auto* attribute = Find(name, size);
  if (attribute == nullptr) return {};
  CheckSize(name, attribute->strings.size(), size);
  return attribute->strings;
}

std::vector<double> OnnxAttributes::Numbers(const std::string& name, std::int64_t size) const {
  const auto* attribute = node_.Find(name + "_as_tensor");
  if (attribute == nullptr) attribute = Find(name, size);
  if (attribute == nullptr) return {};
  std::vector<double> numbers(attribute->floats.begin(), attribute->floats.end());
  if (attribute->type == AttributeType::kTensor)
    numbers = attribute->t.Numbers(path_ + ": " + name);
  CheckSize(name, numbers.size(), size);
  return numbers;
}

int OnnxAttributes::Index(const std::string& name, std::int64_t value, std::size_t size) const {
  if (value < 0 || static_cast<std::uint64_t>(value) >= size)
    Fail(name + ": " + std::to_string(value) + " is not from 0 to " +
         std::to_string(size == 0 ? 0 : size - 1));
  return static_cast<int>(value);
}

}  // namespace TMVA::inline standalone
