// Reading events from registered trees.
#include "tmva/data/input_tree.h"

#include <algorithm>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

std::string AndCuts(std::string_view first, std::string_view second) {
  if (IsBlank(first)) return IsBlank(second) ? std::string() : std::string(second);
  if (IsBlank(second)) return std::string(first);
  return "(" + std::string(first) + ")&&(" + std::string(second) + ")";
}

std::size_t FormulaSet::Add(std::string_view text, const ColumnSource& source,
                            const std::string& what) {
  return Add(text, source.Columns(), source.Description(), what);
}

std::size_t FormulaSet::Add(std::string_view text, const std::vector<ColumnInfo>& schema,
                            const std::string& table, const std::string& what) {
  try {
    formulas_.emplace_back(text, schema, table);
  } catch (const DataError& error) {
    throw DataError(what + ": " + error.what());
  }
  if (formulas_.back().IsMultiValued())
    throw DataError(what + " has several values per entry of " + table +
                    "; take one of them (x[0]), reduce them (Sum$(x)), or use AddVariablesArray");
  return formulas_.size() - 1;
}

void FormulaSet::Bind() {
  for (const auto& formula : formulas_)
    columns_.insert(columns_.end(), formula.Columns().begin(), formula.Columns().end());
  std::sort(columns_.begin(), columns_.end());
  columns_.erase(std::unique(columns_.begin(), columns_.end()), columns_.end());
  for (const auto& formula : formulas_) {
    auto& positions = positions_.emplace_back();
    for (const auto column : formula.Columns())
      positions.push_back(static_cast<std::size_t>(
          std::lower_bound(columns_.begin(), columns_.end(), column) - columns_.begin()));
  }
}

std::span<const ColumnBlock* const> FormulaSet::BlocksOf(
    std::size_t i, std::span<const ColumnBlock> blocks,
    std::vector<const ColumnBlock*>& scratch) const {
  scratch.clear();
  for (const auto position : positions_[i]) scratch.push_back(&blocks[position]);
  return scratch;
}

TreeReader::TreeReader(const InputTree& tree, const DataSetInfo& info)
    : tree_(tree),
      num_variables_(info.variables.size()),
      num_targets_(info.targets.size()),
      num_spectators_(info.spectators.size()) {
  const auto& source = *tree.source;
  const auto& cls = info.classes[tree.cls];
  if (!IsBlank(tree.cut)) cuts_.Add(tree.cut, source, "cut '" + tree.cut + "'");
  if (!IsBlank(cls.cut))
    cuts_.Add(cls.cut, source, "cut '" + cls.cut + "' of class '" + cls.name + "'");
  const auto add_all = [&](const std::vector<VariableInfo>& list, const char* kind) {
    for (const auto& v : list)
      values_.Add(v.expression, source, std::string(kind) + " '" + v.expression + "'");
  };
  add_all(info.variables, "variable");
  add_all(info.targets, "target");
  add_all(info.spectators, "spectator");
  const auto& weight = tree.weight_expression ? *tree.weight_expression : cls.weight_expression;
  if (!IsBlank(weight))
    weight_ = values_.Add(weight, source,
                          "weight expression '" + weight + "' of class '" + cls.name + "'");
  cuts_.Bind();
  values_.Bind();
}

TreeReader::~TreeReader() = default;

void TreeReader::Evaluate(const FormulaSet& formulas, std::size_t i,
                          std::span<const ColumnBlock> blocks, EntryRange range,
                          std::span<double> out) {
  formulas[i].Evaluate(formulas.BlocksOf(i, blocks, scratch_), range.begin, out);
}

void TreeReader::Select(EntryRange range, std::vector<std::uint8_t>& passed) {
  const auto n = static_cast<std::size_t>(range.size());
  passed.assign(n, 1);
  if (!HasCut()) return;
  if (!cut_cursor_) {
    cut_cursor_ = tree_.source->OpenCursor(cuts_.Columns());
    cut_blocks_.resize(cuts_.Columns().size());
  }
  cut_cursor_->Prepare(range);
  cut_cursor_->Read(range, cut_blocks_);
  column_.resize(n);
  for (std::size_t c = 0; c < cuts_.size(); ++c) {
    Evaluate(cuts_, c, cut_blocks_, range, column_);
    // As in TMVA: a cut passes from 0.5 on; NaN does not.
    for (std::size_t i = 0; i < n; ++i) passed[i] &= column_[i] >= 0.5;
  }
}

void TreeReader::Read(EntryRange range, EventBuffer& rows) {
  const auto n = static_cast<std::size_t>(range.size());
  if (!value_cursor_) {
    value_cursor_ = tree_.source->OpenCursor(values_.Columns());
    value_blocks_.resize(values_.Columns().size());
  }
  value_cursor_->Prepare(range);
  value_cursor_->Read(range, value_blocks_);
  column_.resize(n);
  for (std::size_t f = 0; f < num_variables_ + num_targets_ + num_spectators_; ++f) {
    Evaluate(values_, f, value_blocks_, range, column_);
    const auto scatter = [&](auto* first, std::size_t stride) {
      using Value = std::remove_reference_t<decltype(*first)>;
      for (std::size_t i = 0; i < n; ++i) first[i * stride] = static_cast<Value>(column_[i]);
    };
    if (f < num_variables_)
      scatter(rows.variables(0) + f, num_variables_);
    else if (f < num_variables_ + num_targets_)
      scatter(rows.targets(0) + (f - num_variables_), num_targets_);
    else
      scatter(rows.spectators(0) + (f - num_variables_ - num_targets_), num_spectators_);
  }
  if (weight_)
    Evaluate(values_, *weight_, value_blocks_, range, column_);
  else
    std::fill(column_.begin(), column_.end(), 1.0);
  for (std::size_t i = 0; i < n; ++i)
    rows.weight(static_cast<std::int64_t>(i)) = tree_.weight * column_[i];
}

}  // namespace TMVA::inline standalone
