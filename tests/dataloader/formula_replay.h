// Reads tables, formulas and their expected values from text files in tests/data/formula.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/Formula.h>

namespace TMVA::test {

struct FormulaCase {
  std::string text;
  std::vector<std::vector<double>> values;  ///< of each entry
};

struct FormulaTable {
  std::int64_t entries = 0;
  std::vector<ColumnInfo> schema;
  std::vector<ColumnBlock> blocks;
  std::vector<FormulaCase> cases;

  /// The values of all entries; one each unless the formula is multi-valued.
  std::vector<std::vector<double>> Evaluate(const Formula& formula) const;
  std::vector<const ColumnBlock*> Blocks(const Formula& formula) const;
};

FormulaTable ReadFormulaTable(const std::string& path);

}  // namespace TMVA::test
