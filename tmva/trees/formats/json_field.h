// JsonField: a value of a JSON document that knows where it stands, for messages.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

/// Read access that checks. ModelError "<file>: <path within the document>: <what>".
class JsonField {
 public:
  JsonField(const nlohmann::json& value, const std::string& file, std::string path = {})
      : value_(&value), file_(&file), path_(std::move(path)) {}

  [[noreturn]] void Fail(const std::string& what) const {
    throw ModelError(*file_ + ": " + (path_.empty() ? "" : path_ + ": ") + what);
  }

  bool Has(const char* key) const { return value_->is_object() && value_->contains(key); }
  JsonField operator[](const char* key) const {
    if (!Has(key)) Fail("has no '" + std::string(key) + "'");
    return {(*value_)[key], *file_, path_.empty() ? key : path_ + "." + key};
  }
  JsonField operator[](std::size_t i) const {
    return {(*value_)[i], *file_, path_ + "[" + std::to_string(i) + "]"};
  }
  /// Number of elements of an array.
  std::size_t Size() const {
    if (!value_->is_array()) Fail("is not an array");
    return value_->size();
  }

  std::string String() const {
    if (!value_->is_string()) Fail("is not a text");
    return value_->get<std::string>();
  }
  /// A number, also one that is written as a text.
  double Number() const {
    if (value_->is_number()) return value_->get<double>();
    if (value_->is_boolean()) return value_->get<bool>() ? 1 : 0;
    if (value_->is_string()) {
      const auto& text = value_->get_ref<const std::string&>();
      double number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error == std::errc() && end == text.data() + text.size()) return number;
    }
    Fail("is not a number");
  }
  std::int64_t Integer(std::int64_t low, std::int64_t high) const {
    const double number = Number();
    if (!IsWhole(number, low, high))
      Fail("is no whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return static_cast<std::int64_t>(number);
  }
  /// An array of `size` numbers.
  std::vector<double> Numbers(std::size_t size) const {
    CheckSize(size);
    std::vector<double> numbers(size);
    for (std::size_t i = 0; i < size; ++i) {
      const auto& value = (*value_)[i];
      numbers[i] = value.is_number() ? value.get<double>() : (*this)[i].Number();
    }
    return numbers;
  }
  std::vector<int> Integers(std::size_t size, std::int64_t low, std::int64_t high) const {
    CheckSize(size);
    std::vector<int> numbers(size);
    for (std::size_t i = 0; i < size; ++i) {
      const auto& value = (*value_)[i];
      const double number = value.is_number() ? value.get<double>() : (*this)[i].Number();
      if (!IsWhole(number, low, high)) (*this)[i].Integer(low, high);  // which fails
      numbers[i] = static_cast<int>(number);
    }
    return numbers;
  }

 private:
  static bool IsWhole(double number, std::int64_t low, std::int64_t high) {
    return number >= static_cast<double>(low) && number <= static_cast<double>(high) &&
           number == std::floor(number);
  }
  void CheckSize(std::size_t size) const {
    if (Size() != size)
      Fail("has " + std::to_string(Size()) + " elements instead of " + std::to_string(size));
  }

  const nlohmann::json* value_;
  const std::string* file_;
  std::string path_;
};

}  // namespace TMVA::inline standalone
