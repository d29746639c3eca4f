// Handing entries over.
#include "tmva/root/fill_group.h"

#include <algorithm>

#include <TBranch.h>

inline namespace tmva_root {

std::vector<TMVA::BranchSpec> FillGroup::Specs() const {
  std::vector<TMVA::BranchSpec> specs;
  for (const auto* branch : branches_) specs.push_back(branch->spec_);
  return specs;
}

bool FillGroup::IsEven() const {
  return std::all_of(branches_.begin(), branches_.end(), [&](const TBranch* branch) {
    return branch->filled_ == branches_[0]->filled_;
  });
}

std::int64_t FillGroup::Waiting() const {
  return branches_.empty() ? 0 : branches_[0]->filled_ - flushed_;
}

std::vector<TMVA::ColumnView> FillGroup::Views() const {
  std::vector<TMVA::ColumnView> views;
  for (const auto* branch : branches_)
    for (const auto& buffer : branch->buffers_) views.push_back(buffer.View());
  return views;
}

void FillGroup::AppendTo(TMVA::TableWriter& writer) {
  const auto entries = Waiting();
  if (entries > 0) writer.Append(Views(), entries);
  for (auto* branch : branches_)
    for (auto& buffer : branch->buffers_) buffer.Clear();
  flushed_ += entries;
  bytes_ = 0;
}

void FillGroup::Close() {
  writer_ = nullptr;
  bytes_ = 0;
  for (auto* branch : branches_)
    for (auto& buffer : branch->buffers_) buffer = ColumnBuffer(buffer.type(), 0);
}

}  // namespace tmva_root
