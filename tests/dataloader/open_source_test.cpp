// Trees of ROOT files named by text: one file, lists and wildcards.
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>
#include <TMVA/Formula.h>

namespace TMVA {
namespace {

namespace fs = std::filesystem;

class OpenSourceTest : public testing::Test {
 protected:
  OpenSourceTest() : folder_(fs::path(testing::TempDir()) / Unique()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~OpenSourceTest() override { fs::remove_all(folder_); }

  static std::string Unique() {
    return std::string("tmva_open_") +
           testing::UnitTest::GetInstance()->current_test_info()->name();
  }
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  /// A file with trees "name" or "dir/name" of a column `n` that counts from `begin`.
  void Write(const std::string& file, const std::vector<std::string>& trees, std::int32_t begin,
             int entries) const {
    auto out = OutputFile::Create(Path(file));
    for (const auto& tree : trees) {
      const auto slash = tree.rfind('/');
      const std::string directory = slash == std::string::npos ? "" : tree.substr(0, slash);
      const std::string name = slash == std::string::npos ? tree : tree.substr(slash + 1);
      auto& writer = out->MakeTree(directory, name, "", {{"n", {{"n", DataType::kInt32}}}});
      std::vector<std::int32_t> values;
      for (int i = 0; i < entries; ++i) values.push_back(begin + i);
      const auto* data = reinterpret_cast<const std::byte*>(values.data());
      writer.Append(std::vector<const std::byte*>{data}, entries);
    }
    out->Close();
  }

  static std::string Message(const std::function<void()>& call) {
    try {
      call();
    } catch (const DataError& error) {
      return error.what();
    }
    return "no DataError";
  }

  static void ExpectCounting(const ColumnSource& source, std::int64_t entries) {
    ASSERT_EQ(source.NumEntries(), entries);
    auto cursor = source.OpenCursor({source.FindColumn("n")});
    std::vector<ColumnBlock> block(1);
    for (std::int64_t begin = 0; begin < entries; begin += 7) {
      const std::int64_t end = std::min(entries, begin + 7);
      cursor->Read({begin, end}, block);
      for (std::int64_t i = begin; i < end; ++i)
        ASSERT_EQ(block[0].values<std::int32_t>()[i - begin], i);
    }
  }

  fs::path folder_;
};

TEST_F(OpenSourceTest, OneFile) {
  Write("a.root", {"t"}, 0, 20);
  ExpectCounting(*OpenSource(Path("a.root:t")), 20);
  ExpectCounting(*OpenSource(Path("a.root")), 20);
  Write("b.root", {"sub/t"}, 0, 10);
  ExpectCounting(*OpenSource(Path("b.root:sub/t")), 10);
  ExpectCounting(*OpenSource(Path("b.root:sub/t;1")), 10);
  ExpectCounting(*OpenSource(Path("b.root")), 10);
}

TEST_F(OpenSourceTest, AFileOfSeveralTreesNeedsAName) {
  Write("a.root", {"TreeS", "TreeB"}, 0, 3);
  const auto message = Message([&] { OpenSource(Path("a.root")); });
  EXPECT_NE(message.find("2 trees, 'TreeS', 'TreeB'; name one"), std::string::npos) << message;
  EXPECT_NE(Message([&] { OpenSource(Path("a.root:Trees")); }).find("TreeS"), std::string::npos);
  auto out = OutputFile::Create(Path("empty.root"));
  out->Close();
  EXPECT_NE(Message([&] { OpenSource(Path("empty.root")); }).find("holds no tree"),
            std::string::npos);
  EXPECT_THROW(OpenSource(Path("missing.root:t")), FileFormatError);
}

TEST_F(OpenSourceTest, WildcardsAndListsAreChains) {
  Write("part1.root", {"t"}, 0, 5);
  Write("part2.root", {"t"}, 5, 9);
  Write("part3.root", {"t"}, 14, 1);
  Write("other.root", {"t"}, 15, 4);
  const auto parts = OpenSource(Path("part*.root:t"));
  ExpectCounting(*parts, 15);
  EXPECT_NE(parts->Description().find("part1.root:t"), std::string::npos);
  ExpectCounting(*OpenSources({Path("part*.root"), Path("other.root:t")}), 19);
  EXPECT_THROW(OpenSource(Path("nothing*.root:t")), DataError);
  EXPECT_THROW(OpenSources({}), DataError);
}

TEST_F(OpenSourceTest, ManyFilesAreNotKeptOpen) {
  constexpr int kFiles = 80;
  for (int i = 0; i < kFiles; ++i) Write("f" + std::to_string(100 + i) + ".root", {"t"}, 3 * i, 3);
  const auto chain = OpenSource(Path("f*.root:t"));
  std::size_t open = 0;
  for (const auto& link : fs::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    if (fs::read_symlink(link.path(), error).string().starts_with(folder_.string())) ++open;
  }
  EXPECT_EQ(open, 0u);
  ExpectCounting(*chain, 3 * kFiles);
  Write("f140.root", {"t"}, 0, 4);  // changed behind the chain's back
  auto cursor = chain->OpenCursor({0});
  std::vector<ColumnBlock> block(1);
  EXPECT_NE(Message([&] { cursor->Read({0, 3 * kFiles}, block); }).find("has changed"),
            std::string::npos);
}

TEST_F(OpenSourceTest, FormulasRunOverAChain) {
  Write("a1.root", {"t"}, 0, 600);
  Write("a2.root", {"t"}, 600, 700);
  const auto chain = OpenSource(Path("a?.root:t"));
  const Formula formula("n%2==0 && Entry$==n", chain->Columns(), chain->Description());
  auto cursor = chain->OpenCursor(formula.Columns());
  std::vector<ColumnBlock> block(1);
  cursor->Read({100, 1300}, block);
  std::vector<std::int64_t> pass(1200);
  const ColumnBlock* blocks[] = {&block[0]};
  formula.EvaluateInteger(blocks, 100, pass);
  for (std::size_t i = 0; i < pass.size(); ++i) ASSERT_EQ(pass[i], i % 2 == 0);
}

}  // namespace
}  // namespace TMVA
