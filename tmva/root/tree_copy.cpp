// TTree: copies of it.
#include <TMVA/Error.h>

#include "tmva/root/branch_reader.h"
#include "tmva/root/entry_selection.h"
#include "tmva/root/fill_group.h"
#include "tmva/root/leaf_list.h"
#include "tmva/root/object_memory.h"
#include "tmva/root/tree_friend.h"

inline namespace tmva_root {

std::unique_ptr<TTree> TTree::CloneBranches() {
  MakeBranches();
  auto clone = std::make_unique<TTree>(GetName(), GetTitle());
  const auto add = [&](TBranch& branch) {
    if (!branch.TestStatus() || clone->branch_list_.FindObject(branch.GetName())) return;
    auto* made = clone->AddBranch(SpecOf(branch.GetName(), branch.columns_));
    made->source_branch_ = &branch;
  };
  for (const auto& branch : branches_) {
    const auto& counter = branch->columns_[0].count_branch;
    if (branch->TestStatus() && !counter.empty()) {
      auto& counting = FindOrThrow(counter);
      if (!counting.TestStatus())
        throw TMVA::DataError(Where() + ": branch '" + branch->GetName() +
                              "' cannot be copied without '" + counter +
                              "', which counts its values");
      add(counting);
    }
    add(*branch);
  }
  return clone;
}

void TTree::CopyEntries(TTree& target, const std::string& cut, Long64_t entries, Long64_t first) {
  const auto source = AsColumnSource();
  if (!source || target.branches_.empty()) return;
  std::vector<std::size_t> columns;
  for (const auto& branch : target.branches_)
    for (const auto& column : branch->source_branch_->columns_)
      columns.push_back(source->FindColumn(column.name));
  BranchReader reader(source, columns);
  std::vector<ColumnRow> rows(columns.size());
  auto& group = *target.groups_.front();
  ForSelected(*source, cut, {first, first + std::min<std::int64_t>(entries, source->NumEntries())},
              [&](std::int64_t entry) {
                reader.Read(entry, rows);
                std::size_t k = 0, bytes = 0;
                for (auto& branch : target.branches_) {
                  for (auto& buffer : branch->buffers_) {
                    buffer.AppendRow(rows[k]);
                    bytes +=
                        static_cast<std::size_t>(rows[k++].count) * TMVA::SizeOf(buffer.type());
                  }
                  ++branch->filled_;
                }
                group.CountBytes(bytes);
                target.AfterFill(group);
                return true;
              });
}

TTree* TTree::CopyTree(const char* cut, Option_t*, Long64_t entries, Long64_t first) {
  auto copy = CloneBranches();
  copy->is_copy_ = true;
  CopyEntries(*copy, cut, entries, first);
  return copy.release();
}

TTree* TTree::CloneTree(Long64_t entries, Option_t*) {
  auto clone = CloneBranches();
  clone->is_copy_ = entries != 0;
  if (entries != 0) CopyEntries(*clone, "", entries < 0 ? GetEntries() : entries, 0);
  for (auto& branch : clone->branches_) {
    auto& original = *branch->source_branch_;
    if (entries == 0 && !original.IsBound()) original.SetMemory(MakeHeldMemory());
    branch->memory_ = original.memory_;
  }
  return clone.release();
}

void TTree::CopyAddresses(TTree* tree, Bool_t undo) {
  MakeBranches();
  for (auto* object : *tree->GetListOfBranches()) {
    auto& branch = *static_cast<TBranch*>(object);
    auto* mine = static_cast<TBranch*>(branch_list_.FindObject(branch.GetName()));
    if (undo)
      branch.memory_ = std::make_shared<std::shared_ptr<BranchMemory>>();
    else if (mine)
      branch.memory_ = mine->memory_;
  }
  tree->bindings_changed_ = true;
}

}  // namespace tmva_root
