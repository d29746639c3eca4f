// Cuts, block by block.
#include "tmva/root/entry_selection.h"

#include <algorithm>
#include <cmath>

inline namespace tmva_root {
namespace {

constexpr std::int64_t kBlockEntries = 4096;

}  // namespace

ExpressionReader::ExpressionReader(const TMVA::ColumnSource& source, const std::string& expression)
    : formula_(expression, source.Columns(), source.Description()),
      cursor_(source.OpenCursor(formula_.Columns())),
      blocks_(formula_.Columns().size()) {
  for (const auto& block : blocks_) pointers_.push_back(&block);
}

void ExpressionReader::Read(TMVA::EntryRange range) {
  values_.clear();
  counts_.clear();
  cursor_->Read(range, blocks_);
  if (formula_.IsMultiValued())
    return formula_.EvaluateAll(pointers_, range.begin, values_, counts_);
  values_.resize(static_cast<std::size_t>(range.size()));
  counts_.assign(values_.size(), 1);
  formula_.Evaluate(pointers_, range.begin, std::span<double>(values_));
}

void ForSelected(const TMVA::ColumnSource& source, const std::string& cut, TMVA::EntryRange range,
                 const std::function<bool(std::int64_t)>& use) {
  range.end = std::min(range.end, source.NumEntries());
  std::optional<ExpressionReader> reader;
  if (cut.find_first_not_of(" \t") != std::string::npos) reader.emplace(source, cut);
  for (auto begin = range.begin; begin < range.end; begin += kBlockEntries) {
    const auto end = std::min(begin + kBlockEntries, range.end);
    if (reader) reader->Read({begin, end});
    std::size_t value = 0;
    for (auto entry = begin; entry < end; ++entry) {
      bool passes = !reader;
      const auto count = reader ? reader->counts()[static_cast<std::size_t>(entry - begin)] : 0;
      for (std::int64_t k = 0; k < count; ++k, ++value) {
        const auto y = reader->values()[value];
        passes = passes || (y != 0 && !std::isnan(y));
      }
      if (passes && !use(entry)) return;
    }
  }
}

}  // namespace tmva_root
