// TTree, TBranch, TLeaf and TChain of the compatibility headers.
#include <TMVA/Error.h>

#include <TChain.h>
#include <TFile.h>

#include "tmva/python/bindings/interruptible.h"
#include "tmva/python/bindings/root_names.h"

namespace TMVA::inline standalone {
namespace {

using TreeClass = py::class_<TTree, TNamed, std::shared_ptr<TTree>>;

/// A tree that C++ has made; one that goes to a file is the file's as well.
std::shared_ptr<TTree> Adopt(TTree* made) {
  std::shared_ptr<TTree> tree(made);
  if (auto* directory = tree->GetDirectory(); directory && directory->GetFile())
    directory->Share(made);
  return tree;
}

TDirectory* DirectoryOf(const py::object& directory) {
  return directory.is_none() ? nullptr : directory.cast<TDirectory*>();
}

py::list ObjectsOf(const TCollection& collection, const py::object& self) {
  py::list objects;
  for (auto* object : collection) {
    auto wrapped = py::cast(object, py::return_value_policy::reference);
    py::detail::keep_alive_impl(wrapped, self);
    objects.append(std::move(wrapped));
  }
  return objects;
}

std::shared_ptr<ColumnSource> SourceOf(const TTree& tree) {
  auto source = std::const_pointer_cast<ColumnSource>(tree.AsColumnSource());
  if (!source) throw DataError(std::string("tree '") + tree.GetName() + "' has no branches");
  return source;
}

void BindWriting(TreeClass& c) {
  c.def(
      "_branch",
      [](TTree& tree, const NameText& name, const py::object& memory, const NameText& leaves) {
        return NewBranch(tree, name.value, memory, leaves.value);
      },
      py::arg("name"), py::arg("memory"), py::arg("leaves"),
      py::return_value_policy::reference_internal);
  c.def("Fill", &TTree::Fill, "Takes one entry from the memory of all branches.");
  c.def(
      "Write",
      [](TTree& tree, const std::optional<NameText>& name, int option, int) {
        return tree.Write(name ? name->value.c_str() : nullptr, option);
      },
      py::arg("name") = py::none(), py::arg("option") = 0, py::arg("buffer_size") = 0);
  c.def(
      "AutoSave", [](TTree& tree, const NameText&) { return tree.AutoSave(); },
      py::arg("option") = "");
  c.def("FlushBaskets", &TTree::FlushBaskets);
  for (const char* name : {"SetAutoSave", "SetAutoFlush", "SetMaxVirtualSize", "SetCacheSize"})
    c.def(name, [](TTree&, long long) {}, py::arg("value") = 0, "Does nothing: memory is managed.");
  c.def("Reset", [](TTree& tree, const NameText&) { tree.Reset(); }, py::arg("option") = "");
  c.def(
      "SetDirectory",
      [](TTree& tree, const py::object& directory) {
        tree.SetDirectory(py::isinstance<py::int_>(directory) ? nullptr : DirectoryOf(directory));
      },
      py::arg("directory"));
}

void BindReading(TreeClass& c) {
  c.def("GetEntries", [](const TTree& tree) { return tree.GetEntries(); });
  c.def(
      "GetEntries",
      [](TTree& tree, const NameText& cut) {
        return Interruptible([&] { return tree.GetEntries(cut.value.c_str()); });
      },
      py::arg("cut"));
  c.def("GetEntriesFast", &TTree::GetEntriesFast);
  c.def("__len__", [](const TTree& tree) { return static_cast<std::size_t>(tree.GetEntries()); });
  c.def(
      "GetEntry", [](TTree& tree, long long entry) { return tree.GetEntry(entry); },
      py::arg("entry"));
  c.def("GetEntry", &TTree::GetEntry, py::arg("entry") = 0, py::arg("all") = 0,
        "Puts the values of an entry into all memory that is bound.");
  c.def("LoadTree", &TTree::LoadTree, py::arg("entry"));
  c.def("GetReadEntry", &TTree::GetReadEntry);
  c.def(
      "SetBranchAddress",
      [](TTree& tree, const NameText& name, const py::object& memory) {
        BindMemory(tree, tree.FindOrThrow(name.value), memory);
        return 0;
      },
      py::arg("name"), py::arg("memory"),
      "The buffer that GetEntry() fills; of the branch's own type.");
  c.def("ResetBranchAddress", &TTree::ResetBranchAddress, py::arg("branch"));
  c.def("ResetBranchAddresses", &TTree::ResetBranchAddresses);
  c.def(
      "SetBranchStatus",
      [](TTree& tree, const NameText& name, bool on) { tree.SetBranchStatus(name, on); },
      py::arg("name"), py::arg("on") = true);
  c.def(
      "GetBranchStatus",
      [](TTree& tree, const NameText& name) { return tree.GetBranchStatus(name); },
      py::arg("name"));
  c.def(
      "GetBranch", [](TTree& tree, const NameText& name) { return tree.GetBranch(name); },
      py::arg("name"), py::return_value_policy::reference_internal);
  c.def(
      "FindBranch", [](TTree& tree, const NameText& name) { return tree.GetBranch(name); },
      py::arg("name"), py::return_value_policy::reference_internal);
  for (const char* name : {"GetLeaf", "FindLeaf"}) {
    c.def(
        name, [](TTree& tree, const NameText& leaf) { return tree.GetLeaf(leaf); }, py::arg("name"),
        py::return_value_policy::reference_internal);
    c.def(
        name,
        [](TTree& tree, const NameText& branch, const NameText& leaf) {
          return tree.GetLeaf(branch, leaf);
        },
        py::arg("branch"), py::arg("leaf"), py::return_value_policy::reference_internal);
  }
  c.def("_branches", [](const py::object& self) {
    return ObjectsOf(*self.cast<TTree&>().GetListOfBranches(), self);
  });
  c.def("_leaves", [](const py::object& self) {
    return ObjectsOf(*self.cast<TTree&>().GetListOfLeaves(), self);
  });
  c.def("GetNbranches", &TTree::GetNbranches);
  c.def(
      "_value",
      [](TTree& tree, const std::string& name) -> py::object {
        auto* branch = tree.GetBranch(name.c_str());
        return branch ? ValueOf(*branch) : throw py::key_error(name);
      },
      py::arg("name"));
  c.def(
      "_find", [](TTree& tree, const std::string& name) { return &tree.FindOrThrow(name); },
      py::arg("name"), py::return_value_policy::reference_internal);
  c.def_property_readonly("_tmva_source", &SourceOf);
}

void BindFriendsAndCopies(TreeClass& c) {
  // Trees and files first: they have names, too.
  c.def(
      "_add_friend",
      [](TTree& tree, TTree& other, const NameText& alias) { tree.AddFriend(&other, alias); },
      py::keep_alive<1, 2>());
  c.def("_add_friend",
        [](TTree& tree, const NameText& name, TFile& file) { tree.AddFriend(name, &file); });
  c.def("_add_friend", [](TTree& tree, const NameText& name, const NameText& file) {
    tree.AddFriend(name, file);
  });
  c.def("RemoveFriend", &TTree::RemoveFriend, py::arg("tree"));
  c.def(
      "GetFriend", [](const TTree& tree, const NameText& alias) { return tree.GetFriend(alias); },
      py::arg("alias"), py::return_value_policy::reference_internal);
  c.def("_friends", [](const py::object& self) {
    auto* friends = self.cast<TTree&>().GetListOfFriends();
    return friends ? ObjectsOf(*friends, self) : py::list();
  });
  c.def(
      "CopyTree",
      [](TTree& tree, const NameText& cut, const NameText&, long long entries, long long first) {
        return Adopt(
            Interruptible([&] { return tree.CopyTree(cut.value.c_str(), "", entries, first); }));
      },
      py::arg("cut"), py::arg("option") = "", py::arg("entries") = TTree::kMaxEntries,
      py::arg("first") = 0, "The entries that pass a cut, in a new tree of the current directory.");
  c.def(
      "CloneTree",
      [](TTree& tree, long long entries, const NameText&) {
        return Adopt(Interruptible([&] { return tree.CloneTree(entries); }));
      },
      py::arg("entries") = -1, py::arg("option") = "", py::keep_alive<0, 1>(),
      "The branches that are switched on, and the first entries: all (-1) or none (0).");
  c.def("CopyAddresses", &TTree::CopyAddresses, py::arg("tree"), py::arg("undo") = false);
  c.def(
      "GetMinimum",
      [](TTree& tree, const NameText& column) {
        return Interruptible([&] { return tree.GetMinimum(column.value.c_str()); });
      },
      py::arg("column"));
  c.def(
      "GetMaximum",
      [](TTree& tree, const NameText& column) {
        return Interruptible([&] { return tree.GetMaximum(column.value.c_str()); });
      },
      py::arg("column"));
  c.def(
      "Scan",
      [](TTree& tree, const NameText& expressions, const NameText& cut, const NameText&,
         long long entries,
         long long first) { return tree.Scan(expressions, cut, "", entries, first); },
      py::arg("expressions") = "", py::arg("cut") = "", py::arg("option") = "",
      py::arg("entries") = 25, py::arg("first") = 0, py::call_guard<py::scoped_ostream_redirect>());
  c.def("Show", &TTree::Show, py::arg("entry") = -1, py::call_guard<py::scoped_ostream_redirect>());
  c.def("GetWeight", &TTree::GetWeight);
  c.def(
      "SetWeight", [](TTree& tree, double weight, const NameText&) { tree.SetWeight(weight); },
      py::arg("weight"), py::arg("option") = "");
  c.def("GetDirectory", [](TTree& tree) { return WrapDirectory(tree.GetDirectory()); });
  c.def("GetCurrentFile", [](TTree& tree) { return WrapDirectory(tree.GetCurrentFile()); });
  c.def("GetTreeNumber", &TTree::GetTreeNumber);
  c.def("GetTotBytes", &TTree::GetTotBytes);
  c.def("GetZipBytes", &TTree::GetZipBytes);
}

using LeafClass = py::class_<TLeaf, TNamed, std::shared_ptr<TLeaf>>;
using BranchClass = py::class_<TBranch, TNamed, std::shared_ptr<TBranch>>;

void BindBranches(LeafClass& leaf, BranchClass& branches) {
  leaf.def("GetTypeName", &TLeaf::GetTypeName, "'Float_t', 'Int_t', 'vector<float>', ...")
      .def("GetFullName", &TLeaf::GetFullName)
      .def("GetBranch", &TLeaf::GetBranch, py::return_value_policy::reference_internal)
      .def("GetLen", &TLeaf::GetLen)
      .def("GetLenStatic", &TLeaf::GetLenStatic)
      .def("GetLenType", &TLeaf::GetLenType)
      .def("GetNdata", &TLeaf::GetNdata)
      .def("IsUnsigned", &TLeaf::IsUnsigned)
      .def("GetValue", &TLeaf::GetValue, py::arg("i") = 0, "A value of the current entry.")
      .def("GetValueLong64", &TLeaf::GetValueLong64, py::arg("i") = 0);
  branches
      .def("Fill", &TBranch::Fill,
           "One entry of this branch only, for a branch that is added to a stored tree.")
      .def("GetEntry", &TBranch::GetEntry, py::arg("entry"), py::arg("all") = 0)
      .def("GetEntries", &TBranch::GetEntries)
      .def("GetReadEntry", &TBranch::GetReadEntry)
      .def("GetClassName", &TBranch::GetClassName)
      .def("GetFullName", &TBranch::GetFullName)
      .def(
          "GetLeaf",
          [](const TBranch& branch, const NameText& name) { return branch.GetLeaf(name); },
          py::arg("name"), py::return_value_policy::reference_internal)
      .def("_leaves",
           [](const py::object& self) {
             return ObjectsOf(*self.cast<TBranch&>().GetListOfLeaves(), self);
           })
      .def("GetNleaves", &TBranch::GetNleaves)
      .def("GetTree", &TBranch::GetTree, py::return_value_policy::reference)
      .def(
          "SetAddress",
          [](TBranch& branch, const py::object& memory) {
            BindMemory(*branch.GetTree(), branch, memory);
          },
          py::arg("memory"))
      .def(
          "SetStatus", [](TBranch& branch, bool on) { branch.SetStatus(on); }, py::arg("on"))
      .def("TestStatus", &TBranch::TestStatus);
}

}  // namespace

void BindRootTrees(py::module_& m) {
  LeafClass leaf(m, "TLeaf", "One column of a branch.");
  BranchClass branch(m, "TBranch", "Columns that are filled and read together.");
  TreeClass c(m, "TTree", "A table that is filled, or read, entry by entry.", py::dynamic_attr());
  BindBranches(leaf, branch);
  c.def(py::init([](const NameText& name, const NameText& title, int split_level) {
          return Adopt(new TTree(name, title, split_level));
        }),
        py::arg("name") = "", py::arg("title") = "", py::arg("split_level") = 99);
  BindWriting(c);
  BindReading(c);
  BindFriendsAndCopies(c);
  py::class_<TChain, TTree, std::shared_ptr<TChain>>(m, "TChain",
                                                     "Trees of several files, one after the other.")
      .def(py::init([](const NameText& name, const NameText& title) {
             return std::make_shared<TChain>(name, title);
           }),
           py::arg("name") = "", py::arg("title") = "")
      .def(
          "Add", [](TChain& chain, const NameText& path, long long) { return chain.Add(path); },
          py::arg("path"), py::arg("entries") = 0,
          "Files by a path with wildcards; returns how many.")
      .def(
          "Add", [](TChain& chain, TChain& other) { return chain.Add(&other); }, py::arg("chain"))
      .def(
          "AddFile",
          [](TChain& chain, const NameText& path, long long, const NameText& tree) {
            return chain.AddFile(path, TTree::kMaxEntries, tree);
          },
          py::arg("path"), py::arg("entries") = 0, py::arg("tree") = "")
      .def(
          "_files",
          [](const TChain& chain) {
            std::vector<std::pair<std::string, std::string>> files;
            for (auto* file : *const_cast<TChain&>(chain).GetListOfFiles())
              files.emplace_back(file->GetName(), file->GetTitle());
            return files;
          },
          "(tree, path) of each")
      .def("GetNtrees", &TChain::GetNtrees);
}

}  // namespace TMVA::inline standalone
