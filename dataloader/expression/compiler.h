// Compiler: one pass over the text of a formula, from precedence climbing straight to bytecode.
#pragma once

#include <string_view>
#include <vector>

#include "dataloader/expression/program.h"
#include "dataloader/expression/scanner.h"

namespace TMVA::inline standalone {

struct Function;

class Compiler {
 public:
  /// Without `exact` everything is computed in double, as TTreeFormula does.
  Compiler(std::string_view text, const std::vector<ColumnInfo>& schema, std::string_view table,
           bool exact);
  Code Compile();
  /// The columns it reads, as Reference::column and the argument of Op::kColumn count them.
  const std::vector<std::size_t>& Columns() const { return columns_; }

 private:
  struct Scope {  ///< the code that is being written, and the types on its stack
    Code code;
    std::vector<ValueType> types;
    int most = 0;
    int alternative = -1;  ///< inside Alt$: where the stack holds whether its elements exist
  };

  void Expression(int level);
  void RightOperand(const BinaryOperator& op);
  void Ternary();
  void Primary(int level);
  void Name();
  void Call(std::string_view name, std::size_t position);
  void SpecialCall(std::string_view name, std::size_t position);
  void Alternative();
  void Column(std::size_t column, std::size_t position);
  std::vector<Dimension> Dimensions(const ColumnInfo& info, std::size_t position);
  bool Index(Dimension& dimension, const std::string& name);
  void Reduce(Reduction::Kind kind);

  void Push(Instruction instruction, ValueType type);
  void PushConstant(std::int64_t value);
  void Pop(int count);
  void ToDouble(int below);
  void Unify();   ///< makes the two topmost values one type
  void ToBool();  ///< the topmost value as a truth value in integers
  void Binary(const BinaryOperator& op);
  void Apply(Op op, bool keeps_integers, bool gives_integer);
  ValueType Top(int below = 0) const;
  Code Finish(Scope scope);

  Scanner scanner_;
  const std::vector<ColumnInfo>& schema_;
  bool exact_;
  int depth_ = 0;
  Scope scope_;
  std::vector<std::size_t> columns_;
};

}  // namespace TMVA::inline standalone
