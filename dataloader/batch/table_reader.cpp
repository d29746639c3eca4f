// What becomes of the columns of one table: outputs of a row, and how they are compiled.
#include "dataloader/batch/table_reader.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <TMVA/Error.h>
#include <TMVA/Random.h>

namespace TMVA::inline standalone::batch {
namespace {

constexpr std::int64_t kLikelyListLength = 4;

/// A plain column by name or path; SIZE_MAX for what is an expression.
std::size_t FindPlain(const ColumnSource& source, const std::string& text) {
  const auto& columns = source.Columns();
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == text) return i;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!columns[i].path.empty() && columns[i].path == text) return i;
  return SIZE_MAX;
}

std::vector<std::string> Numbered(const std::string& name, std::int64_t length) {
  if (length == 1) return {name};
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < length; ++i) names.push_back(name + "_" + std::to_string(i));
  return names;
}

}  // namespace

std::int64_t ReadScratch::Bytes() const {
  std::size_t bytes = 0;
  for (const auto& block : blocks) bytes += block.capacity();
  for (const auto& buffer : converted) bytes += buffer.capacity();
  return static_cast<std::int64_t>(bytes);
}

double SplitNumber(std::uint64_t seed, std::uint64_t table, std::int64_t entry) {
  constexpr std::uint64_t kSplitStream = 0x53504c49540000;  // "SPLIT"
  constexpr double kScale = 0x1p-53;
  const auto bits = RandomBits(seed, kSplitStream + table, static_cast<std::uint64_t>(entry));
  return static_cast<double>(bits >> 11) * kScale;
}

TableReader::TableReader(const BatchTable& table, std::uint64_t number, const BatchOptions& options,
                         bool needs_labels)
    : table_(table),
      description_(table.source->Description()),
      number_(number),
      lists_(options.lists),
      dtype_(options.dtype),
      mask_(options.mask),
      round_integers_(options.round_integers),
      splits_(options.splits) {
  for (const auto& list : lists_) {
    const auto at = FindPlain(Source(), list.column);
    if (at == SIZE_MAX) Source().FindColumn(list.column);  // which says what is near
    const auto& info = Source().Columns()[at];
    if (info.list_levels != 1 || info.is_text || !info.dimensions.empty())
      throw OptionError("vectors: column '" + list.column + "' of " + description_ +
                        " is not a list of numbers");
    if (list.length < 1)
      throw OptionError("vectors: '" + list.column + "' has the length " +
                        std::to_string(list.length) + ", expected at least 1");
  }
  if (!options.cut.empty()) cut_ = Compile(options.cut, "cut");
  std::string label = options.label;
  if (label.empty() && needs_labels && !table.label && options.targets.size() == 1)
    label = options.targets.front();
  if (!label.empty())
    label_ = Label{Compile(label, "label"), 0};
  else if (table.label)
    label_ = Label{nullptr, *table.label};
  if (needs_labels && !label_)
    throw OptionError(
        "balance: the classes are not known; give label, one target, or one table a class");

  const auto features = options.columns.empty() ? UnusedColumns(options) : options.columns;
  AddOutputs(features, {TensorRole::kFeatures}, "columns", dtype_);
  if (outputs_.empty()) throw OptionError("columns: no feature is left in " + description_);
  AddOutputs(options.targets, {TensorRole::kTargets}, "target", dtype_);
  if (options.targets.empty() && label_) {
    Output output;
    output.what = "label";
    output.tensor.role = TensorRole::kTargets;
    output.type = dtype_;
    output.names = {"label"};
    output.formula = label_->formula;
    if (output.formula)
      output.columns = output.formula->Columns();
    else
      output.constant = label_->constant;
    outputs_.push_back(std::move(output));
  }
  if (!options.weight.empty())
    AddOutputs({options.weight}, {TensorRole::kWeights}, "weights", dtype_);
  for (const auto& spectator : options.spectators)
    AddOutputs({spectator}, {TensorRole::kSpectator, spectator}, "spectators", std::nullopt);
  for (const auto& list : lists_)
    if (std::none_of(outputs_.begin(), outputs_.end(),
                     [&](const Output& output) { return output.what == list.column; }))
      throw OptionError("vectors: '" + list.column + "' is not among the columns");

  std::set<std::size_t> columns;
  if (cut_) columns.insert(cut_->Columns().begin(), cut_->Columns().end());
  if (needs_labels && label_->formula)
    columns.insert(label_->formula->Columns().begin(), label_->formula->Columns().end());
  if (needs_labels && options.balance == BalanceMode::kBatch && !options.weight.empty()) {
    class_weight_ = Compile(options.weight, "weights");
    columns.insert(class_weight_->Columns().begin(), class_weight_->Columns().end());
  }
  selection_columns_.assign(columns.begin(), columns.end());
  if (!needs_labels) label_.reset();
}

std::shared_ptr<const Formula> TableReader::Compile(const std::string& text,
                                                    const std::string& option) const {
  try {
    auto formula = std::make_shared<const Formula>(text, Source().Columns(), description_);
    if (formula->IsMultiValued()) throw DataError("'" + text + "' has several values an entry");
    for (const auto column : formula->Columns()) {
      const auto& info = Source().Columns()[column];
      if (!info.unsupported.empty())
        throw DataError("column '" + info.name + "' cannot be read: " + info.unsupported);
    }
    return formula;
  } catch (const DataError& error) {
    throw DataError(option + ": " + error.what());
  }
}

/// All columns but those that targets, weights, spectators, label or cut name.
std::vector<std::string> TableReader::UnusedColumns(const BatchOptions& options) const {
  std::set<std::string> used{options.weight, options.label};
  used.insert(options.targets.begin(), options.targets.end());
  used.insert(options.spectators.begin(), options.spectators.end());
  std::vector<std::string> names;
  for (const auto& info : Source().Columns())
    if (!used.contains(info.name) && (info.path.empty() || !used.contains(info.path)))
      names.push_back(info.name);
  return names;
}

TableReader::Output TableReader::MakeOutput(const std::string& text, const TensorKey& tensor,
                                            const std::string& option,
                                            std::optional<DataType> type) const {
  Output output;
  output.what = text;
  output.tensor = tensor;
  const auto at = FindPlain(Source(), text);
  if (at == SIZE_MAX) {
    output.formula = Compile(text, option);
    output.columns = output.formula->Columns();
    output.type =
        type.value_or(output.formula->IsInteger() ? DataType::kInt64 : DataType::kFloat64);
    output.names = {text};
    return output;
  }
  const auto& info = Source().Columns()[at];
  const auto fail = [&](const std::string& what) {
    throw DataError(option + ": column '" + info.name + "' of " + description_ + " " + what);
  };
  if (!info.unsupported.empty()) fail("cannot be read: " + info.unsupported);
  if (info.is_text) fail("holds texts; name the columns that are wanted");
  output.columns = {at};
  output.type = type.value_or(info.type);
  if (info.list_levels == 0) {
    output.length = info.length;
  } else {
    for (const auto& list : lists_)
      if (list.column == text) output.list = list;
    if (!output.list)
      fail("holds lists: give its length, vectors={'" + info.name +
           "': (length, fill)}, or name the columns that are wanted");
    output.length = output.list->length;
    const auto fill = output.list->fill;
    if (IsInteger(output.type) && (fill != std::floor(fill) || fill < 0 || fill > 127))
      fail("is a spectator of type " + std::string(TypeName(output.type)) +
           ": fill it with an integer from 0 to 127");
  }
  output.names = Numbered(text, output.length);
  return output;
}

void TableReader::AddOutputs(const std::vector<std::string>& texts, const TensorKey& tensor,
                             const std::string& option, std::optional<DataType> type) {
  for (const auto& text : texts) outputs_.push_back(MakeOutput(text, tensor, option, type));
}

std::vector<std::string> TableReader::Features() const {
  std::vector<std::string> features;
  for (const auto& output : outputs_)
    if (output.tensor.role == TensorRole::kFeatures) features.push_back(output.what);
  return features;
}

std::vector<RowField> TableReader::Fields() const {
  std::vector<RowField> fields;
  RowField mask;
  mask.tensor.role = TensorRole::kMask;
  mask.type = DataType::kBool;
  for (const auto& output : outputs_) {
    if (fields.empty() || fields.back().tensor != output.tensor)
      fields.push_back({.tensor = output.tensor, .type = output.type});
    auto& names = fields.back().names;
    names.insert(names.end(), output.names.begin(), output.names.end());
    if (output.list && output.tensor.role == TensorRole::kFeatures)
      mask.names.insert(mask.names.end(), output.names.begin(), output.names.end());
  }
  if (mask_) fields.push_back(mask);
  return fields;
}

void TableReader::SetSchema(const RowSchema& schema) {
  const RowField* field = nullptr;
  const auto* mask = schema.Find({TensorRole::kMask});
  std::size_t at = 0, mask_at = 0;
  for (auto& output : outputs_) {
    if (field == nullptr || field->tensor != output.tensor) {
      field = schema.Find(output.tensor);
      at = 0;
    }
    output.offset = field->offset + at * SizeOf(field->type);
    at += output.names.size();
    if (mask == nullptr || !output.list || output.tensor.role != TensorRole::kFeatures) continue;
    output.mask_offset = mask->offset + mask_at;
    mask_at += output.names.size();
  }
}

std::vector<TableReader::Group> TableReader::MakeGroups(std::int64_t rows,
                                                        std::int64_t bytes) const {
  std::vector<Group> groups;
  std::int64_t used = 0, last_storage = -1;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const auto& output = outputs_[i];
    std::int64_t entry = 0;
    for (const auto column : output.columns) {
      const auto& info = Source().Columns()[column];
      const auto values =
          info.length == ColumnInfo::kVariable ? kLikelyListLength + 2 : info.length;
      entry += values * static_cast<std::int64_t>(SizeOf(info.type));
    }
    const bool converts =
        output.formula || output.list ||
        (!output.columns.empty() && Source().Columns()[output.columns[0]].type != output.type);
    if (converts) entry += output.length * static_cast<std::int64_t>(SizeOf(output.type));
    const auto storage =
        output.columns.empty() ? -1 : Source().Columns()[output.columns[0]].storage_group;
    const bool tied = storage >= 0 && storage == last_storage;
    last_storage = storage;
    if (groups.empty() || (!tied && used + entry * rows > bytes)) {
      groups.emplace_back();
      used = 0;
    }
    used += entry * rows;
    auto& group = groups.back();
    group.outputs.push_back(i);
    group.columns.insert(group.columns.end(), output.columns.begin(), output.columns.end());
  }
  for (auto& group : groups) {
    std::sort(group.columns.begin(), group.columns.end());
    group.columns.erase(std::unique(group.columns.begin(), group.columns.end()),
                        group.columns.end());
  }
  return groups;
}

std::vector<std::int64_t> TableReader::PieceStarts() const {
  constexpr std::size_t kLooked = 64;  // at so many columns: there may be thousands
  std::vector<std::size_t> columns = selection_columns_;
  for (const auto& output : outputs_)
    columns.insert(columns.end(), output.columns.begin(), output.columns.end());
  std::vector<std::vector<std::int64_t>> all;
  const auto step = std::max<std::size_t>(1, columns.size() / kLooked);
  for (std::size_t i = 0; i < columns.size(); i += step)
    all.push_back(Source().PieceStarts(columns[i]));
  if (all.empty()) return {0};
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end(),
                   [](const auto& a, const auto& b) { return a.size() < b.size(); });
  return *middle;
}

}  // namespace TMVA::inline standalone::batch
