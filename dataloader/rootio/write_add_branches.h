// New branches of a tree that a file holds already.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dataloader/rootio/record_map.h"
#include "dataloader/rootio/record_patch.h"
#include "dataloader/rootio/tree_metadata.h"
#include "dataloader/rootio/write_existing.h"
#include "dataloader/rootio/write_tree.h"

namespace TMVA::inline standalone::rootwrite {

class NewBranches;

/// One tree and all that is added to it. Its record is written again with the new branches behind
/// the old ones and every other byte kept.
class TreeUpdate {
 public:
  /// `path` is the tree's with its directory. DataError when the object is no tree or cannot be
  /// added to. `file` must outlive this.
  TreeUpdate(const ExistingFile& file, RecordWriter& records, Directory& directory,
             const Directory::Entry& entry, std::string path);
  ~TreeUpdate();

  const std::string& name() const { return key_.name; }
  const Directory& directory() const { return directory_; }
  TableWriter& Add(std::vector<BranchSpec> branches, std::set<std::string_view>& classes);
  /// DataError unless all branches have the tree's number of entries.
  void CheckComplete() const;
  /// Writes what is left in baskets, and the TTree.
  void Close();

 private:
  std::vector<std::byte> PatchedRecord(std::size_t key_bytes);
  void StreamNewBranches(RecordPatch& patch, WriteBuffer& out, LeafTags& tags);
  void AddToTotal(RecordPatch& patch, std::string_view member, std::int64_t bytes) const;
  [[noreturn]] void Fail(const std::string& what) const;

  const ExistingFile& file_;
  RecordWriter& records_;
  Directory& directory_;
  Key key_;
  std::string path_;
  rootio::Record record_;
  rootio::RecordMap map_;
  rootio::TreeMetadata tree_;
  std::set<std::string, std::less<>> added_;  ///< names of new branches
  std::vector<std::unique_ptr<NewBranches>> writers_;
};

}  // namespace TMVA::inline standalone::rootwrite
