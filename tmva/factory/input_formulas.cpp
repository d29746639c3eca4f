// Formulas of inputs, compiled once and computed block by block.
#include "tmva/factory/input_formulas.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <TMVA/Error.h>

#include "tmva/factory/table_reader.h"

namespace TMVA::inline standalone {

InputFormulas::InputFormulas(std::shared_ptr<const ColumnSource> source,
                             const std::vector<Variation>& variations)
    : table_(std::move(source)), source_(table_) {
  // Each changed column is one more of the table; in the schema of its variation it has the name of
  // the stored one.
  std::vector<std::vector<std::pair<std::size_t, std::size_t>>> changes;
  for (const auto& variation : variations) {
    auto& changed = changes.emplace_back();
    for (const auto& [name, expression] : variation.columns) {
      try {
        changed.emplace_back(table_->FindColumn(name), source_->Columns().size());
        source_ = WithDefinition(source_, fmt::format("{} of variation {}", name, variation.suffix),
                                 expression);
      } catch (const DataError& error) {
        throw DataError(fmt::format("variation '{}', {} = {}: {}", variation.suffix, name,
                                    expression, error.what()));
      }
    }
  }
  schemas_.assign(variations.size() + 1, source_->Columns());
  for (std::size_t v = 0; v < variations.size(); ++v)
    for (const auto& [stored, defined] : changes[v]) {
      auto& schema = schemas_[v + 1];
      std::swap(schema[stored].name, schema[defined].name);
      std::swap(schema[stored].path, schema[defined].path);
    }
}

std::size_t InputFormulas::AddMethod(const DataSetInfo& info) {
  const auto texts = FindInputs(info, *table_);
  Inputs inputs{texts.variables, texts.variables.size(), {}};
  inputs.key.insert(inputs.key.end(), texts.spectators.begin(), texts.spectators.end());
  for (std::size_t i = 0; i < methods_.size(); ++i)
    if (methods_[i].key == inputs.key && methods_[i].num_variables == inputs.num_variables)
      return i;
  for (std::size_t v = 0; v < schemas_.size(); ++v) {
    auto& numbers = inputs.formulas.emplace_back();
    for (std::size_t i = 0; i < inputs.key.size(); ++i) {
      const bool is_variable = i < inputs.num_variables;
      const auto& label =
          is_variable ? info.variables[i].label : info.spectators[i - inputs.num_variables].label;
      numbers.push_back(
          formulas_.Add(inputs.key[i], schemas_[v], table_->Description(),
                        fmt::format("{} '{}'", is_variable ? "variable" : "spectator", label)));
      // What does not change is computed once.
      const auto nominal = inputs.formulas.front()[i];
      if (formulas_[numbers.back()].Columns() == formulas_[nominal].Columns())
        numbers.back() = nominal;
    }
  }
  methods_.push_back(std::move(inputs));
  return methods_.size() - 1;
}

void InputFormulas::SetFold(const std::string& expression) {
  fold_text_ = expression;
  fold_ = formulas_.Add(expression, *table_, "fold expression '" + expression + "'");
}

bool InputFormulas::Changes(std::size_t method, std::size_t variation) const {
  const auto& formulas = methods_[method].formulas;
  return formulas[variation] != formulas[0];
}

void InputFormulas::Compute(std::size_t method, std::size_t variation,
                            std::span<const ColumnBlock> blocks, EntryRange range,
                            InputBlock& out) const {
  const auto& inputs = methods_[method];
  const auto& numbers = inputs.formulas[variation];
  const auto n = static_cast<std::size_t>(range.size());
  const auto width = inputs.num_variables, spectators = numbers.size() - width;
  out.variables.resize(n * width);
  out.spectators.resize(n * spectators);
  out.missing.assign(n, 0);
  std::vector<const ColumnBlock*> scratch;
  std::vector<float> column(n);
  std::vector<double> exact(spectators > 0 ? n : 0);
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const auto& formula = formulas_[numbers[k]];
    const auto columns = formulas_.BlocksOf(numbers[k], blocks, scratch);
    if (k >= width) {
      formula.Evaluate(columns, range.begin, exact);
      for (std::size_t i = 0; i < n; ++i) out.spectators[i * spectators + (k - width)] = exact[i];
      continue;
    }
    formula.Evaluate(columns, range.begin, column);
    for (std::size_t i = 0; i < n; ++i) {
      out.variables[i * width + k] = column[i];
      out.missing[i] |= static_cast<std::uint8_t>(column[i] != column[i]);
    }
  }
}

void InputFormulas::ComputeFolds(std::span<const ColumnBlock> blocks, EntryRange range,
                                 std::int64_t count, std::vector<std::uint32_t>& folds) const {
  const auto n = static_cast<std::size_t>(range.size());
  std::vector<const ColumnBlock*> scratch;
  const auto& formula = formulas_[fold_];
  const auto columns = formulas_.BlocksOf(fold_, blocks, scratch);
  std::vector<std::int64_t> numbers(n);
  if (formula.IsInteger()) {
    formula.EvaluateInteger(columns, range.begin, numbers);
  } else {
    constexpr double kLimit = 9223372036854775808.0;  // 2^63
    std::vector<double> values(n);
    formula.Evaluate(columns, range.begin, values);
    for (std::size_t i = 0; i < n; ++i) {
      if (!(std::abs(values[i]) < kLimit))
        throw DataError(
            fmt::format("{}: entry {}: fold expression '{}' is {}, which is no event number",
                        table_->Description(), range.begin + static_cast<std::int64_t>(i),
                        fold_text_, values[i]));
      numbers[i] = static_cast<std::int64_t>(values[i]);
    }
  }
  folds.resize(n);
  for (std::size_t i = 0; i < n; ++i)
    folds[i] = static_cast<std::uint32_t>((numbers[i] % count + count) % count);
}

}  // namespace TMVA::inline standalone
