// Columns that C++ functions compute, and expressions read in blocks.
#include "tmva/root/function_source.h"

#include <algorithm>

#include <TMVA/Error.h>

inline namespace tmva_root {

using TMVA::ColumnBlock;
using TMVA::ColumnInfo;
using TMVA::ColumnSource;
using TMVA::DataError;
using TMVA::EntryRange;

namespace {

class FunctionCursor : public TMVA::ColumnCursor {
 public:
  FunctionCursor(std::shared_ptr<const ColumnSource> base, const std::vector<std::string>& inputs,
                 ROOT::RDF::RNode::BlockFunction function, std::vector<std::size_t> wanted)
      : function_(std::move(function)),
        computed_(base->Columns().size()),
        wanted_(std::move(wanted)),
        reader_(base, inputs) {
    std::vector<std::size_t> plain;
    for (const auto column : wanted_)
      if (column != computed_) plain.push_back(column);
    blocks_.resize(plain.size());
    if (!plain.empty()) cursor_ = base->OpenCursor(std::move(plain));
  }

  void Read(EntryRange range, std::span<ColumnBlock> out) override {
    // What is wanted as it is lies in the caller's memory while it is read.
    SwapPlain(out);
    if (cursor_) cursor_->Read(range, blocks_);
    SwapPlain(out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (wanted_[i] != computed_) continue;
      out[i].Resize(TMVA::DataType::kFloat64, 1, range.size());
      std::vector<const double*> inputs;
      for (const auto& values : reader_.Read(range)) inputs.push_back(values.data());
      function_(inputs, static_cast<std::size_t>(range.size()),
                reinterpret_cast<double*>(out[i].data()));
    }
  }

 private:
  void SwapPlain(std::span<ColumnBlock> out) {
    for (std::size_t i = 0, plain = 0; i < out.size(); ++i)
      if (wanted_[i] != computed_) std::swap(out[i], blocks_[plain++]);
  }

  ROOT::RDF::RNode::BlockFunction function_;
  std::size_t computed_;
  std::vector<std::size_t> wanted_;
  ValueReader reader_;
  std::unique_ptr<TMVA::ColumnCursor> cursor_;
  std::vector<ColumnBlock> blocks_;
};

class FunctionSource : public ColumnSource {
 public:
  FunctionSource(std::shared_ptr<const ColumnSource> base, const std::string& name,
                 std::vector<std::string> inputs, ROOT::RDF::RNode::BlockFunction function)
      : base_(std::move(base)),
        inputs_(std::move(inputs)),
        function_(std::move(function)),
        columns_(base_->Columns()) {
    for (const auto& column : columns_)
      if (column.name == name)
        throw DataError("Define: " + Description() + " has a column '" + name + "' already");
    ValueReader(base_, inputs_);  // throws what is wrong with them
    columns_.push_back({.name = name, .type = TMVA::DataType::kFloat64});
  }
  std::string Description() const override { return base_->Description(); }
  std::vector<std::string> Files() const override { return base_->Files(); }
  std::int64_t NumEntries() const override { return base_->NumEntries(); }
  const std::vector<ColumnInfo>& Columns() const override { return columns_; }
  std::vector<EntryRange> Clusters() const override { return base_->Clusters(); }
  std::unique_ptr<TMVA::ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    return std::make_unique<FunctionCursor>(base_, inputs_, function_, std::move(columns));
  }

 private:
  std::shared_ptr<const ColumnSource> base_;
  std::vector<std::string> inputs_;
  ROOT::RDF::RNode::BlockFunction function_;
  std::vector<ColumnInfo> columns_;
};

}  // namespace

std::shared_ptr<const ColumnSource> WithFunction(std::shared_ptr<const ColumnSource> source,
                                                 const std::string& name,
                                                 const std::vector<std::string>& inputs,
                                                 ROOT::RDF::RNode::BlockFunction function) {
  return std::make_shared<FunctionSource>(std::move(source), name, inputs, std::move(function));
}

ValueReader::ValueReader(std::shared_ptr<const ColumnSource> source,
                         const std::vector<std::string>& expressions)
    : source_(std::move(source)) {
  for (const auto& text : expressions) {
    formulas_.emplace_back(text, source_->Columns(), source_->Description());
    if (formulas_.back().IsMultiValued())
      throw DataError(source_->Description() + ": '" + text +
                      "' has several values an entry, one is needed here");
    columns_.insert(columns_.end(), formulas_.back().Columns().begin(),
                    formulas_.back().Columns().end());
  }
  std::ranges::sort(columns_);
  columns_.erase(std::unique(columns_.begin(), columns_.end()), columns_.end());
  if (!columns_.empty()) cursor_ = source_->OpenCursor(columns_);
  blocks_.resize(columns_.size());
  values_.resize(formulas_.size());
}

const std::vector<std::vector<double>>& ValueReader::Read(EntryRange range) {
  if (cursor_) cursor_->Read(range, blocks_);
  for (std::size_t i = 0; i < formulas_.size(); ++i) {
    std::vector<const ColumnBlock*> inputs;
    for (const auto column : formulas_[i].Columns())
      inputs.push_back(&blocks_[static_cast<std::size_t>(
          std::ranges::lower_bound(columns_, column) - columns_.begin())]);
    values_[i].resize(static_cast<std::size_t>(range.size()));
    formulas_[i].Evaluate(inputs, range.begin, std::span<double>(values_[i]));
  }
  return values_;
}

}  // namespace tmva_root
