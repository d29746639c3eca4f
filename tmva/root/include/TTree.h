// TTree: a table that is filled, or read, entry by entry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>

#include <TBranch.h>
#include <TDirectory.h>
#include <TLeaf.h>

inline namespace tmva_root {

class TTree : public TNamed {
 public:
  static constexpr Long64_t kMaxEntries = 1000000000000;

  TTree();
  /// A tree that belongs to the current directory, and is stored with it.
  TTree(const char* name, const char* title, Int_t split_level = 99,
        TDirectory* directory = gDirectory);
  ~TTree() override;
  TTree(const TTree&) = delete;
  TTree& operator=(const TTree&) = delete;
  const char* ClassName() const override { return "TTree"; }

  // -- writing
  /// Leaves in memory: "x/F", "x/F:y/I", "x[3]/F", "x[n]/F" with a branch n, "text/C". One without
  /// a type is a float, or has the type of the leaf before it.
  TBranch* Branch(const char* name, void* address, const char* leaf_list,
                  Int_t buffer_size = 32000);
  /// A number, an array, a vector or a text. It must stay where it is.
  template <class T>
    requires(BranchNumber<T> || BranchObject<T>)
  TBranch* Branch(const char* name, T* object, Int_t = 32000, Int_t = 99) {
    if constexpr (BranchNumber<T>)
      return NewNumber(name, object, DataTypeOf<T>(), {});
    else
      return NewObject(name, ObjectTraits<T>::Type(), std::make_shared<ObjectMemory<T>>(object));
  }
  template <BranchNumber T, std::size_t kSize>
  TBranch* Branch(const char* name, T (*array)[kSize], Int_t = 32000, Int_t = 99) {
    return NewNumber(name, array, DataTypeOf<T>(), {static_cast<std::int64_t>(kSize)});
  }
  template <BranchObject T>
  TBranch* Branch(const char* name, T** object, Int_t = 32000, Int_t = 99) {
    return NewObject(name, ObjectTraits<T>::Type(), std::make_shared<ObjectMemory<T>>(object));
  }
  template <BranchObject T>
  TBranch* Branch(const char* name, const char* /*class_name*/, T* object, Int_t = 32000,
                  Int_t = 99) {
    return Branch(name, object);
  }
  template <BranchObject T>
  TBranch* Branch(const char* name, const char* /*class_name*/, T** object, Int_t = 32000,
                  Int_t = 99) {
    return Branch(name, object);
  }
  virtual Int_t Fill();
  Int_t FlushBaskets() { return 0; }
  Long64_t AutoSave(Option_t* = "") { return Write(); }
  void SetAutoSave(Long64_t = 0) {}
  void SetAutoFlush(Long64_t = 0) {}
  void SetBasketSize(const char*, Int_t = 0) {}
  void SetMaxVirtualSize(Long64_t = 0) {}
  void SetCacheSize(Long64_t = -1) {}
  void Reset(Option_t* option = "");
  /// Marks the tree as one to be stored; DataError when a branch was not filled for all entries.
  Int_t Write(const char* name = nullptr, Int_t option = 0, Int_t buffer_size = 0) override;
  void SetDirectory(TDirectory* directory);

  // -- reading
  virtual Long64_t GetEntries() const;
  Long64_t GetEntriesFast() const { return GetEntries(); }
  /// How many entries pass a cut.
  Long64_t GetEntries(const char* cut);
  /// Puts the values of an entry into all memory that is bound. Returns bytes; 0 behind the end.
  virtual Int_t GetEntry(Long64_t entry = 0, Int_t all = 0);
  virtual Long64_t LoadTree(Long64_t entry);
  Long64_t GetReadEntry() const { return read_entry_; }
  /// The type in memory must be the branch's: DataError with both otherwise.
  template <class T>
  Int_t SetBranchAddress(const char* name, T* address, TBranch** branch = nullptr) {
    TBranch& found = FindOrThrow(name);
    if (branch) *branch = &found;
    using Element = std::remove_all_extents_t<T>;
    if constexpr (BranchNumber<Element>)
      BindNumbers(found, address, DataTypeOf<Element>());
    else if constexpr (BranchObject<T>)
      BindObject(found, ObjectTraits<T>::Type(), std::make_shared<ObjectMemory<T>>(address));
    else if constexpr (std::is_pointer_v<T> && BranchObject<std::remove_pointer_t<T>>)
      BindObject(found, ObjectTraits<std::remove_pointer_t<T>>::Type(),
                 std::make_shared<ObjectMemory<std::remove_pointer_t<T>>>(address));
    else
      found.SetAddress(address);  // a struct, or memory of which nothing is known
    return 0;
  }
  Int_t SetBranchAddress(const char* name, std::nullptr_t);
  /// Numbers of a type in memory that `owner` keeps alive and that has room for `capacity` bytes.
  void BindNumbers(TBranch& branch, void* address, TMVA::DataType type,
                   std::size_t capacity = SIZE_MAX, std::shared_ptr<const void> owner = nullptr);
  void BindObject(TBranch& branch, const MemoryType& type, std::shared_ptr<BranchMemory> memory);
  TBranch* NewNumber(const std::string& name, void* address, TMVA::DataType type,
                     std::vector<std::int64_t> dimensions,
                     std::shared_ptr<const void> owner = nullptr);
  TBranch* NewLeaves(const std::string& name, void* address, const std::string& leaf_list,
                     std::size_t capacity = SIZE_MAX, std::shared_ptr<const void> owner = nullptr,
                     std::optional<TMVA::DataType> type = {});
  TBranch* NewObject(const std::string& name, const MemoryType& type,
                     std::shared_ptr<BranchMemory> memory);
  void ResetBranchAddress(TBranch* branch);
  void ResetBranchAddresses();
  void SetBranchStatus(const char* name, Bool_t on = true, UInt_t* found = nullptr);
  Bool_t GetBranchStatus(const char* name);

  /// A branch of this tree, "x" or "branch.leaf", or of a friend, "alias.x", or "x" where only one
  /// friend has it. nullptr where there is none.
  TBranch* GetBranch(const char* name);
  TBranch* FindBranch(const char* name) { return GetBranch(name); }
  /// As GetBranch(); DataError with the nearest name where there is none.
  TBranch& FindOrThrow(const std::string& name);
  TLeaf* GetLeaf(const char* name);
  TLeaf* GetLeaf(const char* branch, const char* leaf);
  TLeaf* FindLeaf(const char* name) { return GetLeaf(name); }
  TObjArray* GetListOfBranches();
  TObjArray* GetListOfLeaves();
  Int_t GetNbranches() { return GetListOfBranches()->GetSize(); }

  // -- friends: trees of as many entries
  /// A tree of this tree's file, or of another; "alias=name" gives it another name.
  void AddFriend(const char* name, const char* file = "");
  void AddFriend(const char* name, TFile* file);
  void AddFriend(TTree* tree, const char* alias = "", Bool_t warn = false);
  void RemoveFriend(TTree* tree);
  TTree* GetFriend(const char* alias) const;
  TList* GetListOfFriends();  ///< the trees themselves; nullptr where there are none

  // -- other trees, and numbers
  /// The entries that pass a cut, in a new tree of the current directory.
  TTree* CopyTree(const char* cut, Option_t* option = "", Long64_t entries = kMaxEntries,
                  Long64_t first = 0);
  /// The branches that are switched on, and the first entries: all (-1) or none (0). A clone shares
  /// the memory of this tree's branches: GetEntry() here, Fill() there.
  TTree* CloneTree(Long64_t entries = -1, Option_t* option = "");
  void CopyAddresses(TTree* tree, Bool_t undo = false);
  Double_t GetMinimum(const char* column);
  Double_t GetMaximum(const char* column);
  /// Prints expressions, "x:y+1", of the entries that pass a cut. Returns how many these are.
  Long64_t Scan(const char* expressions = "", const char* cut = "", Option_t* option = "",
                Long64_t entries = 25, Long64_t first = 0);
  void Draw(Option_t* expressions) override { Draw(expressions, ""); }
  /// "x", "y:x", "x>>name", "x>>+name", "x>>name(bins,low,high)": fills a histogram of the current
  /// directory, a new one where there is none. The cut's value is the weight. Returns how many
  /// entries pass; nothing appears on a screen.
  Long64_t Draw(const char* expressions, const char* cut, Option_t* option = "",
                Long64_t entries = kMaxEntries, Long64_t first = 0);
  void Show(Long64_t entry = -1);
  void Print(Option_t* option = "") const override;
  Double_t GetWeight() const { return weight_; }
  void SetWeight(Double_t weight, Option_t* = "") { weight_ = weight; }

  TDirectory* GetDirectory() const { return directory_; }
  TFile* GetCurrentFile() const;
  virtual TTree* GetTree() const { return const_cast<TTree*>(this); }
  virtual Int_t GetTreeNumber() const { return 0; }
  Long64_t GetTotBytes() const;
  Long64_t GetZipBytes() const;

  /// The table behind the tree, friends included: for DataLoader, BatchGenerator, RDataFrame.
  virtual std::shared_ptr<const TMVA::ColumnSource> AsColumnSource() const;

 protected:
  friend class TDirectory;
  friend class TFile;
  friend class TBranch;
  friend class FillGroup;
  /// A tree that a file holds.
  TTree(std::shared_ptr<const TMVA::Table> table, TDirectory* directory);
  /// Marks the tree as one to be stored in a directory, unless it belongs to a file already.
  Int_t Store(TDirectory& directory, const std::string& name, bool overwrite);
  void ForgetDirectory() override { directory_ = nullptr; }
  /// Forgets what was read so far: the table has changed.
  void Refresh();
  /// The table without friends that were added here; null for a tree without branches.
  virtual std::shared_ptr<const TMVA::ColumnSource> OwnSource() const;
  bool has_branches_ = false;  ///< are those of the table in the list?

 private:
  struct Friend;
  void MakeBranches();
  std::size_t NumOwnColumns() const;
  TBranch* FriendBranch(const std::string& name);
  TBranch* AddBranch(TMVA::BranchSpec spec);
  FillGroup& GroupFor(const TMVA::BranchSpec& spec);
  /// Memory where the leaves of a branch lie one behind the other.
  std::shared_ptr<BranchMemory> LeafMemory(TBranch& branch, void* address,
                                           std::size_t capacity = SIZE_MAX,
                                           std::shared_ptr<const void> owner = nullptr);
  void Rebind();
  void AddFriend(TMVA::FriendInfo info, TTree* tree, std::shared_ptr<TTree> owner);
  /// The branches that are switched on, in a new tree of the current directory.
  std::unique_ptr<TTree> CloneBranches();
  void CopyEntries(TTree& target, const std::string& cut, Long64_t entries, Long64_t first);

  void RequireFillable() const;
  void RequireComplete() const;
  void AfterFill(FillGroup& group);
  void Flush(FillGroup& group);
  void MakeWriter(FillGroup& group);
  TMVA::TreeOptions Options() const;
  bool IsBegun() const;  ///< has its file got entries, or some to come?
  /// The file is about to be closed: hands over what is left in memory, or forgets it.
  void Finish(bool store);
  std::string Where() const;

  TDirectory* directory_ = nullptr;
  std::shared_ptr<const TMVA::Table> table_;  ///< of a tree that a file holds
  mutable std::shared_ptr<const TMVA::ColumnSource> source_;
  std::vector<Friend> friends_;
  std::vector<std::unique_ptr<TBranch>> branches_, friend_branches_;
  std::vector<TBranch*> bound_;  ///< what GetEntry() reads
  bool bindings_changed_ = true;
  std::vector<std::unique_ptr<FillGroup>> groups_;
  TObjArray branch_list_, leaf_list_;
  TList friend_list_;
  bool is_stored_ = false;    ///< Write() was called
  bool is_copy_ = false;      ///< of another tree: stored only when it is written
  bool is_finished_ = false;  ///< its file is closed
  std::string stored_name_;
  Long64_t read_entry_ = -1;
  Double_t weight_ = 1;
};

}  // namespace tmva_root
