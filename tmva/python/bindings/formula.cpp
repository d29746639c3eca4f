// TMVA/Formula.h: expressions over the columns of a table.
#include <TMVA/Formula.h>

#include <algorithm>
#include <numeric>

#include "tmva/python/bindings/interruptible.h"

namespace TMVA::inline standalone {
namespace {

/// Calls `use(blocks, range)` for the columns of a formula, in ranges that keep memory small.
template <class Use>
void ForRanges(const ColumnSource& source, const Formula& formula, EntryRange range, Use&& use) {
  constexpr std::int64_t kStep = 16384;
  const auto cursor = source.OpenCursor(formula.Columns());
  std::vector<ColumnBlock> blocks(formula.Columns().size());
  std::vector<const ColumnBlock*> columns;
  for (const auto& block : blocks) columns.push_back(&block);
  cursor->Prepare(range);
  for (auto begin = range.begin; begin < range.end; begin += kStep) {
    const EntryRange piece{begin, std::min(range.end, begin + kStep)};
    cursor->Read(piece, blocks);
    use(columns, piece);
  }
}

/// One value an entry.
std::vector<double> EvaluateFormula(const ColumnSource& source, const Formula& formula,
                                    EntryRange range) {
  std::vector<double> values(static_cast<std::size_t>(range.size()));
  ForRanges(source, formula, range, [&](const auto& columns, EntryRange piece) {
    formula.Evaluate(columns, piece.begin,
                     std::span(values).subspan(static_cast<std::size_t>(piece.begin - range.begin),
                                               static_cast<std::size_t>(piece.size())));
  });
  return values;
}

/// (values, offsets), offsets being None where there is one value an entry.
py::tuple EvaluateRange(const ColumnSource& source, const std::string& text, std::int64_t begin,
                        std::int64_t end) {
  if (begin < 0 || end < begin || end > source.NumEntries())
    throw DataError("entries [" + std::to_string(begin) + ", " + std::to_string(end) + ") of " +
                    source.Description() + ", which has " + std::to_string(source.NumEntries()));
  const Formula formula(text, source.Columns(), source.Description());
  if (!formula.IsMultiValued()) {
    auto values = Interruptible([&] { return EvaluateFormula(source, formula, {begin, end}); });
    return py::make_tuple(AsArray(std::move(values)), py::none());
  }
  std::vector<double> values;
  std::vector<std::int64_t> offsets{0};
  Interruptible([&] {
    ForRanges(source, formula, {begin, end}, [&](const auto& columns, EntryRange piece) {
      formula.EvaluateAll(columns, piece.begin, values, offsets);
    });
  });
  std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
  return py::make_tuple(AsArray(std::move(values)), AsArray(std::move(offsets)));
}

}  // namespace

void BindFormula(py::module_& m) {
  m.def(
      "evaluate_formula",
      [](const std::shared_ptr<ColumnSource>& source, const std::string& text) {
        const Formula formula(text, source->Columns(), source->Description());
        return AsArray(Interruptible(
            [&] { return EvaluateFormula(*source, formula, {0, source->NumEntries()}); }));
      },
      py::arg("source"), py::arg("expression"),
      "One value an entry of an expression in TTreeFormula's dialect.");
  m.def("evaluate_range", &EvaluateRange, py::arg("source"), py::arg("expression"),
        py::arg("begin"), py::arg("end"),
        "(values, offsets) of an expression; offsets is None where there is one value an entry.");
}

}  // namespace TMVA::inline standalone
