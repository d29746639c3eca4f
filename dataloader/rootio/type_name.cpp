// Names of C++ types as they stand in ROOT files.
#include "dataloader/rootio/type_name.h"

#include <set>

#include "dataloader/rootio/member_coding.h"

namespace TMVA::inline standalone::rootio {
namespace {

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// The parts between commas that no inner brackets enclose.
std::vector<std::string> SplitArguments(std::string_view text) {
  std::vector<std::string> parts;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      parts.emplace_back(Trimmed(text.substr(start, i - start)));
      start = i + 1;
    } else {
      depth += text[i] == '<' ? 1 : text[i] == '>' ? -1 : 0;
    }
  }
  return parts;
}

}  // namespace

TypeName ParseTypeName(std::string_view text) {
  TypeName type;
  text = Trimmed(text);
  while (text.ends_with('*')) {
    type.is_pointer = true;
    text = Trimmed(text.substr(0, text.size() - 1));
  }
  for (const std::string_view prefix : {"const ", "std::"}) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  const auto open = text.find('<');
  if (open == std::string_view::npos || !text.ends_with('>')) {
    type.name = text;
    return type;
  }
  type.name = Trimmed(text.substr(0, open));
  type.arguments = SplitArguments(text.substr(open + 1, text.size() - open - 2));
  return type;
}

std::string UsualName(const std::string& type_name) {
  if (type_name.size() > kLongestTypeName) return type_name.substr(0, kLongestTypeName);
  static const std::set<std::string> others{"bitset", "pair", "array", "tuple"};
  const auto type = ParseTypeName(type_name);
  const std::string stars = type.is_pointer ? "*" : "";
  if (IsStlString(type)) return "std::string" + stars;
  if (type.name == "Double32_t" || type.name == "Float16_t") return type.name;
  if (const auto coding = NamedCoding(type.name)) return TMVA::TypeName(coding->type) + stars;
  const bool is_list = IsSequence(type), is_map = IsMap(type);
  if (!is_list && !is_map && !others.contains(type.name)) return type_name;
  const auto name = type.name.substr(type.name.rfind(':') + 1);
  auto text = (name == "RVec" ? "" : "std::") + name + "<";
  // Comparisons and allocators that a name may spell out tell a reader nothing.
  const auto shown = is_map ? 2 : is_list ? 1 : type.arguments.size();
  for (std::size_t i = 0; i < shown; ++i) {
    text += (i == 0 ? "" : ", ") + UsualName(type.arguments[i]);
  }
  return text + ">" + stars;
}

bool IsStlString(const TypeName& type) {
  return type.name == "string" || (type.name == "basic_string" && !type.arguments.empty() &&
                                   type.arguments.front() == "char");
}

bool IsSequence(const TypeName& type) {
  static const std::set<std::string> names{
      "vector", "list",       "forward_list",      "deque",
      "set",    "multiset",   "unordered_set",     "unordered_multiset",
      "RVec",   "ROOT::RVec", "ROOT::VecOps::RVec"};
  return !type.arguments.empty() && names.contains(type.name);
}

bool IsMap(const TypeName& type) {
  static const std::set<std::string> names{"map", "multimap", "unordered_map",
                                           "unordered_multimap"};
  return type.arguments.size() >= 2 && names.contains(type.name);
}

}  // namespace TMVA::inline standalone::rootio
