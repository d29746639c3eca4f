// Windows of which the pool holds hardly two: parts of the next one are decoded before it has room.
#include <TMVA/BatchGenerator.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace TMVA {
namespace {

constexpr std::int64_t kWindow = 150'000, kWindows = 4, kEntries = kWindow * kWindows - 1000;
constexpr std::size_t kColumns = 12;

/// Columns c0, c1, ... of floats, entry + column; notes what is read.
class Rows : public ColumnSource {
 public:
  Rows() {
    for (std::size_t i = 0; i < kColumns; ++i)
      infos_.push_back({.name = "c" + std::to_string(i), .type = DataType::kFloat32});
  }
  std::string Description() const override { return "rows"; }
  std::int64_t NumEntries() const override { return kEntries; }
  const std::vector<ColumnInfo>& Columns() const override { return infos_; }
  std::vector<EntryRange> Clusters() const override { return {{0, kEntries}}; }
  std::vector<std::int64_t> PieceStarts(std::size_t) const override {
    return {0, kWindow, 2 * kWindow, 3 * kWindow};
  }
  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    return std::make_unique<Cursor>(*this, std::move(columns));
  }

  std::int64_t damaged = -1;  ///< reading this entry of the last column throws
  mutable std::array<std::atomic<std::size_t>, kWindows> read = {};  ///< columns of each window

 private:
  struct Cursor : ColumnCursor {
    Cursor(const Rows& rows, std::vector<std::size_t> columns)
        : rows_(rows), columns_(std::move(columns)) {}
    void Read(EntryRange range, std::span<ColumnBlock> out) override {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i] + 1 == kColumns && range.begin <= rows_.damaged &&
            rows_.damaged < range.end)
          throw FileFormatError("rows.root", "damaged", 17, "branch c11");
        out[i].Resize(DataType::kFloat32, 1, range.size());
        auto* values = reinterpret_cast<float*>(out[i].data());
        for (auto entry = range.begin; entry < range.end; ++entry)
          values[entry - range.begin] =
              static_cast<float>(entry + static_cast<std::int64_t>(columns_[i]));
        ++rows_.read[static_cast<std::size_t>(range.begin / kWindow)];
      }
    }
    const Rows& rows_;
    std::vector<std::size_t> columns_;
  };
  std::vector<ColumnInfo> infos_;
};

/// Five columns are decoded at once by one thread, and two at a time.
BatchOptions Options() {
  BatchOptions options;
  options.batch_size = 5000;
  options.memory = 30'000'000;
  options.shuffle_rows = kWindow + kWindow / 2;
  options.threads = 1;
  options.seed = 3;
  return options;
}

/// The first feature of each row of each batch; the others must be of the same row.
std::vector<std::vector<float>> Batches(std::unique_ptr<BatchIteration> iteration) {
  std::vector<std::vector<float>> batches;
  while (const auto batch = iteration->Next()) {
    const auto x = batch.X();
    auto& rows = batches.emplace_back();
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size()); ++i) {
      rows.push_back(x(i, 0));
      for (std::size_t k = 1; k < kColumns; ++k)
        if (x(i, k) != x(i, 0) + static_cast<float>(k)) ADD_FAILURE() << i << " " << k;
    }
  }
  return batches;
}

TEST(BatchAhead, OneStepAThreadIsDecodedWithoutRoom) {
  for (const int threads : {1, 2}) {
    const auto rows = std::make_shared<Rows>();
    auto options = Options();
    options.threads = threads;
    const BatchGenerator generator(rows, options);
    const auto iteration = generator.Iterate();
    ASSERT_TRUE(iteration->Next());
    const auto total = [&] {
      std::size_t sum = 0;
      for (const auto& columns : rows->read) sum += columns;
      return sum;
    };
    // Nobody takes a batch, so that the second window gets no room.
    // With two threads each has half of the memory for what it decodes.
    const std::size_t expected = kColumns + (threads == 1 ? 5 : 2 * 2);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (total() < expected && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(total(), expected);
  }  // an abandoned iteration ends
}

TEST(BatchAhead, BatchesAreTheSame) {
  struct Case {
    std::string cut;
    std::int64_t pool, rows;
  };
  // Where a cut leaves few rows, the room that windows had reserved is free again all at once.
  for (const auto& [cut, pool, left] :
       {Case{"", kWindow * 3 / 2, kEntries},
        Case{"c0 % 3 != 1", kWindow * 3 / 2, kEntries - (kEntries + 1) / 3},
        Case{"c0 % 100 == 1", kWindow * 5 / 2, kEntries / 100}}) {
    auto options = Options();
    options.cut = cut;
    options.shuffle_rows = pool;
    options.batch_size = std::max<std::int64_t>(left / 100, 100);
    const auto rows = std::make_shared<Rows>();
    options.threads = 1;
    const auto expected = Batches(BatchGenerator(rows, options).Iterate(1));
    std::size_t count = 0;
    for (const auto& batch : expected) count += batch.size();
    EXPECT_EQ(count, static_cast<std::size_t>(left));
    for (const int threads : {1, 2, 5}) {
      options.threads = threads;
      options.prefetch = threads == 2 ? 0 : 20;
      const BatchGenerator generator(rows, options);
      EXPECT_EQ(Batches(generator.Iterate(1)), expected) << threads << " threads";
      const std::size_t from = expected.size() / 3;
      EXPECT_EQ(Batches(generator.Iterate(1, static_cast<std::int64_t>(from))),
                std::vector(expected.begin() + static_cast<std::ptrdiff_t>(from), expected.end()));
    }
  }
}

TEST(BatchAhead, DamageComesAfterTheBatchesBeforeItOrIsLeftOut) {
  auto options = Options();
  options.shuffle = ShuffleMode::kNone;
  const auto rows = std::make_shared<Rows>();
  rows->damaged = 2 * kWindow + 17;
  for (const int threads : {1, 3}) {
    options.threads = threads;
    options.skip_damaged = false;
    const auto iteration = BatchGenerator(rows, options).Iterate();
    std::int64_t seen = 0;
    EXPECT_THROW(
        {
          while (const auto batch = iteration->Next()) seen += batch.size();
        },
        FileFormatError);
    EXPECT_EQ(seen, 2 * kWindow);
    options.skip_damaged = true;
    for (const auto shuffle : {ShuffleMode::kNone, ShuffleMode::kStreaming}) {
      auto skipping = options;
      skipping.shuffle = shuffle;
      const BatchGenerator generator(rows, skipping);
      std::size_t left = 0;
      for (const auto& batch : Batches(generator.Iterate())) left += batch.size();
      EXPECT_EQ(left, static_cast<std::size_t>(generator.NumRows()));
      EXPECT_LT(left, static_cast<std::size_t>(kEntries));
      EXPECT_GT(left, static_cast<std::size_t>(kEntries - kWindow / 32));
    }
  }
}

}  // namespace
}  // namespace TMVA
