// RNTuples: sample files, damaged bytes, and what is written comes back.
#define XXH_INLINE_ALL  // tests are not linked with the library
#include <gtest/gtest.h>
#include <unistd.h>
#include <xxhash.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include <TMVA/Error.h>
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>

namespace {

using namespace TMVA;

const std::string kFolder = TMVA_TEST_DATA "/rootio/";

std::uint64_t Fnv1a(const void* data, std::size_t size) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::size_t i = 0; i < size; ++i)
    hash = (hash ^ static_cast<const std::uint8_t*>(data)[i]) * 0x100000001b3;
  return hash;
}

std::size_t Bytes(const ColumnBlock& block) {
  return static_cast<std::size_t>(block.size()) * SizeOf(block.type());
}

std::uint64_t OffsetsHash(const ColumnBlock& block) {
  std::uint64_t hash = 0;
  for (int level = 0; level < block.list_levels(); ++level)
    hash = hash * 31 + Fnv1a(block.offsets(level).data(), block.offsets(level).size_bytes());
  return hash;
}

ColumnBlock ReadAll(const ColumnSource& table, std::size_t column) {
  ColumnBlock block;
  table.OpenCursor({column})->Read({0, table.NumEntries()}, {&block, 1});
  return block;
}

std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A file that lives as long as the test; in memory where there is such a place.
class Scratch {
 public:
  Scratch() : path_((Folder() / ("rntuple_" + std::to_string(::getpid()) + ".root")).string()) {}
  ~Scratch() { std::filesystem::remove(path_); }
  const std::string& Write(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
    return path_;
  }
  const std::string& Path() const { return path_; }

 private:
  static std::filesystem::path Folder() {
    const std::filesystem::path memory = "/dev/shm";
    return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
  }
  std::string path_;
};

TEST(RNTuple, EveryColumnOfTheSamples) {
  std::ifstream table(kFolder + "rntuple-expected.tsv");
  int columns = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream items(line);
    std::vector<std::string> fields;
    for (std::string field; std::getline(items, field, '\t');) fields.push_back(field);
    SCOPED_TRACE(line);
    ASSERT_EQ(fields.size(), 8U);
    const auto ntuple = File::Open(kFolder + fields[0])->GetRNTuple(fields[1]);
    const auto column = ntuple->FindColumn(fields[2]);
    const auto& info = ntuple->Columns()[column];
    EXPECT_EQ(TypeName(info.type), fields[3]);
    EXPECT_EQ(info.length, std::stoll(fields[4]));
    const auto block = ReadAll(*ntuple, column);
    EXPECT_EQ(block.size(), std::stoll(fields[5]));
    EXPECT_EQ(block.entries(), ntuple->NumEntries());
    EXPECT_EQ(Fnv1a(block.data(), Bytes(block)), std::stoull(fields[6], nullptr, 16));
    EXPECT_EQ(OffsetsHash(block), std::stoull(fields[7], nullptr, 16));
    EXPECT_GT(ntuple->BytesOf(column).uncompressed, ntuple->NumEntries() > 0 ? 0 : -1);
    ++columns;
  }
  EXPECT_GT(columns, 50);
}

/// Small reads, ascending, descending and with gaps, give what one long read gives.
TEST(RNTuple, PiecesAgreeWithTheWhole) {
  for (const char* name : {"gen-rnt-zlib.root:nt", "test_extension_columns.root:ntuple",
                           "test_multiple_cluster_groups.root:ntuple"}) {
    const std::string text = name;
    const auto colon = text.find(':');
    const auto ntuple =
        File::Open(kFolder + text.substr(0, colon))->GetTable(text.substr(colon + 1));
    for (std::size_t c = 0; c < ntuple->Columns().size(); ++c) {
      const auto& info = ntuple->Columns()[c];
      if (!info.unsupported.empty()) continue;
      SCOPED_TRACE(text + " " + info.name);
      const auto whole = ReadAll(*ntuple, c);
      const auto cursor = ntuple->OpenCursor({c});
      const auto first_value = [&](std::int64_t at) {
        for (int level = 0; level < whole.list_levels(); ++level)
          at = whole.offsets(level)[static_cast<std::size_t>(at)];
        return whole.list_levels() > 0 ? at : at * whole.length();
      };
      ColumnBlock piece;
      const auto check = [&](std::int64_t begin, std::int64_t end) {
        cursor->Read({begin, end}, {&piece, 1});
        const auto from = first_value(begin), to = first_value(end);
        ASSERT_EQ(piece.entries(), end - begin);
        ASSERT_EQ(piece.size(), to - from);
        const auto width = SizeOf(whole.type());
        if (piece.size() > 0)
          ASSERT_EQ(0,
                    std::memcmp(piece.data(), whole.data() + static_cast<std::size_t>(from) * width,
                                Bytes(piece)));
      };
      const auto entries = ntuple->NumEntries();
      for (const std::int64_t step : {1, 7, 64, 333}) {
        for (std::int64_t begin = 0; begin < entries; begin += step)
          check(begin, std::min(entries, begin + step));
        for (std::int64_t end = entries; end > 0; end -= step)
          check(std::max<std::int64_t>(0, end - step), end);
      }
      check(entries, entries);
    }
  }
}

TEST(RNTuple, Description) {
  const auto file = File::Open(kFolder + "test_multiple_cluster_groups.root");
  const auto ntuple = file->GetRNTuple("ntuple");
  EXPECT_EQ(ntuple->Name(), "ntuple");
  EXPECT_EQ(ntuple->FilePath(), file->Path());
  const auto clusters = ntuple->Clusters();
  ASSERT_EQ(clusters.size(), 12U);
  EXPECT_EQ(clusters.back(), (EntryRange{900, 1000}));
  EXPECT_GT(ntuple->CompressedBytes(), 0);
  EXPECT_GE(ntuple->UncompressedBytes(), 1000 * (4 + 8 + 4));
  EXPECT_THROW(file->GetTree("ntuple"), DataError);

  const auto nested = File::Open(kFolder + "test_nested_structs.root")->GetRNTuple("ntuple");
  const auto column = nested->FindColumn("my_struct.sub_struct.sub_sub_struct.v");
  EXPECT_EQ(nested->Columns()[column].list_levels, 1);
  const auto odd = File::Open(kFolder + "test_emptystruct_invalidvar.root")->GetRNTuple("ntuple");
  const auto variant = odd->FindColumn("variant");
  EXPECT_NE(odd->Columns()[variant].unsupported.find("variant"), std::string::npos);
  EXPECT_THROW(odd->OpenCursor({variant}), DataError);
}

/// Header, footer and page list are longer than the records that this file was written with.
TEST(RNTuple, MetadataInSeveralRecords) {
  const auto ntuple = File::Open(kFolder + "gen-rnt-split.root")->GetRNTuple("nt");
  ASSERT_EQ(ntuple->NumEntries(), 300);
  ASSERT_EQ(ntuple->Columns().size(), 120U);
  for (const int field : {0, 40, 80}) {
    const auto block =
        ReadAll(*ntuple, ntuple->FindColumn("field_number_" + std::to_string(field)));
    for (std::size_t i = 0; i < 300; ++i)
      ASSERT_EQ(block.values<float>()[i], static_cast<float>(i) + static_cast<float>(field));
  }
}

/// Reads all that can be read. True when no error came; other exceptions fail the test.
bool ReadsWell(const std::string& path) {
  bool good = true;
  const auto attempt = [&](auto&& action) {
    try {
      action();
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
      good = false;
    }
  };
  attempt([&] {
    const auto file = File::Open(path);
    for (const auto& key : file->Keys()) {
      if (!IsRNTuple(key.class_name)) continue;
      attempt([&] {
        const auto ntuple = file->GetTable(key.name);
        (void)ntuple->Clusters();
        for (std::size_t c = 0; c < ntuple->Columns().size(); ++c)
          if (ntuple->Columns()[c].unsupported.empty()) attempt([&] { ReadAll(*ntuple, c); });
      });
    }
  });
  return good;
}

TEST(RNTupleDamage, FlippedBytes) {
  const Scratch scratch;
  std::mt19937_64 random(1);
  for (const char* name : {"gen-rnt-zlib.root", "test_extension_columns.root",
                           "test_nested_structs.root", "Run2012BC_Muons.root"}) {
    const auto bytes = Slurp(kFolder + name);
    ASSERT_TRUE(ReadsWell(scratch.Write(bytes))) << name;
    int noticed = 0;
    constexpr int kVariants = 200;
    for (int i = 0; i < kVariants; ++i) {
      auto variant = bytes;
      auto& byte = variant[random() % variant.size()];
      byte = static_cast<char>(byte ^ (1 << (random() % 8)));
      noticed += ReadsWell(scratch.Write(variant)) ? 0 : 1;
    }
    EXPECT_GT(noticed, 60) << name;  // pages, envelopes and the anchor have checksums
  }
}

TEST(RNTupleDamage, TruncatedAnywhere) {
  const Scratch scratch;
  const auto bytes = Slurp(kFolder + "test_nested_structs.root");
  int recovered = 0;
  for (std::size_t size = 0; size < bytes.size(); size += 31) {
    if (!ReadsWell(scratch.Write(bytes.substr(0, size)))) continue;
    // All that belongs to the table is there; the list of keys is cut off.
    EXPECT_TRUE(File::Open(scratch.Path())->IsRecovered());
    ++recovered;
  }
  EXPECT_LT(recovered, 30);
}

struct Sample {
  std::vector<ColumnInfo> fields;
  std::vector<ColumnBlock> blocks;
  std::int64_t entries = 0;
};

constexpr DataType kTypes[] = {DataType::kBool,    DataType::kInt8,   DataType::kUInt8,
                               DataType::kInt16,   DataType::kUInt16, DataType::kInt32,
                               DataType::kUInt32,  DataType::kInt64,  DataType::kUInt64,
                               DataType::kFloat32, DataType::kFloat64};

Sample RandomSample(std::mt19937_64& random) {
  Sample sample;
  sample.entries = static_cast<std::int64_t>(random() % 3 == 0 ? random() % 3 : random() % 5000);
  const auto fields = 1 + random() % 6;
  for (std::size_t f = 0; f < fields; ++f) {
    ColumnInfo info;
    info.name = "field" + std::to_string(f);
    info.type = kTypes[random() % std::size(kTypes)];
    info.list_levels = static_cast<int>(random() % 4);
    if (info.list_levels > 0 && random() % 3 == 0) {
      info.is_text = true;
      info.type = DataType::kUInt8;
    }
    std::int64_t item = 1;
    for (auto n = info.is_text ? 0 : random() % 3; n > 0; --n) {
      info.dimensions.push_back(1 + static_cast<std::int64_t>(random() % 3));
      item *= info.dimensions.back();
    }
    info.length = info.list_levels > 0 ? ColumnInfo::kVariable : item;
    ColumnBlock block;
    if (info.list_levels == 0) {
      block.Resize(info.type, item, sample.entries);
    } else {
      std::vector<std::vector<std::int64_t>> levels;
      auto lists = sample.entries;
      for (int level = 0; level < info.list_levels; ++level) {
        std::vector<std::int64_t> offsets{0};
        const auto values = level + 1 == info.list_levels ? item : 1;
        for (std::int64_t i = 0; i < lists; ++i)
          offsets.push_back(offsets.back() + values * static_cast<std::int64_t>(random() % 4));
        lists = offsets.back();
        levels.push_back(std::move(offsets));
      }
      block.ResizeNested(info.type, std::move(levels));
    }
    const bool compressible = random() % 2 == 0;
    for (std::size_t i = 0; i < Bytes(block); ++i) {
      const auto bits = compressible ? random() % 3 : random();
      block.data()[i] = static_cast<std::byte>(info.type == DataType::kBool ? bits % 2 : bits);
    }
    sample.fields.push_back(std::move(info));
    sample.blocks.push_back(std::move(block));
  }
  return sample;
}

void Append(TableWriter& writer, const Sample& sample) {
  const std::vector<ColumnView> views(sample.blocks.begin(), sample.blocks.end());
  writer.Append(views, sample.entries);
}

TEST(RNTupleRoundTrip, RandomTables) {
  const Scratch scratch;
  std::mt19937_64 random(3);
  constexpr Codec kCodecs[] = {Codec::kNone, Codec::kZlib, Codec::kLzma, Codec::kLz4, Codec::kZstd};
  for (int round = 0; round < 60; ++round) {
    const auto sample = RandomSample(random);
    TreeOptions options;
    options.compression = {kCodecs[round % 5], 1};
    options.cluster_entries = round % 3 == 0 ? 0 : 1 + static_cast<std::int64_t>(random() % 700);
    const int appends = round % 2 + 1;
    const auto out = OutputFile::Create(scratch.Path());
    auto& writer = out->MakeRNTuple("dir", "nt", "about", sample.fields, options);
    for (int i = 0; i < appends; ++i) Append(writer, sample);
    EXPECT_EQ(writer.NumEntries(), appends * sample.entries);
    out->Close();

    const auto ntuple = File::Open(scratch.Path())->GetRNTuple("dir/nt");
    EXPECT_EQ(ntuple->Title(), "about");
    ASSERT_EQ(ntuple->NumEntries(), appends * sample.entries);
    if (options.cluster_entries > 0 && ntuple->NumEntries() > 0)
      EXPECT_EQ(ntuple->Clusters()[0].size(),
                std::min(options.cluster_entries, ntuple->NumEntries()));
    for (std::size_t f = 0; f < sample.fields.size(); ++f) {
      const auto& wanted = sample.fields[f];
      const auto& expected = sample.blocks[f];
      const auto column = ntuple->FindColumn(wanted.name);
      const auto& info = ntuple->Columns()[column];
      SCOPED_TRACE("round " + std::to_string(round) + " " + info.type_name);
      EXPECT_EQ(info.type, wanted.type);
      EXPECT_EQ(info.dimensions, wanted.dimensions);
      EXPECT_EQ(info.list_levels, wanted.list_levels);
      EXPECT_EQ(info.is_text, wanted.is_text);
      ColumnBlock block;
      for (int i = 0; i < appends; ++i) {
        ntuple->OpenCursor({column})->Read({i * sample.entries, (i + 1) * sample.entries},
                                           {&block, 1});
        ASSERT_EQ(block.size(), expected.size());
        if (block.size() > 0)
          EXPECT_EQ(0, std::memcmp(block.data(), expected.data(), Bytes(block)));
        EXPECT_EQ(OffsetsHash(block), OffsetsHash(expected));
      }
    }
  }
}

std::uint64_t Word(const std::string& bytes, std::size_t at) {
  std::uint64_t word;
  std::memcpy(&word, bytes.data() + at, sizeof word);
  return word;
}

/// An envelope of a file without compression.
struct EnvelopeAt {
  std::size_t offset, bytes;

  std::uint64_t Checksum(const std::string& file) const { return Word(file, offset + bytes - 8); }
  void Seal(std::string& file) const {
    const std::uint64_t checksum = XXH3_64bits(file.data() + offset, bytes - 8);
    std::memcpy(file.data() + offset + bytes - 8, &checksum, sizeof checksum);
  }
};

/// Wrong metadata under checksums that are right reach what decodes them.
TEST(RNTupleDamage, SealedMetadata) {
  const Scratch scratch;
  std::mt19937_64 random(5);
  auto sample = RandomSample(random);
  while (sample.entries < 100 || sample.fields.size() < 4) sample = RandomSample(random);
  const auto out = OutputFile::Create(scratch.Path(), {Codec::kNone, 0});
  TreeOptions options;
  options.cluster_entries = 50;
  Append(out->MakeRNTuple("", "nt", "", sample.fields, options), sample);
  out->Close();
  const auto bytes = Slurp(scratch.Path());
  ASSERT_TRUE(ReadsWell(scratch.Path()));
  // Envelopes begin with their type and length; the header's text is near its start.
  std::vector<EnvelopeAt> envelopes;
  for (const std::uint64_t type : {1, 2, 3})
    for (std::size_t at = 0; at + 16 < bytes.size(); ++at) {
      const auto word = Word(bytes, at);
      const auto length = static_cast<std::size_t>(word >> 16);
      if ((word & 0xffff) != type || length < 40 || length > bytes.size() - at) continue;
      if (XXH3_64bits(bytes.data() + at, length - 8) == Word(bytes, at + length - 8))
        envelopes.push_back({at, length});
    }
  ASSERT_EQ(envelopes.size(), 3U);
  const auto header_checksum = envelopes[0].Checksum(bytes);
  int noticed = 0;
  constexpr int kVariants = 1000;
  for (int i = 0; i < kVariants; ++i) {
    auto variant = bytes;
    const auto& envelope = envelopes[random() % 3];
    const auto at = envelope.offset + 8 + random() % (envelope.bytes - 24);
    const auto width = std::size_t{1} << (random() % 4);
    constexpr std::uint64_t kExtremes[] = {0,          1,          0x7fffffff, 0x80000000,
                                           0xffffffff, 1ULL << 63, ~0ULL};
    const auto value = random() % 3 == 0 ? random() : kExtremes[random() % 7] - random() % 2;
    std::memcpy(variant.data() + at, &value, width);
    envelope.Seal(variant);
    const auto checksum = envelopes[0].Checksum(variant);
    for (const auto& other : {envelopes[1], envelopes[2]}) {  // they name their header
      for (std::size_t k = other.offset; k + 8 < other.offset + other.bytes; ++k)
        if (Word(variant, k) == header_checksum) std::memcpy(variant.data() + k, &checksum, 8);
      other.Seal(variant);
    }
    noticed += ReadsWell(scratch.Write(variant)) ? 0 : 1;
  }
  EXPECT_GT(noticed, kVariants / 3);
}

/// The bytes depend on the entries alone, not on how they were handed over.
TEST(RNTupleRoundTrip, SameBytesFromManyAppends) {
  const Scratch scratch;
  std::vector<float> values(200'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 1000);
  const auto write = [&](std::size_t step) {
    const auto out = OutputFile::Create(scratch.Path());
    auto& writer = out->MakeRNTuple("", "nt", "", {{.name = "x"}});
    for (std::size_t i = 0; i < values.size(); i += step) {
      const std::byte* at = reinterpret_cast<const std::byte*>(values.data() + i);
      writer.Append({&at, 1}, static_cast<std::int64_t>(std::min(step, values.size() - i)));
    }
    out->Close();
    return Slurp(scratch.Path());
  };
  const auto whole = write(values.size());
  EXPECT_EQ(whole, write(777));
  EXPECT_LT(whole.size(), 100'000U);
}

TEST(RNTupleRoundTrip, WhatCannotBeWritten) {
  const Scratch scratch;
  const auto out = OutputFile::Create(scratch.Path());
  const auto make = [&](std::vector<ColumnInfo> fields) -> TableWriter& {
    return out->MakeRNTuple("", "nt", "", std::move(fields));
  };
  EXPECT_THROW(make({{.name = "a.b"}}), DataError);
  EXPECT_THROW(make({{.name = ""}}), DataError);
  EXPECT_THROW(make({{.name = "x"}, {.name = "x"}}), DataError);
  EXPECT_THROW(make({{.name = "x", .length = 0, .dimensions = {0}}}), DataError);
  auto& writer = make({{.name = "x", .length = ColumnInfo::kVariable, .list_levels = 1}});
  EXPECT_THROW(make({{.name = "y"}}), DataError);  // being written already
  const std::vector<float> values(3);
  const std::vector<std::int64_t> good{0, 1, 3}, falling{0, 2, 1}, late{1, 2, 3};
  ColumnView view(reinterpret_cast<const std::byte*>(values.data()));
  EXPECT_THROW(writer.Append({&view, 1}, 2), DataError);  // no lists
  for (const auto& bad : {falling, late}) {
    view.offsets = {bad};
    EXPECT_THROW(writer.Append({&view, 1}, 2), DataError);
  }
  view.offsets = {good};
  EXPECT_THROW(writer.Append({&view, 1}, 3), DataError);
  writer.Append({&view, 1}, 2);
  out->Close();
  EXPECT_EQ(File::Open(scratch.Path())->GetRNTuple("nt")->NumEntries(), 2);
  EXPECT_THROW(writer.Append({&view, 1}, 2), Error);
}

}  // namespace
