// InputFormulas: the inputs of several methods, and of their variations, from blocks of a table's
// columns.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/DataSetInfo.h>

#include "tmva/data/input_tree.h"
#include "tmva/factory/application.h"

namespace TMVA::inline standalone {

/// Inputs of a block of events, rows are events.
struct InputBlock {
  std::vector<float> variables;       ///< [n, variables]
  std::vector<double> spectators;     ///< [n, spectators]; empty where the table lacks them
  std::vector<std::uint8_t> missing;  ///< is a variable of the event NaN?
};

/// The formulas of all inputs. Methods with the same inputs share them.
class InputFormulas {
 public:
  InputFormulas(std::shared_ptr<const ColumnSource> source,
                const std::vector<Variation>& variations);

  /// Number of the inputs of a method; those of variation v (0: nominal) are Compute(number, v,
  /// ...).
  std::size_t AddMethod(const DataSetInfo& info);
  void SetFold(const std::string& expression);
  /// Columns that are read beside those of the formulas.
  void AddColumn(const std::string& name) { formulas_.AddColumn(source_->FindColumn(name)); }
  void Bind() { formulas_.Bind(); }

  /// The table with what the variations define.
  const ColumnSource& Source() const { return *source_; }
  /// Columns of Source() whose blocks are needed, ascending.
  const std::vector<std::size_t>& Columns() const { return formulas_.Columns(); }
  std::size_t NumInputs() const { return methods_.size(); }
  /// True where the variation changes an input: else it is as the nominal one.
  bool Changes(std::size_t method, std::size_t variation) const;

  void Compute(std::size_t method, std::size_t variation, std::span<const ColumnBlock> blocks,
               EntryRange range, InputBlock& out) const;
  /// Fold numbers of `count` folds.
  void ComputeFolds(std::span<const ColumnBlock> blocks, EntryRange range, std::int64_t count,
                    std::vector<std::uint32_t>& folds) const;

 private:
  struct Inputs {
    std::vector<std::string> key;  ///< texts of variables, then of spectators
    std::size_t num_variables = 0;
    std::vector<std::vector<std::size_t>> formulas;  ///< [variations + 1][inputs]
  };

  std::shared_ptr<const ColumnSource> table_, source_;
  std::vector<std::vector<ColumnInfo>> schemas_;  ///< [variations + 1]
  FormulaSet formulas_;
  std::vector<Inputs> methods_;
  std::size_t fold_ = 0;
  std::string fold_text_;
};

}  // namespace TMVA::inline standalone
