// OutputFile::Update: what is added, what stays, what a process that is killed leaves behind.
#include <TMVA/Error.h>
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <numeric>

namespace {

using namespace TMVA;
namespace fs = std::filesystem;

const fs::path kData = fs::path(TMVA_TEST_DATA) / "rootio";

std::string Slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void Spill(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}
std::uint32_t BigEndian(const std::string& bytes, std::size_t at) {
  std::uint32_t word;
  std::memcpy(&word, bytes.data() + at, sizeof word);
  return __builtin_bswap32(word);
}

std::string MessageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}
#define EXPECT_MESSAGE(action, part) \
  EXPECT_NE(MessageOf([&] { action; }).find(part), std::string::npos) << MessageOf([&] { action; })

BranchSpec Float(const std::string& name) { return {name, {{name, DataType::kFloat32}}}; }
BranchSpec Vector(const std::string& name, const std::string& count = {}) {
  return {name, {{name, DataType::kInt32}}, 1, count};
}

/// Entry i of `x` is i + shift.
void AppendFloats(TableWriter& table, std::int64_t entries, float shift = 0) {
  std::vector<float> values(static_cast<std::size_t>(entries));
  std::iota(values.begin(), values.end(), shift);
  const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
  table.Append(std::span(&bytes, 1), entries);
}
/// Entry i holds `counts[i]` items, all i.
void AppendLists(TableWriter& table, const std::vector<std::int32_t>& counts) {
  std::vector<std::int64_t> ends{0};
  std::vector<std::int32_t> values;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    ends.push_back(ends.back() + counts[i]);
    values.resize(static_cast<std::size_t>(ends.back()), static_cast<std::int32_t>(i));
  }
  ColumnView view(reinterpret_cast<const std::byte*>(values.data()));
  view.offsets.emplace_back(ends);
  table.Append(std::span<const ColumnView>(&view, 1), static_cast<std::int64_t>(counts.size()));
}

std::vector<float> Floats(const std::string& path, const std::string& tree,
                          const std::string& column) {
  const auto table = File::Open(path)->GetTree(tree);
  ColumnBlock block;
  table->OpenCursor({table->FindColumn(column)})->Read({0, table->NumEntries()}, {&block, 1});
  const auto values = block.values<float>();
  return {values.begin(), values.end()};
}

std::string TextOf(const std::string& path, const std::string& name) {
  return File::Open(path)->GetObject(name)->Text("fString");
}
double NumberOf(const std::string& path, const std::string& name) {
  return File::Open(path)->GetObject(name)->Real("fVal");
}

std::vector<std::string> KeysOf(const std::string& path) {
  std::vector<std::string> keys;
  const auto file = File::Open(path);
  for (const auto& key : file->Keys()) keys.push_back(key.name + ";" + std::to_string(key.cycle));
  return keys;
}

class UpdateFile : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() /
              ("tmva-update-" + std::to_string(::getpid()) + "-" + test->name());
    fs::create_directories(folder_);
    path_ = folder_ / "a.root";
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// A tree "d/t" of `x`, a text "s" and a directory "d/e" with a number.
  void MakeFile(std::int64_t entries = 1000) const {
    const auto file = OutputFile::Create(path_);
    AppendFloats(file->MakeTree("d", "t", "a tree", {Float("x")}), entries);
    file->WriteString("", "s", "old");
    file->WriteNumber("d/e", "n", 1);
    file->Close();
  }

  fs::path folder_;
  std::string path_;
};

/// Adds to all parts of the file that MakeFile() makes.
void AddThings(const std::string& path) {
  const auto file = OutputFile::Update(path);
  AppendFloats(file->AddBranches("d/t", {Float("y")}), 1000, 7);
  file->WriteString("", "s", "new");
  file->WriteNumber("d/e/f", "m", 2);
  AppendFloats(file->MakeTree("d", "u", "", {Float("z")}), 10);
  file->Close();
}

TEST_F(UpdateFile, KeepsTheOldAndAddsTheNew) {
  MakeFile();
  const auto before = Slurp(path_);
  AddThings(path_);
  EXPECT_EQ(KeysOf(path_), (std::vector<std::string>{"d;1", "d/e;1", "d/e/n;1", "d/e/f;1",
                                                     "d/e/f/m;1", "d/t;2", "d/u;1", "s;2", "s;1"}))
      << testing::PrintToString(KeysOf(path_));
  const auto file = File::Open(path_);
  EXPECT_FALSE(file->IsRecovered());
  EXPECT_EQ(TextOf(path_, "s"), "new");
  EXPECT_EQ(TextOf(path_, "s;1"), "old");
  EXPECT_EQ(NumberOf(path_, "d/e/n"), 1);
  EXPECT_EQ(NumberOf(path_, "d/e/f/m"), 2);
  EXPECT_EQ(file->GetTree("d/t")->Title(), "a tree");
  const auto x = Floats(path_, "d/t", "x"), y = Floats(path_, "d/t", "y");
  ASSERT_EQ(x.size(), 1000U);
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_TRUE(x[i] == i && y[i] == i + 7);
  EXPECT_EQ(Floats(path_, "d/u", "z").size(), 10U);
  // Of the old bytes only the file header and that of the top directory may change.
  const auto after = Slurp(path_);
  const auto head = BigEndian(before, 8) + BigEndian(before, 28) + 60;
  EXPECT_EQ(after.substr(head, before.size() - head), before.substr(head));
  EXPECT_EQ(BigEndian(after, 12), after.size());
}

TEST_F(UpdateFile, NothingAddedNothingChanged) {
  MakeFile();
  const auto before = Slurp(path_);
  OutputFile::Update(path_)->Close();
  EXPECT_EQ(Slurp(path_), before);
}

TEST_F(UpdateFile, WithoutCloseTheFileIsAsItWas) {
  MakeFile();
  const auto before = Slurp(path_);
  {
    const auto file = OutputFile::Update(path_);
    AppendFloats(file->MakeTree("", "big", "", {Float("x")}), 1'000'000);
    EXPECT_GT(fs::file_size(path_), before.size());
    EXPECT_EQ(KeysOf(path_).size(), 5U);
  }
  EXPECT_EQ(Slurp(path_), before);
}

TEST_F(UpdateFile, ManyUpdatesOneAfterTheOther) {
  MakeFile();
  for (int i = 0; i < 20; ++i) {
    const auto file = OutputFile::Update(path_);
    AppendFloats(file->AddBranches("d/t", {Float("y" + std::to_string(i))}), 1000,
                 static_cast<float>(i));
    file->Close();
  }
  EXPECT_EQ(File::Open(path_)->GetTree("d/t")->Columns().size(), 21U);
  EXPECT_EQ(Floats(path_, "d/t", "y13")[5], 18);
  EXPECT_EQ(KeysOf(path_)[3], "d/t;21");
}

TEST_F(UpdateFile, SeveralWritersOfSeveralTrees) {
  MakeFile();
  {
    const auto file = OutputFile::Update(path_);
    AppendFloats(file->MakeTree("", "u", "", {Float("x")}), 3);
    file->Close();
  }
  const auto file = OutputFile::Update(path_);
  auto& a = file->AddBranches("d/t", {Float("a")});
  auto& b = file->AddBranches("u", {Float("b")});
  auto& c = file->AddBranches("/d/t", {Float("c")});
  AppendFloats(c, 400, 2);
  AppendFloats(a, 1000, 1);
  AppendFloats(b, 3);
  AppendFloats(c, 600, 402);
  EXPECT_EQ(c.NumEntries(), 1000);
  file->Close();
  EXPECT_EQ(Floats(path_, "d/t", "a")[999], 1000);
  EXPECT_EQ(Floats(path_, "d/t", "c")[999], 1001);
  EXPECT_EQ(Floats(path_, "u", "b")[2], 2);
}

TEST_F(UpdateFile, WrongBranchesAreRefused) {
  MakeFile();
  const auto before = Slurp(path_);
  {
    const auto file = OutputFile::Update(path_);
    EXPECT_MESSAGE(file->AddBranches("d/t", {Float("x")}), "has a branch 'x' already");
    EXPECT_MESSAGE(file->AddBranches("d/tt", {Float("y")}), "did you mean 't'");
    EXPECT_MESSAGE(file->AddBranches("dd/t", {Float("y")}), "no directory 'dd'");
    EXPECT_MESSAGE(file->AddBranches("s", {Float("y")}), "is a TObjString, expected a TTree");
    auto& writer = file->AddBranches("d/t", {Float("y")});
    EXPECT_MESSAGE(file->AddBranches("d/t", {Float("y")}), "has a branch 'y' already");
    EXPECT_MESSAGE(file->Delete("d/t"), "is being written");
    EXPECT_MESSAGE(file->Delete("d"), "is being written");
    AppendFloats(writer, 999);
    EXPECT_MESSAGE(AppendFloats(writer, 2), "but it has 1000");
    EXPECT_MESSAGE(file->Close(), "got 999 entries, but it has 1000");
    EXPECT_MESSAGE(file->Close(), "is closed");
  }
  EXPECT_EQ(Slurp(path_), before);
  const auto file = OutputFile::Create(folder_ / "b.root");
  file->MakeTree("", "t", "", {Float("x")});
  file->WriteString("", "s", "");
  EXPECT_MESSAGE(file->AddBranches("t", {Float("y")}), "give MakeTree() all");
  EXPECT_MESSAGE(file->AddBranches("s", {Float("y")}), "expected a TTree");
}

TEST_F(UpdateFile, ListsCountedByOldAndNewBranches) {
  const std::vector<std::int32_t> counts{2, 0, 3, 1};
  {
    const auto file = OutputFile::Create(path_);
    auto& tree = file->MakeTree("", "t", "", {{"n", {{"n", DataType::kInt32}}}});
    const auto* bytes = reinterpret_cast<const std::byte*>(counts.data());
    tree.Append(std::span(&bytes, 1), 4);
    file->Close();
  }
  {
    const auto file = OutputFile::Update(path_);
    AppendLists(file->AddBranches("t", {Vector("old", "n")}), counts);
    AppendLists(file->AddBranches("t", {Vector("made", "m")}), {1, 2, 3, 4});
    EXPECT_MESSAGE(file->AddBranches("t", {Vector("late", "m")}), "from another AddBranches()");
    AppendLists(file->AddBranches("t", {Vector("vector")}), {4, 3, 2, 1});
    EXPECT_MESSAGE(AppendLists(file->AddBranches("t", {Vector("bad", "n")}), {2, 1, 3, 1}),
                   "entry 1: branch 'bad' has 1 items, but its count branch 'n' has 0");
  }
  const auto file = OutputFile::Update(path_);
  AppendLists(file->AddBranches("t", {Vector("old", "n")}), counts);
  AppendLists(file->AddBranches("t", {Vector("made", "m")}), {1, 2, 3, 4});
  file->Close();
  const auto tree = File::Open(path_)->GetTree("t");
  ASSERT_EQ(tree->Columns().size(), 4U);
  ColumnBlock block;
  tree->OpenCursor({tree->FindColumn("old")})->Read({0, 4}, {&block, 1});
  EXPECT_EQ(block.size(), 6);
  EXPECT_EQ(block.values<std::int32_t>()[4], 2);
}

TEST_F(UpdateFile, Delete) {
  MakeFile();
  {
    const auto file = OutputFile::Update(path_);
    file->WriteString("", "s", "again");
    EXPECT_MESSAGE(file->Delete("nothing"), "there is no 'nothing'");
    file->Delete("s");
    EXPECT_MESSAGE(file->Delete("s"), "there is no 's'");
    file->Delete("d/e");
    file->Close();
  }
  EXPECT_EQ(KeysOf(path_), (std::vector<std::string>{"d;1", "d/t;1"}));
  const auto file = OutputFile::Update(path_);
  file->WriteString("", "s", "third");
  file->WriteNumber("d/e", "n", 3);
  file->Close();
  EXPECT_EQ(KeysOf(path_), (std::vector<std::string>{"d;1", "d/t;1", "d/e;1", "d/e/n;1", "s;1"}));
}

TEST_F(UpdateFile, OnlyOneAtATime) {
  MakeFile();
  const auto file = OutputFile::Update(path_);
  EXPECT_MESSAGE(OutputFile::Update(path_), "is being updated already");
  file->Close();
  OutputFile::Update(path_)->Close();
}

TEST_F(UpdateFile, WhatCannotBeUpdated) {
  EXPECT_MESSAGE(OutputFile::Update(path_), "No such file");
  Spill(path_, "x,y\n1,2\n");
  EXPECT_MESSAGE(OutputFile::Update(path_), "is not a ROOT file");
  EXPECT_MESSAGE(OutputFile::Update(folder_), "cannot be updated");
  MakeFile();
  const auto bytes = Slurp(path_);
  Spill(path_, bytes.substr(0, bytes.size() - 10));
  EXPECT_MESSAGE(OutputFile::Update(path_), "truncated or was not closed");
  auto unclosed = bytes;
  const auto keys = BigEndian(bytes, 8) + BigEndian(bytes, 28) + 26;
  unclosed.replace(keys, 4, 4, '\0');
  Spill(path_, unclosed);
  EXPECT_MESSAGE(OutputFile::Update(path_), "not closed");
  Spill(path_, bytes);
  if (::geteuid() != 0) {
    fs::permissions(path_, fs::perms::owner_read);
    EXPECT_MESSAGE(OutputFile::Update(path_), "Permission denied");
  }
}

TEST_F(UpdateFile, SymbolicLinksAreFollowed) {
  MakeFile();
  const auto link = folder_ / "link.root";
  fs::create_symlink("a.root", link);
  AddThings(link);
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(TextOf(path_, "s"), "new");
}

/// Whatever lies behind the old end, as long as the first bytes are the old ones, the file is the
/// old one; and an update goes on from there.
TEST_F(UpdateFile, KilledAfterAnyWrite) {
  MakeFile();
  const auto before = Slurp(path_);
  const auto keys = KeysOf(path_);
  AddThings(path_);
  const auto after = Slurp(path_);
  const auto new_keys = KeysOf(path_);
  const auto head = BigEndian(before, 8) + BigEndian(before, 28) + 60;
  for (auto size = before.size(); size <= after.size(); size += 41) {
    auto killed = after.substr(0, size);
    killed.replace(0, head, before, 0, head);
    Spill(path_, killed);
    ASSERT_EQ(KeysOf(path_), keys) << size;
    ASSERT_FALSE(File::Open(path_)->IsRecovered());
    ASSERT_EQ(Floats(path_, "d/t", "x").size(), 1000U);
    AddThings(path_);
    ASSERT_EQ(Slurp(path_), after) << size;
  }
  EXPECT_EQ(KeysOf(path_), new_keys);
}

/// The system kills a process that writes beyond a limit: at any byte.
TEST_F(UpdateFile, KilledAtAnyByte) {
  MakeFile();
  const auto before = Slurp(path_);
  AddThings(path_);
  const auto after = Slurp(path_);
  int complete = 0;
  for (auto limit = before.size(); limit < after.size() + 100; limit += 97) {
    Spill(path_, before);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const rlimit bytes{limit, limit};
      ::setrlimit(RLIMIT_FSIZE, &bytes);
      const rlimit none{0, 0};
      ::setrlimit(RLIMIT_CORE, &none);
      ::signal(SIGXFSZ, SIG_DFL);
      AddThings(path_);
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    const auto now = Slurp(path_);
    if (WIFSIGNALED(status)) {
      ASSERT_EQ(now.substr(0, before.size()), before) << limit;
    } else {
      ASSERT_EQ(now, after) << limit;
      ++complete;
    }
  }
  EXPECT_GT(complete, 0);
}

/// Files of all versions of ROOT and of others: old columns stay, new ones are there.
TEST_F(UpdateFile, FilesOfOthers) {
  int trees = 0;
  for (const auto& entry : fs::directory_iterator(kData)) {
    if (entry.path().extension() != ".root") continue;
    const auto original = File::Open(entry.path());
    fs::copy_file(entry.path(), path_, fs::copy_options::overwrite_existing);
    fs::permissions(path_, fs::perms::owner_all);
    const auto file = OutputFile::Update(path_);
    std::vector<std::string> names;
    for (const auto& key : original->Keys())
      if (IsTree(key.class_name) && (names.empty() || names.back() != key.name)) {
        names.push_back(key.name);
        const auto entries = original->GetTree(key.name)->NumEntries();
        AppendFloats(file->AddBranches(key.name, {Float("zz_new")}), entries);
      }
    file->Close();
    const auto updated = File::Open(path_);
    for (const auto& name : names) {
      const auto old_tree = original->GetTree(name), new_tree = updated->GetTree(name);
      ASSERT_EQ(new_tree->Columns().size(), old_tree->Columns().size() + 1) << entry.path();
      EXPECT_EQ(Floats(path_, name, "zz_new").size(),
                static_cast<std::size_t>(old_tree->NumEntries()));
      for (std::size_t c = 0; c < old_tree->Columns().size(); ++c) {
        const auto& column = old_tree->Columns()[c];
        ASSERT_EQ(new_tree->Columns()[c].name, column.name);
        ASSERT_EQ(new_tree->Columns()[c].unsupported, column.unsupported);
        if (!column.unsupported.empty()) continue;
        ColumnBlock old_block, new_block;
        const EntryRange all{0, old_tree->NumEntries()};
        old_tree->OpenCursor({c})->Read(all, {&old_block, 1});
        new_tree->OpenCursor({c})->Read(all, {&new_block, 1});
        ASSERT_EQ(old_block.size(), new_block.size());
        const auto bytes = static_cast<std::size_t>(old_block.size()) * SizeOf(old_block.type());
        EXPECT_TRUE(bytes == 0 || std::memcmp(old_block.data(), new_block.data(), bytes) == 0)
            << entry.path() << ' ' << column.name;
      }
      ++trees;
    }
    for (const auto& key : original->Keys()) {
      if (IsTree(key.class_name)) continue;
      EXPECT_EQ(updated->ReadObject(key.name + ";" + std::to_string(key.cycle)),
                original->ReadObject(key.name + ";" + std::to_string(key.cycle)))
          << key.name;
    }
  }
  EXPECT_GT(trees, 15);
}

}  // namespace
