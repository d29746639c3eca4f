// TBranch: columns of a tree that are filled and read together.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/OutputFile.h>

#include <TBranchMemory.h>
#include <TLeaf.h>
#include <TObjArray.h>

inline namespace tmva_root {

class TTree;
class BranchReader;
class FillGroup;

class TBranch : public TNamed {
 public:
  ~TBranch() override;
  const char* ClassName() const override { return "TBranch"; }
  /// Takes one entry from the branch's memory; for a branch that is added to a stored tree.
  Int_t Fill();
  /// Reads one entry of this branch only.
  Int_t GetEntry(Long64_t entry, Int_t all = 0);
  Long64_t GetEntries() const;
  Long64_t GetReadEntry() const;
  TLeaf* GetLeaf(const char* name) const;
  TObjArray* GetListOfLeaves() { return &leaf_list_; }
  Int_t GetNleaves() const { return leaf_list_.GetSize(); }
  TTree* GetTree() const { return tree_; }
  const char* GetFullName() const { return GetName(); }
  const char* GetClassName() const;  ///< "vector<float>"; "" for leaves
  /// Memory of which nothing is known: it must be as the leaves say.
  void SetAddress(void* address);
  void SetStatus(Bool_t on) { is_on_ = on; }
  Bool_t TestStatus() const { return is_on_; }

  /// What the entry that the tree stands at has in each leaf, and in which form.
  std::span<const ColumnRow> Rows();
  const std::vector<TMVA::ColumnInfo>& Columns() const { return columns_; }
  /// Binds memory; null frees it.
  void SetMemory(std::shared_ptr<BranchMemory> memory);
  bool IsBound() const { return *memory_ != nullptr; }

 private:
  friend class TTree;
  friend class FillGroup;
  friend class TLeaf;
  /// A branch that is written ...
  TBranch(TTree* tree, TMVA::BranchSpec spec);
  /// ... and one that is read: columns of the tree's source.
  TBranch(TTree* tree, std::string name, const std::vector<std::size_t>& columns);
  void MakeLeaves();
  /// Reads an entry into the bound memory.
  Int_t Load(Long64_t entry);
  void Store();
  void Empty();  ///< forgets its entries
  BranchReader& Reader();

  TTree* tree_;
  TMVA::BranchSpec spec_;  ///< of a branch that is written
  bool is_read_ = false;
  std::vector<TMVA::ColumnInfo> columns_;
  std::vector<std::unique_ptr<TLeaf>> leaves_;
  TObjArray leaf_list_;
  /// Clones of the tree share the slot, and so see a new address.
  std::shared_ptr<std::shared_ptr<BranchMemory>> memory_;
  std::vector<ColumnBuffer> buffers_;
  std::int64_t filled_ = 0;
  FillGroup* group_ = nullptr;
  TBranch* source_branch_ = nullptr;  ///< of a copy, while it is made
  std::unique_ptr<BranchReader> reader_;
  std::vector<ColumnRow> rows_;
  std::string class_name_;
  bool is_on_ = true;
};

}  // namespace tmva_root
