// Column blocks and columns in memory.
#include <TMVA/ColumnSource.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

namespace TMVA {
namespace {

TEST(ColumnTypes, SizesNamesAndKinds) {
  EXPECT_EQ(SizeOf(DataType::kBool), 1u);
  EXPECT_EQ(SizeOf(DataType::kUInt16), 2u);
  EXPECT_EQ(SizeOf(DataType::kFloat32), 4u);
  EXPECT_EQ(SizeOf(DataType::kUInt64), 8u);
  EXPECT_TRUE(IsInteger(DataType::kBool));
  EXPECT_TRUE(IsInteger(DataType::kUInt64));
  EXPECT_FALSE(IsInteger(DataType::kFloat32));
  EXPECT_STREQ(TypeName(DataType::kInt8), "int8_t");
  EXPECT_STREQ(TypeName(DataType::kFloat64), "double");
}

TEST(ColumnBlock, GrowsOnlyAndChecksSizes) {
  ColumnBlock block;
  block.Resize(DataType::kFloat64, 3, 100);
  EXPECT_EQ(block.size(), 300);
  const auto* memory = block.data();
  block.Resize(DataType::kInt16, 1, 7);
  EXPECT_EQ(block.data(), memory);
  EXPECT_EQ(block.values<std::int16_t>().size(), 7u);
  EXPECT_THROW(block.Resize(DataType::kFloat64, 1, -1), DataError);
  EXPECT_THROW(block.Resize(DataType::kFloat64, std::int64_t{1} << 40, std::int64_t{1} << 40),
               DataError);
  EXPECT_THROW(block.Resize(DataType::kFloat64, 1, std::int64_t{1} << 61), DataError);
  EXPECT_THROW(block.ResizeVariable(DataType::kFloat32, {}), DataError);
  EXPECT_THROW(block.ResizeVariable(DataType::kFloat32, {1, 2}), DataError);
  EXPECT_THROW(block.ResizeVariable(DataType::kFloat32, {0, 2, 1}), DataError);
  block.ResizeVariable(DataType::kFloat32, {0, 2, 2, 5});
  EXPECT_EQ(block.entries(), 3);
  EXPECT_EQ(block.size(), 5);
  EXPECT_EQ(block.length(), ColumnInfo::kVariable);
}

TEST(ArraySource, ReadsStridedColumnsInAnyOrder) {
  struct Row {
    float x;
    std::int64_t n;
    double v[2];
  };
  auto rows = std::make_shared<std::vector<Row>>();
  for (int i = 0; i < 10; ++i)
    rows->push_back({0.5f * i, (std::int64_t{1} << 60) + i, {1.0 * i, -1.0 * i}});
  const std::weak_ptr<const void> alive = rows;
  auto source = MakeArraySource(
      {{"x", DataType::kFloat32, &(*rows)[0].x, 1, sizeof(Row), rows},
       {"n", DataType::kInt64, &(*rows)[0].n, 1, sizeof(Row), rows},
       {"v", DataType::kFloat64, (*rows)[0].v, 2, sizeof(Row), rows},
       {"backwards", DataType::kFloat32, &(*rows)[9].x, 1, -std::int64_t{sizeof(Row)}, rows}},
      10, "rows");
  rows.reset();
  EXPECT_EQ(source->NumEntries(), 10);
  EXPECT_EQ(source->Clusters(), (std::vector<EntryRange>{{0, 10}}));
  EXPECT_EQ(source->Columns()[2].dimensions, (std::vector<std::int64_t>{2}));
  auto cursor = source->OpenCursor({3, 2, 1, 1});
  source.reset();
  EXPECT_FALSE(alive.expired());
  std::array<ColumnBlock, 4> blocks;
  cursor->Read({3, 6}, blocks);
  EXPECT_EQ(blocks[0].values<float>()[0], 3.0f);
  EXPECT_EQ(blocks[1].values<double>()[5], -5.0);
  EXPECT_EQ(blocks[3].values<std::int64_t>()[2], (std::int64_t{1} << 60) + 5);
  cursor->Read({10, 10}, blocks);
  EXPECT_EQ(blocks[0].entries(), 0);
  EXPECT_THROW(cursor->Read({9, 11}, blocks), DataError);
  EXPECT_THROW(cursor->Read({-1, 1}, blocks), DataError);
  EXPECT_THROW(cursor->Read({2, 1}, blocks), DataError);
  cursor.reset();
  EXPECT_TRUE(alive.expired());
}

TEST(ArraySource, RefusesUnusableColumns) {
  const float x[2] = {1, 2};
  const auto make = [&](std::vector<ArrayColumn> columns, std::int64_t entries) {
    return MakeArraySource(std::move(columns), entries, "table");
  };
  EXPECT_THROW(make({{"x", DataType::kFloat32, x, 1, 4, {}}}, -1), DataError);
  EXPECT_THROW(make({{"", DataType::kFloat32, x, 1, 4, {}}}, 2), DataError);
  EXPECT_THROW(make({{"x", DataType::kFloat32, nullptr, 1, 4, {}}}, 2), DataError);
  EXPECT_THROW(make({{"x", DataType::kFloat32, x, 0, 4, {}}}, 2), DataError);
  EXPECT_THROW(
      make({{"x", DataType::kFloat32, x, 1, 4, {}}, {"x", DataType::kFloat32, x, 1, 4, {}}}, 2),
      DataError);
  const auto source = make({{"var1", DataType::kFloat32, x, 1, 4, {}}}, 2);
  EXPECT_EQ(source->FindColumn("var1"), 0u);
  EXPECT_THROW(source->OpenCursor({1}), DataError);
  try {
    source->FindColumn("vra1");
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(), "table: no column 'vra1'; did you mean 'var1'?");
  }
}

TEST(ArraySource, ClustersCoverTheTable) {
  const std::int64_t n = 200000;
  const std::vector<std::int8_t> flags(n);
  const auto source =
      MakeArraySource({{"flag", DataType::kInt8, flags.data(), 1, 1, {}}}, n, "flags");
  std::int64_t next = 0;
  for (const auto& cluster : source->Clusters()) {
    EXPECT_EQ(cluster.begin, next);
    EXPECT_GT(cluster.end, cluster.begin);
    next = cluster.end;
  }
  EXPECT_EQ(next, n);
}

TEST(ArraySource, ReadsLists) {
  const std::vector<std::int64_t> lists = {0, 2, 2, 3}, items = {0, 1, 1, 4}, flat = {0, 2, 2, 6};
  const std::vector<float> values = {1, 2, 3, 4, 5, 6};
  const auto source =
      MakeArraySource({{"nested", DataType::kFloat32, values.data(), 1, 0, nullptr, {lists, items}},
                       {"pairs", DataType::kFloat32, values.data(), 2, 0, nullptr, {flat}}},
                      3, "lists");
  EXPECT_EQ(source->Columns()[0].list_levels, 2);
  EXPECT_EQ(source->Columns()[1].length, ColumnInfo::kVariable);
  EXPECT_EQ(source->Columns()[1].dimensions, (std::vector<std::int64_t>{2}));
  std::vector<ColumnBlock> blocks(2);
  source->OpenCursor({0, 1})->Read({1, 3}, blocks);
  EXPECT_TRUE(std::ranges::equal(blocks[0].offsets(0), std::vector<std::int64_t>{0, 0, 1}));
  EXPECT_TRUE(std::ranges::equal(blocks[0].offsets(1), std::vector<std::int64_t>{0, 3}));
  EXPECT_TRUE(std::ranges::equal(blocks[0].values<float>(), std::vector<float>{2, 3, 4}));
  EXPECT_TRUE(std::ranges::equal(blocks[1].offsets(), std::vector<std::int64_t>{0, 0, 4}));
  EXPECT_TRUE(std::ranges::equal(blocks[1].values<float>(), std::vector<float>{3, 4, 5, 6}));
  source->OpenCursor({0, 1})->Read({3, 3}, blocks);
  EXPECT_EQ(blocks[0].size(), 0);
}

TEST(ArraySource, RefusesOffsetsThatContradict) {
  const std::vector<float> values = {1, 2, 3};
  const auto make = [&](std::vector<std::vector<std::int64_t>> levels, std::int64_t length = 1) {
    ArrayColumn column{"x", DataType::kFloat32, values.data(), length, 0, nullptr};
    for (const auto& level : levels) column.offsets.push_back(level);
    return MakeArraySource({column}, 2, "table");
  };
  EXPECT_NO_THROW(make({{0, 1, 3}}));
  for (const auto& wrong : std::vector<std::vector<std::vector<std::int64_t>>>{
           {{0, 1}}, {{1, 2, 3}}, {{0, 2, 1}}, {{0, -1, 3}}, {{}}, {{0, 1, 3}, {0, 1}}})
    EXPECT_THROW(make(wrong), DataError);
  EXPECT_THROW(make({{0, 1, 3}}, 2), DataError);
}

}  // namespace
}  // namespace TMVA
