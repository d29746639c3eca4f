// New branches for trees that a file holds already.
#include <TFile.h>
#include <TTree.h>

#include <TMVA/Error.h>

#include <fstream>
#include <iterator>

#include "tests/tmva/root_helper.h"

namespace {

class RootTreeUpdate : public RootFolder {
 protected:
  void SetUp() override {
    RootFolder::SetUp();
    path_ = Path("a.root");
    TFile file(path_.c_str(), "RECREATE");
    file.mkdir("dir")->cd();
    TTree tree("t", "t");
    int n = 0;
    tree.Branch("n", &n);
    for (n = 0; n < 5; ++n) tree.Fill();
    file.Write();
    file.Close();
    before_ = Bytes();
  }
  std::string Bytes() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string path_, before_;
};

TEST_F(RootTreeUpdate, BranchesAreAdded) {
  {
    TFile file(path_.c_str(), "UPDATE");
    auto& tree = *file.Get<TTree>("dir/t");
    float score = 0;
    std::vector<int> list;
    int n = 0;
    tree.SetBranchAddress("n", &n);
    auto* branch = tree.Branch("score", &score, "score/F");
    auto* lists = tree.Branch("list", &list);
    EXPECT_EQ(branch->GetEntries(), 0);
    EXPECT_EQ(tree.GetEntries(), 5);
    for (int i = 0; i < tree.GetEntries(); ++i) {
      tree.GetEntry(i);
      score = static_cast<float>(n) / 2;
      list.push_back(n);
      branch->Fill();
      lists->Fill();
    }
    EXPECT_EQ(score, 2);  // GetEntry() left it alone
    EXPECT_EQ(Bytes(), before_);
    tree.Write();
    file.Write();
    EXPECT_EQ(Bytes(), before_);
  }
  TFile file(path_.c_str());
  auto& tree = *file.Get<TTree>("dir/t");
  EXPECT_EQ(tree.GetEntries("score == n/2."), 5);
  EXPECT_EQ(tree.GetEntries("Sum$(list) == n*(n+1)/2"), 5);
  EXPECT_EQ(file.GetDirectory("dir")->GetListOfKeys()->GetSize(), 1);
  EXPECT_EQ(NumFiles(), 1u);
}

TEST_F(RootTreeUpdate, TooFewFillsLeaveTheFileAsItWas) {
  {
    TFile file(path_.c_str(), "UPDATE");
    auto& tree = *file.Get<TTree>("dir/t");
    float score = 0;
    auto* branch = tree.Branch("score", &score);
    for (int i = 0; i < 4; ++i) branch->Fill();
    const auto message = MessageOf<TMVA::DataError>([&] { file.Write(); });
    EXPECT_TRUE(Contains(message, "score") && Contains(message, "4 of 5")) << message;
    EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { file.Close(); }), "4 of 5"));
  }
  EXPECT_EQ(Bytes(), before_);
  {
    TFile file(path_.c_str(), "UPDATE");
    float score = 0;
    auto* branch = file.Get<TTree>("dir/t")->Branch("score", &score);
    for (int i = 0; i < 6; ++i) branch->Fill();
  }  // logs the error
  EXPECT_EQ(Bytes(), before_);
}

TEST_F(RootTreeUpdate, WhatCannotBeDone) {
  {
    TFile file(path_.c_str(), "UPDATE");
    auto& tree = *file.Get<TTree>("dir/t");
    float x = 0;
    EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree.Fill(); }), "CloneTree"));
    EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree.Branch("n", &x); }), "already"));
    EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree.GetBranch("n")->Fill(); }),
                         "stored already"));
  }
  EXPECT_EQ(Bytes(), before_);
  TFile file(path_.c_str());
  float x = 0;
  EXPECT_TRUE(Contains(
      MessageOf<TMVA::DataError>([&] { file.Get<TTree>("dir/t")->Branch("x", &x); }), "UPDATE"));
}

TEST_F(RootTreeUpdate, CountedByANewBranchAndByAnOldOne) {
  {
    TFile file(path_.c_str(), "UPDATE");
    auto& tree = *file.Get<TTree>("dir/t");
    int n = 0, m = 0;
    float x[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    tree.SetBranchAddress("n", &n);
    auto* counter = tree.Branch("m", &m, "m/I");
    auto* counted = tree.Branch("x", x, "x[m]/F");
    auto* by_old = tree.Branch("y", x, "y[n]/F");
    for (int i = 0; i < 5; ++i) {
      tree.GetEntry(i);
      m = 5 - i;
      counter->Fill();
      counted->Fill();
      by_old->Fill();
    }
    file.Write();
  }
  TFile file(path_.c_str());
  auto& tree = *file.Get<TTree>("dir/t");
  EXPECT_EQ(tree.GetEntries("Sum$(x) == m*(m+1)/2 && m == 5-n"), 5);
  EXPECT_EQ(tree.GetEntries("Sum$(y) == n*(n+1)/2"), 5);
}

TEST_F(RootTreeUpdate, NewTreesBesideOldOnes) {
  {
    TFile file(path_.c_str(), "UPDATE");
    file.cd("dir");
    TTree tree("t", "replaces the old one");
    float z = 3;
    tree.Branch("z", &z);
    tree.Fill();
    tree.Write("", TObject::kOverwrite);
    TTree more("more", "");
    more.Branch("z", &z);
    more.Fill();
    more.Write();
  }
  TFile file(path_.c_str());
  EXPECT_EQ(file.GetDirectory("dir")->GetListOfKeys()->GetSize(), 2);
  EXPECT_NE(file.Get<TTree>("dir/t")->GetBranch("z"), nullptr);
  EXPECT_EQ(file.Get<TTree>("dir/more")->GetEntries(), 1);
}

}  // namespace
