// Inputs of a trained method, by label or expression.
#include "tmva/factory/table_reader.h"

#include <algorithm>

#include <TMVA/Error.h>
#include <TMVA/Formula.h>
#include <TMVA/Log.h>

#include "tmva/data/input_tree.h"
#include "tmva/data/loaded_data_set.h"

namespace TMVA::inline standalone {
namespace {

bool HasColumn(const ColumnSource& source, const std::string& name) {
  return std::any_of(source.Columns().begin(), source.Columns().end(),
                     [&](const ColumnInfo& column) { return column.name == name; });
}

bool CanCompute(const std::string& text, const ColumnSource& source) {
  try {
    FormulaSet().Add(text, source, text);
    return true;
  } catch (const DataError&) {
    return false;
  }
}

/// What to evaluate for a variable: its expression, as in training, unless the table can't compute
/// it and has the variable itself under its label.
std::string TextFor(const VariableInfo& v, const ColumnSource& source) {
  if (v.label == v.expression || !HasColumn(source, v.label)) return v.expression;
  if (!CanCompute(v.expression, source)) return v.label;
  const Formula formula(v.expression, source.Columns(), source.Description());
  const auto& inputs = formula.Columns();
  if (std::find(inputs.begin(), inputs.end(), source.FindColumn(v.label)) != inputs.end())
    Log("Reader").Warning("column '" + v.label + "' of " + source.Description() +
                          " is taken as an input of '" + v.label + " := " + v.expression +
                          "', as in training; name it '" + v.expression +
                          "' if it holds the variable itself");
  return v.expression;
}

}  // namespace

InputTexts FindInputs(const DataSetInfo& info, const ColumnSource& source) {
  InputTexts texts;
  for (const auto& v : info.variables) texts.variables.push_back(TextFor(v, source));
  for (const auto& v : info.spectators) texts.spectators.push_back(TextFor(v, source));
  if (!std::ranges::all_of(texts.spectators,
                           [&](const auto& text) { return CanCompute(text, source); }))
    texts.spectators.clear();
  return texts;
}

void ReadInputs(
    const DataSetInfo& info, const ColumnSource& source, std::int64_t block,
    const std::function<void(EntryRange, RTensor<const float>, RTensor<const double>)>& use) {
  FormulaSet formulas;
  const auto texts = FindInputs(info, source);
  const auto num_variables = texts.variables.size(), num_spectators = texts.spectators.size();
  for (std::size_t i = 0; i < num_variables; ++i)
    formulas.Add(texts.variables[i], source, "variable '" + info.variables[i].label + "'");
  for (std::size_t i = 0; i < num_spectators; ++i)
    formulas.Add(texts.spectators[i], source, "spectator '" + info.spectators[i].label + "'");
  formulas.Bind();
  const auto cursor = source.OpenCursor(formulas.Columns());
  std::vector<ColumnBlock> blocks(formulas.Columns().size());
  std::vector<const ColumnBlock*> scratch;
  std::vector<float> variables;
  std::vector<double> spectators, column;
  cursor->Prepare({0, source.NumEntries()});
  for (std::int64_t begin = 0; begin < source.NumEntries(); begin += block) {
    const EntryRange range{begin, std::min(begin + block, source.NumEntries())};
    const auto n = static_cast<std::size_t>(range.size());
    cursor->Read(range, blocks);
    variables.resize(n * num_variables);
    spectators.resize(n * num_spectators);
    column.resize(n);
    for (std::size_t f = 0; f < num_variables + num_spectators; ++f) {
      formulas[f].Evaluate(formulas.BlocksOf(f, blocks, scratch), range.begin, column);
      for (std::size_t i = 0; i < n; ++i) {
        if (f < num_variables)
          variables[i * num_variables + f] = static_cast<float>(column[i]);
        else
          spectators[i * num_spectators + (f - num_variables)] = column[i];
      }
    }
    RTensor<const double> spectator_block;
    if (num_spectators > 0) spectator_block = {spectators.data(), {n, num_spectators}};
    use(range, {variables.data(), {n, num_variables}}, spectator_block);
  }
}

}  // namespace TMVA::inline standalone
