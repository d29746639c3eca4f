// Baskets of new branches, and counts that the tree has already.
#include "dataloader/rootio/write_new_branches.h"

#include <TMVA/Error.h>

#include <algorithm>
#include <limits>

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::int64_t kBufferBytes = 8'000'000;  // of all baskets together, for usual trees
constexpr std::int64_t kSmallestBasket = 16'000, kLargestBasket = 256'000;

}  // namespace

NewBranches::NewBranches(RecordWriter& records, const Directory& directory, const UpdatedTree& tree,
                         std::vector<BranchSpec> branches)
    : records_(records),
      directory_(directory),
      tree_(tree),
      branches_(branches, tree.path, tree.branches) {
  OpenCounters(branches);
  const auto count = std::max<std::int64_t>(1, static_cast<std::int64_t>(branches_.size()));
  const auto target = std::clamp(kBufferBytes / count, kSmallestBasket, kLargestBasket);
  for (std::size_t i = 0; i < branches_.size(); ++i) branches_[i].PlanBaskets(target, 0);
}

void NewBranches::Fail(const std::string& what) const {
  throw DataError(tree_.file + ": tree '" + tree_.path + "': " + what);
}

void NewBranches::OpenCounters(const std::vector<BranchSpec>& branches) {
  std::size_t column = 0;
  for (const auto& branch : branches) {
    if (tree_.branches.contains(branch.count_branch)) {
      if (source_ == nullptr) source_ = File::Open(tree_.file)->GetTree(tree_.path);
      const auto counter = source_->FindColumn(branch.count_branch);
      const auto& info = source_->Columns()[counter];
      if (info.type != DataType::kInt32 || info.length != 1 || !info.unsupported.empty())
        Fail("branch '" + branch.count_branch + "' cannot count the lists of '" + branch.name +
             "': expected one leaf of type int32_t");
      counted_.push_back(
          {branch.name, branch.count_branch, column, source_->OpenCursor({counter})});
      largest_.emplace(branch.count_branch, 0);
    }
    column += branch.leaves.size();
  }
}

void NewBranches::CheckCounters(std::span<const ColumnView> columns, std::int64_t entries) {
  ColumnBlock block;
  for (auto& lists : counted_) {
    lists.counts->Read({entries_, entries_ + entries}, {&block, 1});
    const auto counts = block.values<std::int32_t>();
    const auto offsets = columns[lists.column].offsets[0];
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto items = offsets[i + 1] - offsets[i];
      if (items != counts[i])
        Fail("entry " + std::to_string(entries_ + static_cast<std::int64_t>(i)) + ": branch '" +
             lists.branch + "' has " + std::to_string(items) + " items, but its count branch '" +
             lists.counter + "' has " + std::to_string(counts[i]));
      largest_[lists.counter] = std::max(largest_[lists.counter], counts[i]);
    }
  }
}

void NewBranches::Append(std::span<const ColumnView> given, std::int64_t entries) {
  if (closed_) throw Error("tree '" + tree_.path + "': its file is closed");
  if (failed_) throw Error("tree '" + tree_.path + "': an earlier error left it incomplete");
  const auto items = branches_.InItems(given);
  const auto columns = items.views();
  branches_.Check(columns, entries);
  if (entries > tree_.entries - entries_)
    Fail(std::to_string(entries_) + " + " + std::to_string(entries) +
         " entries given, but it has " + std::to_string(tree_.entries));
  CheckCounters(columns, entries);
  failed_ = true;  // until all branches have taken the entries
  for (std::int64_t done = 0; done < entries;) {
    const auto count = std::min(entries - done, tree_.clusters[cluster_] - entries_);
    branches_.Append(Target(), columns, done, count);
    entries_ += count;
    done += count;
    if (entries_ < tree_.clusters[cluster_]) continue;
    branches_.Flush(Target());
    ++cluster_;
  }
  failed_ = false;
}

void NewBranches::CheckComplete() const {
  if (failed_) throw Error("tree '" + tree_.path + "': an earlier error left it incomplete");
  if (entries_ != tree_.entries)
    Fail("its new branches got " + std::to_string(entries_) + " entries, but it has " +
         std::to_string(tree_.entries));
}

void NewBranches::Close() {
  branches_.Flush(Target());
  closed_ = true;
}

}  // namespace TMVA::inline standalone::rootwrite
