// Scanner: names, numbers, operators.
#include "dataloader/expression/scanner.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

constexpr BinaryOperator kOperators[] = {
    // those of two characters first
    {"||", 2, false},  {"&&", 3, false}, {"<=", 6, false}, {">=", 6, false},
    {"==", 7, true},   {"!=", 8, true},  {">>", 11, true}, {"<<", 12, true},
    {"**", 15, false}, {"|", 4, false},  {"&", 5, false},  {"<", 6, true},
    {">", 6, true},    {"+", 9, false},  {"-", 9, false},  {"%", 10, true},
    {"*", 13, false},  {"/", 14, false}, {"^", 15, false}, {"?", kTernaryLevel, true}};

bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c) || c == '$' || c == '.'; }

/// One printable line of at most `width` characters around `position`, which is adapted to it.
std::string Excerpt(std::string_view text, std::size_t& position, std::size_t width) {
  std::string line(text);
  for (auto& c : line)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  if (line.size() <= width) return line;
  const std::size_t begin =
      std::min(position > width / 2 ? position - width / 2 : 0, line.size() - width);
  const bool tail = begin + width < line.size();
  position -= begin;
  std::string shown = begin > 0 ? "..." : "";
  position += shown.size();
  shown += line.substr(begin, width);
  if (tail) shown += "...";
  return shown;
}

}  // namespace

Scanner::Scanner(std::string_view text, const std::vector<ColumnInfo>& schema,
                 std::string_view table)
    : text_(text), schema_(schema), table_(table) {}

std::size_t Scanner::Position() {
  while (position_ < text_.size() && IsBlank(text_[position_])) ++position_;
  return position_;
}

bool Scanner::AtEnd() { return Position() == text_.size(); }

char Scanner::Peek() { return AtEnd() ? '\0' : text_[position_]; }

bool Scanner::Accept(char c) {
  if (AtEnd() || text_[position_] != c) return false;
  ++position_;
  return true;
}

void Scanner::Expect(char c, std::string_view why) {
  if (Accept(c)) return;
  Fail(Position(), std::string("expected '") + c + "' " + std::string(why));
}

const BinaryOperator* Scanner::PeekOperator() {
  if (AtEnd()) return nullptr;
  std::size_t next = position_ + 1;  // blanks may stand inside an operator
  while (next < text_.size() && IsBlank(text_[next])) ++next;
  for (const auto& op : kOperators) {
    if (op.text[0] != text_[position_]) continue;
    if (op.text.size() == 1 || (next < text_.size() && op.text[1] == text_[next])) return &op;
  }
  return nullptr;
}

void Scanner::Skip(const BinaryOperator& op) {
  for (const char c : op.text) Accept(c);
}

std::string_view Scanner::PeekName() {
  std::size_t end = Position();
  const auto scope = [&] { return text_.substr(end, 2) == "::"; };
  if (end == text_.size() || !(IsNameStart(text_[end]) || scope())) return {};
  while (end < text_.size() && (IsNamePart(text_[end]) || scope())) end += scope() ? 2 : 1;
  return text_.substr(position_, end - position_);
}

void Scanner::SkipName(std::string_view name) { position_ += name.size(); }

std::optional<std::size_t> Scanner::ColumnHere() {
  const auto name = PeekName();
  const std::size_t token = name.empty() ? NumberEnd() - position_ : name.size();
  std::optional<std::size_t> best;
  std::size_t length = 0;
  for (std::size_t i = 0; i < schema_.size(); ++i) {
    const std::string& column = schema_[i].name;
    // A part of a longer name or number is no match: "jet" is not in "jet.pt", "x" not in "xy".
    if (column.size() <= length || column.size() < token || column.empty()) continue;
    if (text_.compare(position_, column.size(), column) != 0) continue;
    const std::size_t end = position_ + column.size();
    if (IsNamePart(column.back()) && end < text_.size() && IsNamePart(text_[end])) continue;
    best = i;
    length = column.size();
  }
  if (!best && !name.empty()) {  // the leaf of a branch, if there is only one of that name
    for (std::size_t i = 0; i < schema_.size(); ++i) {
      const std::string_view column = schema_[i].name;
      if (column.size() <= name.size() + 1 || !column.ends_with(name) ||
          column[column.size() - name.size() - 1] != '.')
        continue;
      if (best) return std::nullopt;
      best = i;
      length = name.size();
    }
  }
  if (best && !name.empty() && length == name.size()) {  // a function call, not a column
    std::size_t after = position_ + length;
    while (after < text_.size() && IsBlank(text_[after])) ++after;
    if (after < text_.size() && text_[after] == '(') return std::nullopt;
  }
  if (best) position_ += length;
  return best;
}

std::size_t Scanner::NumberEnd() const {
  std::size_t end = position_;
  const auto digits = [&] {
    while (end < text_.size() && IsDigit(text_[end])) ++end;
  };
  const auto at = [&](std::size_t i) { return i < text_.size() ? text_[i] : '\0'; };
  digits();
  if (at(end) == '.') ++end;
  digits();
  if (end == position_ || (end == position_ + 1 && text_[position_] == '.')) return position_;
  if (at(end) == 'e' || at(end) == 'E') {
    const std::size_t sign = at(end + 1) == '+' || at(end + 1) == '-' ? 1 : 0;
    if (IsDigit(at(end + 1 + sign))) {
      end += 1 + sign;
      digits();
    }
  }
  return end;
}

std::optional<Scanner::Number> Scanner::AcceptNumber() {
  const std::size_t begin = Position();
  const char* from = text_.data() + begin;
  Number number;
  if (text_.substr(begin, 2) == "0x" || text_.substr(begin, 2) == "0X") {
    const auto [stop, error] =
        std::from_chars(from + 2, text_.data() + text_.size(), number.integer, 16);
    if (error != std::errc()) Fail(begin, "a hexadecimal number that cannot be read");
    number.is_integer = true;
    number.value = static_cast<double>(number.integer);
    position_ = static_cast<std::size_t>(stop - text_.data());
  } else {
    const std::size_t end = NumberEnd();
    if (end == begin) return std::nullopt;
    const char* to = text_.data() + end;
    const auto result = std::from_chars(from, to, number.integer);
    number.is_integer = result.ec == std::errc() && result.ptr == to;
    if (std::from_chars(from, to, number.value).ec != std::errc()) {
      const bool tiny = text_.substr(begin, end - begin).find('-') != std::string_view::npos;
      number.value = tiny ? 0 : std::numeric_limits<double>::infinity();
    }
    position_ = end;
  }
  if (position_ < text_.size() && (IsNamePart(text_[position_])))
    Fail(position_, "a name or operator cannot follow the number '" +
                        std::string(text_.substr(begin, position_ - begin)) + "' here");
  return number;
}

void Scanner::Fail(std::size_t position, const std::string& what) const {
  constexpr std::size_t kWidth = 100;
  std::size_t start = 0, caret = position;
  const std::string title = Excerpt(text_, start, kWidth);
  const std::string line = Excerpt(text_, caret, kWidth);
  throw DataError("formula '" + title + "': " + what + "\n  " + line + "\n  " +
                  std::string(caret, ' ') + "^");
}

void Scanner::FailUnknownColumn(std::size_t position, std::string_view name) const {
  std::vector<std::string> names;
  std::string leaves;
  for (const auto& column : schema_) {
    names.push_back(column.name);
    if (column.name.ends_with("." + std::string(name))) leaves += " '" + column.name + "'";
  }
  if (!leaves.empty()) Fail(position, "'" + std::string(name) + "' may mean any of" + leaves);
  std::string nearest;  // up to three, the nearest first
  std::vector<std::string> left = names;
  for (int i = 0; i < 3; ++i) {
    const auto found = NearestName(name, left);
    if (found.empty()) break;
    nearest += (i == 0 ? "; the nearest are '" : ", '") + found + "'";
    std::erase(left, found);
  }
  if (nearest.empty() && !names.empty()) {
    nearest = "; it has";
    for (std::size_t i = 0; i < names.size() && i < 10; ++i)
      nearest += (i == 0 ? " '" : ", '") + names[i] + "'";
    if (names.size() > 10) nearest += " and " + std::to_string(names.size() - 10) + " more";
  }
  Fail(position,
       std::string(table_) + " has no column '" + std::string(name.substr(0, 100)) + "'" + nearest);
}

}  // namespace TMVA::inline standalone
