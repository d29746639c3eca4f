// What is written comes back: random schemas, codecs and entries.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <random>

#include <TMVA/Error.h>
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>

namespace {

using namespace TMVA;

constexpr DataType kTypes[] = {DataType::kBool,    DataType::kInt8,   DataType::kUInt8,
                               DataType::kInt16,   DataType::kUInt16, DataType::kInt32,
                               DataType::kUInt32,  DataType::kInt64,  DataType::kUInt64,
                               DataType::kFloat32, DataType::kFloat64};

/// A random table: its branches, and for each leaf the bytes of all entries.
struct Table {
  std::vector<BranchSpec> branches;
  std::vector<std::string> names;  // of the columns, one a leaf
  std::vector<LeafSpec> leaves;
  std::vector<std::vector<std::int64_t>> offsets;  // of lists; none for fixed columns
  std::vector<std::vector<std::byte>> values;
  std::int64_t entries = 0;

  /// Items before an entry.
  std::int64_t Items(std::size_t column, std::int64_t entry) const {
    return offsets[column].empty() ? entry : offsets[column][static_cast<std::size_t>(entry)];
  }
};

std::vector<std::int64_t> RandomOffsets(std::int64_t entries, std::mt19937_64& random) {
  std::vector<std::int64_t> offsets{0};
  for (std::int64_t entry = 0; entry < entries; ++entry) {
    const auto items = random() % 1000 == 0 ? random() % 3000 : random() % 5;
    offsets.push_back(offsets.back() + static_cast<std::int64_t>(items));
  }
  return offsets;
}

Table RandomTable(std::mt19937_64& random) {
  Table table;
  table.entries = static_cast<std::int64_t>(random() % 3 == 0 ? random() % 3 : random() % 20000);
  const auto branches = 1 + random() % 6;
  for (std::size_t b = 0; b < branches; ++b) {
    BranchSpec branch{"branch" + std::to_string(b), {}};
    if (random() % 3 == 0) {
      branch.list_levels = 1;
      if (random() % 2 == 0) branch.count_branch = "count" + std::to_string(b);
    }
    const bool is_list = branch.list_levels > 0;
    const auto leaves = !is_list && random() % 3 == 0 ? 1 + random() % 4 : 1;
    for (std::size_t l = 0; l < leaves; ++l) {
      LeafSpec leaf;
      leaf.name = leaves == 1 ? branch.name : "leaf" + std::to_string(l);
      leaf.type = kTypes[random() % std::size(kTypes)];
      const bool is_vector = is_list && branch.count_branch.empty();
      leaf.length =
          !is_vector && random() % 3 == 0 ? 1 + static_cast<std::int64_t>(random() % 7) : 1;
      table.names.push_back(leaves == 1 ? branch.name : branch.name + "." + leaf.name);
      table.leaves.push_back(leaf);
      table.offsets.push_back(is_list ? RandomOffsets(table.entries, random)
                                      : std::vector<std::int64_t>());
      const auto items = table.Items(table.offsets.size() - 1, table.entries);
      std::vector<std::byte> values(static_cast<std::size_t>(items * leaf.length) *
                                    SizeOf(leaf.type));
      const bool compressible = random() % 2 == 0;
      for (auto& value : values) {
        const auto bits = compressible ? random() % 3 : random();
        value = static_cast<std::byte>(leaf.type == DataType::kBool ? bits % 2 : bits);
      }
      table.values.push_back(std::move(values));
      branch.leaves.push_back(leaf);
    }
    table.branches.push_back(std::move(branch));
  }
  return table;
}

std::size_t ItemBytes(const LeafSpec& leaf) {
  return static_cast<std::size_t>(leaf.length) * SizeOf(leaf.type);
}

void Write(const Table& table, TableWriter& tree, std::mt19937_64& random) {
  for (std::int64_t at = 0; at < table.entries;) {
    const auto count = std::min<std::int64_t>(table.entries - at, 1 + random() % 4000);
    std::vector<ColumnView> columns;
    std::vector<std::vector<std::int64_t>> positions(table.leaves.size());  // of values
    for (std::size_t i = 0; i < table.leaves.size(); ++i) {
      auto& offsets = positions[i] = table.offsets[i];
      for (auto& offset : offsets) offset *= table.leaves[i].length;
      // Positions within all values may start anywhere.
      columns.emplace_back(table.values[i].data());
      if (offsets.empty())
        columns.back().values += static_cast<std::size_t>(at) * ItemBytes(table.leaves[i]);
      else
        columns.back().offsets.emplace_back(offsets.data() + at,
                                            static_cast<std::size_t>(count + 1));
    }
    tree.Append(columns, count);
    at += count;
  }
}

void ExpectColumn(const Table& table, std::size_t column, EntryRange range,
                  const ColumnBlock& block) {
  const auto& leaf = table.leaves[column];
  const auto first = table.Items(column, range.begin), last = table.Items(column, range.end);
  ASSERT_EQ(block.type(), leaf.type);
  ASSERT_EQ(block.size(), (last - first) * leaf.length);
  const auto found = block.offsets();
  ASSERT_EQ(found.size(), table.offsets[column].empty() ? 0 : range.size() + 1);
  // Offsets count single numbers, also where the items are arrays.
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_EQ(found[i], (table.Items(column, range.begin + static_cast<std::int64_t>(i)) - first) *
                            leaf.length);
  if (block.size() == 0) return;
  ASSERT_EQ(0, std::memcmp(
                   block.data(),
                   table.values[column].data() + static_cast<std::size_t>(first) * ItemBytes(leaf),
                   static_cast<std::size_t>(last - first) * ItemBytes(leaf)))
      << table.names[column] << " " << TypeName(leaf.type);
}

void ExpectSame(const Table& table, const Tree& tree, std::mt19937_64& random) {
  ASSERT_EQ(tree.NumEntries(), table.entries);
  std::vector<std::size_t> columns;
  for (const auto& name : table.names) columns.push_back(tree.FindColumn(name));
  const auto cursor = tree.OpenCursor(columns);
  std::vector<ColumnBlock> blocks(columns.size());
  std::vector<EntryRange> ranges{{0, table.entries}};
  for (int i = 0; i < 10; ++i) {
    const auto begin = static_cast<std::int64_t>(random() % (table.entries + 1));
    ranges.push_back(
        {begin, begin + static_cast<std::int64_t>(random() % (table.entries - begin + 1))});
  }
  for (const auto& range : ranges) {
    cursor->Read(range, blocks);
    for (std::size_t i = 0; i < blocks.size(); ++i) ExpectColumn(table, i, range, blocks[i]);
  }
}

TEST(RootioRoundTrip, RandomTables) {
  const auto path = (std::filesystem::temp_directory_path() /
                     ("rootio_round_trip_" + std::to_string(::getpid()) + ".root"))
                        .string();
  constexpr Compression kCompressions[] = {{Codec::kNone, 0}, {Codec::kZlib, 1}, {Codec::kLz4, 4},
                                           {Codec::kZstd, 5}, {Codec::kLzma, 2}, {Codec::kZlib, 9}};
  std::mt19937_64 random(11);
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const auto first = RandomTable(random), second = RandomTable(random);
    auto output = OutputFile::Create(path, kCompressions[round % std::size(kCompressions)]);
    auto& one = output->MakeTree("", "one", "The first", first.branches);
    auto& two = output->MakeTree("deep/er", "two", "The second", second.branches);
    Write(first, one, random);
    Write(second, two, random);
    output->Close();
    const auto file = File::Open(path);
    EXPECT_EQ(file->GetTree("one")->Title(), "The first");
    ExpectSame(first, *file->GetTree("one"), random);
    ExpectSame(second, *file->GetTree("deep/er/two"), random);
    const auto tree = file->GetTree("one");
    std::int64_t at = 0;
    for (const auto& cluster : tree->Clusters()) {
      EXPECT_EQ(cluster.begin, at);
      at = cluster.end;
    }
    EXPECT_EQ(at, first.entries);
  }
  std::filesystem::remove(path);
}

}  // namespace
