// TTree: branches of all kinds, written and read again.
#include <TFile.h>
#include <TTree.h>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include <cstring>
#include <numeric>

#include "tests/tmva/root_helper.h"

namespace {

using RootTreeWrite = RootFolder;

TEST_F(RootTreeWrite, LeafTypes) {
  const auto path = Path("a.root");
  struct Numbers {
    Char_t B = -1;
    UChar_t b = 200;
    Short_t S = -300;
    UShort_t s = 60000;
    Int_t I = -70000;
    UInt_t i = 4000000000u;
    Long64_t L = -5000000000;
    ULong64_t l = 18000000000000000000u;
    Long_t G = -6;
    ULong_t g = 7;
    Float_t F = 1.5f;
    Double_t D = 2.25;
    Float_t f = 0.1f;
    Double_t d = 0.2;
    Bool_t O = true;
    char C[16] = "text";
  } in;
  {
    TFile file(path.c_str(), "RECREATE");
    TTree tree("t", "t");
    tree.Branch("B", &in.B, "B/B");
    tree.Branch("b", &in.b, "b/b");
    tree.Branch("S", &in.S, "S/S");
    tree.Branch("s", &in.s, "s/s");
    tree.Branch("I", &in.I, "I/I");
    tree.Branch("i", &in.i, "i/i");
    tree.Branch("L", &in.L, "L/L");
    tree.Branch("l", &in.l, "l/l");
    tree.Branch("G", &in.G, "G/G");
    tree.Branch("g", &in.g, "g/g");
    tree.Branch("F", &in.F, "F");
    tree.Branch("D", &in.D, "D/D");
    tree.Branch("f", &in.f, "f/f");
    tree.Branch("d", &in.d, "d/d");
    tree.Branch("O", &in.O, "O/O");
    tree.Branch("C", in.C, "C/C");
    tree.Fill();
    std::strcpy(in.C, "");
    in.O = false;
    tree.Fill();
    file.Write();
  }
  Numbers out;
  std::memset(static_cast<void*>(&out), 0x55, sizeof out);
  TFile file(path.c_str());
  auto& tree = *file.Get<TTree>("t");
  tree.SetBranchAddress("B", &out.B);
  tree.SetBranchAddress("b", &out.b);
  tree.SetBranchAddress("S", &out.S);
  tree.SetBranchAddress("s", &out.s);
  tree.SetBranchAddress("I", &out.I);
  tree.SetBranchAddress("i", &out.i);
  tree.SetBranchAddress("L", &out.L);
  tree.SetBranchAddress("l", &out.l);
  tree.SetBranchAddress("G", &out.G);
  tree.SetBranchAddress("g", &out.g);
  tree.SetBranchAddress("F", &out.F);
  tree.SetBranchAddress("D", &out.D);
  tree.SetBranchAddress("f", &out.f);
  tree.SetBranchAddress("d", &out.d);
  tree.SetBranchAddress("O", &out.O);
  tree.SetBranchAddress("C", out.C);
  EXPECT_GT(tree.GetEntry(0), 0);
  EXPECT_EQ(out.B, -1);
  EXPECT_EQ(out.b, 200);
  EXPECT_EQ(out.S, -300);
  EXPECT_EQ(out.s, 60000);
  EXPECT_EQ(out.I, -70000);
  EXPECT_EQ(out.i, 4000000000u);
  EXPECT_EQ(out.L, -5000000000);
  EXPECT_EQ(out.l, 18000000000000000000u);
  EXPECT_EQ(out.G, -6);
  EXPECT_EQ(out.g, 7u);
  EXPECT_EQ(out.F, 1.5f);
  EXPECT_EQ(out.D, 2.25);
  EXPECT_EQ(out.f, 0.1f);
  EXPECT_EQ(out.d, 0.2);
  EXPECT_TRUE(out.O);
  EXPECT_STREQ(out.C, "text");
  tree.GetEntry(1);
  EXPECT_STREQ(out.C, "");
  EXPECT_FALSE(out.O);
  EXPECT_EQ(tree.GetEntry(2), 0);
  EXPECT_EQ(tree.GetEntry(-1), 0);
  const char* names[] = {"Char_t",   "UChar_t",   "Short_t",  "UShort_t",  "Int_t",   "UInt_t",
                         "Long64_t", "ULong64_t", "Long64_t", "ULong64_t", "Float_t", "Double_t",
                         "Float_t",  "Double_t",  "Bool_t",   "Char_t"};
  for (int k = 0; k < 16; ++k)
    EXPECT_STREQ(static_cast<TLeaf*>(tree.GetListOfLeaves()->At(k))->GetTypeName(), names[k]) << k;
}

TEST_F(RootTreeWrite, StructsAndArrays) {
  const auto path = Path("a.root");
  struct Event {
    float x;
    int n;
  } event{1.5f, 3}, read{};
  double matrix[2][3] = {{1, 2, 3}, {4, 5, 6}}, matrix_read[2][3] = {};
  int n = 0, n_read = 0;
  float values[8], values_read[8];
  std::iota(values, values + 8, 0.f);
  short pairs[4][2] = {{1, 2}, {3, 4}, {5, 6}, {7, 8}}, pairs_read[4][2] = {};
  float three[3] = {7, 8, 9};
  {
    TFile file(path.c_str(), "RECREATE");
    TTree tree("t", "t");
    tree.Branch("event", &event, "x/F:n/I");
    tree.Branch("m", matrix, "m[2][3]/D");
    tree.Branch("n", &n, "n/I");
    tree.Branch("v", values, "v[n]/F");
    tree.Branch("p", pairs, "p[n][2]/S");
    tree.Branch("three", &three);
    for (n = 0; n < 4; ++n) tree.Fill();
    // In memory, before the file is closed:
    for (n = 9; int entry : {3, 1}) {
      tree.GetEntry(entry);
      EXPECT_EQ(n, entry);
    }
    file.Write();
  }
  TFile file(path.c_str());
  auto& tree = *file.Get<TTree>("t");
  EXPECT_EQ(tree.GetNbranches(), 6);
  EXPECT_EQ(tree.GetListOfLeaves()->GetEntries(), 7);
  tree.SetBranchAddress("event", &read);
  tree.SetBranchAddress("m", matrix_read);
  tree.SetBranchAddress("n", &n_read);
  tree.SetBranchAddress("v", values_read);
  tree.SetBranchAddress("p", pairs_read);
  for (int entry = 0; entry < 4; ++entry) {
    std::fill(values_read, values_read + 8, -1.f);
    tree.GetEntry(entry);
    EXPECT_EQ(read.x, 1.5f);
    EXPECT_EQ(read.n, 3);
    EXPECT_EQ(matrix_read[1][2], 6);
    EXPECT_EQ(n_read, entry);
    for (int k = 0; k < 8; ++k) EXPECT_EQ(values_read[k], k < entry ? static_cast<float>(k) : -1.f);
    if (entry > 0) EXPECT_EQ(pairs_read[entry - 1][1], 2 * entry);
    EXPECT_EQ(tree.GetLeaf("v")->GetLen(), entry);
  }
  EXPECT_EQ(tree.GetLeaf("three")->GetValue(2), 9);
  EXPECT_EQ(tree.GetLeaf("event", "n")->GetValue(), 3);
  EXPECT_STREQ(tree.GetLeaf("event.n")->GetTypeName(), "Int_t");
  EXPECT_EQ(tree.GetBranch("event")->GetNleaves(), 2);
  EXPECT_EQ(tree.GetBranch("event.n"), tree.GetBranch("event"));
}

TEST_F(RootTreeWrite, VectorsAndTexts) {
  const auto path = Path("a.root");
  std::vector<float> v;
  auto* pointer = new std::vector<int>;
  std::vector<bool> flags;
  std::vector<std::vector<double>> nested;
  std::vector<std::string> texts;
  std::string text;
  {
    TFile file(path.c_str(), "RECREATE");
    TTree tree("t", "t");
    tree.Branch("v", &v);
    tree.Branch("pointer", "std::vector<int>", &pointer);
    tree.Branch("flags", &flags);
    tree.Branch("nested", &nested);
    tree.Branch("texts", &texts);
    tree.Branch("text", &text);
    for (int i = 0; i < 3; ++i) {
      v.assign(static_cast<std::size_t>(i), 0.5f);
      pointer->push_back(i);
      flags.push_back(i % 2 == 0);
      nested.emplace_back(static_cast<std::size_t>(i), i + 0.25);
      texts.push_back(std::string(static_cast<std::size_t>(i), 'a'));
      text += "b";
      tree.Fill();
    }
    file.Write();
  }
  TFile file(path.c_str());
  auto& tree = *file.Get<TTree>("t");
  std::vector<float>* v_read = nullptr;
  std::vector<int> ints_read;
  std::vector<bool>* flags_read = nullptr;
  std::vector<std::vector<double>>* nested_read = nullptr;
  std::vector<std::string>* texts_read = nullptr;
  std::string* text_read = nullptr;
  tree.SetBranchAddress("v", &v_read);
  tree.SetBranchAddress("pointer", &ints_read);
  tree.SetBranchAddress("flags", &flags_read);
  tree.SetBranchAddress("nested", &nested_read);
  tree.SetBranchAddress("texts", &texts_read);
  tree.SetBranchAddress("text", &text_read);
  tree.GetEntry(2);
  EXPECT_EQ(*v_read, v);
  EXPECT_EQ(ints_read, *pointer);
  EXPECT_EQ(*flags_read, flags);
  EXPECT_EQ(*nested_read, nested);
  EXPECT_EQ(*texts_read, texts);
  EXPECT_EQ(*text_read, text);
  tree.GetEntry(0);
  EXPECT_TRUE(v_read->empty());
  EXPECT_EQ(*nested_read, (std::vector<std::vector<double>>{{}}));
  EXPECT_EQ(*text_read, "b");
  EXPECT_STREQ(tree.GetLeaf("nested")->GetTypeName(), "vector<vector<double> >");
  EXPECT_STREQ(tree.GetBranch("v")->GetClassName(), "vector<float>");
  delete pointer;
}

TEST_F(RootTreeWrite, ManyEntriesInLittleMemory) {
  const auto path = Path("a.root");
  constexpr int kEntries = 3'000'000;
  {
    TFile file(path.c_str(), "RECREATE", "", 0);
    TTree tree("t", "t");
    double x = 0;
    Long64_t n = 0;
    tree.Branch("x", &x);
    tree.Branch("n", &n);
    for (int i = 0; i < kEntries; ++i) {
      x = i;
      n = -i;
      tree.Fill();
    }
    EXPECT_EQ(tree.GetEntries(), kEntries);
    EXPECT_LT(tree.GetTotBytes(), 8 << 20);  // the rest is on its way to the file
    EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree.GetEntry(0); }), "close the file"));
    file.Write();
  }
  TFile file(path.c_str());
  auto& tree = *file.Get<TTree>("t");
  double x = 0;
  Long64_t n = 0;
  tree.SetBranchAddress("x", &x);
  tree.SetBranchAddress("n", &n);
  Long64_t wrong = 0;
  for (int i = 0; i < kEntries; ++i) {
    tree.GetEntry(i);
    wrong += x != i || n != -i;
  }
  EXPECT_EQ(wrong, 0);
}

TEST_F(RootTreeWrite, BadLeafLists) {
  TTree tree("t", "t");
  float x[3] = {};
  const auto message = [&](const char* list) {
    return MessageOf<TMVA::DataError>([&] { tree.Branch("b", x, list); });
  };
  EXPECT_TRUE(Contains(message("x/Q"), "'Q' is no type"));
  EXPECT_TRUE(Contains(message("x[/F"), "']' is missing"));
  EXPECT_TRUE(Contains(message("x[0]/F"), "[0]"));
  EXPECT_TRUE(Contains(message("x[none]/F"), "no branch 'none'"));
  EXPECT_TRUE(Contains(message("x[2]a/F"), "behind ']'"));
  EXPECT_TRUE(Contains(message("n/I:x[n]/F"), "only leaf"));
  EXPECT_EQ(tree.GetNbranches(), 0);
  tree.Branch("b", x, "x/F");
  EXPECT_TRUE(Contains(message("x/F"), "already"));
}

TEST_F(RootTreeWrite, BranchByBranch) {
  TFile file(Path("a.root").c_str(), "RECREATE");
  TTree tree("t", "t");
  float x = 1;
  int n = 2;
  auto* first = tree.Branch("x", &x);
  auto* second = tree.Branch("n", &n);
  for (int i = 0; i < 3; ++i) first->Fill();
  second->Fill();
  EXPECT_TRUE(
      Contains(MessageOf<TMVA::DataError>([&] { tree.Write(); }), "'n': was filled for 1 of 3"));
  second->Fill();
  second->Fill();
  tree.Write();
  file.Close();
  TFile read(Path("a.root").c_str());
  EXPECT_EQ(read.Get<TTree>("t")->GetEntries("n==2&&x==1"), 3);
}

}  // namespace
