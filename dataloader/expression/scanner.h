// Scanner: the text of a formula as names, numbers and operators; makes its error messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone {

/// Precedence of binary operators, from weak to strong, and how equal ones group. It is
/// TTreeFormula's: equality binds stronger than order, a shift stronger than a sum, and so on.
struct BinaryOperator {
  std::string_view text;
  int level = 0;
  bool right = false;  ///< a op b op c is a op (b op c)
};
inline constexpr int kTernaryLevel = 1;
inline constexpr int kOrderLevel = 6;
inline constexpr int kNegationLevel = 10;
inline constexpr int kPrimaryLevel = 16;

class Scanner {
 public:
  Scanner(std::string_view text, const std::vector<ColumnInfo>& schema, std::string_view table);

  std::size_t Position();  ///< of the next character that is not blank
  bool AtEnd();
  char Peek();  ///< '\0' at the end
  bool Accept(char c);
  void Expect(char c, std::string_view why);
  /// The binary operator that comes next; it stays unread.
  const BinaryOperator* PeekOperator();
  void Skip(const BinaryOperator& op);

  /// A column whose name stands here, read; the longest if there are several.
  std::optional<std::size_t> ColumnHere();
  /// The unread name, such as "TMath::Abs", "Sum$" or "jet.pt"; "" if there is none.
  std::string_view PeekName();
  void SkipName(std::string_view name);
  /// A number if one is here: an integer if it is written like one and fits.
  struct Number {
    bool is_integer = false;
    std::int64_t integer = 0;
    double value = 0;
  };
  std::optional<Number> AcceptNumber();

  /// Throws DataError with the text and a caret under `position`.
  [[noreturn]] void Fail(std::size_t position, const std::string& what) const;
  [[noreturn]] void FailUnknownColumn(std::size_t position, std::string_view name) const;

 private:
  std::size_t NumberEnd() const;

  std::string_view text_;
  const std::vector<ColumnInfo>& schema_;
  std::string_view table_;
  std::size_t position_ = 0;
};

}  // namespace TMVA::inline standalone
