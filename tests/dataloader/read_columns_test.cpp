// ReadColumns: the same values and errors for any number of threads; friends and chains under it.
#include <TMVA/ColumnSource.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <functional>
#include <mutex>
#include <numeric>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include <TMVA/Error.h>
#include <TMVA/File.h>

namespace TMVA {
namespace {

/// A table of made-up columns: "f" and "g" stored together, "v" fixed arrays, "l" lists, "n" lists
/// of lists. Values are functions of entry and column. Counts its cursors and reads.
class MadeUp : public ColumnSource {
 public:
  explicit MadeUp(std::int64_t entries, std::int64_t cluster)
      : entries_(entries), cluster_(cluster) {
    columns_ = {
        {.name = "f", .type = DataType::kFloat64, .storage_group = 7},
        {.name = "v", .type = DataType::kInt32, .length = 3, .dimensions = {3}},
        {.name = "g", .type = DataType::kInt16, .storage_group = 7},
        {.name = "l",
         .type = DataType::kFloat32,
         .length = ColumnInfo::kVariable,
         .list_levels = 1},
        {.name = "n", .type = DataType::kInt64, .length = ColumnInfo::kVariable, .list_levels = 2}};
  }
  std::string Description() const override { return "made up"; }
  std::int64_t NumEntries() const override { return entries_; }
  const std::vector<ColumnInfo>& Columns() const override { return columns_; }
  std::vector<EntryRange> Clusters() const override {
    std::vector<EntryRange> clusters;
    for (std::int64_t begin = 0; begin < entries_; begin += cluster_)
      clusters.push_back({begin, std::min(entries_, begin + cluster_)});
    return clusters;
  }
  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    return std::make_unique<Cursor>(*this, std::move(columns));
  }

  std::int64_t bad_entry = -1;  ///< reading it fails
  std::int64_t worse_entry = -1;
  mutable std::atomic<int> reads = 0;
  mutable std::mutex mutex;
  mutable std::set<std::thread::id> threads;
  mutable std::set<std::vector<std::size_t>> groups;
  mutable std::function<void()> on_read;

 private:
  class Cursor : public ColumnCursor {
   public:
    Cursor(const MadeUp& table, std::vector<std::size_t> columns)
        : table_(table), columns_(std::move(columns)) {}
    void Read(EntryRange range, std::span<ColumnBlock> out) override {
      ++table_.reads;
      {
        const std::lock_guard lock(table_.mutex);
        table_.threads.insert(std::this_thread::get_id());
        table_.groups.insert(columns_);
      }
      if (table_.on_read) table_.on_read();
      for (const auto bad : {table_.bad_entry, table_.worse_entry})
        if (range.begin <= bad && bad < range.end)
          throw DataError("entry " + std::to_string(bad) + " is bad");
      for (std::size_t i = 0; i < columns_.size(); ++i) Fill(columns_[i], range, out[i]);
    }

   private:
    template <class T>
    static void Put(ColumnBlock& out, const std::vector<T>& values) {
      if (!values.empty()) std::memcpy(out.data(), values.data(), values.size() * sizeof(T));
    }
    static void Fill(std::size_t column, EntryRange range, ColumnBlock& out) {
      std::vector<std::int64_t> lists{0}, items{0}, wide;
      std::vector<double> f;
      std::vector<std::int32_t> v;
      std::vector<std::int16_t> g;
      std::vector<float> l;
      for (auto e = range.begin; e < range.end; ++e) {
        f.push_back(0.5 * static_cast<double>(e));
        g.push_back(static_cast<std::int16_t>(e % 1000));
        for (int k = 0; k < 3; ++k) v.push_back(static_cast<std::int32_t>(3 * e + k));
        for (int k = 0; k < e % 4; ++k) l.push_back(static_cast<float>(e + k));
        for (int k = 0; k < e % 3; ++k) {
          for (int m = 0; m < (e + k) % 5; ++m) wide.push_back(e * 100 + k * 10 + m);
          items.push_back(static_cast<std::int64_t>(wide.size()));
        }
        lists.push_back(static_cast<std::int64_t>(column == 3 ? l.size() : items.size() - 1));
      }
      if (column == 0) out.Resize(DataType::kFloat64, 1, range.size()), Put(out, f);
      if (column == 1) out.Resize(DataType::kInt32, 3, range.size()), Put(out, v);
      if (column == 2) out.Resize(DataType::kInt16, 1, range.size()), Put(out, g);
      if (column == 3) out.ResizeVariable(DataType::kFloat32, lists), Put(out, l);
      if (column == 4) out.ResizeNested(DataType::kInt64, {lists, items}), Put(out, wide);
    }
    const MadeUp& table_;
    std::vector<std::size_t> columns_;
  };

  std::int64_t entries_, cluster_;
  std::vector<ColumnInfo> columns_;
};

std::vector<ColumnBlock> Read(const ColumnSource& source, const std::vector<std::size_t>& columns,
                              EntryRange range, int threads, std::stop_token stop = {}) {
  std::vector<ColumnBlock> blocks(columns.size());
  ReadColumns(source, columns, range, blocks, threads, std::move(stop));
  return blocks;
}

void ExpectSame(const std::vector<ColumnBlock>& a, const std::vector<ColumnBlock>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].type(), b[i].type());
    ASSERT_EQ(a[i].entries(), b[i].entries());
    ASSERT_EQ(a[i].size(), b[i].size());
    ASSERT_EQ(a[i].list_levels(), b[i].list_levels());
    for (int level = 0; level < a[i].list_levels(); ++level)
      EXPECT_TRUE(std::ranges::equal(a[i].offsets(level), b[i].offsets(level)));
    const auto bytes = static_cast<std::size_t>(a[i].size()) * SizeOf(a[i].type());
    if (bytes > 0) EXPECT_EQ(std::memcmp(a[i].data(), b[i].data(), bytes), 0) << "column " << i;
  }
}

constexpr std::int64_t kEntries = 300000;
const std::vector<std::size_t> kAll = {0, 1, 2, 3, 4};

TEST(ReadColumns, ThreadsChangeNothing) {
  for (const std::int64_t cluster : {std::int64_t{7000}, std::int64_t{100000}, kEntries}) {
    const MadeUp table(kEntries, cluster);
    for (const EntryRange range :
         {EntryRange{0, kEntries}, {1, kEntries - 1}, {6999, 230001}, {5, 5}, {17, 18}}) {
      const auto one = Read(table, kAll, range, 1);
      for (const int threads : {2, 3, 7, 0}) ExpectSame(one, Read(table, kAll, range, threads));
    }
    ExpectSame(Read(table, {4, 0, 4}, {10, 250000}, 1), Read(table, {4, 0, 4}, {10, 250000}, 4));
  }
}

TEST(ReadColumns, ColumnsStoredTogetherShareATask) {
  const MadeUp table(kEntries, kEntries);
  Read(table, kAll, {0, kEntries}, 4);
  int tasks = 0;
  for (const auto& group : table.groups) {
    const auto has = [&](std::size_t column) {
      return std::find(group.begin(), group.end(), column) != group.end();
    };
    EXPECT_EQ(has(0), has(2));
    ++tasks;
  }
  EXPECT_GT(tasks, 1);
}

TEST(ReadColumns, SmallReadsAreOneTask) {
  const MadeUp table(kEntries, 100);
  Read(table, kAll, {0, 1000}, 4);
  EXPECT_EQ(table.reads, 1);
}

TEST(ReadColumns, ValuesGoIntoMemoryOfTheCaller) {
  const MadeUp table(kEntries, 10000);
  std::vector<std::int32_t> memory(3 * kEntries);
  std::vector<ColumnBlock> blocks;
  blocks.push_back(ColumnBlock::Over(std::as_writable_bytes(std::span(memory))));
  ReadColumns(table, std::vector<std::size_t>{1}, {0, kEntries}, blocks, 3);
  for (std::size_t i = 0; i < memory.size(); ++i)
    ASSERT_EQ(memory[i], static_cast<std::int32_t>(i));
  std::vector<ColumnBlock> small;
  small.push_back(ColumnBlock::Over(std::as_writable_bytes(std::span(memory).first(10))));
  EXPECT_THROW(ReadColumns(table, std::vector<std::size_t>{1}, {0, kEntries}, small, 3), DataError);
}

TEST(ReadColumns, TheErrorOfTheLowestTaskComesOut) {
  for (int repeat = 0; repeat < 20; ++repeat) {
    MadeUp table(kEntries, 10000);
    table.bad_entry = 250000;
    table.worse_entry = 90000;
    table.on_read = [&] { std::this_thread::yield(); };
    for (const int threads : {1, 2, 5}) {
      try {
        Read(table, {1}, {0, kEntries}, threads);
        FAIL();
      } catch (const DataError& error) {
        if (threads > 1) EXPECT_STREQ(error.what(), "entry 90000 is bad");
      }
    }
  }
}

TEST(ReadColumns, AnErrorStopsTheRest) {
  MadeUp table(kEntries * 10, 10000);
  table.bad_entry = 0;
  EXPECT_THROW(Read(table, kAll, {0, kEntries * 10}, 2), DataError);
  EXPECT_LT(table.reads, 20);
}

TEST(ReadColumns, StopsWhenAsked) {
  MadeUp table(kEntries * 10, 10000);
  std::stop_source stop;
  table.on_read = [&] { stop.request_stop(); };
  Read(table, kAll, {0, kEntries * 10}, 2, stop.get_token());
  EXPECT_LT(table.reads, 20);
}

TEST(ReadColumns, RefusesRangesOutside) {
  const auto source = MakeArraySource({}, 0, "nothing");
  for (const EntryRange range : {EntryRange{0, 1}, {-1, 0}, {1, 0}})
    for (const int threads : {1, 4}) EXPECT_THROW(Read(*source, {}, range, threads), DataError);
}

/// Oddities of sources: clusters that leave gaps or overlap are not relied on.
class OddClusters : public MadeUp {
 public:
  OddClusters() : MadeUp(kEntries, kEntries) {}
  std::vector<EntryRange> Clusters() const override {
    return {{0, 1000}, {2000, 150000}, {100000, kEntries}};
  }
};

TEST(ReadColumns, ClustersThatDoNotCoverTheTable) {
  const OddClusters odd;
  const MadeUp table(kEntries, kEntries);
  ExpectSame(Read(table, kAll, {0, kEntries}, 1), Read(odd, kAll, {0, kEntries}, 4));
}

TEST(ReadColumns, SeveralCallersAtOnce) {
  const MadeUp table(kEntries, 10000);
  const auto one = Read(table, kAll, {0, kEntries}, 1);
  std::vector<std::jthread> callers;
  for (int i = 0; i < 4; ++i)
    callers.emplace_back([&] { ExpectSame(one, Read(table, kAll, {0, kEntries}, 2)); });
}

TEST(ReadColumns, WorksInAForkedProcess) {
  const MadeUp table(kEntries, 10000);
  const auto one = Read(table, kAll, {0, kEntries}, 1);
  ExpectSame(one, Read(table, kAll, {0, kEntries}, 2));  // threads of the parent are running now
  const auto child = fork();
  if (child == 0) {
    alarm(30);  // a child that hangs is killed
    const auto again = Read(table, kAll, {0, kEntries}, 2);
    _exit(again[4].size() == one[4].size() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(ReadColumns, ChainsAndFriendsBelow) {
  std::vector<std::shared_ptr<const ColumnSource>> parts;
  for (int i = 0; i < 3; ++i) parts.push_back(std::make_shared<MadeUp>(50000, 9000));
  const auto chain = MakeChain(parts);
  ExpectSame(Read(*chain, kAll, {0, 150000}, 1), Read(*chain, kAll, {0, 150000}, 3));
  const auto friends = MakeFriends(chain, {{"other", std::make_shared<MadeUp>(150000, 20000)}});
  const std::vector<std::size_t> some = {0, 3, 5, 7, 9};
  ExpectSame(Read(*friends, some, {3, 149999}, 1), Read(*friends, some, {3, 149999}, 3));
  // What is stored together in the friend is another storage than the main table's.
  EXPECT_NE(friends->Columns()[0].storage_group, friends->Columns()[5].storage_group);
  EXPECT_EQ(friends->Columns()[5].storage_group, friends->Columns()[7].storage_group);
  EXPECT_EQ(friends->Columns()[8].storage_group, -1);
}

TEST(ReadColumns, ChainsWidenIntoMemoryOfTheCaller) {
  const std::vector<std::int16_t> narrow = {1, -2, 3};
  const std::vector<std::int64_t> wide = {1LL << 40, 5};
  const auto chain =
      MakeChain({MakeArraySource({{"i", DataType::kInt16, narrow.data(), 1, 2, nullptr}}, 3, "a"),
                 MakeArraySource({{"i", DataType::kInt64, wide.data(), 1, 8, nullptr}}, 2, "b")});
  for (const int threads : {1, 2}) {
    std::vector<std::int64_t> memory(2);
    std::vector<ColumnBlock> blocks;
    blocks.push_back(ColumnBlock::Over(std::as_writable_bytes(std::span(memory))));
    ReadColumns(*chain, std::vector<std::size_t>{0}, {1, 3}, blocks, threads);
    EXPECT_EQ(memory, (std::vector<std::int64_t>{-2, 3}));
  }
}

TEST(Friends, OneThatIsAbsentIsKnownWhenItIsUsed) {
  const std::vector<float> x = {1, 2};
  const auto main =
      MakeArraySource({{"x", DataType::kFloat32, x.data(), 1, 4, nullptr}}, 2, "main");
  const auto joined = MakeFriends(main, {{"lost", nullptr, "the file is gone"}, {"here", main}});
  EXPECT_EQ(Read(*joined, {joined->FindColumn("here.x")}, {0, 2}, 1)[0].values<float>()[1], 2);
  EXPECT_EQ(Read(*joined, {0}, {0, 2}, 1)[0].values<float>()[1], 2);
  try {
    joined->FindColumn("lost.y");
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(), "main: no column 'lost.y': 'lost' cannot be read: the file is gone");
  }
  EXPECT_THROW(joined->OpenCursor({joined->FindColumn("lost")}), DataError);
  EXPECT_THROW(joined->FindColumn("lostandfound.y"), DataError);
}

}  // namespace
}  // namespace TMVA
