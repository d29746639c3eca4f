// Damaged ROOT files: an error that names the file, never a crash.
#include <TMVA/OutputFile.h>

#include "dataloader/rootio/compression.h"
#include "dataloader/rootio/object_decoder.h"
#include "dataloader/rootio/write_compress.h"
#include "tests/dataloader/damaged_file.h"

namespace {

using namespace TMVA;
using namespace TMVA::test;

/// Reads all that can be read. True when no error came.
bool ReadAll(const std::string& path) {
  bool good = true;
  const auto attempt = [&](auto&& action) {
    try {
      action();
    } catch (const FileFormatError& error) {
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
      good = false;
    } catch (const DataError& error) {
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
      good = false;
    }
  };
  attempt([&] {
    const auto file = File::Open(path);
    for (const auto& key : file->Keys()) {
      const auto name = key.name + ";" + std::to_string(key.cycle);
      attempt([&] { file->ReadObject(name); });
      if (key.class_name != "TTree") continue;
      attempt([&] {
        const auto tree = file->GetTree(name);
        (void)tree->Clusters();
        for (std::size_t c = 0; c < tree->Columns().size(); ++c) {
          if (!tree->Columns()[c].unsupported.empty()) continue;
          attempt([&] {
            ColumnBlock block;
            const auto cursor = tree->OpenCursor({c});
            cursor->Read({0, tree->NumEntries()}, {&block, 1});
          });
        }
      });
    }
  });
  return good;
}

TEST(RootioDamage, FilesThatAreNoRootFiles) {
  const Scratch scratch;
  EXPECT_NE(MessageOf("/no/such/file.root").find("No such file"), std::string::npos);
  EXPECT_NE(MessageOf("/tmp").find("directory"), std::string::npos);
  EXPECT_NE(MessageOf("/dev/null").find("regular file"), std::string::npos);
  EXPECT_NE(MessageOf(scratch.Write("")).find("empty"), std::string::npos);
  EXPECT_NE(MessageOf(scratch.Write("x,y\n1,2\n")).find("not a ROOT file"), std::string::npos);
  EXPECT_NE(MessageOf(scratch.Write("root")).find("truncated"), std::string::npos);
}

TEST(RootioDamage, TruncatedAnywhere) {
  const Scratch scratch;
  const auto bytes = Slurp(kFolder + "uproot-leaflist.root");
  ASSERT_GT(bytes.size(), 5000U);
  int recovered = 0;
  for (std::size_t size = 5; size < bytes.size(); size += 97) {
    const auto message = MessageOf(scratch.Write(bytes.substr(0, size)));
    if (message != "no error") {
      EXPECT_NE(message.find("truncated"), std::string::npos) << size << ' ' << message;
      continue;
    }
    const auto file = File::Open(scratch.Path());
    EXPECT_TRUE(file->IsRecovered());
    ASSERT_EQ(file->Keys().size(), 1U);
    EXPECT_EQ(file->GetTree("tree")->NumEntries(), 5);
    EXPECT_TRUE(ReadAll(scratch.Path())) << size;
    ++recovered;
  }
  EXPECT_GT(recovered, 2);  // where only what follows the tree's record is cut off
}

/// Four-byte words of a small file become extreme values in turn; damaged_files does the rest.
TEST(RootioDamage, ExtremeWords) {
  const Scratch scratch;
  const auto bytes = Slurp(kFolder + "gen-cycles.root");
  for (std::size_t at = 4; at + 4 <= bytes.size(); at += 13) {
    for (const std::uint32_t word : {0xffffffffU, 0x7fffffffU, 0x80000000U, 0x40000000U, 0U}) {
      auto variant = bytes;
      for (int k = 0; k < 4; ++k) variant[at + k] = static_cast<char>(word >> (24 - 8 * k));
      ReadAll(scratch.Write(variant));
    }
  }
}

/// A file may describe none of its classes; those of a TTree are known.
TEST(RootioDamage, WithoutStreamerInfo) {
  const Scratch scratch;
  constexpr std::size_t kSeekInfo = 37, kInfoBytes = 8;
  for (const char* name : {"gen-flat-zstd.root", "uproot-sample-5.23.02-zlib.root",
                           "uproot-sample-6.18.00-lzma.root", "gen-tntuple.root"}) {
    auto bytes = Slurp(kFolder + name);
    std::fill_n(bytes.begin() + kSeekInfo, kInfoBytes, '\0');
    const auto before = File::Open(kFolder + name), after = File::Open(scratch.Write(bytes));
    for (const auto& key : before->Keys()) {
      const auto expected = before->GetTree(key.name), tree = after->GetTree(key.name);
      ASSERT_EQ(expected->Columns().size(), tree->Columns().size());
      for (std::size_t c = 0; c < tree->Columns().size(); ++c) {
        if (!tree->Columns()[c].unsupported.empty()) continue;
        ColumnBlock one, two;
        expected->OpenCursor({c})->Read({0, expected->NumEntries()}, {&one, 1});
        tree->OpenCursor({c})->Read({0, tree->NumEntries()}, {&two, 1});
        ASSERT_EQ(one.size(), two.size());
        EXPECT_EQ(0, std::memcmp(one.data(), two.data(),
                                 static_cast<std::size_t>(one.size()) * SizeOf(one.type())));
      }
    }
  }
  auto bytes = Slurp(kFolder + "uproot-issue-250.root");  // of ROOT 4: not known without
  std::fill_n(bytes.begin() + kSeekInfo, kInfoBytes, '\0');
  try {
    File::Open(scratch.Write(bytes))->GetTree("B4");
    FAIL();
  } catch (const FileFormatError& error) {
    EXPECT_NE(std::string(error.what()).find("no StreamerInfo for class TTree"), std::string::npos);
  }
}

/// Without its StreamerInfo a file's objects would be empty.
TEST(RootioDamage, StreamerInfoThatIsNone) {
  const Scratch scratch;
  const auto good = Slurp(kFolder + "uproot-leaflist.root");
  auto bytes = good;
  bytes[FindEnd(good, std::string_view("\5TList\14StreamerInfo", 19)) - 14] = 'u';
  EXPECT_THROW(File::Open(scratch.Write(bytes))->GetTree("tree"), FileFormatError);
  bytes = good;
  std::fill_n(bytes.begin() + 37, 4, '\0');
  EXPECT_THROW(File::Open(scratch.Write(bytes))->GetTree("tree"), FileFormatError);
}

/// A record of nothing but lists in lists.
TEST(RootioDamage, ListsInListsInLists) {
  const auto nested = [](int depth) {
    std::string bytes;  // innermost first
    for (int i = 0; i < depth; ++i) {
      const auto word = [](std::size_t value) {
        std::string text;
        for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift);
        return text;
      };
      std::string body = std::string("\0\x03", 2) + std::string(10, '\0') + std::string(1, '\0') +
                         word(bytes.empty() ? 0 : 1) + word(0) + bytes;
      body = word(0x40000000 | body.size()) + body;
      const std::string name("TObjArray\0", 10);
      bytes = i + 1 == depth ? body
                             : word(0x40000000 | (4 + name.size() + body.size())) +
                                   word(0xffffffff) + name + body;
    }
    return bytes;
  };
  const rootio::StreamerInfos infos;
  for (const int depth : {1, 50, 100, 102, 1000}) {
    rootio::Record record;
    record.origin = {"file.root", 0, "nested"};
    record.key.class_name = "TObjArray";
    record.payload = Bytes(nested(depth));
    rootio::ObjectDecoder decoder(record, infos);
    if (depth <= 100) {
      EXPECT_EQ(decoder.Decode()->items.size(), depth == 1 ? 0U : 1U);
    } else {
      EXPECT_THROW(decoder.Decode(), FileFormatError);
    }
  }
}

/// An array that holds itself, its parent, and a class where an object belongs.
TEST(RootioDamage, ReferencesInCircles) {
  using namespace std::string_view_literals;
  rootio::Record record;
  record.origin = {"file.root", 0, "circle"};
  record.key.class_name = "TObjArray";
  record.payload = Bytes(
      "\x40\0\0\x25\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0"
      "\0\0\0\x01"  // the owner
      "\0\0\0\x63"  // nothing of that number
      "\0\0\0\0"    // null
      "\0\0\0\x02"sv);
  const rootio::StreamerInfos infos;
  rootio::ObjectDecoder decoder(record, infos);
  const auto* array = decoder.Decode();
  ASSERT_EQ(array->items.size(), 4U);
  EXPECT_EQ(array->items[0], array);
  EXPECT_EQ(array->items[1], nullptr);
}

/// Raw deflate under ROOT's old tag; here one stored block.
TEST(RootioDamage, OldDeflateBlocks) {
  const rootio::Origin origin{"file.root", 100, "basket"};
  using namespace std::string_view_literals;
  const auto good = Bytes("CS\x08\x0a\0\0\x05\0\0\x01\x05\0\xfa\xffhello"sv);
  std::vector<std::byte> out(5);
  rootio::CheckBlocks(good, 5, origin, 1000);
  rootio::Decompressor decompressor;
  decompressor.Decompress(good, out, origin);
  EXPECT_EQ(out, Bytes("hello"));

  EXPECT_THROW(rootio::CheckBlocks(good, 6, origin, 1000), FileFormatError);
  EXPECT_THROW(rootio::CheckBlocks(good, 2'000'000'000, origin, 1000), FileFormatError);
  auto bad = good;
  bad[0] = std::byte{'Q'};
  EXPECT_THROW(rootio::CheckBlocks(bad, 5, origin, 1000), FileFormatError);
  bad = good;
  bad[8] = std::byte{0xff};  // 16 MiB out of 10 bytes
  EXPECT_THROW(rootio::CheckBlocks(bad, 0xff0005, origin, 1000), FileFormatError);
  bad = good;
  bad[11] = std::byte{9};
  EXPECT_THROW(decompressor.Decompress(bad, out, origin), FileFormatError);
  EXPECT_THROW(rootio::CheckBlocks(Bytes("CS\x08\0\0\0\0\0\0"sv), 5, origin, 1000),
               FileFormatError);
}

/// Blocks that claim much and hold little are found out before memory is taken for them.
TEST(RootioDamage, BlocksThatHoldLessThanTheyClaim) {
  const rootio::Origin origin{"file.root", 100, "basket"};
  const std::string zeros(8 << 20, '\0');
  for (const auto codec : {Codec::kZlib, Codec::kLzma, Codec::kLz4, Codec::kZstd}) {
    rootwrite::Compressor compressor({codec, 5});
    const auto blocks = compressor.Compress(Bytes(zeros));
    const std::vector good(blocks.begin(), blocks.end());
    ASSERT_LT(good.size(), 100'000U);
    rootio::CheckBlocks(good, 8 << 20, origin, 1000);
    auto bad = good;
    bad[6] = std::byte{0xff};  // of the size: some bytes more
    EXPECT_THROW(rootio::CheckBlocks(bad, (8 << 20) + 0xff, origin, 1000), FileFormatError);
    bad = good;
    bad.resize(60);
    bad[3] = std::byte{60 - 9};
    bad[4] = bad[5] = std::byte{0};
    EXPECT_THROW(rootio::CheckBlocks(bad, 8 << 20, origin, 1000), FileFormatError);
  }
}

std::string BigEndian(std::uint64_t value) {
  std::string text;
  for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift);
  return text;
}

/// Branches name the files of their baskets. Whatever a name says, the error tells whose it is.
TEST(RootioDamage, NamesOfFilesOfBaskets) {
  using namespace std::string_view_literals;
  const Scratch scratch;
  const auto good = Slurp(kFolder + "linked/gen-apart.root");
  const auto end = FindEnd(good, "\x10gen-apart-v.root");  // of branch v; that of w comes later
  const auto message = [&](std::string_view name) {
    EXPECT_EQ(name.size(), 16U);
    auto bytes = good;
    bytes.replace(end - name.size(), name.size(), name);
    const auto tree = File::Open(scratch.Write(bytes))->GetTree("t");
    ColumnBlock block;
    tree->OpenCursor({tree->FindColumn("x")})->Read({0, tree->NumEntries()}, {&block, 1});
    try {
      tree->OpenCursor({tree->FindColumn("v")})->Read({0, tree->NumEntries()}, {&block, 1});
    } catch (const FileFormatError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  constexpr std::pair<std::string_view, const char*> kNames[] = {
      {"gen-apart-v.root"sv, "cannot open"},  // which is not beside this file
      {"gen-apart\0v.root"sv, "damaged"},
      {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv, "damaged"},
      {"\xff\xfe\x80%s\n\x1b[31m.root"sv, "cannot open"},
      {"gen-apart-v.roo/"sv, "cannot open"},
      {"////////////////"sv, "is a directory"},
      {"../../../../../.."sv.substr(1), "is a directory"},
      {"/dev////////zero"sv, "not a regular file"},
      {"/proc/self/./mem"sv, "does not lie in the file of 0 bytes"},
      {"/proc//self//exe"sv, "entries 0 to 49"},  // of this very program
      {"https://a/b.root"sv, "cannot open"},
  };
  for (const auto& [name, why] : kNames) {
    const auto found = message(name);
    EXPECT_NE(found.find(scratch.Path()), std::string::npos) << found;
    EXPECT_NE(found.find("branch v"), std::string::npos) << found;
    EXPECT_NE(found.find(why), std::string::npos) << found;
  }
}

/// Where the baskets of a tree lie, and what they hold, may be any number.
TEST(RootioDamage, IndexOfBaskets) {
  const Scratch scratch;
  {
    const auto file = OutputFile::Create(scratch.Path(), {Codec::kNone, 0});
    auto& tree =
        file->MakeTree("", "t", "", {{"x", {{"x", DataType::kInt32}}}}, {.cluster_entries = 100});
    const std::vector<std::int32_t> values(500, 7);
    const auto* column = reinterpret_cast<const std::byte*>(values.data());
    tree.Append(std::span(&column, 1), 500);
    file->Close();
  }
  const auto good = Slurp(scratch.Path());
  const auto third = FindEnd(good, BigEndian(0) + BigEndian(100) + BigEndian(200)) - 8;
  const auto message = [&](std::size_t at, const std::string& word) {
    auto bytes = good;
    bytes.replace(at, 8, word);
    const auto file = File::Open(scratch.Write(bytes));
    try {
      ColumnBlock block;
      const auto tree = file->GetTree("t");
      tree->OpenCursor({0})->Read({0, tree->NumEntries()}, {&block, 1});
    } catch (const FileFormatError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message(third, BigEndian(200)), "no error");
  for (const std::uint64_t entry : {0x7fffffffffffffffULL, 0x8000000000000000ULL, ~0ULL, 100ULL}) {
    for (const auto at : {third - 16, third - 8, third, third + 16}) {
      if (at == third - 8 && entry == 100) continue;  // what it is
      EXPECT_NE(message(at, BigEndian(entry)), "no error") << entry << " at " << at - third;
    }
  }
  // Where a basket lies twice; its key says where it is.
  const std::string_view key("\7TBasket\1x", 10);
  constexpr std::size_t kBefore = 34;  // of the key
  const auto first = FindEnd(good, key) - key.size() - kBefore;
  const auto second = FindEnd(good, key, FindEnd(good, key)) - key.size() - kBefore;
  const auto seeks = FindEnd(good, BigEndian(first) + BigEndian(second)) - 8;
  EXPECT_NE(message(seeks, BigEndian(first)).find("overlap"), std::string::npos);
}

}  // namespace
