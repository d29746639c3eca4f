// Chains of tables, and the texts that name files and trees.
#include <TMVA/File.h>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "dataloader/source/path.h"

namespace TMVA {
namespace {

using Source = std::shared_ptr<const ColumnSource>;

template <class T>
ArrayColumn Column(const std::string& name, DataType type, std::vector<T> values,
                   std::int64_t length = 1) {
  auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  const void* data = owner->data();
  return {name, type, data, length, static_cast<std::int64_t>(sizeof(T)) * length, owner};
}

Source Table(const std::string& name, std::int64_t begin, std::int64_t entries) {
  std::vector<float> x(entries);
  std::vector<std::int64_t> n(entries);
  std::iota(x.begin(), x.end(), static_cast<float>(begin));
  std::iota(n.begin(), n.end(), begin);
  return MakeArraySource({Column("x", DataType::kFloat32, x), Column("n", DataType::kInt64, n)},
                         entries, name);
}

std::string Message(const std::function<void()>& call) {
  try {
    call();
  } catch (const DataError& error) {
    return error.what();
  }
  return "no DataError";
}

TEST(Chain, ReadsAcrossPartsInAnyRange) {
  const auto chain = MakeChain(
      {Table("a", 0, 5), Table("b", 5, 0), Table("c", 5, 1), Table("d", 6, 7), Table("e", 13, 0)});
  ASSERT_EQ(chain->NumEntries(), 13);
  EXPECT_EQ(chain->Clusters(), (std::vector<EntryRange>{{0, 5}, {5, 6}, {6, 13}}));
  EXPECT_EQ(chain->Description(), "chain of 5: a, b, c and 2 more");
  auto cursor = chain->OpenCursor({1, 0});
  std::vector<ColumnBlock> blocks(2);
  for (std::int64_t begin = 0; begin <= 13; ++begin)
    for (std::int64_t end = begin; end <= 13; ++end) {
      cursor->Read({begin, end}, blocks);
      ASSERT_EQ(blocks[0].entries(), end - begin);
      for (std::int64_t i = begin; i < end; ++i) {
        EXPECT_EQ(blocks[0].values<std::int64_t>()[i - begin], i);
        EXPECT_EQ(blocks[1].values<float>()[i - begin], static_cast<float>(i));
      }
    }
  EXPECT_THROW(cursor->Read({0, 14}, blocks), DataError);
  EXPECT_THROW(cursor->Read({-1, 2}, blocks), DataError);
  EXPECT_THROW(chain->OpenCursor({2}), DataError);
}

TEST(Chain, OneTableIsItself) {
  const auto table = Table("a", 0, 3);
  EXPECT_EQ(MakeChain({table}), table);
  EXPECT_THROW(MakeChain({}), DataError);
}

TEST(Chain, WidestTypeWinsAndOrderMayDiffer) {
  const auto a = MakeArraySource({Column<std::int16_t>("i", DataType::kInt16, {1, -2}),
                                  Column<float>("v", DataType::kFloat32, {1, 2, 3, 4}, 2)},
                                 2, "a");
  const auto b =
      MakeArraySource({Column<double>("v", DataType::kFloat64, {0.1, 0.2}, 2),
                       Column<float>("extra", DataType::kFloat32, {9}),
                       Column<std::int64_t>("i", DataType::kInt64, {std::int64_t{1} << 62})},
                      1, "b");
  const auto chain = MakeChain({a, b});
  ASSERT_EQ(chain->Columns().size(), 2u);
  EXPECT_EQ(chain->Columns()[0].type, DataType::kInt64);
  EXPECT_EQ(chain->Columns()[1].type, DataType::kFloat64);
  auto cursor = chain->OpenCursor({0, 1});
  std::vector<ColumnBlock> blocks(2);
  cursor->Read({1, 3}, blocks);
  EXPECT_EQ(blocks[0].values<std::int64_t>()[0], -2);
  EXPECT_EQ(blocks[0].values<std::int64_t>()[1], std::int64_t{1} << 62);
  EXPECT_EQ(blocks[1].values<double>()[1], 4);
  EXPECT_EQ(blocks[1].values<double>()[2], 0.1);
  cursor->Read({0, 1}, blocks);  // one part only, still converted
  EXPECT_EQ(blocks[0].type(), DataType::kInt64);
  EXPECT_EQ(blocks[0].values<std::int64_t>()[0], 1);
}

TEST(Chain, NamesTheFileAndColumnAtFault) {
  const auto a = Table("one.root:t", 0, 2);
  const auto b = MakeArraySource({Column<float>("x", DataType::kFloat32, {1}),
                                  Column<std::int64_t>("N", DataType::kInt64, {1})},
                                 1, "three.root:t");
  EXPECT_EQ(Message([&] { MakeChain({a, Table("two.root:t", 0, 1), b}); }),
            "three.root:t: no column 'n', which the first table of the chain, one.root:t, has; did "
            "you mean 'N'?");
  const auto c = MakeArraySource({Column<std::int32_t>("x", DataType::kInt32, {1}),
                                  Column<std::int64_t>("n", DataType::kInt64, {1})},
                                 1, "c");
  EXPECT_EQ(Message([&] { MakeChain({a, c}); }),
            "c: column 'x' is of type int32_t, but float in one.root:t");
  const auto d = MakeArraySource({Column<float>("x", DataType::kFloat32, {1, 2}, 2),
                                  Column<std::int64_t>("n", DataType::kInt64, {1})},
                                 1, "d");
  EXPECT_EQ(Message([&] { MakeChain({a, d}); }),
            "d: column 'x' has 2 values per entry, but 1 in one.root:t");
}

TEST(TreePath, Splits) {
  const auto check = [](const std::string& text, const std::string& path, const std::string& tree) {
    const auto split = SplitTreePath(text);
    EXPECT_EQ(split.path, path) << text;
    EXPECT_EQ(split.tree, tree) << text;
  };
  check("a.root", "a.root", "");
  check("a.root:t", "a.root", "t");
  check("dir/*.root:d/t;2", "dir/*.root", "d/t;2");
  check("run:3/a.root", "run:3/a.root", "");
  check("run:3/a.root:t", "run:3/a.root", "t");
  check("data/file:t", "data/file", "t");
  EXPECT_THROW(SplitTreePath("a.root:"), DataError);
  EXPECT_THROW(SplitTreePath(""), DataError);
  EXPECT_THROW(SplitTreePath("root://host/a.root:t"), DataError);
}

TEST(TreePath, ExpandsWildcardsSorted) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(testing::TempDir()) / "tmva_wildcards";
  fs::remove_all(folder);
  fs::create_directories(folder / "sub.root");
  for (const auto name : {"b2.root", "b10.root", "a.root", ".hidden.root", "notes.txt"})
    std::ofstream(folder / name) << "x";
  const auto names = [&](const std::string& pattern) {
    std::vector<std::string> result;
    for (const auto& path : ExpandPath((folder / pattern).string()))
      result.push_back(fs::path(path).filename().string());
    return result;
  };
  EXPECT_EQ(names("*.root"), (std::vector<std::string>{"a.root", "b10.root", "b2.root"}));
  EXPECT_EQ(names("b?.root"), (std::vector<std::string>{"b2.root"}));
  EXPECT_EQ(names("[ab]*.root").size(), 3u);
  EXPECT_EQ(names("missing.root"), (std::vector<std::string>{"missing.root"}));
  EXPECT_EQ(Message([&] { names("c*.root"); }),
            "no file matches '" + (folder / "c*.root").string() + "'; '" + folder.string() +
                "' holds '.hidden.root', 'a.root', 'b10.root', 'b2.root', 'notes.txt'");
  EXPECT_THROW(names("*/x.root"), DataError);
  EXPECT_THROW(ExpandPath((folder / "nowhere" / "*.root").string()), DataError);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace TMVA
