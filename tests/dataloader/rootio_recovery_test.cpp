// Lists of keys and names that are damaged: what is found of the file all the same.
#include "dataloader/rootio/key.h"
#include "tests/dataloader/damaged_file.h"

namespace {

using namespace TMVA;
using namespace TMVA::test;

/// Lists of keys carry no checksum: what they say must agree with the records.
TEST(RootioRecovery, KeysThatAreNotThoseOfTheirRecords) {
  const Scratch scratch;
  const auto good = Slurp(kFolder + "gen-cycles.root");
  constexpr std::string_view kKey("\5TTree\1t", 8);
  const auto first = FindEnd(good, kKey), listed = FindEnd(good, kKey, FindEnd(good, kKey, first));
  for (const std::size_t at : {first - 1, listed - 1}) {
    auto bytes = good;
    bytes[at] = 'u';
    const auto file = File::Open(scratch.Write(bytes));
    for (const auto& key : file->Keys()) {
      if (at == listed - 1 && key.name == "t") continue;
      EXPECT_EQ(key.name == "u", at == listed - 1);
    }
    int refused = 0;
    for (const auto& key : file->Keys()) {
      try {
        file->GetTree(key.name + ";" + std::to_string(key.cycle));
      } catch (const FileFormatError& error) {
        ++refused;
        EXPECT_NE(std::string(error.what()).find("list of keys"), std::string::npos);
      }
    }
    EXPECT_EQ(refused, 1);
  }
}

TEST(RootioRecovery, ListsOfKeysThatEndElsewhere) {
  const Scratch scratch;
  const auto good = Slurp(kFolder + "gen-cycles.root");
  const auto seek_keys = [&] {
    const rootio::Origin origin{"file", 0, ""};
    const auto bytes = Bytes(good);
    rootio::ByteReader reader(bytes, origin);
    reader.Seek(100);
    const auto key = rootio::ReadKey(reader);
    reader.Seek(100 + static_cast<std::size_t>(key.key_bytes));
    reader.String();
    reader.String();
    reader.Skip(26);
    return static_cast<std::size_t>(reader.Read<std::int32_t>());
  }();
  const auto own = Bytes(good.substr(seek_keys));
  const rootio::Origin origin{"file", 0, ""};
  rootio::ByteReader reader(own, origin);
  const auto key = rootio::ReadKey(reader);
  auto bytes = good;
  bytes[seek_keys + static_cast<std::size_t>(key.key_bytes) + 3] -= 1;  // one key less
  auto erased = good;  // of its keys; what is left is a list without keys, with room for some
  const auto keys_bytes = static_cast<std::size_t>(key.PayloadBytes());
  erased.replace(seek_keys + static_cast<std::size_t>(key.key_bytes), keys_bytes, keys_bytes, '\0');
  for (const auto& bad : {bytes, erased}) {
    const auto file = File::Open(scratch.Write(bad));  // not believed: the records are looked for
    EXPECT_TRUE(file->IsRecovered());
    EXPECT_EQ(file->Keys().size(), File::Open(kFolder + "gen-cycles.root")->Keys().size());
  }
}

/// Names that do not fill a key are not those of a record that could be recovered.
TEST(RootioRecovery, RecordsWhoseNamesAreLost) {
  const Scratch scratch;
  auto bytes = Slurp(kFolder + "gen-rnt-empty.root");
  const auto name = FindEnd(bytes, "ROOT::R");
  const auto list = bytes.find("gen-rnt-empty.root", name);  // the key of the list of keys
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(name),
            bytes.begin() + static_cast<std::ptrdiff_t>(list) + 80, '\0');
  EXPECT_NE(MessageOf(scratch.Write(bytes)), "no error");
}

/// Nor is a StreamerInfo that is called otherwise an object.
TEST(RootioRecovery, StreamerInfoOfAnotherName) {
  const Scratch scratch;
  auto bytes = Slurp(kFolder + "linked/gen-friends.root");
  bytes[FindEnd(bytes, "TList\x0cStreamerInfo") - 1] ^= 1;
  std::fill_n(bytes.begin() + 100 + 68 + 26, 4, '\0');  // as of a file that was not closed
  const auto file = File::Open(scratch.Write(bytes));
  EXPECT_TRUE(file->IsRecovered());
  for (const auto& key : file->Keys()) EXPECT_EQ(key.name.find("Info"), std::string::npos);
  EXPECT_EQ(file->Keys().size(), 3U);
}

/// Nor are the list of keys and the free segments, which have the class of the file.
TEST(RootioRecovery, BookkeepingOfAnotherClass) {
  const Scratch scratch;
  const auto good = Slurp(kFolder + "gen-emptyfile.root");
  const auto list = FindEnd(good, "TFile", FindEnd(good, "StreamerInfo"));
  for (const auto end : {list, FindEnd(good, "TFile", list)}) {
    auto bytes = good;
    bytes[end - 1] ^= 1;
    const auto file = File::Open(scratch.Write(bytes));
    EXPECT_FALSE(file->IsRecovered());
    EXPECT_TRUE(file->Keys().empty());
  }
}

/// A directory's name lies in its record, in its parent's list and in its own list of keys.
TEST(RootioRecovery, NamesOfDirectories) {
  const Scratch scratch;
  const auto good = Slurp(kFolder + "linked/gen-friends.root");
  const std::string_view name("TDirectory\3dir");
  std::size_t end = 0;
  for (const bool is_recovered : {false, true, false}) {
    end = FindEnd(good, name, end);
    auto bytes = good;
    bytes[end - 1] ^= 1;
    const auto file = File::Open(scratch.Write(bytes));
    EXPECT_EQ(file->IsRecovered(), is_recovered);
    EXPECT_EQ(file->GetTree("dir/g")->NumEntries(), 5);
  }
}

/// Beyond 2 GB ROOT's lists of keys have bytes of any value behind the last key.
TEST(RootioRecovery, ListsOfKeysWithRoomBehind) {
  const Scratch scratch;
  auto bytes = Slurp(kFolder + "gen-cycles.root");
  const auto keys = File::Open(scratch.Write(bytes))->Keys().size();
  const auto word = [&](std::size_t at) {
    return rootio::LoadBigEndian<std::int32_t>(Bytes(bytes.substr(at, 4)).data());
  };
  const auto put = [&](std::size_t at, std::size_t value) {
    for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (24 - 8 * i));
  };
  const auto header = static_cast<std::size_t>(word(8) + word(28));
  const auto list_bytes = static_cast<std::size_t>(word(header + 10));
  const auto place = bytes.size();
  bytes += bytes.substr(static_cast<std::size_t>(word(header + 26)), list_bytes);
  bytes += std::string(24, '\x5a');
  put(place, list_bytes + 24);
  put(header + 10, list_bytes + 24);
  put(header + 26, place);
  put(12, bytes.size());
  const auto file = File::Open(scratch.Write(bytes));
  EXPECT_FALSE(file->IsRecovered());
  EXPECT_EQ(file->Keys().size(), keys);
}

}  // namespace
