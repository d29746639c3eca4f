// Damaged ROOT files: an error that names the file, never a crash.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include "dataloader/rootio/compression.h"

namespace {

using namespace TMVA;

const std::string kFolder = TMVA_TEST_DATA "/rootio/";

std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A file that lives as long as the test.
class Scratch {
 public:
  Scratch()
      : path_((std::filesystem::temp_directory_path() /
               ("rootio_damage_" + std::to_string(::getpid()) + ".root"))
                  .string()) {}
  ~Scratch() { std::filesystem::remove(path_); }
  const std::string& Write(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
    return path_;
  }
  const std::string& Path() const { return path_; }

 private:
  std::string path_;
};

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

std::string MessageOf(const std::string& path) {
  try {
    File::Open(path);
  } catch (const FileFormatError& error) {
    return error.what();
  }
  return "no error";
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
  for (std::size_t size = 5; size < bytes.size(); size += 97) {
    EXPECT_NE(MessageOf(scratch.Write(bytes.substr(0, size))).find("truncated"), std::string::npos)
        << size;
  }
}

/// Wrong bytes may go unnoticed where the format has no checksum; they must not do harm.
TEST(RootioDamage, FlippedBytes) {
  const Scratch scratch;
  std::mt19937_64 random(1);
  for (const char* name : {"uproot-leaflist.root", "gen-cycles.root", "uproot-issue-1229.root",
                           "uproot-small-dy-nooffsets.root", "uproot-issue-400.root"}) {
    const auto bytes = Slurp(kFolder + name);
    ASSERT_TRUE(ReadAll(scratch.Write(bytes))) << name;
    int noticed = 0;
    constexpr int kVariants = 300;
    for (int i = 0; i < kVariants; ++i) {
      auto variant = bytes;
      const int flips = 1 + static_cast<int>(random() % 3);
      for (int k = 0; k < flips; ++k) {
        constexpr char kExtremes[] = {0, 1, 0x7f, static_cast<char>(0x80), static_cast<char>(0xff)};
        auto& byte = variant[random() % variant.size()];
        byte = random() % 2 == 0 ? static_cast<char>(byte ^ (1 << (random() % 8)))
                                 : kExtremes[random() % 5];
      }
      noticed += ReadAll(scratch.Write(variant)) ? 0 : 1;
    }
    EXPECT_GT(noticed, 50) << name;
  }
}

/// All four-byte words of the uncompressed parts become extreme values in turn.
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

TEST(RootioDamage, UncompressedWords) {
  const Scratch scratch;
  const auto bytes = Slurp(kFolder + "uproot-sample-6.20.04-uncompressed.root");
  std::mt19937_64 random(2);
  for (int i = 0; i < 200; ++i) {
    auto variant = bytes;
    const auto at = random() % (variant.size() - 4);
    for (int k = 0; k < 4; ++k) variant[at + k] = static_cast<char>(random() % 4 == 0 ? 0 : random());
    ReadAll(scratch.Write(variant));
  }
}

std::vector<std::byte> Bytes(std::string_view text) {
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

/// Raw deflate under ROOT's old tag; here one stored block.
TEST(RootioDamage, OldDeflateBlocks) {
  const rootio::Origin origin{"file.root", 100, "basket"};
  using namespace std::string_view_literals;
  const auto good = Bytes("CS\x08\x0a\0\0\x05\0\0\x01\x05\0\xfa\xffhello"sv);
  std::vector<std::byte> out(5);
  rootio::CheckBlocks(good, 5, origin);
  rootio::Decompressor decompressor;
  decompressor.Decompress(good, out, origin);
  EXPECT_EQ(out, Bytes("hello"));

  EXPECT_THROW(rootio::CheckBlocks(good, 6, origin), FileFormatError);
  EXPECT_THROW(rootio::CheckBlocks(good, 2'000'000'000, origin), FileFormatError);
  auto bad = good;
  bad[0] = std::byte{'Q'};
  EXPECT_THROW(rootio::CheckBlocks(bad, 5, origin), FileFormatError);
  bad = good;
  bad[8] = std::byte{0xff};  // 16 MiB out of 10 bytes
  EXPECT_THROW(rootio::CheckBlocks(bad, 0xff0005, origin), FileFormatError);
  bad = good;
  bad[11] = std::byte{9};
  EXPECT_THROW(decompressor.Decompress(bad, out, origin), FileFormatError);
  EXPECT_THROW(rootio::CheckBlocks(Bytes("CS\x08\0\0\0\0\0\0"sv), 5, origin), FileFormatError);
}

}  // namespace
