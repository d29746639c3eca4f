// Writes files whose contents follow simple rules; tests/interop/check_written_files.py knows the
// same rules and reads the files with other software. Folder: $TMVA_WRITE_OUT, else a temporary
// one.
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace {

using namespace TMVA;
namespace fs = std::filesystem;

class WriteFiles : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* out = std::getenv("TMVA_WRITE_OUT"); out != nullptr && *out != '\0') {
      folder_ = out;
      fs::create_directories(folder_);
    } else {
      folder_ = fs::temp_directory_path() / ("tmva-write-" + std::to_string(::getpid()));
      fs::create_directories(folder_);
      temporary_ = true;
    }
  }
  void TearDown() override {
    if (temporary_) fs::remove_all(folder_);
  }
  std::string Path(const std::string& name) const { return folder_ / name; }
  void ExpectComplete(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    char header[16] = {};
    ASSERT_TRUE(file.read(header, sizeof(header))) << name;
    EXPECT_EQ(std::string(header, 4), "root");
    std::uint32_t end = 0;
    std::memcpy(&end, header + 12, 4);
    EXPECT_EQ(__builtin_bswap32(end), fs::file_size(Path(name))) << name;
  }

 private:
  fs::path folder_;
  bool temporary_ = false;
};

constexpr DataType kTypes[] = {DataType::kBool,    DataType::kInt8,   DataType::kUInt8,
                               DataType::kInt16,   DataType::kUInt16, DataType::kInt32,
                               DataType::kUInt32,  DataType::kInt64,  DataType::kUInt64,
                               DataType::kFloat32, DataType::kFloat64};
constexpr std::size_t kSizes[] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8};
constexpr const char* kNames[] = {"bool",   "int8",  "uint8",  "int16",   "uint16", "int32",
                                  "uint32", "int64", "uint64", "float32", "float64"};

/// The value with index i (entry * length + position) of column k.
std::uint64_t Mix(std::uint64_t i, std::uint64_t k) {
  std::uint64_t v = i * 6364136223846793005U + k * 1442695040888963407U;
  v ^= v >> 33;
  return v;
}

double Real(std::uint64_t i, std::uint64_t k) {
  return static_cast<double>(Mix(i, k) % 2000003) / 7 - 1000;
}

std::string Text(std::int64_t entry) {
  if (entry % 7 == 0) return "";
  if (entry % 1000 == 1) return std::string(300, 'x');
  return "event-" + std::to_string(entry);
}

/// One column: a leaf of type `type` that holds the values number `first` * length and on.
std::vector<std::byte> Values(std::size_t type, std::uint64_t k, std::int64_t length,
                              std::int64_t first, std::int64_t entries) {
  const auto count = static_cast<std::size_t>(entries * length);
  std::vector<std::byte> out(count * kSizes[type]);
  for (std::size_t j = 0; j < count; ++j) {
    const auto i = static_cast<std::uint64_t>(first * length) + j;
    std::byte* to = out.data() + j * kSizes[type];
    const double real = Real(i, k);
    const auto single = static_cast<float>(real);
    std::uint64_t bits = Mix(i, k);
    if (kTypes[type] == DataType::kBool) bits &= 1;
    if (kTypes[type] == DataType::kFloat32)
      std::memcpy(to, &single, 4);
    else if (kTypes[type] == DataType::kFloat64)
      std::memcpy(to, &real, 8);
    else
      std::memcpy(to, &bits, kSizes[type]);
  }
  return out;
}

/// A tree whose columns are numbered through; fills itself in uneven steps.
class Columns {
 public:
  void Add(const std::string& branch, std::vector<std::size_t> types, std::int64_t length = 1) {
    BranchSpec spec{branch, {}};
    for (const auto type : types) {
      spec.leaves.push_back({types.size() == 1 ? branch : kNames[type], kTypes[type], length});
      columns_.push_back({type, length, false});
    }
    specs_.push_back(spec);
  }
  void AddString(const std::string& branch) {
    specs_.push_back({branch, {{branch, DataType::kInt8, 1, true}}});
    columns_.push_back({0, 1, true});
  }
  const std::vector<BranchSpec>& specs() const { return specs_; }

  void Fill(TableWriter& tree, std::int64_t entries) const {
    for (std::int64_t first = tree.NumEntries(), step = 1; first < entries;
         first += step, step = step * 3 + 1) {
      step = std::min(step, entries - first);
      Append(tree, first, step);
    }
    ASSERT_EQ(tree.NumEntries(), entries);
  }
  void Append(TableWriter& tree, std::int64_t first, std::int64_t count) const {
    std::vector<std::vector<std::byte>> values;
    std::vector<ColumnBlock> texts(columns_.size());
    std::vector<ColumnView> views;
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      values.push_back(Values(columns_[k].type, k, columns_[k].length, first, count));
      if (!columns_[k].is_string) {
        views.emplace_back(values.back().data());
        continue;
      }
      std::vector<std::string> strings;
      for (std::int64_t i = 0; i < count; ++i) strings.push_back(Text(first + i));
      texts[k] = MakeTextBlock(strings);
      views.emplace_back(texts[k]);
    }
    tree.Append(views, count);
  }

 private:
  struct Column {
    std::size_t type;
    std::int64_t length;
    bool is_string;
  };
  std::vector<BranchSpec> specs_;
  std::vector<Column> columns_;
};

Columns AllTypes() {
  Columns columns;
  for (std::size_t type = 0; type < std::size(kTypes); ++type) columns.Add(kNames[type], {type});
  for (std::size_t type = 0; type < std::size(kTypes); ++type)
    columns.Add(std::string("a_") + kNames[type], {type}, 3);
  columns.Add("several", {9, 10, 1, 5});
  columns.AddString("text");
  return columns;
}

TEST_F(WriteFiles, EveryTypeWithEveryCodec) {
  const struct {
    const char* name;
    Codec codec;
    int level;
  } settings[] = {
      {"none0", Codec::kNone, 0}, {"zlib1", Codec::kZlib, 1}, {"zlib6", Codec::kZlib, 6},
      {"zlib9", Codec::kZlib, 9}, {"lzma1", Codec::kLzma, 1}, {"lzma7", Codec::kLzma, 7},
      {"lz41", Codec::kLz4, 1},   {"lz44", Codec::kLz4, 4},   {"lz49", Codec::kLz4, 9},
      {"zstd1", Codec::kZstd, 1}, {"zstd5", Codec::kZstd, 5}, {"zstd9", Codec::kZstd, 9}};
  const auto columns = AllTypes();
  for (const auto& setting : settings) {
    const auto name = std::string("types-") + setting.name + ".root";
    auto file = OutputFile::Create(Path(name), {setting.codec, setting.level});
    auto& tree = file->MakeTree("", "t", "every type", columns.specs());
    columns.Fill(tree, 5000);
    file->Close();
    ExpectComplete(name);
  }
}

TEST_F(WriteFiles, ManyBasketsAndClusters) {
  Columns columns;
  columns.Add("d", {10});
  columns.Add("f", {9}, 16);
  columns.Add("i", {5});
  columns.AddString("text");
  auto file = OutputFile::Create(Path("baskets.root"));
  columns.Fill(file->MakeTree("", "t", "", columns.specs()), 700000);
  file->Close();
  ExpectComplete("baskets.root");
}

TEST_F(WriteFiles, EntriesLargerThanABasketAndABlock) {
  Columns columns;
  columns.Add("large", {10}, 3'000'000);  // 24 MB: two compression blocks
  columns.Add("small", {5});
  auto file = OutputFile::Create(Path("large.root"));
  auto& tree = file->MakeTree("", "t", "", columns.specs());
  columns.Fill(tree, 3);
  file->Close();
}

TEST_F(WriteFiles, NoEntriesNoBranches) {
  const auto columns = AllTypes();
  auto file = OutputFile::Create(Path("empty.root"));
  file->MakeTree("", "none", "no entries", columns.specs());
  file->MakeTree("", "bare", "no branches", {});
  file->MakeDirectory("folder/below");
  file->Close();
  auto nothing = OutputFile::Create(Path("nothing.root"));
  nothing->Close();
  ExpectComplete("nothing.root");
}

TEST_F(WriteFiles, SeveralTreesAtOnce) {
  Columns one, two;
  one.Add("x", {9});
  two.Add("x", {10});
  two.AddString("text");
  auto file = OutputFile::Create(Path("several.root"), {Codec::kZstd, 3});
  auto& first = file->MakeTree("dir", "t", "one", one.specs());
  auto& second = file->MakeTree("dir/below", "t", "two", two.specs());
  auto& third = file->MakeTree("", "t", "three", one.specs());
  for (std::int64_t step = 0; step < 50; ++step) {
    one.Append(first, step * 1000, 1000);
    two.Append(second, step * 500, 500);
    one.Append(third, step * 10, 10);
    file->WriteString("dir", "note", "note " + std::to_string(step));  // 50 cycles
  }
  file->Close();
}

TEST_F(WriteFiles, ManyBranches) {
  Columns columns;
  for (int i = 0; i < 1500; ++i) columns.Add("branch" + std::to_string(i), {9});
  auto file = OutputFile::Create(Path("wide.root"));
  columns.Fill(file->MakeTree("", "t", "", columns.specs()), 3000);
  file->Close();
}

double Position(int i) { return (i * 37 % 1000) / 500.0 - 0.5; }

TEST_F(WriteFiles, HistogramsGraphsStrings) {
  Histogram1 single("single", "one dimension", 20, 0, 1);
  single.x_title = "x axis";
  single.y_title = "events / \"bin\"";
  Histogram1 weighted("weighted", "weights", 20, 0, 1, false);
  Histogram1 variable("variable", "variable bins", 4, 0, 1, false);
  variable.edges = {0, 0.1, 0.3, 0.7, 1};
  Histogram2 plane("plane", "two dimensions", 4, 0, 1, 3, -0.5, 1.5);
  plane.x_title = "x";
  plane.y_title = "y";
  Histogram2 labelled("labelled", "", 2, 0, 2, 3, 0, 3, false);
  labelled.x_labels = {"left", "right"};
  labelled.y_labels = {"a", "b", "c"};
  for (int i = 0; i < 1000; ++i) {
    single.Fill(Position(i));
    weighted.Fill(Position(i), 0.5 + i % 3);
    variable.Fill(Position(i));
    plane.Fill(Position(i), Position(i + 333), 1 + 0.25 * (i % 2));
    labelled.Fill(i % 2 + 0.5, i % 3 + 0.5);
  }
  Graph graph{"graph", "a graph", "efficiency", "rejection", {}, {}};
  for (int i = 0; i < 500; ++i) {
    graph.x.push_back(i / 500.0);
    graph.y.push_back(1 - graph.x.back() * graph.x.back());
  }
  auto file = OutputFile::Create(Path("objects.root"));
  file->Write("", single);
  file->Write("Method_BDT/BDT", weighted);
  file->Write("Method_BDT/BDT", variable);
  file->Write("Method_BDT", plane);
  file->Write("", labelled);
  file->Write("graphs", graph);
  graph.name = "plain";
  graph.x_title = graph.y_title = "";
  file->Write("graphs", graph);
  file->Write("graphs", Graph{"no_points", "", "", "", {}, {}});
  file->WriteString("", "options", "NTrees=800:MaxDepth=3");
  file->WriteString("", "long", std::string(70000, 'y'));
  file->WriteString("", "options", "second cycle");
  file->Write("numbers", "matrix", StoredMatrix{2, 3, {1, 2, 3, 4, 5, 6.5}});
  file->Write("numbers", "vector", StoredMatrix{3, 1, {1, 2, -3}});
  file->WriteNumber("numbers", "number", 2.5);
  const std::vector<float> floats = {0.5F, -1, 3e38F};
  const std::vector<std::int64_t> longs = {-1, std::int64_t{1} << 62};
  const std::vector<std::uint8_t> bytes = {0, 255};
  file->WriteVector("numbers", "floats", DataType::kFloat32, std::as_bytes(std::span(floats)));
  file->WriteVector("numbers", "longs", DataType::kInt64, std::as_bytes(std::span(longs)));
  file->WriteVector("numbers", "bytes", DataType::kUInt8, std::as_bytes(std::span(bytes)));
  file->Close();
  ExpectComplete("objects.root");
}

}  // namespace
