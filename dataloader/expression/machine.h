// Machine: runs the bytecode of a formula over a block of lanes (entries or array elements).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dataloader/expression/program.h"

namespace TMVA::inline standalone {

/// What the lanes stand for. Rows count from the first row of the chunk that is computed.
struct Lanes {
  int count = 0;
  const std::int64_t* row = nullptr;                        ///< null: lane i is row i
  std::array<const std::int64_t*, kMaxDimensions> index{};  ///< null: 0
  const std::int64_t* iteration = nullptr;                  ///< null: 0
  const std::int64_t* total = nullptr;                      ///< instances of the row; null: 1
  std::int64_t Row(int lane) const { return row ? row[lane] : lane; }
};

/// The stack: places of kLanes doubles and of kLanes integers. Grows, never shrinks; one a thread.
struct Stack {
  std::vector<double> doubles;
  std::vector<std::int64_t> integers;
  void Reserve(int slots);
};

/// The columns of one call, and the chunk of at most kLanes rows of them that is computed.
struct Chunk {
  std::span<const ColumnBlock* const> columns;
  std::int64_t first_entry = 0;  ///< entry number of row 0 of the columns
  std::int64_t begin = 0;        ///< row of the columns that is row 0 of the chunk
};

class Machine {
 public:
  Machine(Stack& stack, const Chunk& chunk) : stack_(stack), chunk_(chunk) {}

  /// Leaves the result in place `base` (for MinIf$ and MaxIf$ the condition in the next).
  void Run(const Code& code, const Lanes& lanes, int base);

  double* Doubles(int slot) { return stack_.doubles.data() + std::ptrdiff_t{slot} * kLanes; }
  std::int64_t* Integers(int slot) {
    return stack_.integers.data() + std::ptrdiff_t{slot} * kLanes;
  }
  const Chunk& chunk() const { return chunk_; }

  /// Rows whose value is no 64-bit integer although the code computes in integers: an overflow, a
  /// modulo by zero, a missing element. They must be computed in double.
  bool AnyFault() const { return any_fault_; }
  bool Fault(std::int64_t row) const { return faults_[static_cast<std::size_t>(row)] != 0; }
  void SetFault(std::int64_t row) {
    any_fault_ = true;
    faults_[static_cast<std::size_t>(row)] = 1;
  }

 private:
  void Step(const Instruction& step, const Code& code, const Lanes& lanes);
  void Load(const Instruction& step, const Lanes& lanes);
  void LoadElement(const Instruction& step, const Reference& reference, const Lanes& lanes);
  void Reduce(const Reduction& reduction, const Lanes& lanes, int free_slot);
  void Special(const Instruction& step, const Lanes& lanes);
  void Select(const Instruction& step, int count);
  void Calculate(const Instruction& step, const Lanes& lanes);

  Stack& stack_;
  const Chunk& chunk_;
  int base_ = 0;
  int top_ = 0;  ///< place above the topmost value
  bool any_fault_ = false;
  std::array<std::uint8_t, kLanes> faults_{};
};

}  // namespace TMVA::inline standalone
