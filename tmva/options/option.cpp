// How the text of an option becomes a checked value, and a value text.
#include "tmva/options/option.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <type_traits>

#include <TMVA/Error.h>

#include "tmva/options/numbers.h"

namespace TMVA::inline standalone {
namespace {

bool ReadBool(const Option& option, std::string_view text) {
  static constexpr std::array<const char*, 4> kTrue = {"1", "true", "ktrue", "t"};
  static constexpr std::array<const char*, 4> kFalse = {"0", "false", "kfalse", "f"};
  const auto lower = LowerCase(text);
  if (std::find(kTrue.begin(), kTrue.end(), lower) != kTrue.end()) return true;
  if (std::find(kFalse.begin(), kFalse.end(), lower) != kFalse.end()) return false;
  option.Fail(": '" + std::string(text) + "' is not a boolean (True or False)");
}

void CheckRange(const Option& option, double value, std::string_view text) {
  if (value >= option.low && value <= option.high) return;
  option.Fail("=" + std::string(text) + " is outside [" + PrintNumber(option.low) + ", " +
              PrintNumber(option.high) + "]");
}

double ReadNumber(const Option& option, std::string_view text) {
  const auto value = ReadDouble(text);
  if (!value) option.Fail(": '" + std::string(text) + "' is not a number");
  CheckRange(option, *value, text);
  return *value;
}

template <class Integer>
Integer ReadWhole(const Option& option, std::string_view text) {
  const double number = ReadNumber(option, text);
  if (number != std::trunc(number)) option.Fail(": '" + std::string(text) + "' is not an integer");
  const auto value = ReadInteger<Integer>(text);
  if (!value)
    option.Fail("=" + std::string(text) + " is outside [" +
                PrintNumber(std::numeric_limits<Integer>::min()) + ", " +
                PrintNumber(std::numeric_limits<Integer>::max()) + "]");
  return *value;
}

std::string ReadText(const Option& option, std::string_view text) {
  if (option.percent)
    ReadNumber(option, text.ends_with('%') ? text.substr(0, text.size() - 1) : text);
  return std::string(text);
}

template <class T>
T Read(const Option& option, std::string_view text) {
  if constexpr (std::is_same_v<T, bool>)
    return ReadBool(option, text);
  else if constexpr (std::is_same_v<T, double>)
    return ReadNumber(option, text);
  else if constexpr (std::is_same_v<T, std::string>)
    return ReadText(option, text);
  else
    return ReadWhole<T>(option, text);
}

std::string PrintElement(bool value) { return value ? "True" : "False"; }
std::string PrintElement(const std::string& value) { return value; }
template <class Number>
std::string PrintElement(Number value) {
  return PrintNumber(value);
}

/// Reads one value and puts it into the spelling of the choices.
template <class T>
T ReadChecked(const Option& option, std::string_view text) {
  T value = Read<T>(option, text);
  if (option.choices.empty()) return value;
  const auto choice = option.FindChoice(PrintElement(value));
  if (!choice.empty()) return Read<T>(option, choice);
  auto hint = DidYouMean(text, option.choices);
  if (hint.empty()) {
    hint = "; allowed are ";
    for (const auto& allowed : option.choices)
      hint += (&allowed == &option.choices.front() ? "'" : ", '") + allowed + "'";
  }
  option.Fail(" has no value '" + std::string(text) + "'" + hint);
}

template <class T>
constexpr const char* ElementType() {
  if constexpr (std::is_same_v<T, bool>)
    return "bool";
  else if constexpr (std::is_same_v<T, double>)
    return "float";
  else if constexpr (std::is_same_v<T, std::string>)
    return "string";
  else
    return "int";
}

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

}  // namespace

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

std::string WithoutBlanks(std::string_view text) {
  std::string dense;
  dense.reserve(text.size());
  for (const char c : text)
    if (!std::isspace(static_cast<unsigned char>(c))) dense += c;
  return dense;
}

std::size_t Option::Size() const {
  return std::visit(
      [](const auto* member) -> std::size_t {
        using T = std::remove_cvref_t<decltype(*member)>;
        if constexpr (IsVector<T>::value)
          return member->size();
        else
          return 0;
      },
      target);
}

std::string Option::TypeName() const {
  return std::visit(
      [](const auto* member) -> std::string {
        using T = std::remove_cvref_t<decltype(*member)>;
        if constexpr (IsVector<T>::value)
          return ElementType<typename T::value_type>() +
                 ("[" + std::to_string(member->size()) + "]");
        else
          return ElementType<T>();
      },
      target);
}

std::string Option::Print() const {
  return std::visit(
      [](const auto* member) {
        using T = std::remove_cvref_t<decltype(*member)>;
        if constexpr (IsVector<T>::value) {
          std::string text;
          for (std::size_t i = 0; i < member->size(); ++i)
            text += (i > 0 ? " " : "") + PrintElement((*member)[i]);
          return text;
        } else {
          return PrintElement(*member);
        }
      },
      target);
}

void Option::Assign(std::string_view text, std::int64_t index) {
  std::string dense;
  if (!keep_blanks) text = dense = WithoutBlanks(text);
  std::visit(
      [&](auto* member) {
        using T = std::remove_cvref_t<decltype(*member)>;
        if constexpr (IsVector<T>::value) {
          auto value = ReadChecked<typename T::value_type>(*this, text);
          if (index == kWholeOption)
            member->assign(member->size(), value);
          else
            member->at(static_cast<std::size_t>(index)) = std::move(value);
        } else {
          *member = ReadChecked<T>(*this, text);
        }
      },
      target);
}

std::string Option::FindChoice(std::string_view text) const {
  const auto lower = LowerCase(text);
  for (const auto& choice : choices)
    if (LowerCase(choice) == lower) return choice;
  return {};
}

void Option::Fail(const std::string& what) const {
  throw OptionError(owner + ": option " + name + what);
}

}  // namespace TMVA::inline standalone
