// WeightPool: the constants of a model that is written as code.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tmva/graph/array.h"

namespace TMVA::inline standalone::onnx {

class WeightPool {
 public:
  /// The expression that reads it from the object `weights`; equal ones are kept once. ModelError,
  /// with `where` in front, for types that emitted code has not.
  std::string Read(const Array& array, const std::string& where);
  /// As Read; the name of a member of the session that holds it.
  std::string Member(const Array& array, const std::string& where);
  /// Another member: its type and what it is made from.
  std::string AddMember(const std::string& type, const std::string& from);

  struct MemberInfo {
    std::string type, name, from;
  };
  const std::vector<MemberInfo>& Members() const { return members_; }
  const std::vector<std::uint64_t>& Words() const { return words_; }

  /// "float", "std::int64_t", "Bool", ...; empty where there is none.
  static std::string TypeText(DataType type);
  static std::string ShapeLiteral(const Shape& shape);

 private:
  std::vector<std::uint64_t> words_;
  std::vector<MemberInfo> members_;
  std::map<std::string, std::size_t> places_;      ///< bytes -> first word
  std::map<std::string, std::string> members_of_;  ///< expression -> name
};

}  // namespace TMVA::inline standalone::onnx
