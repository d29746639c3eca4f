// The functions and constants that formulas know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dataloader/expression/program.h"

namespace TMVA::inline standalone {

struct Function {
  std::string_view name;
  int arity = 0;  ///< 0: a constant
  Op op = Op::kUnary;
  bool keeps_integers = false;  ///< computed exactly when all arguments are integers
  Instruction instruction;      ///< the constant, or the function to call
};

/// Null when there is none; several of one name differ in arity.
const Function* FindFunction(std::string_view name, int arity);
bool IsFunction(std::string_view name);
std::vector<std::string> FunctionNames();

}  // namespace TMVA::inline standalone
