// TTree and TChain: addresses, friends, copies; and files that ROOT wrote.
#include <TChain.h>
#include <TFile.h>
#include <TTree.h>

#include <TMVA/DataLoader.h>
#include <TMVA/Error.h>

#include <cstring>

#include "tests/tmva/root_helper.h"

namespace {

using RootTreeRead = RootFolder;

std::string Data(const std::string& name) {
  return std::string(TMVA_TEST_DATA) + "/rootio/" + name;
}

/// Tree `name` with x = first, first + 1, ... and y = 10 x.
void WriteTree(const std::string& path, int first, int entries, const char* name = "t",
               const char* mode = "RECREATE") {
  TFile file(path.c_str(), mode);
  const std::string text(name);
  if (const auto slash = text.rfind('/'); slash != std::string::npos)
    file.mkdir(text.substr(0, slash).c_str())->cd();
  TTree tree(text.substr(text.rfind('/') + 1).c_str(), "t");
  float x = 0;
  int y = 0;
  tree.Branch("x", &x, "x/F");
  tree.Branch("y", &y, "y/I");
  for (int i = first; i < first + entries; ++i) {
    x = static_cast<float>(i);
    y = 10 * i;
    tree.Fill();
  }
  file.Write();
}

TEST_F(RootTreeRead, FilesOfRoot) {
  TFile file(Data("gen-flat-zstd.root").c_str());
  auto& tree = *file.Get<TTree>("t");
  float f = 0;
  ULong64_t l = 0;
  char text[256];
  tree.SetBranchAddress("F", &f);
  tree.SetBranchAddress("l", &l);
  tree.SetBranchAddress("C", text);
  const auto source = TMVA::File::Open(Data("gen-flat-zstd.root"))->GetTree("t");
  const std::vector<std::size_t> columns = {source->FindColumn("F"), source->FindColumn("l"),
                                            source->FindColumn("C")};
  std::vector<TMVA::ColumnBlock> blocks(3);
  TMVA::ReadColumns(*source, columns, {0, 300}, blocks);
  for (const int i : {0, 1, 2, 299, 17, 18, 19, 20, 21, 22, 150, 0}) {
    const auto n = static_cast<std::size_t>(i);
    tree.GetEntry(i);
    EXPECT_EQ(std::memcmp(&f, &blocks[0].values<float>()[n], sizeof f), 0);
    EXPECT_EQ(l, blocks[1].values<ULong64_t>()[n]);
    const auto offsets = blocks[2].offsets();
    EXPECT_EQ(std::string(text),
              std::string(blocks[2].values<char>().data() + offsets[n],
                          static_cast<std::size_t>(offsets[n + 1] - offsets[n])));
  }
  TFile vectors(Data("gen-vec-split.root").c_str());
  auto& other = *vectors.Get<TTree>("t");
  EXPECT_STREQ(other.GetLeaf("vvf")->GetTypeName(), "vector<vector<float> >");
  EXPECT_STREQ(other.GetLeaf("vuc")->GetTypeName(), "vector<unsigned char>");
  EXPECT_STREQ(other.GetLeaf("vul")->GetTypeName(), "vector<ULong64_t>");
  EXPECT_STREQ(other.GetLeaf("str")->GetTypeName(), "string");
  TFile leaves(Data("uproot-leaflist.root").c_str());
  auto& list = *leaves.Get<TTree>("tree");
  EXPECT_STREQ(list.GetBranch("leaflist")->GetName(), "leaflist");
  EXPECT_EQ(list.GetBranch("leaflist")->GetNleaves(), 3);
}

TEST_F(RootTreeRead, WrongTypesAreErrors) {
  WriteTree(Path("a.root"), 0, 3);
  TFile file(Path("a.root").c_str());
  auto& tree = *file.Get<TTree>("t");
  int i = 0;
  double d = 0;
  std::vector<float>* v = nullptr;
  const auto message = MessageOf<TMVA::DataError>([&] { tree.SetBranchAddress("x", &i); });
  EXPECT_TRUE(Contains(message, "'x'") && Contains(message, "Float_t") &&
              Contains(message, "Int_t") && Contains(message, "a.root"))
      << message;
  EXPECT_TRUE(
      Contains(MessageOf<TMVA::DataError>([&] { tree.SetBranchAddress("x", &d); }), "Double_t"));
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree.SetBranchAddress("x", &v); }),
                       "vector<float>"));
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree.SetBranchAddress("X", &d); }),
                       "did you mean 'x'"));
  TFile vectors(Data("gen-vec-split.root").c_str());
  auto& other = *vectors.Get<TTree>("t");
  float f = 0;
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { other.SetBranchAddress("vf", &f); }),
                       "vector<float>"));
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { other.SetBranchAddress("vd", &v); }),
                       "vector<double>"));
}

TEST_F(RootTreeRead, StatusAndReset) {
  WriteTree(Path("a.root"), 0, 3);
  TFile file(Path("a.root").c_str());
  auto& tree = *file.Get<TTree>("t");
  float x = -1;
  int y = -1;
  TBranch* branch = nullptr;
  tree.SetBranchAddress("x", &x, &branch);
  tree.SetBranchAddress("y", &y);
  tree.SetBranchStatus("*", false);
  tree.SetBranchStatus("y", true);
  tree.GetEntry(2);
  EXPECT_EQ(x, -1);
  EXPECT_EQ(y, 20);
  branch->GetEntry(1);
  EXPECT_EQ(x, 1);
  EXPECT_EQ(tree.GetReadEntry(), 1);
  tree.SetBranchStatus("*", true);
  tree.ResetBranchAddresses();
  tree.GetEntry(0);
  EXPECT_EQ(x, 1);
  EXPECT_EQ(tree.GetLeaf("y")->GetValue(), 0);
  EXPECT_TRUE(
      Contains(MessageOf<TMVA::DataError>([&] { tree.SetBranchStatus("z", true); }), "'z'"));
}

TEST_F(RootTreeRead, FriendsOfTheSameAndOfOtherFiles) {
  WriteTree(Path("a.root"), 0, 4);
  WriteTree(Path("a.root"), 100, 4, "dir/other", "UPDATE");
  WriteTree(Path("b.root"), 200, 4, "t2");
  WriteTree(Path("c.root"), 0, 5);
  TFile file(Path("a.root").c_str());
  auto& tree = *file.Get<TTree>("t");
  float own = 0, third = 0;
  int second = 0;
  tree.SetBranchAddress("x", &own);
  tree.AddFriend("dir/other");
  tree.SetBranchAddress("other.y", &second);
  tree.AddFriend("f=t2", Path("b.root").c_str());
  tree.SetBranchAddress("f.x", &third);
  for (const int i : {3, 0, 1}) {
    tree.GetEntry(i);
    EXPECT_EQ(own, i);
    EXPECT_EQ(second, 1000 + 10 * i);
    EXPECT_EQ(third, 200 + i);
  }
  EXPECT_EQ(tree.GetEntries("other.x + f.x > 302"), 2);
  EXPECT_EQ(tree.GetFriend("f")->GetEntries(), 4);
  EXPECT_EQ(tree.GetListOfFriends()->GetSize(), 2);
  EXPECT_TRUE(Contains(
      MessageOf<TMVA::DataError>([&] { tree.AddFriend("t", Path("c.root").c_str()); }), "5"));
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree.AddFriend("none"); }), "none"));
  EXPECT_EQ(tree.GetListOfFriends()->GetSize(), 2);
  EXPECT_EQ(tree.GetBranch("none"), nullptr);
}

TEST_F(RootTreeRead, BranchesThatOneFriendHas) {
  WriteTree(Path("a.root"), 0, 2);
  TFile file(Path("a.root").c_str());
  TTree extra("extra", "", 99, nullptr), more("more", "", 99, nullptr);
  int z = 0, w = 0;
  extra.Branch("z", &z);
  more.Branch("z", &z);
  more.Branch("w", &w);
  for (z = 5; z < 7; ++z) {
    extra.Fill();
    w = 3 * z;
    more.Fill();
  }
  auto& tree = *file.Get<TTree>("t");
  tree.AddFriend(&extra, "first");
  EXPECT_NE(tree.GetBranch("z"), nullptr);
  tree.AddFriend(&more);
  int read = 0;
  tree.SetBranchAddress("w", &read);
  tree.GetEntry(1);
  EXPECT_EQ(read, 18);
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree.GetBranch("z"); }), "first.z"));
}

TEST_F(RootTreeRead, Copies) {
  WriteTree(Path("a.root"), 0, 10);
  TFile file(Path("a.root").c_str());
  auto& tree = *file.Get<TTree>("t");
  TDirectory::Memory().cd();
  std::unique_ptr<TTree> some(tree.CopyTree("x>=3 && y<80"));
  EXPECT_EQ(some->GetEntries(), 5);
  EXPECT_EQ(some->GetMinimum("x"), 3);
  EXPECT_EQ(some->GetMaximum("y"), 70);
  tree.SetBranchStatus("y", false);
  std::unique_ptr<TTree> all(tree.CloneTree());
  EXPECT_EQ(all->GetEntries(), 10);
  EXPECT_EQ(all->GetNbranches(), 1);
  tree.SetBranchStatus("y", true);

  TFile output(Path("b.root").c_str(), "RECREATE");
  std::unique_ptr<TTree> skim(tree.CloneTree(0));
  int y = 0;
  tree.SetBranchAddress("y", &y);  // the clone sees it; x passes unseen
  for (int i = 0; i < 10; ++i) {
    tree.GetEntry(i);
    if (y % 20 != 0) continue;
    y += 1;
    skim->Fill();
  }
  output.Write();
  output.Close();
  TFile again(Path("b.root").c_str());
  EXPECT_EQ(again.Get<TTree>("t")->GetEntries(), 5);
  EXPECT_EQ(again.Get<TTree>("t")->GetEntries("y == 10*x + 1"), 5);
}

TEST_F(RootTreeRead, CopiesKeepTheKindsOfBranches) {
  TFile file(Data("gen-layouts.root").c_str());
  auto& tree = *file.Get<TTree>("t");
  for (const char* name : {"own", "text", "fewer"}) tree.SetBranchStatus(name, false);
  TFile output(Path("b.root").c_str(), "RECREATE");
  tree.CopyTree("m%2==0")->Write();
  output.Close();
  TFile again(Path("b.root").c_str());
  auto& copy = *again.Get<TTree>("t");
  EXPECT_EQ(copy.GetEntries(), tree.GetEntries("m%2==0"));
  EXPECT_EQ(copy.GetLeaf("grid")->Column().count_branch,
            tree.GetLeaf("grid")->Column().count_branch);
  EXPECT_EQ(copy.GetLeaf("grid")->Column().dimensions, (std::vector<std::int64_t>{2}));
  EXPECT_STREQ(copy.GetLeaf("jagged")->GetTypeName(), "Float_t");
  double sum = 0, expected = 0;
  for (auto [part, total] : {std::pair(&copy, &sum), std::pair(&tree, &expected)})
    for (int i = 0; i < part->GetEntries(); ++i) {
      part->GetEntry(i);
      if (static_cast<int>(part->GetLeaf("m")->GetValue()) % 2 != 0) continue;
      for (int k = 0; k < part->GetLeaf("jagged")->GetLen(); ++k)
        *total += part->GetLeaf("jagged")->GetValue(k) * (i + 1 > 0);
      for (int k = 0; k < part->GetLeaf("grid")->GetLen(); ++k)
        *total += part->GetLeaf("grid")->GetValue(k);
    }
  EXPECT_NE(expected, 0);
  EXPECT_EQ(sum, expected);
}

TEST_F(RootTreeRead, Chains) {
  WriteTree(Path("part1.root"), 0, 3, "dir/t");
  WriteTree(Path("part2.root"), 3, 4, "dir/t");
  WriteTree(Path("other.root"), 7, 2, "u");
  TChain chain("dir/t");
  EXPECT_EQ(chain.GetEntries(), 0);
  EXPECT_EQ(chain.Add(Path("part*.root").c_str()), 2);
  EXPECT_EQ(chain.GetEntries(), 7);
  float x = 0;
  chain.SetBranchAddress("x", &x);
  EXPECT_EQ(chain.Add((Path("other.root") + "/u").c_str()), 1);
  EXPECT_EQ(chain.GetEntries(), 9);
  EXPECT_EQ(chain.GetListOfFiles()->GetEntries(), 3);
  EXPECT_STREQ(chain.GetListOfFiles()->At(2)->GetName(), "u");
  for (const int i : {0, 2, 3, 8, 5}) {
    chain.GetEntry(i);
    EXPECT_EQ(x, i);
  }
  EXPECT_EQ(chain.GetTreeNumber(), 1);
  EXPECT_EQ(chain.LoadTree(7), 0);
  EXPECT_EQ(chain.GetTreeNumber(), 2);
  EXPECT_EQ(chain.LoadTree(9), -2);
  EXPECT_EQ(chain.Add(Path("none*.root").c_str()), 0);
  EXPECT_EQ(chain.GetEntries("y>=30"), 6);
  TChain beside("u");
  for (int i = 0; i < 3; ++i)
    beside.AddFile((Path("part1.root")).c_str(), TTree::kMaxEntries, "dir/t");
  chain.AddFriend(&beside, "b");
  float bx = 0;
  chain.SetBranchAddress("b.x", &bx);
  chain.GetEntry(7);
  EXPECT_EQ(bx, 1);
  EXPECT_EQ(x, 7);
  TMVA::DataLoader loader("d");
  loader.AddSignalTree(&chain);
  EXPECT_EQ(loader.InputFiles().size(), 6u);
  TChain missing("t");
  missing.AddFile(Path("none.root").c_str());
  EXPECT_TRUE(Contains(MessageOf<TMVA::Error>([&] { missing.GetEntries(); }), "none.root"));
}

}  // namespace
