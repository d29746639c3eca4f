// TFile and TDirectory: modes, directories, keys, and what is left when something goes wrong.
#include <TFile.h>
#include <TTree.h>

#include <TMVA/Error.h>
#include <TMVA/Factory.h>

#include "tests/tmva/root_helper.h"

namespace {

using RootFile = RootFolder;

/// A tree "t" with 0, 1, 2, ... in branch "x".
void WriteTree(const std::string& path, int entries, const char* mode = "RECREATE") {
  TFile file(path.c_str(), mode);
  float x = 0;
  TTree tree("t", "a tree");
  tree.Branch("x", &x, "x/F");
  for (int i = 0; i < entries; ++i) {
    x = static_cast<float>(i);
    tree.Fill();
  }
  file.Write();
  file.Close();
}

TEST_F(RootFile, MissingFilesAreNullAndZombies) {
  EXPECT_EQ(TFile::Open(Path("none.root").c_str()), nullptr);
  TFile zombie(Path("none.root").c_str());
  EXPECT_TRUE(zombie.IsZombie());
  EXPECT_FALSE(zombie.IsOpen());
  EXPECT_EQ(zombie.Get("t"), nullptr);
  EXPECT_TRUE(
      Contains(MessageOf<TMVA::FileFormatError>([&] { TFile::OpenOrThrow(Path("none.root")); }),
               "none.root"));
  EXPECT_EQ(gDirectory, &TDirectory::Memory());
}

TEST_F(RootFile, ModesOfAnyCase) {
  const auto path = Path("a.root");
  WriteTree(path, 3, "recreate");
  EXPECT_EQ(TFile::Open(path.c_str(), "CREATE"), nullptr);  // it is there
  EXPECT_EQ(TFile::Open(path.c_str(), "NEW"), nullptr);
  EXPECT_EQ(TFile::Open(path.c_str(), "WRONG"), nullptr);
  std::unique_ptr<TFile> file(TFile::Open(path.c_str(), "read"));
  ASSERT_NE(file, nullptr);
  EXPECT_FALSE(file->IsWritable());
  EXPECT_STREQ(file->GetOption(), "READ");
  EXPECT_STREQ(file->GetName(), path.c_str());
  EXPECT_EQ(file->Write(), 0);
  EXPECT_EQ(file->Get<TTree>("t")->GetEntries(), 3);
  TFile made(Path("b.root").c_str(), "UPDATE");  // makes what is not there
  made.Close();
  EXPECT_TRUE(std::filesystem::exists(Path("b.root")));
}

TEST_F(RootFile, AppearsWhenItIsClosed) {
  const auto path = Path("a.root");
  WriteTree(path, 3);
  {
    TFile file(path.c_str(), "RECREATE");
    TTree tree("other", "");
    int n = 1;
    tree.Branch("n", &n);
    tree.Fill();
    file.Write();
    TFile old(path.c_str());
    EXPECT_NE(old.Get("t"), nullptr);
  }  // closed by its destructor
  TFile file(path.c_str());
  EXPECT_EQ(file.Get("t"), nullptr);
  EXPECT_EQ(file.Get<TTree>("other")->GetEntries(), 1);
  EXPECT_EQ(NumFiles(), 1u);
}

TEST_F(RootFile, CurrentDirectoryFollowsTheFiles) {
  TFile a(Path("a.root").c_str(), "RECREATE");
  EXPECT_EQ(gDirectory, &a);
  TFile b(Path("b.root").c_str(), "RECREATE");
  EXPECT_EQ(gDirectory, &b);
  EXPECT_EQ(gFile, &b);
  a.cd();
  TTree tree("t", "t");
  EXPECT_EQ(tree.GetDirectory(), &a);
  b.Close();
  EXPECT_EQ(gDirectory, &a);
  EXPECT_EQ(gFile, &a);
  a.Close();
  EXPECT_EQ(gDirectory, &TDirectory::Memory());
  EXPECT_EQ(gFile, nullptr);
  EXPECT_EQ(tree.GetDirectory(), nullptr);
}

TEST_F(RootFile, Directories) {
  const auto path = Path("a.root");
  TFile file(path.c_str(), "RECREATE");
  auto* inner = file.mkdir("a/b", "inner");
  ASSERT_NE(inner, nullptr);
  EXPECT_STREQ(inner->GetName(), "b");
  EXPECT_EQ(std::string(inner->GetPath()), path + ":/a/b");
  EXPECT_EQ(file.mkdir("a/b"), nullptr);
  EXPECT_EQ(file.mkdir("a/b", "", true), inner);
  EXPECT_EQ(file.mkdir(""), nullptr);
  EXPECT_FALSE(file.cd("c"));
  EXPECT_TRUE(file.cd("a/b"));
  EXPECT_EQ(gDirectory, inner);
  auto* tree = new TTree("t", "t");
  float x = 2;
  tree->Branch("x", &x);
  tree->Fill();
  file.mkdir("empty");
  file.Write();
  file.Close();
  delete tree;  // after the file: nothing happens

  TFile read(path.c_str());
  ASSERT_NE(read.GetDirectory("empty"), nullptr);
  EXPECT_EQ(read.GetDirectory("none"), nullptr);
  EXPECT_EQ(read.Get<TTree>("a/b/t")->GetEntries(), 1);
  EXPECT_EQ(read.Get("a/b/t"), read.GetDirectory("a")->Get("b/t"));
  EXPECT_EQ(read.Get("a/b/none"), nullptr);
  EXPECT_EQ(read.Get("none/t"), nullptr);
  EXPECT_NE(dynamic_cast<TDirectory*>(read.Get("a")), nullptr);
  read.cd("a/b");
  EXPECT_NE(gDirectory->Get("t"), nullptr);
  EXPECT_NE(gDirectory->Get("/a/b/t"), nullptr);
  gDirectory->cd("..");
  EXPECT_STREQ(gDirectory->GetName(), "a");
}

TEST_F(RootFile, KeysOfThisDirectoryOnly) {
  const auto path = Path("a.root");
  WriteTree(path, 3);
  {
    TFile file(path.c_str(), "UPDATE");
    TTree tree("t", "second cycle");
    int n = 0;
    tree.Branch("n", &n);
    tree.Fill();
    file.mkdir("dir");
    file.Write();
  }
  TFile file(path.c_str());
  auto* keys = file.GetListOfKeys();
  std::vector<std::string> names;
  TIter next(keys);
  while (auto* key = static_cast<TKey*>(next()))
    names.push_back(std::string(key->GetName()) + ";" + std::to_string(key->GetCycle()) + " " +
                    key->GetClassName());
  EXPECT_EQ(names, (std::vector<std::string>{"t;2 TTree", "t;1 TTree", "dir;1 TDirectory"}));
  EXPECT_STREQ(keys->At(0)->GetTitle(), "second cycle");
  auto* old = dynamic_cast<TTree*>(static_cast<TKey*>(keys->At(1))->ReadObj());
  ASSERT_NE(old, nullptr);
  EXPECT_EQ(old->GetEntries(), 3);
  EXPECT_EQ(file.Get<TTree>("t")->GetEntries(), 1);
  EXPECT_EQ(file.Get("t;1"), old);
  EXPECT_EQ(file.Get("t;9"), nullptr);
  EXPECT_EQ(file.Get("t"), file.Get("t;2"));
}

TEST_F(RootFile, ReadsBackWhatIsNotYetOnDisk) {
  TFile file(Path("a.root").c_str(), "RECREATE");
  auto* tree = new TTree("t", "t");
  float x = 4;
  tree->Branch("x", &x);
  tree->Fill();
  tree->Write();
  EXPECT_EQ(file.Get("t"), tree);
  EXPECT_NE(file.GetListOfKeys()->FindObject("t"), nullptr);
  x = 0;
  tree->GetEntry(0);
  EXPECT_EQ(x, 4);
  file.Close();
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree->Fill(); }), "closed"));
  delete tree;
}

TEST_F(RootFile, ObjectsMayBeDeletedByTheirUser) {
  WriteTree(Path("a.root"), 5);
  TFile file(Path("a.root").c_str());
  delete file.Get<TTree>("t");
  EXPECT_EQ(file.Get<TTree>("t")->GetEntries(), 5);
  auto* kept = file.Get<TTree>("t");
  kept->SetDirectory(nullptr);  // the caller's now
  file.Close();
  EXPECT_EQ(kept->GetMaximum("x"), 4);
  delete kept;
}

TEST_F(RootFile, DirectoriesOutliveTheContentOfAClosedFile) {
  TFile file(Path("a.root").c_str(), "RECREATE");
  auto* inner = file.mkdir("dir");
  inner->cd();
  file.Close();
  EXPECT_EQ(gDirectory, &TDirectory::Memory());
  EXPECT_STREQ(inner->GetName(), "dir");
  EXPECT_EQ(file.Get("dir"), nullptr);
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { inner->mkdir("more"); }), "closed"));
}

TEST_F(RootFile, UnwrittenCopiesAreLeftOut) {
  WriteTree(Path("a.root"), 5);
  TFile input(Path("a.root").c_str());
  {
    TFile output(Path("b.root").c_str(), "RECREATE");
    input.Get<TTree>("t")->CopyTree("x>2");
    TTree kept("kept", "");
    float y = 0;
    kept.Branch("y", &y);
    kept.Fill();
    output.Close();
  }
  TFile output(Path("b.root").c_str());
  EXPECT_EQ(output.Get("t"), nullptr);
  EXPECT_NE(output.Get("kept"), nullptr);
}

TEST_F(RootFile, WritingNeedsAFile) {
  TTree tree("t", "t");
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree.Write(); }), "RECREATE"));
  WriteTree(Path("a.root"), 1);
  TFile file(Path("a.root").c_str());
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { tree.Write(); }), "opened for reading"));
}

TEST_F(RootFile, TheFactoryWritesTheFileItself) {
  const auto path = Path("out.root");
  {
    TFile file(path.c_str(), "RECREATE");
    TMVA::Factory factory("job", &file, "Silent");
    EXPECT_EQ(NumFiles(), 0u);  // its own temporary file is gone
    file.Write();
    EXPECT_TRUE(
        Contains(MessageOf<TMVA::DataError>([&] { file.mkdir("own"); }), "EvaluateAllMethods"));
    WriteTree(path, 7);  // as the Factory does
    file.mkdir("own");
    file.Close();
  }
  TFile file(path.c_str());
  EXPECT_EQ(file.Get<TTree>("t")->GetEntries(), 7);
  EXPECT_NE(file.GetDirectory("own"), nullptr);
}

TEST_F(RootFile, AFactoryThatNeverEvaluatesLeavesAnEmptyFile) {
  const auto path = Path("out.root");
  WriteTree(path, 7);
  TFile file(path.c_str(), "RECREATE");
  TMVA::Factory factory("job", &file, "Silent");
  file.Close();
  TFile read(path.c_str());
  EXPECT_TRUE(read.IsOpen());
  EXPECT_TRUE(read.GetListOfKeys()->IsEmpty());
  EXPECT_TRUE(Contains(MessageOf<TMVA::DataError>([&] { TMVA::Factory("job", &read, "Silent"); }),
                       "RECREATE"));
}

TEST_F(RootFile, CompressionSettings) {
  for (const int setting : {0, 1, 9, 101, 207, 404, 505}) {
    const auto path = Path(std::to_string(setting) + ".root");
    {
      TFile file(path.c_str(), "RECREATE", "title", setting);
      TTree tree("t", "t");
      float x = 0;
      tree.Branch("x", &x);
      for (int i = 0; i < 1000; ++i) tree.Fill();
      file.Write();
    }
    TFile file(path.c_str());
    EXPECT_EQ(file.Get<TTree>("t")->GetMaximum("x"), 0) << setting;
    EXPECT_EQ(file.Get<TTree>("t")->GetZipBytes() < 4000, setting != 0) << setting;
  }
}

}  // namespace
