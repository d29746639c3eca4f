// InputTree: one registered tree, and the reader that turns its entries into events.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/DataSetInfo.h>
#include <TMVA/Formula.h>
#include <TMVA/Types.h>

#include "tmva/data/event_buffer.h"

namespace TMVA::inline standalone {

/// A tree as the user registered it.
struct InputTree {
  std::shared_ptr<const ColumnSource> source;
  std::size_t cls = 0;
  double weight = 1;
  Types::ETreeType type =
      Types::kMaxTreeType;  ///< kTraining, kTesting, or kMaxTreeType: not assigned
  std::string cut;          ///< of this tree alone
  std::optional<std::string> weight_expression;  ///< instead of the class's (event-wise input)
};

/// Formulas over one table that are evaluated together, so that each column is read once.
class FormulaSet {
 public:
  /// `what` names the quantity in errors: "variable 'var1+var2'".
  std::size_t Add(std::string_view text, const ColumnSource& source, const std::string& what);
  /// As above of the table `table`, whose columns may stand under other names in `schema`.
  std::size_t Add(std::string_view text, const std::vector<ColumnInfo>& schema,
                  const std::string& table, const std::string& what);
  /// Columns of the table that are needed, ascending.
  const std::vector<std::size_t>& Columns() const { return columns_; }
  /// One more column to be read; before Bind().
  void AddColumn(std::size_t column) { columns_.push_back(column); }
  /// Call after the last Add.
  void Bind();
  const Formula& operator[](std::size_t i) const { return formulas_[i]; }
  std::size_t size() const { return formulas_.size(); }
  /// Blocks of the i-th formula among `blocks`, which belong to Columns().
  std::span<const ColumnBlock* const> BlocksOf(std::size_t i, std::span<const ColumnBlock> blocks,
                                               std::vector<const ColumnBlock*>& scratch) const;

 private:
  std::vector<Formula> formulas_;
  std::vector<std::size_t> columns_;
  std::vector<std::vector<std::size_t>> positions_;
};

/// Reads events of one tree. Holds the decoded baskets of its place: one per thread and place.
class TreeReader {
 public:
  TreeReader(const InputTree& tree, const DataSetInfo& info);
  ~TreeReader();

  /// passed[i]: does entry range.begin+i pass the tree's cut and the class's cut?
  void Select(EntryRange range, std::vector<std::uint8_t>& passed);
  bool HasCut() const { return cuts_.size() > 0; }
  /// Fills buffer rows [0, range.size()) but for class and hash; weights without NormMode's factor.
  void Read(EntryRange range, EventBuffer& rows);

 private:
  void Evaluate(const FormulaSet& formulas, std::size_t i, std::span<const ColumnBlock> blocks,
                EntryRange range, std::span<double> out);
  const InputTree& tree_;
  std::size_t num_variables_, num_targets_, num_spectators_;
  FormulaSet cuts_, values_;
  std::optional<std::size_t> weight_;
  std::unique_ptr<ColumnCursor> cut_cursor_, value_cursor_;
  std::vector<ColumnBlock> cut_blocks_, value_blocks_;
  std::vector<const ColumnBlock*> scratch_;
  std::vector<double> column_;
};

bool IsBlank(std::string_view text);

/// Combines cuts: "" and "" -> "", "a" and "b" -> "(a)&&(b)".
std::string AndCuts(std::string_view first, std::string_view second);

}  // namespace TMVA::inline standalone
