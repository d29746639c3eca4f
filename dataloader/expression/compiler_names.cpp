// Compiler: columns and their indices, functions, and the functions over instances.
#include <algorithm>
#include <utility>

#include <TMVA/Error.h>

#include "dataloader/expression/compiler.h"
#include "dataloader/expression/functions.h"

namespace TMVA::inline standalone {
namespace {

/// The dimensions of an entry, -1 for one that differs from entry to entry. Sizes that contradict
/// the length are not believed.
std::vector<std::int64_t> Shape(const ColumnInfo& info) {
  const bool variable = info.length == ColumnInfo::kVariable;
  std::int64_t product = 1;
  for (const auto size : info.dimensions)
    if (product < 0 || size < 1 || __builtin_mul_overflow(product, size, &product)) product = -2;
  std::vector<std::int64_t> shape;
  if (variable) shape.push_back(-1);
  if (variable ? product > 0 : product == info.length)
    shape.insert(shape.end(), info.dimensions.begin(), info.dimensions.end());
  if (shape.empty()) shape.push_back(info.length);
  return shape;
}

ValueType TypeOf(const ColumnInfo& info, bool exact) {
  return exact && IsInteger(info.type) ? ValueType::kInteger : ValueType::kDouble;
}

}  // namespace

void Compiler::Name() {
  const auto position = scanner_.Position();
  const auto name = scanner_.PeekName();
  scanner_.SkipName(name);
  if (name.find('$') != std::string_view::npos) return SpecialCall(name, position);
  if (scanner_.Peek() == '(') return Call(name, position);
  if (const auto* constant = FindFunction(name, 0))
    return Push(constant->instruction, ValueType::kDouble);
  if (name == "true" || name == "false") {
    PushConstant(name == "true");
    return exact_ ? void() : ToDouble(0);
  }
  if (IsFunction(name))
    scanner_.Fail(position, "function '" + std::string(name) + "' needs arguments in parentheses");
  scanner_.FailUnknownColumn(position, name);
}

void Compiler::Call(std::string_view name, std::size_t position) {
  scanner_.Accept('(');
  if (!IsFunction(name))
    scanner_.Fail(position, "unknown function '" + std::string(name) + "'" +
                                DidYouMean(name, FunctionNames()));
  int arity = 0;
  if (!scanner_.Accept(')')) {
    do {
      Expression(kTernaryLevel);
      ++arity;
    } while (scanner_.Accept(','));
    scanner_.Expect(')', "to close the arguments of '" + std::string(name) + "'");
  }
  const auto* function = FindFunction(name, arity);
  if (!function)
    scanner_.Fail(position, "function '" + std::string(name) + "' does not take " +
                                std::to_string(arity) + (arity == 1 ? " argument" : " arguments"));
  if (arity == 0) return Push(function->instruction, ValueType::kDouble);
  if (function->op != Op::kUnary && function->op != Op::kBinary && function->op != Op::kTernary)
    return Apply(function->op, function->keeps_integers, false);
  if (function->keeps_integers && Top() == ValueType::kInteger) return;  // int(n) is n
  for (int i = 0; i < arity; ++i) ToDouble(i);
  Pop(arity);
  Push(function->instruction, ValueType::kDouble);
}

void Compiler::SpecialCall(std::string_view name, std::size_t position) {
  constexpr std::pair<std::string_view, Reduction::Kind> kReductions[] = {
      {"Sum$", Reduction::kSum},     {"Min$", Reduction::kMin},
      {"Max$", Reduction::kMax},     {"MinIf$", Reduction::kMinIf},
      {"MaxIf$", Reduction::kMaxIf}, {"Length$", Reduction::kLength}};
  if (scanner_.Accept('(')) {
    for (const auto& [known, kind] : kReductions)
      if (known == name) return Reduce(kind);
    if (name == "Alt$") return Alternative();
    scanner_.Fail(position, "unknown function '" + std::string(name) + "'" +
                                DidYouMean(name, FunctionNames()));
  }
  const Op op = name == "Entry$"       ? Op::kEntry
                : name == "Iteration$" ? Op::kIteration
                : name == "Length$"    ? Op::kLength
                                       : Op::kConstant;
  if (op == Op::kConstant) {
    const std::vector<std::string> known = {"Entry$", "Iteration$", "Length$", "Sum$", "Min$",
                                            "Max$",   "MinIf$",     "MaxIf$",  "Alt$"};
    scanner_.Fail(position, "'" + std::string(name) + "' is not known" + DidYouMean(name, known));
  }
  Push(Instruction(op, ValueType::kInteger), ValueType::kInteger);
  if (!exact_) ToDouble(0);
}

/// Alt$(a, b): a where its elements exist, else b. A truth value below a collects whether they do.
void Compiler::Alternative() {
  const int outer = scope_.alternative;
  PushConstant(1);
  scope_.alternative = static_cast<int>(scope_.types.size()) - 1;
  Expression(kTernaryLevel);
  scope_.alternative = outer;
  scanner_.Expect(',', "and the alternative of Alt$");
  Expression(kTernaryLevel);
  scanner_.Expect(')', "to close Alt$");
  Unify();
  const auto type = Top();
  Pop(3);
  Push(Instruction(Op::kSelect, type), type);
}

void Compiler::Reduce(Reduction::Kind kind) {
  Scope outer = std::exchange(scope_, {});
  Expression(kTernaryLevel);
  if (kind == Reduction::kMinIf || kind == Reduction::kMaxIf) {
    scanner_.Expect(',', "and a condition");
    Expression(kTernaryLevel);
    ToBool();
  }
  scanner_.Expect(')', "to close the function");
  Reduction reduction{kind, std::make_unique<Code>(Finish(std::move(scope_)))};
  scope_ = std::move(outer);
  const auto type = kind == Reduction::kLength ? ValueType::kInteger : reduction.value->type;
  scope_.code.reductions.push_back(std::move(reduction));
  Push(Instruction(Op::kReduce, type, static_cast<int>(scope_.code.reductions.size()) - 1), type);
  if (!exact_) ToDouble(0);
}

void Compiler::Column(std::size_t column, std::size_t position) {
  const ColumnInfo& info = schema_[column];
  if (!info.unsupported.empty())
    scanner_.Fail(position, "column '" + info.name + "' cannot be read: " + info.unsupported);
  if (!info.IsNumeric())
    scanner_.Fail(position, "column '" + info.name + "' holds " +
                                (info.is_text ? "text" : "lists of lists") +
                                ", which a formula cannot use");
  columns_.push_back(column);
  const auto type = TypeOf(info, exact_);
  if (info.length == 1 && scanner_.Peek() != '[')
    return Push(Instruction(Op::kColumn, type, static_cast<int>(column)), type);
  Reference reference{static_cast<int>(column), Dimensions(info, position), scope_.alternative};
  const auto computed =
      std::count_if(reference.dimensions.begin(), reference.dimensions.end(),
                    [](const Dimension& d) { return d.kind == Dimension::kComputed; });
  Pop(static_cast<int>(computed));
  scope_.code.references.push_back(std::move(reference));
  Push(Instruction(Op::kElement, type, static_cast<int>(scope_.code.references.size()) - 1), type);
}

std::vector<Dimension> Compiler::Dimensions(const ColumnInfo& info, std::size_t position) {
  std::vector<Dimension> dimensions;
  for (const auto size : Shape(info)) dimensions.push_back({Dimension::kFree, size, 0});
  if (dimensions.size() > kMaxArrayDimensions)
    scanner_.Fail(position, "column '" + info.name + "' has more than " +
                                std::to_string(kMaxArrayDimensions) + " dimensions");
  std::size_t indexed = 0;
  while (scanner_.Peek() == '[') {
    const auto bracket = scanner_.Position();
    if (indexed == dimensions.size())
      scanner_.Fail(bracket, "column '" + info.name + "' has " + std::to_string(dimensions.size()) +
                                 " dimensions only");
    scanner_.Accept('[');
    auto& dimension = dimensions[indexed++];
    if (scanner_.Accept(']')) continue;
    if (!Index(dimension, info.name) && scope_.alternative < 0)
      scanner_.Fail(bracket, "index " + std::to_string(dimension.index) + " is outside column '" +
                                 info.name + "', which has " + std::to_string(dimension.size) +
                                 (dimension.size == 1 ? " element" : " elements") + " there");
  }
  std::int64_t free = 0;
  for (auto& dimension : dimensions) {
    if (dimension.kind == Dimension::kFree && dimension.size == 1) {
      dimension.kind = Dimension::kFixed;  // nothing to iterate over
      dimension.index = 0;
    }
    if (dimension.kind == Dimension::kFree) dimension.index = free++;
  }
  if (free > kMaxDimensions)
    scanner_.Fail(position,
                  "more than " + std::to_string(kMaxDimensions) + " dimensions to iterate over");
  return dimensions;
}

/// Reads "index]"; false when it is a constant outside the array.
bool Compiler::Index(Dimension& dimension, const std::string& name) {
  const auto before = scope_.code.instructions.size();
  Expression(kTernaryLevel);
  scanner_.Expect(']', "to close the index of '" + name + "'");
  ToDouble(0);
  const auto& code = scope_.code.instructions;
  if (code.size() != before + 1 || code[before].op != Op::kConstant) {
    dimension.kind = Dimension::kComputed;
    return true;
  }
  const double index = code[before].number;
  scope_.code.instructions.pop_back();
  Pop(1);
  dimension.kind = Dimension::kFixed;
  // What no array can have stays outside without an overflow.
  dimension.index = index > -1 && index < 9e15 ? static_cast<std::int64_t>(index) : -1;
  return dimension.index >= 0 && (dimension.size < 0 || dimension.index < dimension.size);
}

}  // namespace TMVA::inline standalone
