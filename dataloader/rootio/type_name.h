// Names of C++ types as they stand in ROOT files: "map<string,vector<float> >".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace TMVA::inline standalone::rootio {

struct TypeName {
  std::string name;  ///< without namespace std and arguments: "map", "TNamed", "unsigned int"
  bool is_pointer = false;
  std::vector<std::string> arguments;
};

TypeName ParseTypeName(std::string_view text);

/// Longer ones, which only damaged files have, are not looked into.
constexpr std::size_t kLongestTypeName = 2000;

/// How users know a type: "std::vector<std::vector<int32_t>>", whatever its file calls it.
std::string UsualName(const std::string& type_name);

bool IsStlString(const TypeName& type);
bool IsSequence(const TypeName& type);  ///< vector, list, deque, set, ...
bool IsMap(const TypeName& type);

}  // namespace TMVA::inline standalone::rootio
