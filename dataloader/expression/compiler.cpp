// Compiler: expressions, operators, and the stack's types.
#include "dataloader/expression/compiler.h"

#include <algorithm>
#include <utility>

#include "dataloader/expression/functions.h"

namespace TMVA::inline standalone {
namespace {

constexpr int kMaxDepth = 200;

struct Meaning {
  std::string_view text;
  Op op;
  bool keeps_integers;
  bool gives_integer;
};
constexpr Meaning kMeanings[] = {
    {"||", Op::kOr, true, true},         {"&&", Op::kAnd, true, true},
    {"|", Op::kBitOr, true, false},      {"&", Op::kBitAnd, true, false},
    {"<", Op::kLess, true, true},        {"<=", Op::kLessEqual, true, true},
    {">", Op::kGreater, true, true},     {">=", Op::kGreaterEqual, true, true},
    {"==", Op::kEqual, true, true},      {"!=", Op::kNotEqual, true, true},
    {"+", Op::kAdd, true, false},        {"-", Op::kSubtract, true, false},
    {"%", Op::kModulo, true, false},     {">>", Op::kShiftRight, true, false},
    {"<<", Op::kShiftLeft, true, false}, {"*", Op::kMultiply, true, false},
    {"/", Op::kDivide, false, false},    {"^", Op::kPower, false, false},
    {"**", Op::kPower, false, false}};

/// Pairs that TTreeFormula refuses, or reads as nobody means them: x >> 1 > 2 as x >> (1 > 2).
bool Ambiguous(std::string_view last, std::string_view next) {
  if (last == "<<" || last == ">>") return next == last.substr(1);
  if (last == "<") return next.starts_with('>');
  return (last == "<=" || last == ">=") && next == last;
}

/// Whether a op b next c is a op (b next c) although both have one level.
bool GroupsRight(const BinaryOperator& op, const BinaryOperator& next) {
  return (op.right && &op == &next) || (op.text == ">" && next.text == "<=") ||
         (op.text == "<=" && next.text == ">=");
}

void Renumber(Code& code, const std::vector<std::size_t>& columns) {
  const auto position = [&](int column) {
    return static_cast<int>(
        std::lower_bound(columns.begin(), columns.end(), static_cast<std::size_t>(column)) -
        columns.begin());
  };
  for (auto& instruction : code.instructions)
    if (instruction.op == Op::kColumn) instruction.argument = position(instruction.argument);
  for (auto& reference : code.references) reference.column = position(reference.column);
  for (auto& reduction : code.reductions) Renumber(*reduction.value, columns);
}

}  // namespace

Compiler::Compiler(std::string_view text, const std::vector<ColumnInfo>& schema,
                   std::string_view table, bool exact)
    : scanner_(text, schema, table), schema_(schema), exact_(exact) {}

Code Compiler::Compile() {
  if (scanner_.AtEnd()) scanner_.Fail(0, "it is empty");
  Expression(kTernaryLevel);
  if (!scanner_.AtEnd()) {
    const char c = scanner_.Peek();
    const std::string what = c == '='                ? "a formula cannot assign; '==' compares"
                             : c == ')'              ? "a ')' without its '('"
                             : c == ','              ? "a ',' outside a function"
                             : c == ']'              ? "a ']' without its '['"
                             : c == '"' || c == '\'' ? "strings cannot be used"
                                                     : "expected an operator here";
    scanner_.Fail(scanner_.Position(), what);
  }
  Code code = Finish(std::move(scope_));
  std::sort(columns_.begin(), columns_.end());
  columns_.erase(std::unique(columns_.begin(), columns_.end()), columns_.end());
  Renumber(code, columns_);
  return code;
}

void Compiler::Expression(int level) {
  if (++depth_ > kMaxDepth)
    scanner_.Fail(scanner_.Position(),
                  "nested deeper than " + std::to_string(kMaxDepth) + " levels");
  Primary(level);
  const BinaryOperator* last = nullptr;
  while (const auto* op = scanner_.PeekOperator()) {
    if (op->level < level) break;
    if (last && Ambiguous(last->text, op->text))
      scanner_.Fail(scanner_.Position(), "'" + std::string(op->text) + "' after '" +
                                             std::string(last->text) + "' needs parentheses");
    scanner_.Skip(*op);
    if (op->level == kTernaryLevel) {
      Ternary();
    } else {
      RightOperand(*op);
      Binary(*op);
    }
    last = op;
  }
  --depth_;
}

void Compiler::RightOperand(const BinaryOperator& op) {
  Expression(op.level + 1);
  const auto* next = scanner_.PeekOperator();
  if (!next || !GroupsRight(op, *next)) return;
  if (++depth_ > kMaxDepth)
    scanner_.Fail(scanner_.Position(),
                  "nested deeper than " + std::to_string(kMaxDepth) + " levels");
  scanner_.Skip(*next);
  RightOperand(*next);
  Binary(*next);
  --depth_;
}

void Compiler::Ternary() {
  ToBool();
  Expression(kTernaryLevel);
  scanner_.Expect(':', "and the other value of '?'");
  Expression(kTernaryLevel);
  Unify();
  const auto type = Top();
  Pop(3);
  Push(Instruction(Op::kSelect, type), type);
}

void Compiler::Primary(int level) {
  if (scanner_.AtEnd()) scanner_.Fail(scanner_.Position(), "it ends where a value is expected");
  if (const auto position = scanner_.Position(); const auto column = scanner_.ColumnHere())
    return Column(*column, position);
  if (!scanner_.PeekName().empty()) return Name();
  if (scanner_.Accept('-')) {
    Expression(std::max(level, kNegationLevel));
    return Apply(Op::kNegate, true, false);
  }
  if (scanner_.Accept('+')) return Expression(std::max(level, kNegationLevel));
  if (scanner_.Accept('!')) {
    Expression(kPrimaryLevel);
    return Apply(Op::kNot, true, true);
  }
  if (scanner_.Accept('(')) {
    Expression(kTernaryLevel);
    return scanner_.Expect(')', "to close a '('");
  }
  if (const auto number = scanner_.AcceptNumber()) {
    Instruction constant(Op::kConstant);
    constant.number = number->value;
    return number->is_integer && exact_ ? PushConstant(number->integer)
                                        : Push(constant, ValueType::kDouble);
  }
  const char c = scanner_.Peek();
  if (c == '"' || c == '\'') scanner_.Fail(scanner_.Position(), "strings cannot be used");
  scanner_.Fail(scanner_.Position(), std::string("expected a value, not '") + c + "'");
}

ValueType Compiler::Top(int below) const { return scope_.types[scope_.types.size() - 1 - below]; }

void Compiler::Push(Instruction instruction, ValueType type) {
  scope_.code.instructions.push_back(instruction);
  scope_.types.push_back(type);
  scope_.most = std::max(scope_.most, static_cast<int>(scope_.types.size()));
}

void Compiler::PushConstant(std::int64_t value) {
  Instruction constant(Op::kConstant, ValueType::kInteger);
  constant.integer = value;
  Push(constant, ValueType::kInteger);
}

void Compiler::Pop(int count) { scope_.types.resize(scope_.types.size() - count); }

void Compiler::ToDouble(int below) {
  auto& type = scope_.types[scope_.types.size() - 1 - below];
  if (type == ValueType::kDouble) return;
  type = ValueType::kDouble;
  auto& code = scope_.code.instructions;
  if (below == 0 && code.back().op == Op::kConstant) {
    code.back().number = static_cast<double>(code.back().integer);
    code.back().type = ValueType::kDouble;
    return;
  }
  code.push_back(Instruction(Op::kToDouble, ValueType::kInteger, below));
}

void Compiler::Unify() {
  if (Top(0) == Top(1)) return;
  ToDouble(0);
  ToDouble(1);
}

void Compiler::ToBool() {
  scope_.code.instructions.push_back(Instruction(Op::kBool, Top()));
  scope_.types.back() = ValueType::kInteger;
}

void Compiler::Binary(const BinaryOperator& op) {
  const auto* meaning = std::find_if(std::begin(kMeanings), std::end(kMeanings),
                                     [&](const Meaning& m) { return m.text == op.text; });
  const auto& last = scope_.code.instructions.back();
  const bool square = meaning->op == Op::kPower && last.op == Op::kConstant &&
                      (last.type == ValueType::kDouble ? last.number == 2 : last.integer == 2);
  if (!square) return Apply(meaning->op, meaning->keeps_integers, meaning->gives_integer);
  scope_.code.instructions.pop_back();
  Pop(1);
  Apply(Op::kSquare, false, false);
}

/// Applies an operation to as many values as it takes.
void Compiler::Apply(Op op, bool keeps_integers, bool gives_integer) {
  const bool unary = op == Op::kNegate || op == Op::kNot || op == Op::kAbs || op == Op::kSqrt ||
                     op == Op::kSign || op == Op::kSquare;
  if (!unary) Unify();
  if (!keeps_integers) {
    ToDouble(0);
    if (!unary) ToDouble(1);
  }
  const auto type = Top();
  if (auto& last = scope_.code.instructions.back();
      op == Op::kNegate && last.op == Op::kConstant) {  // "-1" is a constant, too
    if (type == ValueType::kDouble)
      last.number = -last.number;
    else
      last.integer = -last.integer;
    return;
  }
  Pop(unary ? 1 : 2);
  Push(Instruction(op, type), gives_integer ? ValueType::kInteger : type);
  if (!exact_) ToDouble(0);
}

Code Compiler::Finish(Scope scope) {
  Code code = std::move(scope.code);
  code.type = scope.types.front();
  code.depth = code.slots = scope.most;
  for (const auto& reduction : code.reductions)
    code.slots = std::max(code.slots, code.depth + kInstanceSlots + 1 + reduction.value->slots);
  for (const auto& reference : code.references) {
    if (reference.alternative >= 0) continue;
    for (const auto& dimension : reference.dimensions)
      if (dimension.kind == Dimension::kFree)
        code.free_dimensions =
            std::max(code.free_dimensions, static_cast<int>(dimension.index) + 1);
      else if (dimension.kind == Dimension::kFixed && dimension.size < 0)
        code.may_miss = true;
  }
  return code;
}

}  // namespace TMVA::inline standalone
