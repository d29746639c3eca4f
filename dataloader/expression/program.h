// Program: the flat, typed bytecode that a formula is compiled to.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone {

/// Entries or array elements that are computed at a time.
inline constexpr int kLanes = 512;
/// Dimensions of arrays that can be iterated over in one formula.
inline constexpr int kMaxDimensions = 8;
/// Dimensions that an array column may have.
inline constexpr int kMaxArrayDimensions = 16;
/// Stack places that hold the instances of a reduction: see machine.h.
inline constexpr int kInstanceSlots = 6 + kMaxDimensions;

/// Values on the stack are doubles or exact 64-bit integers, decided at compile time.
enum class ValueType : std::uint8_t { kDouble, kInteger };

enum class Op : std::uint8_t {
  kConstant,   ///< pushes number or integer
  kColumn,     ///< pushes the values of a scalar column
  kElement,    ///< pops the computed indices of references[argument], pushes the elements
  kEntry,      ///< Entry$
  kIteration,  ///< Iteration$
  kLength,     ///< Length$
  kReduce,     ///< pushes reductions[argument]
  kToDouble,   ///< converts the value `argument` places below the top
  kSelect,     ///< of (condition, a, b) keeps one of the last two
  kNegate,
  kNot,
  kBool,  ///< 1 where the value is not 0
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kPower,
  kSquare,
  kShiftLeft,
  kShiftRight,
  kBitAnd,
  kBitOr,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kEqual,
  kNotEqual,
  kAnd,
  kOr,
  kMin,
  kMax,
  kAbs,
  kSqrt,
  kSign,
  kUnary,    ///< calls unary
  kBinary,   ///< calls binary
  kTernary,  ///< calls ternary
};

struct Instruction {
  explicit Instruction(Op operation, ValueType value_type = ValueType::kDouble, int index = 0)
      : op(operation), type(value_type), argument(index), integer(0) {}

  Op op;
  ValueType type;  ///< of the operands; of the result for loads
  int argument;
  union {
    double number;
    std::int64_t integer;
    double (*unary)(double);
    double (*binary)(double, double);
    double (*ternary)(double, double, double);
  };
};

/// How one dimension of an array is indexed.
struct Dimension {
  enum Kind : std::uint8_t { kFree, kFixed, kComputed };
  Kind kind = kFree;
  std::int64_t size = 0;   ///< -1: as many as the entry has
  std::int64_t index = 0;  ///< kFixed: the index; kFree: which of the iterated dimensions
};

/// One use of an array column.
struct Reference {
  int column = 0;  ///< position among Program::columns
  std::vector<Dimension> dimensions;
  /// Inside Alt$: the stack place of a truth value that tells whether the elements exist. They set
  /// no lengths then, and missing ones are no fault.
  int alternative = -1;
};

struct Code;
struct Reduction {
  enum Kind : std::uint8_t { kSum, kMin, kMax, kLength, kMinIf, kMaxIf };
  Kind kind = kSum;
  std::unique_ptr<Code> value;  ///< for kMinIf and kMaxIf it leaves (value, condition)
};

/// A piece of code that runs over one space of instances (the elements of the arrays it names).
struct Code {
  std::vector<Instruction> instructions;
  std::vector<Reference> references;
  std::vector<Reduction> reductions;
  ValueType type = ValueType::kDouble;  ///< of its result
  int free_dimensions = 0;              ///< 0: one instance an entry
  bool may_miss = false;                ///< names elements that some entries may not have
  int depth = 0;                        ///< of its own stack
  int slots = 0;                        ///< depth and what its reductions need above it
};

}  // namespace TMVA::inline standalone
