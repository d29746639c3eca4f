// Columns of a TTree: names, leaf lists, friends, baskets elsewhere, hints, memory of the caller's.
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <set>

#include <TMVA/Error.h>
#include <TMVA/File.h>

namespace {

using namespace TMVA;

const std::string kFolder = TMVA_TEST_DATA "/rootio/";

std::shared_ptr<const Tree> OpenTree(const std::string& file, const std::string& tree) {
  return File::Open(kFolder + file)->GetTree(tree);
}

ColumnBlock ReadAll(const Tree& tree, const std::string& column) {
  ColumnBlock block;
  tree.OpenCursor({tree.FindColumn(column)})->Read({0, tree.NumEntries()}, {&block, 1});
  return block;
}

std::string TextAt(const ColumnBlock& block, std::size_t i) {
  const auto ends = block.offsets(block.list_levels() - 1);
  return {reinterpret_cast<const char*>(block.data()) + ends[i],
          static_cast<std::size_t>(ends[i + 1] - ends[i])};
}

TEST(RootioColumns, NoColumnIsDroppedForItsName) {
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".root") continue;
    const auto file = File::Open(entry.path().string());
    for (const auto& key : file->Keys()) {
      if (!IsTree(key.class_name)) continue;
      std::set<std::string> names;
      const auto tree = file->GetTree(key.name + ";" + std::to_string(key.cycle));
      for (const auto& column : tree->Columns()) {
        EXPECT_TRUE(names.insert(column.name).second) << entry.path() << " " << column.name;
        if (column.path.empty()) continue;
        EXPECT_EQ(tree->Columns()[tree->FindColumn(column.path)].name, column.name);
      }
    }
  }
}

TEST(RootioColumns, ArrayMembersAreAddressedWithoutBrackets) {
  const auto tree = OpenTree("gen-classes.root", "t");
  const auto& info = tree->Columns()[tree->FindColumn("s.fixed")];
  EXPECT_EQ(info.path, "s./s.fixed[2][3]");
  EXPECT_EQ(info.type_name, "int32_t[2][3]");
  EXPECT_EQ(info.dimensions, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(tree->Columns()[tree->FindColumn("s.vvd")].list_levels, 2);
  EXPECT_EQ(tree->Columns()[tree->FindColumn("s.vvs")].list_levels, 3);
  EXPECT_TRUE(tree->Columns()[tree->FindColumn("s.vvs")].is_text);
}

/// Lists of leaves whose size varies from entry to entry.
TEST(RootioColumns, LeafListsWithCountsAndTexts) {
  const auto tree = OpenTree("gen-layouts.root", "t");
  const auto count = ReadAll(*tree, "own.n"), array = ReadAll(*tree, "own.x");
  const auto number = ReadAll(*tree, "text.a"), text = ReadAll(*tree, "text.s");
  for (std::int64_t i = 0; i < tree->NumEntries(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    ASSERT_EQ(count.values<std::int32_t>()[at], i % 4);
    ASSERT_EQ(array.offsets()[at + 1] - array.offsets()[at], i % 4);
    for (std::int64_t k = 0; k < i % 4; ++k) {
      ASSERT_EQ(array.values<float>()[static_cast<std::size_t>(array.offsets()[at] + k)],
                static_cast<float>(i) + 0.5F * static_cast<float>(k));
    }
    ASSERT_EQ(number.values<std::int32_t>()[at], i);
    ASSERT_EQ(TextAt(text, at), "text" + std::to_string(i * i));
  }
}

TEST(RootioColumns, AShortBranchSpoilsNoOther) {
  const auto tree = OpenTree("gen-layouts.root", "t");
  EXPECT_EQ(ReadAll(*tree, "m").size(), 40);
  const auto& info = tree->Columns()[tree->FindColumn("fewer")];
  EXPECT_EQ(info.unsupported, "it has 20 entries, its tree has 40");
  EXPECT_THROW(ReadAll(*tree, "fewer"), DataError);
}

TEST(RootioColumns, FriendsAreListed) {
  const auto friends = OpenTree("linked/gen-friends.root", "t")->Friends();
  ASSERT_EQ(friends.size(), 2U);
  EXPECT_EQ(friends[0].tree, "dir/g");
  EXPECT_EQ(friends[0].file, "");
  EXPECT_EQ(friends[1].alias, "alias");
  EXPECT_EQ(friends[1].tree, "other");
  EXPECT_EQ(friends[1].file, "gen-friends-other.root");
}

TEST(RootioColumns, BasketsInAnotherFile) {
  const auto tree = OpenTree("linked/gen-apart.root", "t");
  const auto vectors = ReadAll(*tree, "v");
  EXPECT_EQ(vectors.offsets()[8], 12);
  EXPECT_EQ(vectors.values<float>()[11], 3.5F);
  EXPECT_EQ(ReadAll(*tree, "w").values<float>()[49], 24.5F);
  try {
    ReadAll(*tree, "gone");
    FAIL();
  } catch (const FileFormatError& error) {
    EXPECT_NE(std::string(error.what()).find("gen-apart-gone.root"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("branch gone"), std::string::npos);
  }
  EXPECT_EQ(tree->Files().size(), 3U);
}

/// A source that remembers what it was told and what was then read.
class HintedSource final : public ByteSource {
 public:
  explicit HintedSource(const std::string& path) : file_(OpenLocalFile(path)) {}
  const std::string& Path() const override { return file_->Path(); }
  std::int64_t Size() const override { return file_->Size(); }
  void Read(std::int64_t offset, std::span<std::byte> out) const override {
    reads.push_back({offset, static_cast<std::int64_t>(out.size())});
    file_->Read(offset, out);
  }
  void WillRead(std::span<const ByteRange> ranges) const override {
    hints.assign(ranges.begin(), ranges.end());
  }
  mutable std::vector<ByteRange> reads, hints;

 private:
  std::shared_ptr<const ByteSource> file_;
};

TEST(RootioColumns, WhatIsPreparedIsWhatIsRead) {
  const auto source = std::make_shared<HintedSource>(kFolder + "gen-vec-split.root");
  const auto tree = File::Open(source)->GetTree("t");
  const auto cursor = tree->OpenCursor({tree->FindColumn("vvf"), tree->FindColumn("str")});
  std::vector<ColumnBlock> blocks(2);
  cursor->Prepare({5, 120});
  source->reads.clear();
  cursor->Read({5, 120}, blocks);
  EXPECT_GT(source->reads.size(), 4U);
  EXPECT_EQ(source->hints, source->reads);
}

TEST(RootioColumns, ListsAreReadIntoMemoryOfTheCallers) {
  const auto tree = OpenTree("gen-vec-split.root", "t");
  const auto own = ReadAll(*tree, "vf");
  std::vector<std::byte> memory(static_cast<std::size_t>(own.size()) * sizeof(float));
  auto block = ColumnBlock::Over(memory);
  const auto cursor = tree->OpenCursor({tree->FindColumn("vf")});
  cursor->Read({0, tree->NumEntries()}, {&block, 1});
  EXPECT_EQ(block.data(), memory.data());
  EXPECT_EQ(0, std::memcmp(memory.data(), own.data(), memory.size()));
  auto small = ColumnBlock::Over(std::span(memory).first(memory.size() - 1));
  EXPECT_THROW(cursor->Read({0, tree->NumEntries()}, {&small, 1}), DataError);
}

}  // namespace
