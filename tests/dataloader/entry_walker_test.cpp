// Walking entries by their types: sound bytes give what was put in, any others an error of ours.
#include "dataloader/rootio/entry_walker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include <TMVA/Error.h>

namespace {

using namespace TMVA;
using namespace TMVA::rootio;
using Kind = StreamedType::Kind;
using Header = StreamedType::Header;
using Count = StreamedType::Count;

/// Writes random values of a type as ROOT would.
class Encoder {
 public:
  explicit Encoder(unsigned seed) : random_(seed) {}

  std::vector<std::byte> Encode(const StreamedType& type) {
    bytes_.clear();
    Write(type);
    return bytes_;
  }
  std::size_t Below(std::size_t limit) { return random_() % limit; }

 private:
  void Put(std::uint64_t value, int bytes) {
    while (bytes-- > 0) bytes_.push_back(static_cast<std::byte>(value >> 8 * bytes));
  }

  void Write(const StreamedType& type) {
    const auto start = bytes_.size();
    if (type.header == Header::kVersion) {
      Put(0, 4);
      Put(9, 2);
    }
    switch (type.kind) {
      case Kind::kNumbers:
        for (std::int64_t i = 0; i < type.fixed_bytes; ++i) Put(random_(), 1);
        break;
      case Kind::kText: {
        const auto length = Below(20) == 0 ? 300 : Below(5);
        length < 255 ? Put(length, 1) : (Put(255, 1), Put(length, 4));
        for (std::size_t i = 0; i < length; ++i) Put('x', 1);
        break;
      }
      case Kind::kList: {
        const auto items = Below(4);
        Put(items, 4);
        for (std::size_t i = 0; i < items; ++i) Write(type.parts.front());
        break;
      }
      case Kind::kRecord:
        for (const auto& part : type.parts) Write(part);
        break;
      default:
        FAIL();
    }
    if (type.header != Header::kVersion) return;
    const auto size = bytes_.size() - start - 4;
    for (std::size_t i = 0; i < 4; ++i)
      bytes_[start + i] = static_cast<std::byte>((0x40000000 | size) >> 8 * (3 - i));
  }

  std::mt19937 random_;
  std::vector<std::byte> bytes_;
};

struct Sample {
  const char* type;
  std::vector<std::uint16_t> members;
  int levels;
};

const Sample kSamples[] = {{"vector<float>", {}, 1},
                           {"vector<vector<double> >", {}, 2},
                           {"vector<string>", {}, 2},
                           {"vector<vector<string> >", {}, 3},
                           {"map<string,vector<int> >", {0}, 2},
                           {"map<string,vector<int> >", {1}, 2},
                           {"vector<pair<string,short> >", {1}, 1},
                           {"vector<pair<vector<float>,map<int,string> > >", {1, 1}, 3},
                           {"pair<int,pair<string,float> >", {1, 1}, 0}};

EntryType TypeOf(const Sample& sample) {
  const StreamerInfos none;
  TypeBuilder builder(none);
  EntryType entry;
  entry.value = builder.With(Header::kVersion, builder.OfType(sample.type));
  entry.slots = builder.Slots();
  return entry;
}

struct Found {
  std::vector<std::vector<std::int64_t>> offsets;
  std::vector<Run> runs;
  std::int64_t values = 0;
};

Found Walk(const EntryType& entry, const Sample& sample, std::span<const std::byte> bytes) {
  static const Origin origin{"file.root", 0, "entry"};
  Found found;
  found.offsets.assign(static_cast<std::size_t>(sample.levels), {0});
  const ValuePlace place{&entry, sample.members, sample.levels};
  EntryWalker walker(place, found.offsets, found.runs, 0);
  walker.Walk(bytes, 0, bytes.size(), origin);
  found.values = walker.Values();
  return found;
}

/// The offsets of each level count the lists of the next, those of the last the values; all runs
/// lie in the entry.
void ExpectConsistent(const Found& found, std::size_t size, std::size_t width) {
  std::int64_t lists = 1;
  for (const auto& level : found.offsets) {
    ASSERT_EQ(static_cast<std::int64_t>(level.size()), lists + 1);
    ASSERT_TRUE(std::is_sorted(level.begin(), level.end()));
    lists = level.back();
  }
  if (!found.offsets.empty()) {
    ASSERT_EQ(lists, found.values);
  }
  std::int64_t values = 0;
  for (const auto& run : found.runs) {
    ASSERT_LE(run.position + width * run.count, size);
    values += run.count;
  }
  ASSERT_EQ(values, found.values);
}

TEST(EntryWalker, SoundBytesAreRead) {
  for (const auto& sample : kSamples) {
    SCOPED_TRACE(sample.type);
    const auto entry = TypeOf(sample);
    Encoder encoder(1);
    for (int i = 0; i < 300; ++i) {
      const auto bytes = encoder.Encode(entry.value);
      Found found;
      ASSERT_NO_THROW(found = Walk(entry, sample, bytes));
      ExpectConsistent(found, bytes.size(), 1);
    }
  }
}

TEST(EntryWalker, DamagedBytesAreAnErrorOrConsistent) {
  for (const auto& sample : kSamples) {
    SCOPED_TRACE(sample.type);
    const auto entry = TypeOf(sample);
    Encoder encoder(2);
    int errors = 0;
    for (int i = 0; i < 4000; ++i) {
      auto bytes = encoder.Encode(entry.value);
      for (auto flips = 1 + encoder.Below(3); flips > 0; --flips) {
        constexpr int kWild[] = {0, 1, 0x40, 0x7f, 0xff};
        bytes[encoder.Below(bytes.size())] = static_cast<std::byte>(kWild[encoder.Below(5)]);
      }
      if (encoder.Below(4) == 0) bytes.resize(encoder.Below(bytes.size()) + 1);
      bytes.shrink_to_fit();  // so that sanitizers see each byte behind the end
      try {
        ExpectConsistent(Walk(entry, sample, bytes), bytes.size(), 1);
      } catch (const FileFormatError&) {
        ++errors;
      }
    }
    EXPECT_GT(errors, 100);
  }
}

/// Collections of many objects may hold all first members, then all second ones.
TEST(EntryWalker, MembersOneAfterTheOther) {
  const Sample keys{"map<short,string>", {0}, 1}, texts{"map<short,string>", {1}, 2};
  std::vector<std::byte> entry_bytes;
  for (const int b : {0x40, 0, 0,    26,   0x40, 9,           // byte count, version and mark
                      0,    0, 0x12, 0x34, 0x56, 0x78,        // checksum of the pair
                      0,    0, 0,    2,    0,    7,    0, 8,  // two pairs: the keys
                      0x40, 0, 0,    6,    0,    9,    2, 0x61, 0x62, 0}) {
    entry_bytes.push_back(static_cast<std::byte>(b));
  }
  const auto entry = TypeOf(keys);
  const auto found = Walk(entry, keys, entry_bytes);
  ASSERT_EQ(found.runs.size(), 1U);
  EXPECT_EQ(found.runs[0].position, 16U);
  EXPECT_EQ(found.values, 2);
  const auto second = Walk(entry, texts, entry_bytes);
  EXPECT_EQ(second.offsets[0], (std::vector<std::int64_t>{0, 2}));
  EXPECT_EQ(second.offsets[1], (std::vector<std::int64_t>{0, 2, 2}));
}

/// Names of types that only a damaged file has cost neither time nor memory.
TEST(EntryWalker, HugeTypesAreGivenUp) {
  const StreamerInfos none;
  std::string type = "int";
  for (int i = 0; i < 20; ++i) {
    TypeBuilder builder(none);
    builder.OfType(type);
    type = "pair<" + type + "," + (i % 2 == 0 ? type : "float") + ">";
  }
  EXPECT_EQ(TypeBuilder(none).OfType(type).kind, Kind::kUnknown);
  EXPECT_EQ(TypeBuilder(none).OfType("vector" + std::string(1000, '<')).kind, Kind::kUnknown);
  std::string deep = "int";
  for (int i = 0; i < 100; ++i) deep = "vector<" + deep + ">";
  EXPECT_EQ(TypeBuilder(none).OfType(deep).kind, Kind::kUnknown);
}

}  // namespace
