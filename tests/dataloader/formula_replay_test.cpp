// Formulas against what TTreeFormula answers; see tests/data/README-formula.md.
#include "tests/dataloader/formula_replay.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "dataloader/rootio/dispatch.h"

namespace TMVA::test {
namespace {

/// "1 2 ; 3 ;  ; 4" by entry.
std::vector<std::vector<std::string>> Split(const std::string& line) {
  std::vector<std::vector<std::string>> entries(1);
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    if (word == ";")
      entries.emplace_back();
    else
      entries.back().push_back(word);
  }
  return entries;
}

template <class T>
T Number(const std::string& word) {
  if constexpr (std::is_same_v<T, std::uint64_t>)
    return std::strtoull(word.c_str(), nullptr, 10);
  else if constexpr (std::is_integral_v<T>)
    return static_cast<T>(std::strtoll(word.c_str(), nullptr, 10));
  else
    return static_cast<T>(std::strtod(word.c_str(), nullptr));
}

DataType TypeOf(const std::string& name) {
  for (int i = 0; i <= static_cast<int>(DataType::kFloat64); ++i)
    if (name == TypeName(static_cast<DataType>(i))) return static_cast<DataType>(i);
  throw DataError("no type " + name);
}

/// "float 3 a", "int32_t * v" or "int32_t 2,3 m"
ColumnInfo ReadColumn(const std::string& line) {
  std::istringstream words(line);
  std::string type, shape;
  ColumnInfo info;
  words >> type >> shape >> std::ws;
  std::getline(words, info.name);
  info.type = TypeOf(type);
  std::istringstream sizes(shape);
  for (std::string size; std::getline(sizes, size, ',');) {
    if (size == "*") {
      info.length = ColumnInfo::kVariable;
    } else if (shape != "1") {
      info.dimensions.push_back(std::stoll(size));
      if (info.length != ColumnInfo::kVariable) info.length *= info.dimensions.back();
    }
  }
  return info;
}

void Fill(ColumnBlock& block, const ColumnInfo& info,
          const std::vector<std::vector<std::string>>& entries) {
  std::vector<std::int64_t> offsets{0};
  for (const auto& entry : entries)
    offsets.push_back(offsets.back() + static_cast<std::int64_t>(entry.size()));
  if (info.length == ColumnInfo::kVariable)
    block.ResizeVariable(info.type, offsets);
  else
    block.Resize(info.type, info.length, static_cast<std::int64_t>(entries.size()));
  Dispatch(info.type, [&](auto zero) {
    auto* to = block.data();
    for (const auto& entry : entries)
      for (const auto& word : entry) {
        const auto value = Number<decltype(zero)>(word);
        std::memcpy(to, &value, sizeof(value));
        to += sizeof(value);
      }
  });
}

}  // namespace

FormulaTable ReadFormulaTable(const std::string& path) {
  FormulaTable table;
  std::ifstream file(path);
  if (!file) throw DataError("cannot read " + path);
  for (std::string line, values; std::getline(file, line);) {
    if (line.starts_with("entries ")) table.entries = std::stoll(line.substr(8));
    if (line.starts_with("column ")) {
      std::getline(file, values);
      table.schema.push_back(ReadColumn(line.substr(7)));
      Fill(table.blocks.emplace_back(), table.schema.back(), Split(values));
    }
    if (line.starts_with("formula ")) {
      std::getline(file, values);
      auto& expected = table.cases.emplace_back(FormulaCase{line.substr(8), {}}).values;
      for (const auto& entry : Split(values)) {
        expected.emplace_back();
        for (const auto& word : entry) expected.back().push_back(Number<double>(word));
      }
    }
  }
  return table;
}

std::vector<const ColumnBlock*> FormulaTable::Blocks(const Formula& formula) const {
  std::vector<const ColumnBlock*> chosen;
  for (const auto column : formula.Columns()) chosen.push_back(&blocks[column]);
  return chosen;
}

std::vector<std::vector<double>> FormulaTable::Evaluate(const Formula& formula) const {
  std::vector<std::vector<double>> result;
  if (formula.IsMultiValued()) {
    std::vector<double> values;
    std::vector<std::int64_t> counts;
    formula.EvaluateAll(Blocks(formula), 0, values, counts);
    auto next = values.begin();
    for (const auto count : counts) {
      result.emplace_back(next, next + count);
      next += count;
    }
    return result;
  }
  std::vector<double> values(static_cast<std::size_t>(entries));
  formula.Evaluate(Blocks(formula), 0, std::span<double>(values));
  for (const double value : values) result.push_back({value});
  return result;
}

namespace {

class FormulaReplay : public testing::TestWithParam<const char*> {};

bool Same(double ours, double theirs) {
  if (std::isnan(ours)) return theirs == 0 || std::isnan(theirs);  // TTreeFormula hides it as 0
  return ours == theirs || std::fabs(ours - theirs) <= 1e-14 * std::fabs(theirs);
}

void Check(const FormulaTable& table, const FormulaCase& expected) {
  SCOPED_TRACE(expected.text);
  std::vector<std::vector<double>> values;
  try {
    const Formula formula(expected.text, table.schema, "formulas.root:t");
    values = table.Evaluate(formula);
  } catch (const Error& error) {
    FAIL() << error.what();
  }
  ASSERT_EQ(values.size(), expected.values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    // Where TTreeFormula finds no element v[1] of an entry, we have the value NaN.
    if (expected.values[i].empty() && values[i].size() == 1 && std::isnan(values[i][0])) continue;
    ASSERT_EQ(values[i].size(), expected.values[i].size()) << "entry " << i;
    for (std::size_t j = 0; j < values[i].size(); ++j)
      ASSERT_PRED2(Same, values[i][j], expected.values[i][j]) << "entry " << i;
  }
}

TEST_P(FormulaReplay, AgreesWithTTreeFormula) {
  const auto table = ReadFormulaTable(std::string(TMVA_TEST_DATA "/formula/") + GetParam());
  ASSERT_FALSE(table.cases.empty());
  for (const auto& expected : table.cases) Check(table, expected);
}

INSTANTIATE_TEST_SUITE_P(Files, FormulaReplay,
                         testing::Values("reference.txt", "differential.txt"));

}  // namespace
}  // namespace TMVA::test
