// TChain: trees of several files, one after the other.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <TTree.h>

inline namespace tmva_root {

/// A file of a chain: its name is the tree's, its title the file's.
class TChainElement : public TNamed {
 public:
  using TNamed::TNamed;
  const char* ClassName() const override { return "TChainElement"; }
};

class TChain : public TTree {
 public:
  explicit TChain(const char* name = "", const char* title = "");
  ~TChain() override;
  const char* ClassName() const override { return "TChain"; }

  /// "file.root", wildcards in the last part of the path, "file.root/tree" or "file.root?#tree".
  /// Returns how many files were added.
  Int_t Add(const char* path, Long64_t entries = kMaxEntries);
  Int_t Add(TChain* chain);
  Int_t AddFile(const char* path, Long64_t entries = kMaxEntries, const char* tree = "");
  TObjArray* GetListOfFiles() { return &file_list_; }
  Int_t GetNtrees() const { return file_list_.GetSize(); }
  Long64_t GetEntries() const override;
  using TTree::GetEntries;
  Int_t GetEntry(Long64_t entry = 0, Int_t all = 0) override;
  Long64_t LoadTree(Long64_t entry) override;
  Int_t GetTreeNumber() const override { return tree_number_; }
  TFile* GetFile() const { return GetCurrentFile(); }
  void Reset(Option_t* option = "");
  Int_t Fill() override;

 protected:
  std::shared_ptr<const TMVA::ColumnSource> OwnSource() const override;

 private:
  void Forget();

  std::vector<std::unique_ptr<TChainElement>> elements_;
  TObjArray file_list_;
  mutable std::shared_ptr<const TMVA::ColumnSource> chain_;
  mutable std::vector<std::int64_t> starts_;  ///< first entries of the files, and the end
  Int_t tree_number_ = -1;
};

}  // namespace tmva_root
