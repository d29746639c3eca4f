// TChain: the files, and the table that they make together.
#include <TChain.h>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>

inline namespace tmva_root {
namespace {

/// Files in order of their names; wildcards stand in the last part of the path only.
std::vector<std::string> Matching(const std::string& pattern) {
  if (pattern.find_first_of("*?[") == std::string::npos) return {pattern};
  const std::filesystem::path path(pattern);
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::vector<std::string> found;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    const auto name = entry.path().filename().string();
    if (::fnmatch(path.filename().c_str(), name.c_str(), FNM_PERIOD) == 0)
      found.push_back(path.has_parent_path() ? (folder / name).string() : name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// "file.root/tree" and "file.root?#tree" as file and tree.
std::pair<std::string, std::string> SplitTree(std::string path) {
  if (const auto mark = path.find("?#"); mark != std::string::npos)
    return {path.substr(0, mark), path.substr(mark + 2)};
  const auto end = path.rfind(".root/");
  if (end == std::string::npos || std::filesystem::is_directory(path.substr(0, end + 5)))
    return {path, ""};
  return {path.substr(0, end + 5), path.substr(end + 6)};
}

}  // namespace

TChain::TChain(const char* name, const char* title) : TTree(name, title, 99, nullptr) {
  has_branches_ = false;
}
TChain::~TChain() = default;

Int_t TChain::AddFile(const char* path, Long64_t, const char* tree) {
  const auto name = *tree ? std::string(tree) : std::string(GetName());
  if (name.empty())
    throw TMVA::DataError(std::string(path) +
                          ": the chain has no name, so the tree must be named: \"file.root/tree\"");
  elements_.push_back(std::make_unique<TChainElement>(TString(name), TString(path)));
  file_list_.Add(elements_.back().get());
  Forget();
  return 1;
}

Int_t TChain::Add(const char* text, Long64_t) {
  const auto [pattern, tree] = SplitTree(text);
  const auto files = Matching(pattern);
  for (const auto& file : files) AddFile(file.c_str(), kMaxEntries, tree.c_str());
  return static_cast<Int_t>(files.size());
}

Int_t TChain::Add(TChain* chain) {
  const auto count = chain->elements_.size();
  for (std::size_t i = 0; i < count; ++i)
    AddFile(chain->elements_[i]->GetTitle(), kMaxEntries, chain->elements_[i]->GetName());
  return static_cast<Int_t>(count);
}

void TChain::Reset(Option_t*) {
  elements_.clear();
  file_list_.Clear();
  Forget();
}

/// Other files make another table.
void TChain::Forget() {
  chain_.reset();
  starts_.clear();
  tree_number_ = -1;
  Refresh();
}

std::shared_ptr<const TMVA::ColumnSource> TChain::OwnSource() const {
  if (chain_ || elements_.empty()) return chain_;
  std::vector<std::shared_ptr<const TMVA::ColumnSource>> parts;
  starts_.assign(1, 0);
  for (const auto& element : elements_) {
    parts.push_back(
        TMVA::WithFriends(TMVA::File::Open(element->GetTitle())->GetTable(element->GetName())));
    starts_.push_back(starts_.back() + parts.back()->NumEntries());
  }
  return chain_ = TMVA::MakeChain(std::move(parts));
}

Long64_t TChain::GetEntries() const {
  const auto source = OwnSource();
  return source ? source->NumEntries() : 0;
}

/// Returns the entry's number in its file.
Long64_t TChain::LoadTree(Long64_t entry) {
  if (TTree::LoadTree(entry) < 0) return -2;
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), entry);
  tree_number_ = static_cast<Int_t>(next - starts_.begin()) - 1;
  return entry - *std::prev(next);
}

Int_t TChain::GetEntry(Long64_t entry, Int_t all) {
  const auto bytes = TTree::GetEntry(entry, all);
  if (bytes > 0) LoadTree(entry);
  return bytes;
}

Int_t TChain::Fill() {
  throw TMVA::DataError(std::string("chain '") + GetName() +
                        "': is read only; fill a CloneTree(0) of it");
}

}  // namespace tmva_root
