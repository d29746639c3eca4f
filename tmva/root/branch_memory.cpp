// ColumnBuffer: values are copied only when somebody reads them while they grow.
#include <TBranchMemory.h>

inline namespace tmva_root {

ColumnBuffer::ColumnBuffer(TMVA::DataType type, int list_levels)
    : type_(type),
      value_size_(TMVA::SizeOf(type)),
      values_(std::make_shared<std::vector<std::byte>>()),
      offsets_(std::make_shared<Offsets>(static_cast<std::size_t>(list_levels),
                                         std::vector<std::int64_t>{0})) {}

void ColumnBuffer::Own() {
  if (values_.use_count() > 1) values_ = std::make_shared<std::vector<std::byte>>(*values_);
  if (offsets_.use_count() > 1) offsets_ = std::make_shared<Offsets>(*offsets_);
}

void ColumnBuffer::AppendValues(const void* values, std::size_t count) {
  Own();
  const auto* bytes = static_cast<const std::byte*>(values);
  values_->insert(values_->end(), bytes, bytes + count * value_size_);
}

void ColumnBuffer::EndList(int level) {
  Own();
  auto& offsets = *offsets_;
  const auto number = static_cast<std::size_t>(level);
  const auto position =
      number + 1 == offsets.size() ? values_->size() / value_size_ : offsets[number + 1].size() - 1;
  offsets[number].push_back(static_cast<std::int64_t>(position));
}

void ColumnBuffer::AppendRow(const ColumnRow& row) {
  const auto levels = offsets_->size();
  if (levels < 2) AppendValues(row.values, static_cast<std::size_t>(row.count));
  for (std::size_t i = 1; levels == 2 && i < row.lists.size(); ++i) {
    const auto begin = static_cast<std::size_t>(row.lists[i - 1] - row.lists[0]);
    AppendValues(row.values + begin * value_size_,
                 static_cast<std::size_t>(row.lists[i] - row.lists[i - 1]));
    EndList(1);
  }
  if (levels > 0) EndList();
}

TMVA::ColumnView ColumnBuffer::View() const {
  TMVA::ColumnView view(values_->data());
  for (const auto& level : *offsets_) view.offsets.emplace_back(level);
  return view;
}

TMVA::ArrayColumn ColumnBuffer::Freeze(const std::string& name, std::int64_t length) const {
  using Owners = std::pair<std::shared_ptr<const void>, std::shared_ptr<const void>>;
  TMVA::ArrayColumn column{name, type_, values_->data(), length, 0, nullptr};
  column.stride = length * static_cast<std::int64_t>(value_size_);
  column.owner = std::make_shared<Owners>(values_, offsets_);
  for (const auto& level : *offsets_) column.offsets.emplace_back(level);
  return column;
}

void ColumnBuffer::Clear() {
  Own();
  values_->clear();
  for (auto& level : *offsets_) level.assign(1, 0);
}

}  // namespace tmva_root
