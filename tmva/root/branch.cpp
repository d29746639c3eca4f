// TBranch: memory on one side, columns on the other.
#include <TBranch.h>

#include <TMVA/Error.h>

#include <TTree.h>
#include "tmva/root/branch_reader.h"
#include "tmva/root/fill_group.h"
#include "tmva/root/leaf_list.h"
#include "tmva/root/object_memory.h"
#include "tmva/root/raw_memory.h"

inline namespace tmva_root {

TBranch::TBranch(TTree* tree, TMVA::BranchSpec spec)
    : TNamed(spec.name, spec.name),
      tree_(tree),
      spec_(std::move(spec)),
      columns_(ColumnsOf(spec_)),
      memory_(std::make_shared<std::shared_ptr<BranchMemory>>()) {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    buffers_.emplace_back(columns_[i].type, columns_[i].list_levels);
  MakeLeaves();
}

TBranch::TBranch(TTree* tree, std::string name, const std::vector<std::size_t>& columns)
    : TNamed(name, name),
      tree_(tree),
      is_read_(true),
      memory_(std::make_shared<std::shared_ptr<BranchMemory>>()) {
  const auto source = tree->AsColumnSource();
  for (const auto column : columns) columns_.push_back(source->Columns()[column]);
  MakeLeaves();
}

TBranch::~TBranch() = default;

void TBranch::MakeLeaves() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    leaves_.push_back(std::make_unique<TLeaf>(this, i, columns_[i]));
    leaf_list_.Add(leaves_.back().get());
  }
  rows_.resize(columns_.size());
  if (columns_.size() == 1 && IsObject(columns_[0])) class_name_ = leaves_[0]->GetTypeName();
}

const char* TBranch::GetClassName() const { return class_name_.c_str(); }

TLeaf* TBranch::GetLeaf(const char* name) const {
  if (auto* leaf = leaf_list_.FindObject(name)) return static_cast<TLeaf*>(leaf);
  for (const auto& leaf : leaves_)
    if (leaf->GetFullName() == std::string_view(name)) return leaf.get();
  return nullptr;
}

Long64_t TBranch::GetEntries() const { return is_read_ ? tree_->GetEntries() : filled_; }
Long64_t TBranch::GetReadEntry() const { return tree_->GetReadEntry(); }

BranchReader& TBranch::Reader() {
  if (reader_) return *reader_;
  if (group_ && tree_->table_)
    throw TMVA::DataError(tree_->Where() + ", branch '" + GetName() +
                          "': is being added; close the file before it is read");
  auto source = tree_->AsColumnSource();
  std::vector<std::size_t> columns;  // by name: friends that came since have moved them
  for (const auto& column : columns_) columns.push_back(source->FindColumn(column.name));
  reader_ = std::make_unique<BranchReader>(std::move(source), std::move(columns));
  return *reader_;
}

std::span<const ColumnRow> TBranch::Rows() {
  const auto entry = tree_->GetReadEntry();
  if (entry < 0 || entry >= tree_->GetEntries())
    throw TMVA::DataError(tree_->Where() + ", branch '" + GetName() +
                          "': no entry has been read yet; call GetEntry() first");
  Reader().Read(entry, rows_);
  return rows_;
}

Int_t TBranch::Load(Long64_t entry) {
  Reader().Read(entry, rows_);
  (*memory_)->Load(rows_);
  std::size_t bytes = 0;
  for (const auto& row : rows_) bytes += static_cast<std::size_t>(row.count) * row.value_size;
  return static_cast<Int_t>(bytes);
}

Int_t TBranch::GetEntry(Long64_t entry, Int_t) {
  if (entry < 0 || entry >= tree_->GetEntries()) return 0;
  tree_->read_entry_ = entry;
  if (IsBound()) return Load(entry);
  Rows();
  return 1;
}

void TBranch::SetMemory(std::shared_ptr<BranchMemory> memory) {
  *memory_ = std::move(memory);
  tree_->bindings_changed_ = true;
}

void TBranch::SetAddress(void* address) {
  if (address == nullptr) return SetMemory(nullptr);
  if (!class_name_.empty()) return SetMemory(MakePointerMemory(columns_[0], address));
  SetMemory(tree_->LeafMemory(*this, address));
}

void TBranch::Store() {
  if (!IsBound())
    throw TMVA::DataError(tree_->Where() + ", branch '" + GetName() +
                          "': has no memory to be filled from; call SetBranchAddress()");
  std::size_t before = 0, after = 0;
  for (const auto& buffer : buffers_) before += buffer.bytes();
  (*memory_)->Store(buffers_);
  for (const auto& buffer : buffers_) after += buffer.bytes();
  ++filled_;
  group_->CountBytes(after - before);
}

void TBranch::Empty() {
  for (auto& buffer : buffers_) buffer.Clear();
  filled_ = 0;
}

Int_t TBranch::Fill() {
  if (group_ == nullptr)
    throw TMVA::DataError(
        tree_->Where() + ", branch '" + GetName() +
        "': is stored already and cannot get more entries; only new branches are filled");
  tree_->RequireFillable();
  const auto before = group_->bytes();
  Store();
  const auto bytes = static_cast<Int_t>(group_->bytes() - before);
  tree_->AfterFill(*group_);
  return bytes;
}

}  // namespace tmva_root
