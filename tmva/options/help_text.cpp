// The table of options that `tmva options` and Help() print.
#include <algorithm>
#include <limits>

#include "tmva/options/numbers.h"
#include "tmva/options/option_set.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kLineWidth = 110;
constexpr std::size_t kWidestName = 28;

std::string Padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

std::string Meaning(const Option& option) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::string text = option.help;
  if (!option.choices.empty()) {
    text += text.empty() ? "One of:" : "; one of:";
    for (const auto& choice : option.choices)
      text += (&choice == &option.choices.front() ? " " : ", ") + choice;
  }
  if (option.low != -kInfinity && option.high != kInfinity)
    text += " (" + PrintNumber(option.low) + " to " + PrintNumber(option.high) + ")";
  else if (option.low != -kInfinity)
    text += " (at least " + PrintNumber(option.low) + ")";
  return text;
}

/// Breaks `text` at blanks into lines that start at column `indent`.
std::string Wrapped(const std::string& text, std::size_t indent) {
  const std::size_t width = kLineWidth - std::min(indent, kLineWidth - 30);
  std::string result;
  std::size_t begin = 0;
  while (text.size() - begin > width) {
    auto end = text.rfind(' ', begin + width);
    if (end == std::string::npos || end <= begin) end = text.find(' ', begin);
    if (end == std::string::npos) break;
    result += text.substr(begin, end - begin) + "\n" + std::string(indent, ' ');
    begin = end + 1;
  }
  return result + text.substr(begin);
}

}  // namespace

std::string FormatHelp(const std::string& owner, const std::vector<Option>& options) {
  std::size_t name_width = 6, type_width = 4, default_width = 7;
  const auto listed = [](const Option& option) {
    return !option.deprecated && !option.reader_only;
  };
  for (const auto& option : options) {
    if (!listed(option)) continue;
    name_width = std::max(name_width, std::min(option.name.size(), kWidestName));
    type_width = std::max(type_width, option.TypeName().size());
    default_width = std::max(default_width, std::min<std::size_t>(option.default_value.size(), 24));
  }
  const auto row = [&](const std::string& name, const std::string& type,
                       const std::string& default_value, const std::string& meaning) {
    const auto head = "  " + Padded(name, name_width) + "  " + Padded(type, type_width) + "  " +
                      Padded(default_value, default_width) + "  ";
    auto line = head + Wrapped(meaning, name_width + type_width + default_width + 8);
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
  };
  std::string text = "Options of " + owner + "\n" + row("Option", "Type", "Default", "Meaning");
  for (const auto& option : options)
    if (listed(option))
      text += row(option.name, option.TypeName(), option.default_value, Meaning(option));
  return text;
}

}  // namespace TMVA::inline standalone
