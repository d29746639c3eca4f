// Blocks of entries.
#include "tmva/root/branch_reader.h"

#include <TMVA/Error.h>

#include <algorithm>

inline namespace tmva_root {
namespace {

constexpr std::int64_t kBlockBytes = 1 << 20;

}  // namespace

BranchReader::BranchReader(std::shared_ptr<const TMVA::ColumnSource> source,
                           std::vector<std::size_t> columns)
    : source_(std::move(source)), blocks_(columns.size()), fixed_(columns.size()) {
  for (const auto column : columns)
    if (source_->Columns()[column].list_levels > 2)
      throw TMVA::DataError(source_->Description() + ": '" + source_->Columns()[column].name +
                            "' holds lists of three levels, which are not read entry by entry");
  cursor_ = source_->OpenCursor(std::move(columns));
}

void BranchReader::Move(std::int64_t entry) {
  const bool is_ahead = range_.size() > 0 && entry >= range_.end && entry < range_.end + size_;
  size_ = is_ahead ? std::min(2 * size_, largest_) : 1;
  range_.end = range_.begin;  // invalid, should reading fail
  const TMVA::EntryRange range{entry, std::min(entry + size_, source_->NumEntries())};
  cursor_->Read(range, blocks_);
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const auto& block = blocks_[i];
    const auto value_size = static_cast<std::int64_t>(TMVA::SizeOf(block.type()));
    bytes += block.size() * value_size;
    if (block.list_levels() == 0)
      fixed_[i] = {block.data(), static_cast<std::size_t>(block.length() * value_size),
                   block.length(), static_cast<std::size_t>(value_size)};
    else
      fixed_[i].bytes = 0;
  }
  largest_ = std::clamp<std::int64_t>(kBlockBytes * range.size() / std::max<std::int64_t>(bytes, 1),
                                      1, 1 << 13);
  range_ = range;
}

ColumnRow BranchReader::ListRow(const TMVA::ColumnBlock& block, std::int64_t i) {
  const auto outer = block.offsets(0);
  const auto n = static_cast<std::size_t>(i);
  const auto begin = outer[n], end = outer[n + 1];
  const auto size = static_cast<std::int64_t>(TMVA::SizeOf(block.type()));
  if (block.list_levels() == 1)
    return {block.data() + begin * size, end - begin, {}, static_cast<std::size_t>(size)};
  const auto lists = block.offsets(1).subspan(static_cast<std::size_t>(begin),
                                              static_cast<std::size_t>(end - begin) + 1);
  return {block.data() + lists.front() * size, lists.back() - lists.front(), lists,
          static_cast<std::size_t>(size)};
}

}  // namespace tmva_root
