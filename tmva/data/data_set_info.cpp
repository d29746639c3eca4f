// Names of variables, and look-ups in the description of a data set.
#include <TMVA/DataSetInfo.h>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

std::string WithoutBlanks(std::string_view text) {
  std::string result;
  for (char c : text)
    if (c != ' ' && c != '\t' && c != '\n') result += c;
  return result;
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

}  // namespace

std::string InternalName(std::string_view label) {
  std::string name;
  for (char c : label)
    name += std::string_view("$&|!%^()'<>?= ").find(c) == std::string_view::npos ? c : '_';
  ReplaceAll(name, "::", "_");
  for (auto [from, to] :
       {std::pair{"*", "_T_"}, {"/", "_D_"}, {"+", "_P_"}, {"-", "_M_"}, {"[", "_"}, {"]", "_"}})
    ReplaceAll(name, from, to);
  return name;
}

VariableInfo VariableInfo::Make(std::string_view text, std::string_view title,
                                std::string_view unit, char type, double min, double max) {
  if (type != 'F' && type != 'I' && type != 'D' && type != 'C')
    throw OptionError("variable '" + std::string(text) + "': type '" + std::string(1, type) +
                      "' is not one of 'F' (float) and 'I' (integer)");
  VariableInfo info;
  const auto compact = WithoutBlanks(text);
  const auto separator = compact.find(":=");
  info.expression = separator == std::string::npos ? compact : compact.substr(separator + 2);
  info.label = separator == std::string::npos ? compact : compact.substr(0, separator);
  if (info.expression.empty() || info.label.empty())
    throw OptionError("variable '" + std::string(text) +
                      "' has no expression or no label; expected "
                      "\"expression\" or \"label := expression\"");
  info.title = title.empty() ? info.label : std::string(title);
  info.unit = unit;
  info.internal_name = InternalName(info.label);
  info.type = type == 'D' ? 'F' : type;
  info.min = min;
  info.max = max;
  return info;
}

std::size_t DataSetInfo::SignalClass() const {
  const int found = FindClass("Signal");
  return found < 0 ? 0 : static_cast<std::size_t>(found);
}

int DataSetInfo::FindClass(std::string_view class_name) const {
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (classes[i].name == class_name) return static_cast<int>(i);
  return -1;
}

std::size_t DataSetInfo::NumOutputs() const {
  switch (analysis) {
    case Types::kRegression:
      return targets.size();
    case Types::kMulticlass:
      return classes.size();
    default:
      return 1;
  }
}

}  // namespace TMVA::inline standalone
