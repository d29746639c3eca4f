// TTree: where it belongs, and the table behind it.
#include <TTree.h>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

#include <algorithm>

#include <TFile.h>
#include "tmva/root/branch_reader.h"
#include "tmva/root/fill_group.h"
#include "tmva/root/tree_friend.h"

inline namespace tmva_root {
namespace {

std::string LeafOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

TTree::TTree() : TTree("", "", 99, nullptr) {}

TTree::TTree(const char* name, const char* title, Int_t, TDirectory* directory)
    : TNamed(name, title), has_branches_(true) {
  SetDirectory(directory);
}

TTree::TTree(std::shared_ptr<const TMVA::Table> table, TDirectory* directory)
    : TNamed(LeafOf(table->Name()), table->Title()),
      directory_(directory),
      table_(std::move(table)) {}

bool TTree::IsBegun() const {
  return std::any_of(groups_.begin(), groups_.end(),
                     [](const auto& group) { return group->HasWriter(); });
}

TTree::~TTree() {
  try {
    if (is_stored_ || IsBegun()) Finish(true);
  } catch (const std::exception& error) {
    TMVA::Log("TTree").Error(error.what());
  }
  if (directory_) directory_->Remove(this);
}

std::string TTree::Where() const {
  std::string where = std::string("tree '") + GetName() + "'";
  if (directory_ && directory_->GetFile())
    where += std::string(" of ") + directory_->GetFile()->GetName();
  return where;
}

void TTree::SetDirectory(TDirectory* directory) {
  if (directory == directory_) return;
  for (const auto& group : groups_)
    if (group->HasWriter())
      throw TMVA::DataError(Where() +
                            ": is being written to its directory, and cannot go to another");
  if (directory_) directory_->Remove(this);
  directory_ = directory;
  if (directory_) directory_->Append(this);
}

TFile* TTree::GetCurrentFile() const { return directory_ ? directory_->GetFile() : nullptr; }

Long64_t TTree::GetTotBytes() const {
  if (table_) return table_->UncompressedBytes();
  std::size_t bytes = 0;
  for (const auto& group : groups_) bytes += group->bytes();
  return static_cast<Long64_t>(bytes);
}

Long64_t TTree::GetZipBytes() const { return table_ ? table_->CompressedBytes() : GetTotBytes(); }

std::shared_ptr<const TMVA::ColumnSource> TTree::OwnSource() const {
  if (table_) return TMVA::WithFriends(table_);
  if (branches_.empty()) return nullptr;
  if (is_finished_)
    throw TMVA::DataError(Where() + ": its file has been closed; open the file to read it");
  const auto& group = *groups_.front();
  if (group.HasWriter() && group.Waiting() < GetEntries())
    throw TMVA::DataError(
        Where() + ": its " + std::to_string(GetEntries()) +
        " entries are on their way to the file; close the file, and read it from there");
  RequireComplete();
  std::vector<TMVA::ArrayColumn> columns;
  for (const auto& branch : branches_) {
    for (std::size_t i = 0; i < branch->columns_.size(); ++i) {
      const auto& info = branch->columns_[i];
      std::int64_t length = info.length;
      if (info.list_levels > 0) {
        length = 1;
        for (const auto size : info.dimensions) length *= size;
      }
      columns.push_back(branch->buffers_[i].Freeze(info.name, length));
    }
  }
  return TMVA::MakeArraySource(std::move(columns), GetEntries(), Where());
}

std::shared_ptr<const TMVA::ColumnSource> TTree::AsColumnSource() const {
  if (source_) return source_;
  auto own = OwnSource();
  if (!own || friends_.empty()) return source_ = std::move(own);
  std::vector<TMVA::NamedSource> others;
  for (const auto& other : friends_)
    others.push_back({other.info.alias, other.tree->AsColumnSource()});
  return source_ = TMVA::MakeFriends(std::move(own), std::move(others));
}

void TTree::Refresh() {
  source_.reset();
  for (auto& branch : branches_) branch->reader_.reset();
  for (auto& branch : friend_branches_) branch->reader_.reset();
  bindings_changed_ = true;
}

Long64_t TTree::GetEntries() const {
  if (table_) return table_->NumEntries();
  std::int64_t entries = 0;
  for (const auto& branch : branches_) entries = std::max(entries, branch->filled_);
  return entries;
}

}  // namespace tmva_root
