// Option: one declared option - where its value lives, what it may be, and how text becomes a
// value.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace TMVA::inline standalone {

using OptionTarget =
    std::variant<bool*, int*, std::int64_t*, std::uint64_t*, double*, std::string*,
                 std::vector<int>*, std::vector<double>*, std::vector<std::string>*>;

/// Index that stands for all elements of an array, or for the value of an option that is none.
inline constexpr std::int64_t kWholeOption = -1;

struct Option {
  std::string owner;
  std::string name;
  std::string help;
  std::string default_value;
  std::string deprecation_advice;
  std::vector<std::string> choices;
  OptionTarget target;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool percent = false;
  bool keep_blanks = false;
  bool deprecated = false;
  bool reader_only = false;
  bool is_set = false;

  bool IsBool() const { return std::holds_alternative<bool*>(target); }
  bool IsArray() const { return target.index() >= 6; }
  std::size_t Size() const;  ///< elements of an array, 0 for others
  std::string TypeName() const;
  /// The value as the weight file shows it.
  std::string Print() const;
  /// Reads `text` into the member, or into one element of it. OptionError leaves the value alone.
  void Assign(std::string_view text, std::int64_t index);
  /// The spelling of `text` in the list of choices, or "" when it is not there.
  std::string FindChoice(std::string_view text) const;
  /// Throws OptionError "<owner>: option <name><what>".
  [[noreturn]] void Fail(const std::string& what) const;
};

std::string LowerCase(std::string_view text);
std::string WithoutBlanks(std::string_view text);

}  // namespace TMVA::inline standalone
