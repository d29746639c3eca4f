// RDataFrame: nodes and results.
#include <ROOT/RDataFrame.hxx>

#include <algorithm>
#include <cmath>
#include <limits>
#include <regex>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include "tmva/root/function_source.h"

namespace ROOT {
namespace {

constexpr std::int64_t kBlock = 16384;  ///< entries at once

/// What C++ knows and TTreeFormula's dialect writes in another way.
std::string Translated(const std::string& expression) {
  static const std::regex entry(R"(\brdfentry_)"),
      suffix(R"((\b\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)[fF]\b)");
  return std::regex_replace(std::regex_replace(expression, entry, "Entry$$"), suffix, "$1");
}

std::vector<std::string> Translated(std::vector<std::string> expressions) {
  for (auto& expression : expressions) expression = Translated(expression);
  return expressions;
}

std::shared_ptr<const TMVA::ColumnSource> Opened(const std::string& tree,
                                                 const std::vector<std::string>& files) {
  std::vector<std::string> paths;
  for (const auto& file : files) paths.push_back(file + ":" + tree);
  return TMVA::OpenSources(paths);
}

}  // namespace

namespace RDF {
inline namespace tmva_root {

RNode RNode::Filter(const std::string& expression, std::string_view) const {
  RNode node = *this;
  node.steps_.push_back({.filter = Translated(expression)});
  ValueReader(source_, {node.steps_.back().filter});  // throws what is wrong with it
  return node;
}

RNode RNode::FilterBlocks(BlockFunction function, const Columns& columns) const {
  const std::string name = "filter_" + std::to_string(source_->Columns().size());
  RNode node = *this;
  node.source_ = WithFunction(source_, name, Translated(columns), std::move(function));
  node.steps_.push_back({.filter = name});
  return node;
}

RNode RNode::Define(const std::string& name, const std::string& expression) const {
  RNode node = *this;
  node.source_ = TMVA::WithDefinition(source_, name, Translated(expression));
  node.defined_.push_back(name);
  return node;
}

RNode RNode::DefineBlocks(const std::string& name, BlockFunction function,
                          const Columns& columns) const {
  RNode node = *this;
  node.source_ = WithFunction(source_, name, Translated(columns), std::move(function));
  node.defined_.push_back(name);
  return node;
}

RNode RNode::Range(unsigned begin, unsigned end) const {
  if (end != 0 && end < begin)
    throw TMVA::DataError("Range: the end, " + std::to_string(end) + ", is before the begin, " +
                          std::to_string(begin));
  RNode node = *this;
  node.steps_.push_back({.filter = {}, .begin = begin, .end = end});
  return node;
}

RNode::Columns RNode::GetColumnNames() const {
  Columns names = defined_;
  for (const auto& column : source_->Columns())
    if (std::ranges::find(defined_, column.name) == defined_.end() &&
        !column.name.starts_with("filter_"))
      names.push_back(column.name);
  return names;
}

bool RNode::HasColumn(std::string_view name) const {
  return std::ranges::any_of(source_->Columns(),
                             [&](const auto& column) { return column.name == name; });
}

void RNode::CheckCount(std::size_t parameters, std::size_t columns) {
  if (parameters != columns)
    throw TMVA::DataError("RDataFrame: a function of " + std::to_string(parameters) +
                          " arguments is given " + std::to_string(columns) + " columns");
}

void RNode::Loop(const Columns& expressions,
                 const std::function<void(const Block&, std::size_t)>& use) const {
  Columns all = Translated(expressions);
  for (const auto& step : steps_)
    if (!step.filter.empty()) all.push_back(step.filter);
  ValueReader reader(source_, all);
  std::vector<unsigned long long> seen(steps_.size(), 0);
  std::vector<std::vector<double>> kept(expressions.size());
  for (std::int64_t begin = 0; begin < source_->NumEntries(); begin += kBlock) {
    const TMVA::EntryRange range{begin, std::min(begin + kBlock, source_->NumEntries())};
    const auto& values = reader.Read(range);
    for (auto& column : kept) column.clear();
    std::size_t count = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(range.size()); ++i) {
      bool passes = true;
      std::size_t filter = expressions.size();
      for (std::size_t s = 0; s < steps_.size(); ++s) {
        const Step& step = steps_[s];
        if (!step.filter.empty()) {
          const double value = values[filter++][i];
          passes = passes && value != 0 && !std::isnan(value);
        } else if (passes) {
          const auto number = seen[s]++;
          passes = number >= step.begin && (step.end == 0 || number < step.end);
        }
      }
      if (!passes) continue;
      for (std::size_t column = 0; column < kept.size(); ++column)
        kept[column].push_back(values[column][i]);
      ++count;
    }
    Block block;
    for (const auto& column : kept) block.push_back(column.data());
    if (count > 0) use(block, count);
  }
}

namespace {

/// A number from all values of a column.
template <class Value, class Add>
RResultPtr<Value> Reduce(const RNode& node, const RNode::Columns& columns, Value start, Add add) {
  return RResultPtr<Value>([=] {
    auto value = std::make_shared<Value>(start);
    node.Loop(columns, [&](const RNode::Block& block, std::size_t n) {
      for (std::size_t i = 0; i < n; ++i) add(*value, block.empty() ? 0 : block[0][i]);
    });
    return value;
  });
}

struct Moments {
  double n = 0, mean = 0, squares = 0;
  void Add(double x) {
    n += 1;
    const double off = x - mean;
    mean += off / n;
    squares += off * (x - mean);
  }
};

Moments MomentsOf(const RNode& node, const std::string& column) {
  Moments moments;
  node.Loop({column}, [&](const RNode::Block& block, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) moments.Add(block[0][i]);
  });
  return moments;
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

RResultPtr<unsigned long long> RNode::Count() const {
  return Reduce(*this, {}, 0ULL, [](unsigned long long& count, double) { ++count; });
}

RResultPtr<double> RNode::Sum(const std::string& column) const {
  return Reduce(*this, {column}, 0.0, [](double& sum, double x) { sum += x; });
}

RResultPtr<double> RNode::Min(const std::string& column) const {
  return Reduce(*this, {column}, kInfinity,
                [](double& least, double x) { least = std::min(least, x); });
}

RResultPtr<double> RNode::Max(const std::string& column) const {
  return Reduce(*this, {column}, -kInfinity,
                [](double& most, double x) { most = std::max(most, x); });
}

RResultPtr<double> RNode::Mean(const std::string& column) const {
  return RResultPtr<double>(
      [node = *this, column] { return std::make_shared<double>(MomentsOf(node, column).mean); });
}

RResultPtr<double> RNode::StdDev(const std::string& column) const {
  return RResultPtr<double>([node = *this, column] {
    const Moments moments = MomentsOf(node, column);
    return std::make_shared<double>(moments.n > 1 ? std::sqrt(moments.squares / (moments.n - 1))
                                                  : 0);
  });
}

RResultPtr<TH1D> RNode::Histo1D(const TH1DModel& model, const std::string& column,
                                const std::string& weight) const {
  return RResultPtr<TH1D>([node = *this, model, column, weight] {
    double low = model.low, high = model.high;
    if (low == high) {
      low = node.Min(column).GetValue();
      high = node.Max(column).GetValue();
      if (!(low < high)) low = std::isfinite(low) ? low - 0.5 : 0, high = low + 1;
      high += (high - low) / model.bins * 1e-6;  // the largest value belongs to the last bin
    }
    auto histogram = std::make_shared<TH1D>(model.name, model.title, model.bins, low, high);
    histogram->SetDirectory(nullptr);
    const RNode::Columns columns =
        weight.empty() ? RNode::Columns{column} : RNode::Columns{column, weight};
    node.Loop(columns, [&](const RNode::Block& block, std::size_t n) {
      for (std::size_t i = 0; i < n; ++i)
        histogram->Fill(block[0][i], weight.empty() ? 1 : block[1][i]);
    });
    return histogram;
  });
}

RResultPtr<TH1D> RNode::Histo1D(const std::string& column) const {
  return Histo1D(TH1DModel(column.c_str(), (column + ";" + column + ";count").c_str(), 128, 0, 0),
                 column);
}

RResultPtr<TH2D> RNode::Histo2D(const TH2DModel& model, const std::string& x, const std::string& y,
                                const std::string& weight) const {
  return RResultPtr<TH2D>([node = *this, model, x, y, weight] {
    auto histogram = std::make_shared<TH2D>(model.name, model.title, model.xbins, model.xlow,
                                            model.xhigh, model.ybins, model.ylow, model.yhigh);
    histogram->SetDirectory(nullptr);
    const RNode::Columns columns =
        weight.empty() ? RNode::Columns{x, y} : RNode::Columns{x, y, weight};
    node.Loop(columns, [&](const RNode::Block& block, std::size_t n) {
      for (std::size_t i = 0; i < n; ++i)
        histogram->Fill(block[0][i], block[1][i], weight.empty() ? 1 : block[2][i]);
    });
    return histogram;
  });
}

}  // namespace tmva_root
}  // namespace RDF

inline namespace tmva_root {

RDataFrame::RDataFrame(unsigned long long entries)
    : RNode(TMVA::MakeArraySource({}, static_cast<std::int64_t>(entries),
                                  "entries without columns")) {}

RDataFrame::RDataFrame(const std::string& tree, const std::string& file)
    : RNode(Opened(tree, {file})) {}

RDataFrame::RDataFrame(const std::string& tree, const std::vector<std::string>& files)
    : RNode(Opened(tree, files)) {}

}  // namespace tmva_root
}  // namespace ROOT
