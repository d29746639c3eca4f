// Every row exactly once an epoch, whatever the layout; order, splits, shards, balance, resuming.
#include <TMVA/BatchGenerator.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <TMVA/Random.h>

namespace TMVA {
namespace {

/// Columns id (int64), x = id / 8 (float), label = id % 3 (int), of which pieces start anywhere.
class Rows : public ColumnSource {
 public:
  Rows(std::int64_t entries, std::vector<std::int64_t> starts, std::int64_t first = 0)
      : entries_(entries), starts_(std::move(starts)), first_(first) {
    infos_ = {{.name = "id", .type = DataType::kInt64},
              {.name = "x", .type = DataType::kFloat32},
              {.name = "label", .type = DataType::kInt32}};
  }
  std::string Description() const override { return "rows"; }
  std::int64_t NumEntries() const override { return entries_; }
  const std::vector<ColumnInfo>& Columns() const override { return infos_; }
  std::vector<EntryRange> Clusters() const override { return {{0, entries_}}; }
  std::vector<std::int64_t> PieceStarts(std::size_t) const override { return starts_; }
  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    return std::make_unique<Cursor>(*this, std::move(columns));
  }

  std::int64_t damaged = -1;  ///< reading this entry throws

 private:
  struct Cursor : ColumnCursor {
    Cursor(const Rows& rows, std::vector<std::size_t> columns)
        : rows_(rows), columns_(std::move(columns)) {}
    void Read(EntryRange range, std::span<ColumnBlock> out) override {
      if (range.begin <= rows_.damaged && rows_.damaged < range.end)
        throw FileFormatError("rows.root", "damaged", 17, "branch x");
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        out[i].Resize(rows_.infos_[columns_[i]].type, 1, range.size());
        for (auto entry = range.begin; entry < range.end; ++entry) {
          const auto id = rows_.first_ + entry;
          const auto at = entry - range.begin;
          if (columns_[i] == 0) reinterpret_cast<std::int64_t*>(out[i].data())[at] = id;
          if (columns_[i] == 1)
            reinterpret_cast<float*>(out[i].data())[at] = static_cast<float>(id) / 8;
          if (columns_[i] == 2)
            reinterpret_cast<std::int32_t*>(out[i].data())[at] = static_cast<std::int32_t>(id % 3);
        }
      }
    }
    const Rows& rows_;
    std::vector<std::size_t> columns_;
  };

  std::int64_t entries_;
  std::vector<std::int64_t> starts_;
  std::int64_t first_;
  std::vector<ColumnInfo> infos_;
};

std::shared_ptr<Rows> MakeRows(std::int64_t entries, std::uint64_t seed, std::int64_t longest,
                               std::int64_t first = 0) {
  Random random(seed, 1);
  std::vector<std::int64_t> starts{0};
  while (starts.back() < entries)
    starts.push_back(starts.back() + 1 +
                     static_cast<std::int64_t>(random.Below(static_cast<std::uint64_t>(longest))));
  starts.pop_back();
  return std::make_shared<Rows>(entries, starts, first);
}

BatchOptions Options() {
  BatchOptions options;
  options.batch_size = 100;
  options.columns = {"x"};
  options.spectators = {"id"};
  options.seed = 7;
  options.threads = 2;
  return options;
}

using Ids = std::vector<std::int64_t>;

/// The rows of each batch; checks that the features are those of the row.
std::vector<Ids> Batches(const BatchGenerator& generator, std::uint64_t epoch = 0,
                         std::int64_t first_batch = 0) {
  std::vector<Ids> batches;
  const auto iteration = generator.Iterate(epoch, first_batch);
  while (const auto batch = iteration->Next()) {
    const auto ids = batch.Spectator<std::int64_t>("id");
    const auto x = batch.X();
    auto& rows = batches.emplace_back(ids.GetData(), ids.GetData() + batch.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      EXPECT_EQ(x(i, 0), static_cast<float>(rows[i]) / 8) << "row " << rows[i];
  }
  return batches;
}

Ids Flat(const std::vector<Ids>& batches) {
  Ids ids;
  for (const auto& batch : batches) ids.insert(ids.end(), batch.begin(), batch.end());
  return ids;
}

Ids Sorted(Ids ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

Ids Range(std::int64_t begin, std::int64_t end) {
  Ids ids(static_cast<std::size_t>(end - begin));
  std::iota(ids.begin(), ids.end(), begin);
  return ids;
}

TEST(BatchGenerator, EveryRowComesOnceWhateverTheLayout) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Random random(seed, 2);
    const auto entries = static_cast<std::int64_t>(1 + random.Below(20000));
    const auto rows = MakeRows(entries, seed, static_cast<std::int64_t>(1 + random.Below(3000)));
    auto options = Options();
    options.seed = seed;
    options.batch_size = static_cast<std::int64_t>(1 + random.Below(700));
    options.shuffle_rows = static_cast<std::int64_t>(1 + random.Below(5000));
    options.threads = static_cast<int>(1 + random.Below(4));
    options.shuffle = seed % 3 == 2 ? ShuffleMode::kGlobal : ShuffleMode::kStreaming;
    const BatchGenerator generator(rows, options);
    const auto first = Batches(generator, 0);
    EXPECT_EQ(Sorted(Flat(first)), Range(0, entries)) << "seed " << seed;
    EXPECT_EQ(std::ssize(first), generator.NumBatches());
    for (std::size_t i = 0; i + 1 < first.size(); ++i)
      EXPECT_EQ(std::ssize(first[i]), options.batch_size);
    const auto second = Batches(generator, 1);
    EXPECT_EQ(Sorted(Flat(second)), Range(0, entries));
    if (entries > 100) {
      EXPECT_NE(first, second);
    }
  }
}

TEST(BatchGenerator, WithoutAShuffleRowsComeInTheirOrder) {
  auto options = Options();
  options.shuffle = ShuffleMode::kNone;
  options.shuffle_rows = 1;
  const BatchGenerator generator({{MakeRows(5000, 1, 900)}, {MakeRows(321, 2, 50, 5000)}}, options);
  EXPECT_EQ(Flat(Batches(generator)), Range(0, 5321));
}

TEST(BatchGenerator, BatchesDoNotDependOnThreadsPrefetchOrCache) {
  const auto rows = MakeRows(30000, 3, 2000);
  auto options = Options();
  options.shuffle_rows = 6000;
  options.cut = "id % 5 != 2";
  options.threads = 1;
  options.prefetch = 0;
  const auto expected = Batches(BatchGenerator(rows, options), 3);
  for (const int threads : {2, 7}) {
    options.threads = threads;
    options.prefetch = 9;
    EXPECT_EQ(Batches(BatchGenerator(rows, options), 3), expected);
  }
  for (const std::string path : {"", "."}) {
    options.cache = true;
    options.cache_path = path;
    const BatchGenerator cached(rows, options);
    EXPECT_EQ(Batches(cached, 3), expected);
    EXPECT_EQ(Batches(cached, 3), expected) << "from the cache";
  }
}

TEST(BatchGenerator, CutsAndSplitsChooseRows) {
  const auto rows = MakeRows(20000, 4, 1500);
  auto options = Options();
  options.cut = "label == 1";
  options.splits = {{.seed = 5, .begin = 0, .end = 0.3}};
  const auto test = Flat(Batches(BatchGenerator(rows, options)));
  options.splits[0].outside = true;
  const BatchGenerator other(rows, options);
  const auto train = Flat(Batches(other));
  EXPECT_EQ(std::ssize(train), other.NumRows());
  EXPECT_NEAR(static_cast<double>(test.size()), 0.3 * 20000 / 3, 150);
  auto all = train;
  all.insert(all.end(), test.begin(), test.end());
  Ids expected;
  for (std::int64_t id = 1; id < 20000; id += 3) expected.push_back(id);
  EXPECT_EQ(Sorted(all), expected);
}

TEST(BatchGenerator, StratifiedSplitsAreExact) {
  const auto rows = MakeRows(3001, 5, 400);
  auto options = Options();
  options.label = "label == 0";
  const auto borders = BatchGenerator(rows, options).StratifiedBorders(9, {0.25, 0.75});
  ASSERT_EQ(borders.size(), 2u);
  RowSplit split{.seed = 9};
  for (const auto& [label, cuts] : borders) split.classes[label] = {cuts[0], cuts[1]};
  options.splits = {split};
  std::int64_t signal = 0;
  const auto ids = Flat(Batches(BatchGenerator(rows, options)));
  for (const auto id : ids) signal += id % 3 == 0;
  EXPECT_EQ(signal, 250);  // of 1001
  EXPECT_EQ(std::ssize(ids) - signal, 500);
}

TEST(BatchGenerator, ShardsAreDisjointEvenAndHaveTheSameNumberOfBatches) {
  for (const std::int64_t entries : {7, 100, 8193, 8200, 12001}) {
    for (const std::int64_t world : {2, 3, 7}) {
      for (const bool drop : {false, true}) {
        Ids all;
        std::set<std::size_t> batches, sizes;
        for (std::int64_t rank = 0; rank < world; ++rank) {
          auto options = Options();
          options.batch_size = 64;
          options.rank = rank;
          options.world_size = world;
          options.drop_remainder = drop;
          const BatchGenerator generator(MakeRows(entries, 6, 800), options);
          const auto mine = Batches(generator, 2);
          EXPECT_EQ(std::ssize(mine), generator.NumBatches());
          for (const auto& batch : mine) EXPECT_GT(batch.size(), 0u);
          const auto ids = Flat(mine);
          batches.insert(mine.size());
          sizes.insert(ids.size());
          all.insert(all.end(), ids.begin(), ids.end());
        }
        EXPECT_EQ(batches.size(), 1u) << entries << " rows, " << world << " ranks";
        EXPECT_LE(*sizes.rbegin() - *sizes.begin(), drop ? 0u : 1u);
        const auto before = all.size();
        all = Sorted(all);
        all.erase(std::unique(all.begin(), all.end()), all.end());
        EXPECT_EQ(all.size(), before) << "rows twice";
        if (!drop) {
          EXPECT_EQ(all, Range(0, entries));
        }
      }
    }
  }
  auto options = Options();
  options.world_size = 8;
  EXPECT_THROW(Batches(BatchGenerator(MakeRows(7, 1, 3), options)), DataError);
}

TEST(BatchGenerator, GoesOnInTheMiddleOfAnEpoch) {
  for (const auto balance : {BalanceMode::kNone, BalanceMode::kOversample, BalanceMode::kBatch}) {
    auto options = Options();
    options.shuffle_rows = 3000;
    options.balance = balance;
    options.label = "label == 0";
    options.cut = "id % 7 != 3";
    const BatchGenerator generator(MakeRows(20000, 7, 1000), options);
    const auto whole = Batches(generator, 4);
    for (const std::size_t first : {std::size_t{1}, whole.size() / 2, whole.size() - 1}) {
      const auto rest = Batches(generator, 4, static_cast<std::int64_t>(first));
      EXPECT_EQ(rest, std::vector(whole.begin() + static_cast<std::ptrdiff_t>(first), whole.end()));
    }
    EXPECT_TRUE(Batches(generator, 4, std::ssize(whole)).empty());
  }
}

TEST(BatchGenerator, BalancesClassesExactly) {
  const auto rows = MakeRows(9001, 8, 700);
  auto options = Options();
  options.label = "label == 0";  // 3001 rows of 1, 6000 of 0
  const auto count = [](const Ids& ids) {
    std::map<std::int64_t, std::int64_t> counts;
    for (const auto id : ids) ++counts[id];
    return counts;
  };
  options.balance = BalanceMode::kUndersample;
  {
    const BatchGenerator generator(rows, options);
    const auto first = Flat(Batches(generator, 0)), second = Flat(Batches(generator, 1));
    EXPECT_EQ(first.size(), 6002u);
    EXPECT_EQ(std::ssize(first), generator.NumRows());
    std::int64_t signal = 0;
    for (const auto& [id, times] : count(first)) {
      EXPECT_EQ(times, 1);
      signal += id % 3 == 0;
    }
    EXPECT_EQ(signal, 3001);
    EXPECT_NE(Sorted(first), Sorted(second)) << "another part of the larger class each time";
  }
  options.balance = BalanceMode::kOversample;
  const auto over = Flat(Batches(BatchGenerator(rows, options)));
  EXPECT_EQ(over.size(), 12000u);
  for (const auto& [id, times] : count(over)) {
    if (id % 3 != 0)
      EXPECT_EQ(times, 1);
    else
      EXPECT_TRUE(times == 1 || times == 2) << times;
  }
  EXPECT_EQ(count(over).size(), 9001u);
  options.balance = BalanceMode::kBatch;
  const BatchGenerator batchwise(rows, options);
  const auto batches = Batches(batchwise);
  EXPECT_EQ(std::ssize(batches), batchwise.NumBatches());
  for (const auto& batch : batches) {
    std::int64_t signal = 0;
    for (const auto id : batch) signal += id % 3 == 0;
    EXPECT_EQ(2 * signal, std::ssize(batch));
  }
  EXPECT_EQ(count(Flat(batches)).size(), 9001u);
  for (const std::int64_t batch_size : {1, 2, 100}) {
    Ids all;
    auto shared = options;
    shared.batch_size = batch_size;
    shared.drop_remainder = batch_size == 1;
    for (shared.rank = 0, shared.world_size = 3; shared.rank < 3; ++shared.rank) {
      const BatchGenerator shard(rows, shared);
      const auto mine = Batches(shard);
      EXPECT_EQ(std::ssize(mine), shard.NumBatches());
      EXPECT_EQ(std::ssize(Flat(mine)), shard.NumRows());
      for (const auto id : Flat(mine)) all.push_back(id);
    }
    EXPECT_EQ(all.size(), 12000u);
  }
}

TEST(BatchGenerator, LabelsOfTablesAreTheirClasses) {
  auto options = Options();
  const BatchGenerator generator({{MakeRows(500, 1, 100), 1.0}, {MakeRows(300, 2, 100, 500), 0.0}},
                                 options);
  const auto iteration = generator.Iterate();
  while (const auto batch = iteration->Next()) {
    const auto y = batch.Y();
    const auto ids = batch.Spectator<std::int64_t>("id");
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size()); ++i)
      EXPECT_EQ(y(i, 0), ids(i, 0) < 500 ? 1 : 0);
  }
}

TEST(BatchGenerator, ClassesOfTablesAreMixedHoweverSmallThePool) {
  auto options = Options();
  options.shuffle_rows = 1;
  options.cut = "id % 2 == 0";
  const std::vector<BatchTable> tables = {{MakeRows(9000, 1, 500), 0.0},
                                          {MakeRows(2000, 2, 500, 9000), 0.0},
                                          {MakeRows(40000, 3, 1500, 11000), 1.0},
                                          {MakeRows(30, 4, 100, 51000), 2.0}};
  const BatchGenerator generator(tables, options);
  const auto batches = Batches(generator);
  double chi2 = 0;
  for (const auto& batch : batches) {
    const double n = static_cast<double>(batch.size()), expected = n * 5500 / 25515;
    const auto of_class = static_cast<double>(
        std::count_if(batch.begin(), batch.end(), [](auto id) { return id < 11000; }));
    chi2 += (of_class - expected) * (of_class - expected) / (expected * (1 - expected / n));
  }
  EXPECT_NEAR(chi2 / static_cast<double>(batches.size()), 1, 0.3);
  Ids expected;
  for (std::int64_t id = 0; id < 51030; id += 2) expected.push_back(id);
  EXPECT_EQ(Sorted(Flat(batches)), expected);
  const auto rest = Batches(generator, 0, 100);
  EXPECT_EQ(rest, std::vector(batches.begin() + 100, batches.end()));
  Ids all;
  std::set<std::size_t> sizes;
  for (options.rank = 0, options.world_size = 3; options.rank < 3; ++options.rank) {
    const auto shard = Flat(Batches(BatchGenerator(tables, options), 1));
    sizes.insert(shard.size());
    all.insert(all.end(), shard.begin(), shard.end());
  }
  EXPECT_EQ(Sorted(all), expected);
  EXPECT_LE(*sizes.rbegin() - *sizes.begin(), 1u);
}

TEST(BatchGenerator, DamageComesAfterTheBatchesBeforeItOrIsLeftOut) {
  const auto rows = MakeRows(10000, 9, 500);
  rows->damaged = 7777;
  auto options = Options();
  options.shuffle = ShuffleMode::kNone;
  options.shuffle_rows = 100;
  {
    const BatchGenerator generator(rows, options);
    const auto iteration = generator.Iterate();
    std::int64_t seen = 0;
    EXPECT_THROW(
        {
          while (const auto batch = iteration->Next()) seen += batch.size();
        },
        FileFormatError);
    EXPECT_GT(seen, 2000);
  }
  options.skip_damaged = true;
  for (const auto shuffle : {ShuffleMode::kNone, ShuffleMode::kStreaming, ShuffleMode::kGlobal}) {
    options.shuffle = shuffle;
    const BatchGenerator generator(rows, options);
    const auto ids = Sorted(Flat(Batches(generator)));
    EXPECT_LT(ids.size(), 10000u);
    EXPECT_GT(ids.size(), 9900u);
    EXPECT_FALSE(std::binary_search(ids.begin(), ids.end(), 7777));
    EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
    EXPECT_EQ(std::ssize(ids), generator.NumRows());
    for (int epoch = 1; epoch < 20; ++epoch)
      EXPECT_EQ(Sorted(Flat(Batches(generator, static_cast<std::uint64_t>(epoch)))), ids);
    Ids all;
    std::set<std::size_t> batches;
    auto shared = options;
    for (shared.rank = 0, shared.world_size = 3; shared.rank < 3; ++shared.rank) {
      const auto shard = Batches(BatchGenerator(rows, shared));
      batches.insert(shard.size());
      for (const auto id : Flat(shard)) all.push_back(id);
    }
    EXPECT_EQ(Sorted(all), ids);
    EXPECT_EQ(batches.size(), 1u);
  }
}

TEST(BatchGenerator, KeptBatchesStayValid) {
  auto options = Options();
  BatchGenerator generator(MakeRows(5000, 3, 300), options);
  std::vector<Batch> kept;
  while (auto batch = generator()) kept.push_back(batch);
  Ids ids;
  for (const auto& batch : kept) {
    const auto of_batch = batch.Spectator<std::int64_t>("id");
    ids.insert(ids.end(), of_batch.GetData(), of_batch.GetData() + batch.size());
  }
  EXPECT_EQ(Sorted(ids), Range(0, 5000));
  std::int64_t rows = 0;
  for (auto& batch : generator) rows += batch.size();
  EXPECT_EQ(rows, 5000);
}

TEST(BatchGenerator, AnAbandonedIterationEnds) {
  auto options = Options();
  options.shuffle_rows = 100;
  const BatchGenerator generator(MakeRows(100000, 3, 300), options);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(generator.Iterate()->Next());
}

TEST(BatchGenerator, RefusesWhatCannotBe) {
  const auto rows = MakeRows(5000, 3, 4000);
  const auto expect = [&](const char* text, const std::function<void(BatchOptions&)>& change) {
    auto options = Options();
    change(options);
    try {
      Batches(BatchGenerator(rows, options));
      ADD_FAILURE() << "nothing was refused: " << text;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
    }
  };
  expect("batch_size", [](auto& o) { o.batch_size = 0; });
  expect("rank", [](auto& o) { o.rank = 1; });
  expect("columns", [](auto& o) { o.columns = {"y"}; });
  expect("id", [](auto& o) { o.columns = {"di"}; });
  expect("smallest sufficient budget", [](auto& o) { o.memory = 20000; });
  expect("only one class", [](auto& o) {
    o.balance = BalanceMode::kBatch;
    o.label = "id < 0";
  });
  expect("classes are not known", [](auto& o) { o.balance = BalanceMode::kBatch; });
  expect("'x' is taken twice", [](auto& o) { o.spectators = {"x", "id", "x"}; });
}

TEST(BatchGenerator, IntegersThatAFloatCannotHoldAreRefused) {
  auto options = Options();
  options.columns = {"id"};
  options.spectators = {};
  const auto rows = MakeRows(100, 3, 40, (std::int64_t{1} << 24) + 1);
  EXPECT_THROW(BatchGenerator(rows, options)(), DataError);
  options.dtype = DataType::kFloat64;
  BatchGenerator generator(rows, options);
  EXPECT_GT(generator().X<double>()(0, 0), 1 << 24);
}

TEST(BatchGenerator, SortedRowsMixWhereThePoolHoldsPartOfThem) {
  auto options = Options();
  options.batch_size = 256;
  options.shuffle_rows = 20000;
  const BatchGenerator generator(MakeRows(100000, 11, 2000), options);
  double chi2 = 0;
  const auto batches = Batches(generator);
  for (const auto& batch : batches) {
    const auto n = static_cast<double>(batch.size());
    const auto low = static_cast<double>(
        std::count_if(batch.begin(), batch.end(), [](auto id) { return id < 50000; }));
    chi2 += (low - n / 2) * (low - n / 2) / (n / 4);
  }
  EXPECT_LT(chi2 / static_cast<double>(batches.size()), 6);  // unmixed: 256
}

TEST(AsTensor, HoldsAllRows) {
  const auto tensor = AsTensor<double>(MakeRows(3000, 1, 500), {"id", "2*x"});
  ASSERT_EQ(tensor.GetShape()[0], 3000u);
  ASSERT_EQ(tensor.GetShape()[1], 2u);
  for (std::size_t i = 0; i < 3000; ++i) {
    EXPECT_EQ(tensor(i, 0), static_cast<double>(i));
    EXPECT_EQ(tensor(i, 1), static_cast<double>(i) / 4);
  }
}

}  // namespace
}  // namespace TMVA
