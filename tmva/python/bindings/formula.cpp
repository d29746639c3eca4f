// TMVA/Formula.h: expressions over the columns of a table.
#include <TMVA/Formula.h>

#include <algorithm>

#include "tmva/python/bindings/interruptible.h"

namespace TMVA::inline standalone {
namespace {

/// One value an entry for the whole table, read in ranges that keep memory small.
std::vector<double> EvaluateFormula(const ColumnSource& source, const std::string& text) {
  const Formula formula(text, source.Columns(), source.Description());
  const auto cursor = source.OpenCursor(formula.Columns());
  std::vector<ColumnBlock> blocks(formula.Columns().size());
  std::vector<const ColumnBlock*> columns;
  for (const auto& block : blocks) columns.push_back(&block);
  std::vector<double> values(static_cast<std::size_t>(source.NumEntries()));
  constexpr std::int64_t kStep = 16384;
  for (std::int64_t begin = 0; begin < source.NumEntries(); begin += kStep) {
    const auto end = std::min(source.NumEntries(), begin + kStep);
    cursor->Read({begin, end}, blocks);
    formula.Evaluate(columns, begin,
                     std::span(values).subspan(static_cast<std::size_t>(begin),
                                               static_cast<std::size_t>(end - begin)));
  }
  return values;
}

}  // namespace

void BindFormula(py::module_& m) {
  m.def("evaluate_formula",
        [](const std::shared_ptr<ColumnSource>& source, const std::string& text) {
          return AsArray(Interruptible([&] { return EvaluateFormula(*source, text); }));
        },
        py::arg("source"), py::arg("expression"),
        "One value an entry of an expression in TTreeFormula's dialect.");
}

}  // namespace TMVA::inline standalone
