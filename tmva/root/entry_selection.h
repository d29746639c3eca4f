// Entries of a table that pass a cut.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/Formula.h>

inline namespace tmva_root {

/// Values of an expression, block by block.
class ExpressionReader {
 public:
  ExpressionReader(const TMVA::ColumnSource& source, const std::string& expression);
  /// All values of the entries of a range, and how many each has.
  void Read(TMVA::EntryRange range);
  const std::vector<double>& values() const { return values_; }
  const std::vector<std::int64_t>& counts() const { return counts_; }

 private:
  TMVA::Formula formula_;
  std::unique_ptr<TMVA::ColumnCursor> cursor_;
  std::vector<TMVA::ColumnBlock> blocks_;
  std::vector<const TMVA::ColumnBlock*> pointers_;
  std::vector<double> values_;
  std::vector<std::int64_t> counts_;
};

/// Calls `use` for each entry of the range for which a value of the cut is neither 0 nor NaN, in
/// order, until it returns false. An empty cut takes all.
void ForSelected(const TMVA::ColumnSource& source, const std::string& cut, TMVA::EntryRange range,
                 const std::function<bool(std::int64_t)>& use);

}  // namespace tmva_root
