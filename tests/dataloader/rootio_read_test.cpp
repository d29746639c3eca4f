// Reading ROOT files: every column of sample files of many ROOT versions and codecs.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include <TMVA/Error.h>
#include <TMVA/File.h>

namespace {

using namespace TMVA;

const std::string kFolder = TMVA_TEST_DATA "/rootio/";

std::uint64_t Fnv1a(const std::byte* data, std::size_t size) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::size_t i = 0; i < size; ++i) {
    hash = (hash ^ std::to_integer<std::uint64_t>(data[i])) * 0x100000001b3;
  }
  return hash;
}

struct Expected {
  std::string column, type;
  std::int64_t length, values;
  std::uint64_t hash, counts_hash;
};

/// Expected columns by file and tree.
std::map<std::pair<std::string, std::string>, std::vector<Expected>> ReadExpected() {
  std::map<std::pair<std::string, std::string>, std::vector<Expected>> all;
  std::ifstream table(kFolder + "expected.tsv");
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream items(line);
    std::vector<std::string> fields;
    for (std::string field; std::getline(items, field, '\t');) fields.push_back(field);
    all[{fields.at(0), fields.at(1)}].push_back(
        {fields.at(2), fields.at(3), std::stoll(fields.at(4)), std::stoll(fields.at(5)),
         std::stoull(fields.at(6), nullptr, 16), std::stoull(fields.at(7), nullptr, 16)});
  }
  return all;
}

std::uint64_t ValuesHash(const ColumnBlock& block) {
  return Fnv1a(block.data(), static_cast<std::size_t>(block.size()) * SizeOf(block.type()));
}

std::uint64_t CountsHash(const ColumnBlock& block) {
  std::vector<std::int64_t> counts;
  for (int level = 0; level < block.list_levels(); ++level) {
    const auto offsets = block.offsets(level);
    for (std::size_t i = 1; i < offsets.size(); ++i) counts.push_back(offsets[i] - offsets[i - 1]);
  }
  return Fnv1a(reinterpret_cast<const std::byte*>(counts.data()), counts.size() * 8);
}

TEST(RootioRead, EveryColumnOfTheSamples) {
  const auto all = ReadExpected();
  ASSERT_GT(all.size(), 10U);
  for (const auto& [where, columns] : all) {
    const auto file = File::Open(kFolder + where.first);
    const auto tree = file->GetTree(where.second);
    for (const auto& expected : columns) {
      SCOPED_TRACE(where.first + ":" + where.second + " " + expected.column);
      const auto index = tree->FindColumn(expected.column);
      const auto& info = tree->Columns()[index];
      EXPECT_EQ(TypeName(info.type), expected.type);
      EXPECT_EQ(info.length, expected.length);
      ColumnBlock block;
      tree->OpenCursor({index})->Read({0, tree->NumEntries()}, {&block, 1});
      EXPECT_EQ(block.size(), expected.values);
      EXPECT_EQ(block.entries(), tree->NumEntries());
      EXPECT_EQ(ValuesHash(block), expected.hash);
      EXPECT_EQ(CountsHash(block), expected.counts_hash);
    }
  }
}

/// What a small read gave must be that part of the whole, at every level of lists.
void ExpectPart(const ColumnBlock& piece, const ColumnBlock& whole, std::int64_t begin,
                std::int64_t end) {
  ASSERT_EQ(piece.entries(), end - begin);
  for (int level = 0; level < whole.list_levels(); ++level) {
    const auto all = whole.offsets(level), part = piece.offsets(level);
    ASSERT_EQ(part.size(), static_cast<std::size_t>(end - begin) + 1);
    for (std::size_t i = 0; i < part.size(); ++i) {
      ASSERT_EQ(part[i],
                all[static_cast<std::size_t>(begin) + i] - all[static_cast<std::size_t>(begin)]);
    }
    begin = all[static_cast<std::size_t>(begin)];
    end = all[static_cast<std::size_t>(end)];
  }
  if (whole.list_levels() == 0) {
    begin *= whole.length();
    end *= whole.length();
  }
  const auto width = SizeOf(whole.type());
  ASSERT_EQ(piece.size(), end - begin);
  if (end == begin) return;
  ASSERT_EQ(0, std::memcmp(piece.data(), whole.data() + static_cast<std::size_t>(begin) * width,
                           static_cast<std::size_t>(end - begin) * width));
}

/// Small reads in any order give what one long read gives.
TEST(RootioRead, PiecesAgreeWithTheWhole) {
  const std::pair<const char*, const char*> samples[] = {
      {"uproot-sample-6.18.00-zlib.root", "sample"},
      {"gen-flat-zstd.root", "t"},
      {"uproot-small-dy-nooffsets.root", "tree"},
      {"uproot-issue-250.root", "B4"},
      {"gen-vec-split.root", "t"},
      {"gen-classes.root", "t"},
      {"gen-layouts.root", "t"},
      {"uproot-issue367b.root", "tree"}};
  int nested = 0;
  for (const auto& [name, tree_name] : samples) {
    const auto tree = File::Open(kFolder + name)->GetTree(tree_name);
    for (std::size_t c = 0; c < tree->Columns().size(); ++c) {
      if (!tree->Columns()[c].unsupported.empty() || tree->Columns()[c].name == "fewer") continue;
      SCOPED_TRACE(std::string(name) + " " + tree->Columns()[c].name);
      const auto cursor = tree->OpenCursor({c});
      ColumnBlock whole, piece;
      cursor->Read({0, tree->NumEntries()}, {&whole, 1});
      nested += whole.list_levels() > 1;
      for (std::int64_t step : {1, 7, 64}) {
        for (std::int64_t begin = tree->NumEntries(); begin > 0;) {
          const auto end = begin;
          begin = std::max<std::int64_t>(0, begin - step);
          cursor->Read({begin, end}, {&piece, 1});
          ExpectPart(piece, whole, begin, end);
        }
      }
    }
  }
  EXPECT_GT(nested, 20);
}

TEST(RootioRead, AllCodecsGiveTheSame) {
  const auto sum = [](const std::string& name) {
    const auto tree = File::Open(kFolder + name)->GetTree("sample");
    std::string text;
    for (std::size_t c = 0; c < tree->Columns().size(); ++c) {
      if (!tree->Columns()[c].unsupported.empty()) continue;
      ColumnBlock block;
      tree->OpenCursor({c})->Read({0, tree->NumEntries()}, {&block, 1});
      text += tree->Columns()[c].name + " " + std::to_string(ValuesHash(block)) + "\n";
    }
    return text;
  };
  const auto plain = sum("uproot-sample-6.20.04-uncompressed.root");
  EXPECT_GT(plain.size(), 500U);
  EXPECT_EQ(plain, sum("uproot-sample-6.20.04-lz4.root"));
  EXPECT_EQ(plain, sum("uproot-sample-6.18.00-lzma.root"));
  EXPECT_EQ(plain, sum("uproot-sample-6.18.00-zlib.root"));
  EXPECT_EQ(plain, sum("uproot-sample-5.23.02-zlib.root"));
}

TEST(RootioRead, CyclesHighestFirst) {
  const auto file = File::Open(kFolder + "gen-cycles.root");
  ASSERT_EQ(file->Keys().size(), 3U);
  EXPECT_EQ(file->Keys()[0].cycle, 3);
  EXPECT_EQ(file->Keys()[2].cycle, 1);
  EXPECT_EQ(file->GetTree("t")->NumEntries(), 300);
  EXPECT_EQ(file->GetTree("/t;1")->NumEntries(), 100);
  EXPECT_THROW(file->GetTree("t;4"), DataError);
}

TEST(RootioRead, LeafListsAndShapes) {
  const auto tree = File::Open(kFolder + "gen-flat-zstd.root")->GetTree("t");
  const auto& columns = tree->Columns();
  EXPECT_EQ(columns[tree->FindColumn("da")].dimensions, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(columns[tree->FindColumn("da")].length, 6);
  EXPECT_TRUE(columns[tree->FindColumn("D")].dimensions.empty());
  EXPECT_EQ(columns[tree->FindColumn("jd")].length, ColumnInfo::kVariable);
  EXPECT_EQ(columns[tree->FindColumn("jd")].dimensions, (std::vector<std::int64_t>{2}));
  // Two columns of one branch, not in order.
  std::vector<ColumnBlock> blocks(2);
  tree->OpenCursor({tree->FindColumn("ll2.c"), tree->FindColumn("ll2.x")})->Read({10, 12}, blocks);
  EXPECT_EQ(blocks[0].type(), DataType::kInt8);
  EXPECT_EQ(blocks[1].values<double>()[1], 5.5);
}

TEST(RootioRead, ClustersCoverTheTree) {
  for (const auto& [where, columns] : ReadExpected()) {
    const auto tree = File::Open(kFolder + where.first)->GetTree(where.second);
    std::int64_t at = 0;
    for (const auto& cluster : tree->Clusters()) {
      EXPECT_EQ(cluster.begin, at);
      EXPECT_GT(cluster.size(), 0);
      at = cluster.end;
    }
    EXPECT_EQ(at, tree->NumEntries()) << where.first;
  }
}

TEST(RootioRead, EmptyFileAndEmptyTree) {
  EXPECT_TRUE(File::Open(kFolder + "gen-emptyfile.root")->Keys().empty());
  const auto tree = File::Open(kFolder + "gen-emptytree.root")->GetTree("t");
  EXPECT_EQ(tree->NumEntries(), 0);
  EXPECT_TRUE(tree->Clusters().empty());
  ColumnBlock block;
  tree->OpenCursor({tree->FindColumn("x")})->Read({0, 0}, {&block, 1});
  EXPECT_EQ(block.size(), 0);
}

TEST(RootioRead, UnsupportedColumnsAreListedAndNamed) {
  const auto tree = File::Open(kFolder + "uproot-issue-1229.root")->GetTree("tree");
  const auto index = tree->FindColumn("branch/pointer");
  EXPECT_NE(tree->Columns()[index].unsupported.find("TFooMember*"), std::string::npos);
  try {
    tree->OpenCursor({index});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("branch pointer"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("TFooMember*"), std::string::npos);
  }
}

TEST(RootioRead, MissingNamesGetAHint) {
  const auto file = File::Open(kFolder + "uproot-sample-6.18.00-zlib.root");
  try {
    file->GetTree("samples");
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean 'sample'?"), std::string::npos);
  }
  EXPECT_THROW(file->GetTree("sample")->OpenCursor({999}), DataError);
  const auto cursor = file->GetTree("sample")->OpenCursor({0});
  ColumnBlock block;
  EXPECT_THROW(cursor->Read({0, 31}, {&block, 1}), DataError);
  EXPECT_THROW(cursor->Read({-1, 3}, {&block, 1}), DataError);
  EXPECT_THROW(cursor->Read({0, 3}, {}), DataError);
}

TEST(RootioRead, OneTreeFromManyThreads) {
  const auto tree = File::Open(kFolder + "uproot-sample-6.20.04-lz4.root")->GetTree("sample");
  const auto column = tree->FindColumn("af8");
  std::vector<std::uint64_t> hashes(4);
  {
    std::vector<std::jthread> threads;
    for (auto& hash : hashes) {
      threads.emplace_back([&] {
        ColumnBlock block;
        for (int i = 0; i < 20; ++i) {
          tree->OpenCursor({column})->Read({0, tree->NumEntries()}, {&block, 1});
        }
        hash = ValuesHash(block);
      });
    }
  }
  EXPECT_EQ(hashes, std::vector(4, hashes[0]));
}

TEST(RootioRead, ObjectsAreDecompressed) {
  const auto file = File::Open(kFolder + "gen-cycles.root");
  const auto payload = file->ReadObject("t;2");
  EXPECT_GT(payload.size(), 100U);
  EXPECT_EQ(payload[0], std::byte{0x40});  // a byte count
  EXPECT_THROW(file->ReadObject("nothing"), DataError);
}

}  // namespace
