// Temporary name and rename, abandoned files, errors, and reproducible bytes of OutputFile.
#include <TMVA/Error.h>
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

namespace {

using namespace TMVA;
namespace fs = std::filesystem;

class WriteOutputFile : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() /
              ("tmva-output-" + std::to_string(::getpid()) + "-" + test->name());
    fs::create_directories(folder_);
  }
  void TearDown() override {
    fs::permissions(folder_, fs::perms::owner_all);
    fs::remove_all(folder_);
  }
  std::string Path(const std::string& name) const { return folder_ / name; }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_))
      names.push_back(entry.path().filename());
    return names;
  }
  static std::string Bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path folder_;
};

std::string MessageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

BranchSpec Float(const std::string& name) { return {name, {{name, DataType::kFloat32}}}; }

TEST_F(WriteOutputFile, HasATemporaryNameUntilClosed) {
  auto file = OutputFile::Create(Path("a.root"));
  EXPECT_EQ(Names(), std::vector<std::string>{".a.root.tmp-" + std::to_string(::getpid()) + "-0"});
  file->Close();
  EXPECT_EQ(Names(), std::vector<std::string>{"a.root"});
  file.reset();
  EXPECT_EQ(Names(), std::vector<std::string>{"a.root"});
}

TEST_F(WriteOutputFile, AbandonedLeavesTheOldFile) {
  std::ofstream(Path("a.root")) << "old";
  {
    auto file = OutputFile::Create(Path("a.root"));
    file->WriteString("", "text", std::string(1000000, 'x'));
  }
  EXPECT_EQ(Bytes(Path("a.root")), "old");
  EXPECT_EQ(Names().size(), 1U);
}

TEST_F(WriteOutputFile, TwoWritersOfOneTargetDoNotMeet) {
  auto one = OutputFile::Create(Path("a.root"));
  auto two = OutputFile::Create(Path("a.root"));
  EXPECT_EQ(Names().size(), 2U);
  one->WriteString("", "which", "one");
  one->Close();
  const auto first = Bytes(Path("a.root"));
  two->Close();
  EXPECT_NE(Bytes(Path("a.root")), first);
  EXPECT_EQ(Names().size(), 1U);
}

TEST_F(WriteOutputFile, SameContentsGiveSameBytes) {
  const auto write = [&](const std::string& text) {
    auto file = OutputFile::Create(Path("a.root"));
    file->WriteString("dir", "text", text);
    file->Close();
    return Bytes(Path("a.root"));
  };
  const auto first = write("one");
  EXPECT_EQ(write("one"), first);
  // Readers cache by the identifier in the header (bytes 47 to 62), so it must follow the contents.
  EXPECT_NE(write("two").substr(47, 16), first.substr(47, 16));
}

TEST_F(WriteOutputFile, ErrorsNamePathAndCause) {
  const auto missing = MessageOf([&] { OutputFile::Create(Path("none/a.root")); });
  EXPECT_NE(missing.find(Path("none/a.root")), std::string::npos) << missing;
  EXPECT_NE(missing.find("No such file or directory"), std::string::npos) << missing;
  fs::create_directory(Path("folder"));
  const auto folder = MessageOf([&] { OutputFile::Create(Path("folder")); });
  EXPECT_NE(folder.find("not a regular file"), std::string::npos) << folder;
  EXPECT_THROW(OutputFile::Create(""), Error);
  EXPECT_THROW(OutputFile::Create("/dev/null"), Error);
  if (::geteuid() != 0) {  // the administrator may write anywhere
    fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
    const auto denied = MessageOf([&] { OutputFile::Create(Path("a.root")); });
    EXPECT_NE(denied.find("Permission denied"), std::string::npos) << denied;
  }
}

TEST_F(WriteOutputFile, FullDiskIsAnErrorAndLeavesNothing) {
  // A limit on the size of files stands in for a full disk.
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  auto* handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1 << 20, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto message = MessageOf([&] {
    auto file = OutputFile::Create(Path("a.root"), {Codec::kNone, 0});
    for (int i = 0; i < 20; ++i) file->WriteString("", "text", std::string(200000, 'x'));
    file->Close();
  });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_NE(message.find(Path("a.root") + ": cannot write: File too large"), std::string::npos)
      << message;
  EXPECT_TRUE(Names().empty());
}

TEST_F(WriteOutputFile, NothingAfterClose) {
  auto file = OutputFile::Create(Path("a.root"));
  auto& tree = file->MakeTree("", "t", "", {Float("x")});
  file->Close();
  const float value = 1;
  const std::byte* column = reinterpret_cast<const std::byte*>(&value);
  EXPECT_THROW(tree.Append(std::span(&column, 1), 1), Error);
  EXPECT_THROW(file->WriteString("", "a", "b"), Error);
  EXPECT_THROW(file->MakeDirectory("a"), Error);
  EXPECT_THROW(file->Close(), Error);
}

TEST_F(WriteOutputFile, RefusesWhatRootCannotHold) {
  auto file = OutputFile::Create(Path("a.root"));
  const auto refuses = [&](std::vector<BranchSpec> branches) {
    EXPECT_THROW(file->MakeTree("", "t", "", branches), DataError);
  };
  refuses({Float("x"), Float("x")});
  refuses({Float("")});
  refuses({Float("a/b")});
  refuses({Float("a[2]")});
  refuses({{"x", {}}});
  refuses({{"x", {{"x", DataType::kFloat32, 0}}}});
  refuses({{"x", {{"x", DataType::kFloat64, 1'000'000'000}}}});
  refuses({{"x", {{"s", DataType::kInt8, 1, true}, {"t", DataType::kInt8, 1, true}}}});
  refuses({{"x", {{"y"}, {"y"}}}});
  EXPECT_THROW(file->MakeTree("", "", "", {}), DataError);
  EXPECT_THROW(file->MakeTree("", "a;1", "", {}), DataError);
  EXPECT_THROW(file->WriteString("", std::string(40000, 'n'), ""), DataError);
  EXPECT_THROW(file->MakeDirectory("a//b"), DataError);
  file->MakeTree("", "t", "", {Float("x")});
  refuses({Float("x")});  // a second tree of this name
  file->WriteString("", "object", "");
  EXPECT_THROW(file->MakeDirectory("object"), DataError);
  file->MakeDirectory("folder");
  EXPECT_THROW(file->WriteString("", "folder", ""), DataError);
  Histogram1 odd("odd", "", 3, 0, 1);
  odd.contents.pop_back();
  EXPECT_THROW(file->Write("", odd), DataError);
  EXPECT_THROW(file->Write("", Graph{"g", "", "", "", {1, 2}, {1}}), DataError);
  file->Close();  // all of this did no harm
  EXPECT_EQ(Names().size(), 1U);
}

TEST_F(WriteOutputFile, ChecksWhatIsAppended) {
  auto file = OutputFile::Create(Path("a.root"));
  auto& tree = file->MakeTree("", "t", "", {Float("x"), {"s", {{"s", DataType::kInt8, 1, true}}}});
  const float value = 1;
  const ColumnView number(reinterpret_cast<const std::byte*>(&value));
  const std::vector<std::string> texts{"a"};
  const auto block = MakeTextBlock(texts);
  const std::vector<ColumnView> columns{number, block}, flat{number, number};
  EXPECT_THROW(tree.Append(std::span(columns).first(1), 1), DataError);
  EXPECT_THROW(tree.Append(flat, 1), DataError);
  EXPECT_THROW(tree.Append(columns, 2), DataError);
  EXPECT_THROW(tree.Append(columns, -1), DataError);
  EXPECT_EQ(tree.NumEntries(), 0);
  tree.Append(columns, 1);
  EXPECT_EQ(tree.NumEntries(), 1);
  file->Close();
}

TEST_F(WriteOutputFile, RefusesOddCompression) {
  EXPECT_THROW(OutputFile::Create(Path("a.root"), {Codec::kZlib, 10}), OptionError);
  EXPECT_THROW(OutputFile::Create(Path("a.root"), {Codec::kZlib, -1}), OptionError);
  EXPECT_THROW(OutputFile::Create(Path("a.root"), {static_cast<Codec>(3), 1}), OptionError);
  EXPECT_TRUE(Names().empty());
}

}  // namespace
