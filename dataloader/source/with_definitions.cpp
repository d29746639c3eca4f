// WithDefinition: a table with one more column, which an expression defines.
#include <algorithm>
#include <utility>

#include <TMVA/Error.h>
#include <TMVA/Formula.h>

namespace TMVA::inline standalone {
namespace {

class DefinedCursor : public ColumnCursor {
 public:
  /// `read` are the columns of `base` that its cursor reads, ascending.
  DefinedCursor(std::shared_ptr<const ColumnSource> base, std::shared_ptr<const Formula> formula,
                DataType type, std::vector<std::size_t> read, std::vector<std::size_t> wanted)
      : base_(std::move(base)),
        formula_(std::move(formula)),
        type_(type),
        read_(std::move(read)),
        wanted_(std::move(wanted)),
        cursor_(base_->OpenCursor(read_)),
        blocks_(read_.size()) {}

  void Prepare(EntryRange range) override { cursor_->Prepare(range); }

  void Read(EntryRange range, std::span<ColumnBlock> out) override {
    if (out.size() != wanted_.size())
      throw DataError(base_->Description() + ": " + std::to_string(out.size()) +
                      " blocks given for " + std::to_string(wanted_.size()) + " columns");
    // What is wanted as it is lies in the caller's memory while it is read.
    for (std::size_t i = 0; i < out.size(); ++i)
      if (IsFirstUse(i)) std::swap(blocks_[Position(wanted_[i])], out[i]);
    cursor_->Read(range, blocks_);
    for (std::size_t i = 0; i < out.size(); ++i)
      if (wanted_[i] == base_->Columns().size()) Compute(range, out[i]);
    for (std::size_t i = out.size(); i-- > 0;) {
      if (wanted_[i] == base_->Columns().size()) continue;
      if (IsFirstUse(i)) std::swap(blocks_[Position(wanted_[i])], out[i]);
    }
    for (std::size_t i = 0; i < out.size(); ++i)
      if (wanted_[i] != base_->Columns().size() && !IsFirstUse(i)) out[i] = out[FirstUse(i)];
  }

 private:
  std::size_t Position(std::size_t column) const {
    return static_cast<std::size_t>(std::lower_bound(read_.begin(), read_.end(), column) -
                                    read_.begin());
  }
  std::size_t FirstUse(std::size_t i) const {
    return static_cast<std::size_t>(std::find(wanted_.begin(), wanted_.end(), wanted_[i]) -
                                    wanted_.begin());
  }
  bool IsFirstUse(std::size_t i) const {
    return wanted_[i] != base_->Columns().size() && FirstUse(i) == i;
  }

  void Compute(EntryRange range, ColumnBlock& out) const {
    std::vector<const ColumnBlock*> inputs;
    for (const auto column : formula_->Columns()) inputs.push_back(&blocks_[Position(column)]);
    const auto entries = static_cast<std::size_t>(range.size());
    if (formula_->IsMultiValued()) {
      std::vector<double> values;
      std::vector<std::int64_t> counts, offsets{0};
      formula_->EvaluateAll(inputs, range.begin, values, counts);
      for (const auto count : counts) offsets.push_back(offsets.back() + count);
      out.ResizeVariable(type_, std::move(offsets));
      std::copy(values.begin(), values.end(), reinterpret_cast<double*>(out.data()));
      return;
    }
    out.Resize(type_, 1, range.size());
    if (type_ == DataType::kInt64)
      formula_->EvaluateInteger(inputs, range.begin,
                                {reinterpret_cast<std::int64_t*>(out.data()), entries});
    else
      formula_->Evaluate(inputs, range.begin, {reinterpret_cast<double*>(out.data()), entries});
  }

  std::shared_ptr<const ColumnSource> base_;
  std::shared_ptr<const Formula> formula_;
  DataType type_;
  std::vector<std::size_t> read_, wanted_;
  std::unique_ptr<ColumnCursor> cursor_;
  std::vector<ColumnBlock> blocks_;
};

class DefinedSource : public ColumnSource {
 public:
  DefinedSource(std::shared_ptr<const ColumnSource> base, const std::string& name,
                const std::string& expression)
      : base_(std::move(base)), infos_(base_->Columns()) {
    try {
      formula_ = std::make_shared<const Formula>(expression, infos_, base_->Description());
    } catch (const DataError& error) {
      throw DataError("define: '" + name + "': " + error.what());
    }
    for (const auto& info : infos_)
      if (info.name == name)
        throw DataError("define: " + base_->Description() + " has a column '" + name + "' already");
    ColumnInfo info;
    info.name = name;
    info.type =
        formula_->IsInteger() && !formula_->IsMultiValued() ? DataType::kInt64 : DataType::kFloat64;
    if (formula_->IsMultiValued()) {
      info.length = ColumnInfo::kVariable;
      info.list_levels = 1;
    }
    infos_.push_back(std::move(info));
  }

  std::string Description() const override { return base_->Description(); }
  std::vector<std::string> Files() const override { return base_->Files(); }
  std::int64_t NumEntries() const override { return base_->NumEntries(); }
  const std::vector<ColumnInfo>& Columns() const override { return infos_; }
  std::vector<EntryRange> Clusters() const override { return base_->Clusters(); }
  std::vector<std::int64_t> PieceStarts(std::size_t column) const override {
    if (column < base_->Columns().size()) return base_->PieceStarts(column);
    if (formula_->Columns().empty()) return ColumnSource::PieceStarts(column);
    return base_->PieceStarts(formula_->Columns().front());
  }

  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    std::vector<std::size_t> read;
    bool computes = false;
    for (const auto column : columns) {
      if (column >= infos_.size())
        throw DataError(Description() + ": there is no column number " + std::to_string(column));
      if (column + 1 < infos_.size())
        read.push_back(column);
      else
        computes = true;
    }
    if (!computes) return base_->OpenCursor(std::move(columns));
    read.insert(read.end(), formula_->Columns().begin(), formula_->Columns().end());
    std::sort(read.begin(), read.end());
    read.erase(std::unique(read.begin(), read.end()), read.end());
    return std::make_unique<DefinedCursor>(base_, formula_, infos_.back().type, std::move(read),
                                           std::move(columns));
  }

 private:
  std::shared_ptr<const ColumnSource> base_;
  std::vector<ColumnInfo> infos_;
  std::shared_ptr<const Formula> formula_;
};

}  // namespace

std::shared_ptr<const ColumnSource> WithDefinition(std::shared_ptr<const ColumnSource> source,
                                                   const std::string& name,
                                                   const std::string& expression) {
  return std::make_shared<DefinedSource>(std::move(source), name, expression);
}

}  // namespace TMVA::inline standalone
