// Streams of a data set: every event exactly once, well mixed, the same for the same seed.
#include <TMVA/DataLoader.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <TMVA/Error.h>
#include <TMVA/Log.h>
#include <TMVA/Random.h>

namespace TMVA {
namespace {

/// A table in memory with clusters of its own.
class ClusteredSource : public ColumnSource {
 public:
  ClusteredSource(std::shared_ptr<const ColumnSource> inner, std::vector<EntryRange> clusters)
      : inner_(std::move(inner)), clusters_(std::move(clusters)) {}
  std::string Description() const override { return inner_->Description(); }
  std::int64_t NumEntries() const override { return inner_->NumEntries(); }
  const std::vector<ColumnInfo>& Columns() const override { return inner_->Columns(); }
  std::vector<EntryRange> Clusters() const override { return clusters_; }
  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    return inner_->OpenCursor(std::move(columns));
  }

 private:
  std::shared_ptr<const ColumnSource> inner_;
  std::vector<EntryRange> clusters_;
};

/// Column "id" counts from `first`; clusters of random length up to `longest`.
std::shared_ptr<const ColumnSource> Table(std::int64_t entries, std::int64_t first, Random& random,
                                          std::int64_t longest) {
  auto ids = std::make_shared<std::vector<double>>();
  for (std::int64_t i = 0; i < entries; ++i) ids->push_back(static_cast<double>(first + i));
  const double* data = ids->data();
  auto inner =
      MakeArraySource({{"id", DataType::kFloat64, data, 1, sizeof(double), ids}}, entries, "table");
  std::vector<EntryRange> clusters;
  for (std::int64_t at = 0; at < entries;) {
    const auto end = std::min(
        entries,
        at + 1 + static_cast<std::int64_t>(random.Below(static_cast<std::uint64_t>(longest))));
    clusters.push_back({at, end});
    at = end;
  }
  return std::make_shared<ClusteredSource>(std::move(inner), std::move(clusters));
}

struct Case {
  std::unique_ptr<DataLoader> loader = std::make_unique<DataLoader>("dataset");
  std::map<std::uint32_t, std::set<double>> all;  ///< ids by class
};

/// Some trees of `classes` classes with random sizes.
Case MakeCase(std::uint64_t seed, std::size_t classes, std::int64_t largest,
              const std::string& options = "!V") {
  Random random(seed, 0);
  Case made;
  made.loader->AddVariable("id");
  made.loader->AddSpectator("s := id");
  std::int64_t first = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    const auto trees = 1 + random.Below(3);
    for (std::uint64_t t = 0; t < trees; ++t) {
      const auto entries =
          2 + static_cast<std::int64_t>(random.Below(static_cast<std::uint64_t>(largest)));
      made.loader->AddTree(
          Table(entries, first, random, 1 + static_cast<std::int64_t>(random.Below(700))),
          "class" + std::to_string(c));
      for (std::int64_t i = 0; i < entries; ++i)
        made.all[static_cast<std::uint32_t>(c)].insert(static_cast<double>(first + i));
      first += entries;
    }
  }
  made.loader->PrepareTrainingAndTestTree("", options);
  return made;
}

struct Pass {
  std::vector<double> ids;
  std::vector<std::uint32_t> classes;
  std::vector<std::uint64_t> hashes;
  std::vector<std::int64_t> sizes;
};

Pass Collect(const DataSet& data, const StreamOptions& options) {
  Pass pass;
  data.ForEach(options, [&](const EventBatch& batch) {
    pass.sizes.push_back(batch.size);
    for (std::int64_t i = 0; i < batch.size; ++i) {
      const auto k = static_cast<std::size_t>(i);
      pass.ids.push_back(batch.spectators.GetData()[i]);
      EXPECT_EQ(batch.variables.GetData()[i], static_cast<float>(pass.ids.back()));
      pass.classes.push_back(batch.classes[k]);
      pass.hashes.push_back(batch.hashes[k]);
    }
  });
  for (std::size_t i = 0; i + 1 < pass.sizes.size(); ++i)
    EXPECT_EQ(pass.sizes[i], options.batch_size);
  if (!pass.sizes.empty()) {
    EXPECT_GE(pass.sizes.back(), 1);
    EXPECT_LE(pass.sizes.back(), options.batch_size);
  }
  return pass;
}

std::multiset<double> Ids(const Pass& pass) { return {pass.ids.begin(), pass.ids.end()}; }

class DataSetStreams : public ::testing::Test {
 protected:
  DataSetStreams() { Config::Instance().SetSilent(true); }
  ~DataSetStreams() override { Config::Instance().SetSilent(false); }
};

TEST_F(DataSetStreams, EveryEventExactlyOnce) {
  for (std::uint64_t seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed, 7);
    const auto made = MakeCase(seed, 1 + random.Below(4), 1500);
    const auto& data = made.loader->GetDataSet();
    std::multiset<double> training, testing;
    for (const auto sample : {Types::kTraining, Types::kTesting}) {
      StreamOptions options;
      options.sample = sample;
      options.batch_size = 1 + static_cast<std::int64_t>(random.Below(500));
      auto& expected = sample == Types::kTraining ? training : testing;
      const auto ordered = Collect(data, options);
      expected = Ids(ordered);
      EXPECT_EQ(std::set<double>(expected.begin(), expected.end()).size(), expected.size());
      EXPECT_EQ(static_cast<std::int64_t>(expected.size()), data.NumEvents(sample));
      EXPECT_TRUE(std::is_sorted(ordered.ids.begin(), ordered.ids.end()));
      for (std::size_t i = 0; i < ordered.ids.size(); ++i)
        EXPECT_TRUE(made.all.at(ordered.classes[i]).contains(ordered.ids[i]));

      options.shuffle = true;
      for (const std::size_t memory : {std::size_t{0}, std::size_t{1000}, std::size_t{1} << 26}) {
        options.shuffle_memory = memory;
        options.epoch = 0;
        const auto first = Collect(data, options), again = Collect(data, options);
        EXPECT_EQ(Ids(first), expected);
        EXPECT_EQ(first.ids, again.ids);
        options.epoch = 1;
        const auto next = Collect(data, options);
        EXPECT_EQ(Ids(next), expected);
        if (expected.size() > 100 && memory > 0) {
          EXPECT_NE(next.ids, first.ids);
          options.seed = 99;
          EXPECT_NE(Collect(data, options).ids, next.ids);
          options.seed = 0;
        }
      }
    }
    for (double id : training) EXPECT_FALSE(testing.contains(id));
  }
}

TEST_F(DataSetStreams, PartsAreDisjointAndComplete) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    SCOPED_TRACE(seed);
    const auto made = MakeCase(seed, 2, 3000);
    const auto& data = made.loader->GetDataSet();
    for (const bool shuffle : {false, true}) {
      StreamOptions options;
      options.shuffle = shuffle;
      options.batch_size = 100;
      const auto all = Ids(Collect(data, options));
      options.validation_fraction = 0.3;
      options.part = Part::kFit;
      const auto fit = Collect(data, options);
      EXPECT_EQ(static_cast<std::int64_t>(fit.ids.size()), data.NumEvents(options));
      options.part = Part::kValidation;
      const auto validation = Collect(data, options);
      EXPECT_EQ(static_cast<std::int64_t>(validation.ids.size()), data.NumEvents(options));
      auto together = Ids(fit);
      together.merge(Ids(validation));
      EXPECT_EQ(together, all);
      const double n = static_cast<double>(all.size());
      EXPECT_NEAR(static_cast<double>(validation.ids.size()), 0.3 * n, 5 * std::sqrt(0.21 * n));
      for (const auto hash : validation.hashes) EXPECT_TRUE(IsValidation(hash, 0.3));
      options.validation_fraction = 1;
      EXPECT_EQ(Ids(Collect(data, options)), all);
      options.part = Part::kFit;
      EXPECT_TRUE(Collect(data, options).ids.empty());
    }
  }
}

TEST_F(DataSetStreams, OneClass) {
  const auto made = MakeCase(5, 3, 1000);
  const auto& data = made.loader->GetDataSet();
  std::int64_t sum = 0;
  for (int c = 0; c < 3; ++c)
    for (const bool shuffle : {false, true}) {
      StreamOptions options;
      options.only_class = c;
      options.shuffle = shuffle;
      const auto pass = Collect(data, options);
      EXPECT_EQ(static_cast<std::int64_t>(pass.ids.size()),
                data.NumEvents(Types::kTraining, static_cast<std::size_t>(c)));
      EXPECT_EQ(static_cast<std::int64_t>(pass.ids.size()), data.NumEvents(options));
      for (const auto cls : pass.classes) EXPECT_EQ(cls, static_cast<std::uint32_t>(c));
      if (shuffle) sum += static_cast<std::int64_t>(pass.ids.size());
    }
  EXPECT_EQ(sum, data.NumEvents(Types::kTraining));
}

/// Mean over batches of (observed - expected)^2 / variance of the number of events of class 0.
double Mixing(const Pass& pass, std::int64_t batch_size) {
  const double n = static_cast<double>(pass.classes.size());
  const double p =
      static_cast<double>(std::count(pass.classes.begin(), pass.classes.end(), 0u)) / n;
  double sum = 0;
  int batches = 0;
  for (std::size_t at = 0; at + static_cast<std::size_t>(batch_size) <= pass.classes.size();
       at += static_cast<std::size_t>(batch_size)) {
    const auto begin = pass.classes.begin() + static_cast<std::ptrdiff_t>(at);
    const double seen = static_cast<double>(std::count(begin, begin + batch_size, 0u));
    const double m = static_cast<double>(batch_size);
    sum += (seen - m * p) * (seen - m * p) / (m * p * (1 - p));
    ++batches;
  }
  return sum / batches;
}

TEST_F(DataSetStreams, ClassesAndPlacesAreMixed) {
  const auto made = MakeCase(11, 2, 40000);
  const auto& data = made.loader->GetDataSet();
  StreamOptions options;
  options.shuffle = true;
  options.batch_size = 100;
  // A pool that holds all events, some thousand, or one.
  for (const auto memory : {std::size_t{1} << 26, std::size_t{1} << 18, std::size_t{0}}) {
    options.shuffle_memory = memory;
    const auto pass = Collect(data, options);
    ASSERT_GT(pass.ids.size(), 10000u);
    EXPECT_NEAR(Mixing(pass, 100), 1, 0.25) << memory;
  }
  // With room for all, neighbours in the file are no neighbours in the stream: the mean distance of
  // positions of random permutations is a third of their length.
  options.shuffle_memory = std::size_t{1} << 26;
  const auto pass = Collect(data, options);
  std::map<double, double> position;
  for (std::size_t i = 0; i < pass.ids.size(); ++i) position[pass.ids[i]] = static_cast<double>(i);
  double sum = 0, correlation = 0;
  const double n = static_cast<double>(pass.ids.size()), middle = (n - 1) / 2;
  double rank = 0, last = -1;
  for (const auto& [id, at] : position) {
    if (last >= 0) sum += std::abs(at - last);
    last = at;
    correlation += (rank++ - middle) * (at - middle);
  }
  EXPECT_NEAR(sum / (n - 1) / n, 1.0 / 3, 0.01);
  EXPECT_LT(std::abs(correlation / (n * n * n / 12)), 5 / std::sqrt(n));
}

/// Blocks of a class of which a cut or nTrain leaves little hold few events each.
TEST_F(DataSetStreams, SparseClassesAreMixed) {
  Random random(1, 0);
  DataLoader loader("dataset");
  loader.AddVariable("id");
  loader.AddSpectator("s := id");
  loader.AddSignalTree(Table(40000, 0, random, 5000));
  loader.AddBackgroundTree(Table(20000, 40000, random, 5000));
  loader.AddCut("int(id) % 10 == 0", "Signal");
  loader.PrepareTrainingAndTestTree("", "nTrain_Signal=3000:nTrain_Background=15000:!V");
  StreamOptions options;
  options.shuffle = true;
  options.batch_size = 100;
  options.shuffle_memory = std::size_t{1} << 15;
  const auto pass = Collect(loader.GetDataSet(), options);
  ASSERT_EQ(pass.ids.size(), 18000u);
  EXPECT_NEAR(Mixing(pass, 100), 1, 0.35);
}

TEST_F(DataSetStreams, AHugeBatchTakesOnlyWhatThereIs) {
  const auto made = MakeCase(2, 2, 50);
  const auto& data = made.loader->GetDataSet();
  for (const bool shuffle : {false, true}) {
    StreamOptions options;
    options.batch_size = std::int64_t{1} << 60;
    options.shuffle = shuffle;
    std::int64_t events = 0, batches = 0;
    data.ForEach(options, [&](const EventBatch& batch) { events += batch.size, ++batches; });
    EXPECT_EQ(events, data.NumEvents(Types::kTraining));
    EXPECT_EQ(batches, 1);
  }
}

TEST_F(DataSetStreams, StreamsAreIndependentAndRestartable) {
  const auto made = MakeCase(3, 2, 2000);
  const auto& data = made.loader->GetDataSet();
  StreamOptions options;
  options.shuffle = true;
  options.batch_size = 64;
  const auto expected = Collect(data, options).ids;
  const auto first = data.Stream(options), second = data.Stream(options);
  EventBatch a, b;
  std::vector<double> ids;
  while (first->Next(a)) {
    ids.insert(ids.end(), a.spectators.GetData(), a.spectators.GetData() + a.size);
    second->Next(b);
    second->Next(b);
  }
  EXPECT_EQ(ids, expected);
  EXPECT_FALSE(first->Next(a));
  EXPECT_FALSE(first->Next(a));
}

TEST_F(DataSetStreams, WrongOptions) {
  const auto made = MakeCase(3, 2, 100);
  StreamOptions options;
  options.batch_size = 0;
  EXPECT_THROW(made.loader->GetDataSet().Stream(options), OptionError);
}

}  // namespace
}  // namespace TMVA
