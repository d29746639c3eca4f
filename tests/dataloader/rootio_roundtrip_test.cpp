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
  std::vector<std::vector<std::byte>> values;
  std::int64_t entries = 0;
};

Table RandomTable(std::mt19937_64& random) {
  Table table;
  table.entries = static_cast<std::int64_t>(random() % 3 == 0 ? random() % 3 : random() % 20000);
  const auto branches = 1 + random() % 6;
  for (std::size_t b = 0; b < branches; ++b) {
    BranchSpec branch{"branch" + std::to_string(b), {}};
    const auto leaves = random() % 3 == 0 ? 1 + random() % 4 : 1;
    for (std::size_t l = 0; l < leaves; ++l) {
      LeafSpec leaf;
      leaf.name = leaves == 1 ? branch.name : "leaf" + std::to_string(l);
      leaf.type = kTypes[random() % std::size(kTypes)];
      leaf.length = random() % 3 == 0 ? 1 + static_cast<std::int64_t>(random() % 7) : 1;
      table.names.push_back(leaves == 1 ? branch.name : branch.name + "." + leaf.name);
      table.leaves.push_back(leaf);
      std::vector<std::byte> values(static_cast<std::size_t>(table.entries * leaf.length) *
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

std::size_t EntryBytes(const LeafSpec& leaf) {
  return static_cast<std::size_t>(leaf.length) * SizeOf(leaf.type);
}

void Write(const Table& table, TableWriter& tree, std::mt19937_64& random) {
  for (std::int64_t at = 0; at < table.entries;) {
    const auto count = std::min<std::int64_t>(table.entries - at, 1 + random() % 4000);
    std::vector<const std::byte*> columns;
    for (std::size_t i = 0; i < table.leaves.size(); ++i) {
      columns.push_back(table.values[i].data() +
                        static_cast<std::size_t>(at) * EntryBytes(table.leaves[i]));
    }
    tree.Append(columns, count);
    at += count;
  }
}

void ExpectSame(const Table& table, const Tree& tree, std::mt19937_64& random) {
  ASSERT_EQ(tree.NumEntries(), table.entries);
  ASSERT_EQ(tree.Columns().size(), table.leaves.size());
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
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const auto& leaf = table.leaves[i];
      ASSERT_EQ(blocks[i].type(), leaf.type);
      ASSERT_EQ(blocks[i].size(), range.size() * leaf.length);
      if (blocks[i].size() == 0) continue;
      const auto* expected =
          table.values[i].data() + static_cast<std::size_t>(range.begin) * EntryBytes(leaf);
      ASSERT_EQ(0, std::memcmp(blocks[i].data(), expected,
                               static_cast<std::size_t>(range.size()) * EntryBytes(leaf)))
          << table.names[i] << " " << TypeName(leaf.type);
    }
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
