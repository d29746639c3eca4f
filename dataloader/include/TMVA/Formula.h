// Formula: an expression in TTreeFormula's dialect, compiled once, evaluated over blocks of
// columns.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone {

/// Values and grouping are TTreeFormula's: equality binds stronger than order, shifts stronger
/// than sums, 2^3^2 is 64, 1/2 is 0.5, sqrt(x) is the root of |x| (TMath::Sqrt the strict one), exp
/// stops growing at 700, bits are those of unsigned numbers. Different: where TTreeFormula hides an
/// invalid operation as 0 (division by 0, log(0), acos(2), a modulo by 0) the value is NaN, also
/// for an entry that lacks a named element such as v[0]; integers are exact as long as all
/// operands are.
class Formula {
 public:
  /// Compiles `text` against the columns of a table. `table` names it in errors. Throws DataError
  /// with a caret under the fault, and with the nearest name for unknown columns and functions.
  Formula(std::string_view text, const std::vector<ColumnInfo>& schema, std::string_view table);
  ~Formula();
  Formula(Formula&&) noexcept;
  Formula& operator=(Formula&&) noexcept;

  const std::string& Text() const;
  /// Indices into the schema of the columns that are read; ascending, each once.
  const std::vector<std::size_t>& Columns() const;
  /// True when the value is computed in exact 64-bit integers.
  bool IsInteger() const;
  /// True when an entry may have several values (array without an index): only EvaluateAll.
  bool IsMultiValued() const;

  /// One value an entry. `columns[i]` is the block of Columns()[i]; all blocks hold the same
  /// entries, the first of which is entry `first_entry` of the table (for Entry$). out.size() is
  /// the number of entries. Thread-safe. An invalid operation gives NaN (TTreeFormula hides it as
  /// 0).
  void Evaluate(std::span<const ColumnBlock* const> columns, std::int64_t first_entry,
                std::span<double> out) const;
  void Evaluate(std::span<const ColumnBlock* const> columns, std::int64_t first_entry,
                std::span<float> out) const;
  /// As above in exact integers; only when IsInteger().
  void EvaluateInteger(std::span<const ColumnBlock* const> columns, std::int64_t first_entry,
                       std::span<std::int64_t> out) const;
  /// All values of every entry: appends to `values`; `counts` gets one count an entry.
  void EvaluateAll(std::span<const ColumnBlock* const> columns, std::int64_t first_entry,
                   std::vector<double>& values, std::vector<std::int64_t>& counts) const;

 private:
  struct Program;
  std::unique_ptr<const Program> program_;
};

}  // namespace TMVA::inline standalone
