// Objects of ROOT files: members of every kind, collections, and what the typed getters make of
// them.
#include <TMVA/Error.h>
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <functional>

namespace {

using namespace TMVA;
namespace fs = std::filesystem;

std::string Data(const std::string& name) {
  return std::string(TMVA_TEST_DATA) + "/rootio/" + name;
}

std::string MessageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::vector<double> Reals(const StoredObject& object, const char* name) {
  const auto values = object.Reals(name);
  return {values.begin(), values.end()};
}
std::vector<std::int64_t> Integers(const StoredObject& object, const char* name) {
  const auto values = object.Integers(name);
  return {values.begin(), values.end()};
}
std::vector<std::string> Texts(const StoredObject& object, const char* name) {
  return std::get<std::vector<std::string>>(*object.Find(name));
}
using Doubles = std::vector<double>;
using Longs = std::vector<std::int64_t>;
using Strings = std::vector<std::string>;

/// Bytes as a file.
class Memory final : public ByteSource {
 public:
  explicit Memory(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  const std::string& Path() const override { return path_; }
  std::int64_t Size() const override { return static_cast<std::int64_t>(bytes_.size()); }
  void Read(std::int64_t offset, std::span<std::byte> out) const override {
    if (offset < 0 || offset + static_cast<std::int64_t>(out.size()) > Size()) throw Error("short");
    std::copy_n(bytes_.begin() + offset, out.size(), out.begin());
  }

 private:
  std::string path_ = "memory";
  std::vector<std::byte> bytes_;
};

std::vector<std::byte> BytesOf(const std::string& path) {
  const auto source = OpenLocalFile(path);
  std::vector<std::byte> bytes(static_cast<std::size_t>(source->Size()));
  source->Read(0, bytes);
  return bytes;
}

class Members : public testing::Test {
 protected:
  std::shared_ptr<const File> file_ = File::Open(Data("gen-members.root"));
  std::shared_ptr<const StoredObject> mixed_ = file_->GetObject("mixed");
};

TEST_F(Members, NumbersKeepTheirRange) {
  const std::pair<const char*, std::int64_t> integers[] = {
      {"flag", 1}, {"c", 'x'},         {"uc", 200}, {"s", -3}, {"us", 65000},
      {"i", -5},   {"ui", 4000000000}, {"l", -7},   {"e", 1},  {"n", 3}};
  for (const auto& [name, value] : integers) EXPECT_EQ(mixed_->Integer(name), value) << name;
  EXPECT_EQ(static_cast<std::uint64_t>(mixed_->Integer("ul")), std::uint64_t{1} << 63);
  EXPECT_EQ(mixed_->Real("f"), 1.5);
  EXPECT_EQ(mixed_->Real("d"), -2.25);
  EXPECT_EQ(mixed_->Real("last"), 42);  // all before it has been read to its end
}

TEST_F(Members, PackedNumbersFollowTheirComments) {
  EXPECT_EQ(mixed_->Real("h"), 1);
  EXPECT_NEAR(mixed_->Real("hr"), 25, 1e-5);
  EXPECT_EQ(mixed_->Real("dd"), 3.25);
  EXPECT_EQ(mixed_->Real("dr"), 0.5);
  const auto values = Reals(*mixed_, "da");
  ASSERT_EQ(values.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(values[i], static_cast<double>(i + 1), 2e-5);
}

TEST_F(Members, ArraysAndTexts) {
  EXPECT_EQ(Integers(*mixed_, "fixed"), (Longs{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(Integers(*mixed_, "text"), (Longs{'h', 'e', 'l', 'l', 'o', 0, 0, 0}));
  EXPECT_EQ(Reals(*mixed_, "counted"), (Doubles{7, 8, 9}));
  EXPECT_EQ(Integers(*mixed_, "sa"), (Longs{7, 8, 9}));
  EXPECT_EQ(mixed_->Text("str"), "a string");
  EXPECT_EQ(mixed_->Text("tstr"), "a TString");
  EXPECT_EQ(mixed_->Text("empty"), "");
  EXPECT_EQ(Texts(*mixed_, "tarr"), (Strings{"t0", "t1"}));
}

TEST_F(Members, Containers) {
  EXPECT_EQ(Reals(*mixed_, "vd"), (Doubles{1, 2, 3}));
  EXPECT_EQ(Reals(*mixed_, "vf"), (Doubles{1.5}));
  EXPECT_EQ(Integers(*mixed_, "vb"), (Longs{1, 0, 1}));
  EXPECT_EQ(Integers(*mixed_, "vi"), Longs{});
  EXPECT_EQ(Reals(*mixed_, "v32"), (Doubles{1, 2}));
  EXPECT_EQ(Texts(*mixed_, "vs"), (Strings{"x", "", "long string"}));
  EXPECT_EQ(Texts(*mixed_, "vts"), (Strings{"q", "r"}));
  EXPECT_EQ(Integers(*mixed_, "si"), (Longs{1, 2, 3}));
  EXPECT_EQ(Integers(*mixed_, "pv"), (Longs{4, 5}));
  const auto nested = mixed_->Items("vv");
  ASSERT_EQ(nested.size(), 3U);
  EXPECT_EQ(Reals(*nested[0], "value"), (Doubles{1, 2}));
  EXPECT_EQ(Reals(*nested[1], "value"), Doubles{});
  EXPECT_EQ(Reals(*nested[2], "value"), (Doubles{3}));
  const auto* map = mixed_->Pointer("msd");
  ASSERT_NE(map, nullptr);
  EXPECT_EQ(Texts(*map, "first"), (Strings{"k1", "k2"}));
  EXPECT_EQ(Reals(*map, "second"), (Doubles{1.5, 2.5}));
  EXPECT_EQ(Integers(*mixed_->Pointer("mii"), "second"), (Longs{10, 20}));
}

TEST_F(Members, ObjectsByValueAndByPointer) {
  EXPECT_EQ(mixed_->Pointer("pr")->Integer("first"), 7);
  EXPECT_EQ(mixed_->Pointer("pr")->Real("second"), 8.5);
  EXPECT_EQ(mixed_->Pointer("inner")->Real("b"), 2.5);
  const auto inners = mixed_->Items("vin");  // member after member
  ASSERT_EQ(inners.size(), 2U);
  EXPECT_EQ(inners[1]->Integer("a"), 2);
  EXPECT_EQ(inners[0]->Real("b"), 1.5);
  ASSERT_EQ(mixed_->Items("arr").size(), 2U);
  EXPECT_EQ(mixed_->Items("arr")[1]->Integer("a"), 1);
  EXPECT_EQ(mixed_->Pointer("named")->Text("fTitle"), "ti");
  EXPECT_EQ(mixed_->Items("nameds").size(), 2U);
  EXPECT_EQ(mixed_->Pointer("nul"), nullptr);
  const auto* shared = mixed_->Pointer("ptr");
  ASSERT_NE(shared, nullptr);
  EXPECT_EQ(shared->Text("fTitle"), "ptr");
  ASSERT_EQ(mixed_->Items("objs").size(), 2U);  // references to one object are one object
  EXPECT_EQ(mixed_->Items("objs")[0], nullptr);
  EXPECT_EQ(mixed_->Items("objs")[1], shared);
  EXPECT_EQ(mixed_->Items("vp")[0], shared);
  EXPECT_EQ(mixed_->Items("vp")[1]->Text("fName"), "q");
  EXPECT_EQ(mixed_->Pointer("up")->Text("fTitle"), "unique");
}

TEST_F(Members, CollectionsOfEachKind) {
  const auto list = file_->GetObject("list");
  ASSERT_EQ(list->items.size(), 2U);
  EXPECT_EQ(list->items[0]->Text("fTitle"), "b");
  EXPECT_EQ(list->items[1]->Text("fString"), "os");
  const auto map = file_->GetObject("map");
  ASSERT_EQ(map->items.size(), 2U);
  EXPECT_EQ(map->items[0]->Text("fString"), "key");
  EXPECT_EQ(map->items[1]->Text("fTitle"), "w");
  const auto gaps = file_->GetObject("clones");  // object after object, the second missing
  ASSERT_EQ(gaps->items.size(), 3U);
  EXPECT_EQ(gaps->items[1], nullptr);
  EXPECT_EQ(gaps->items[2]->Text("fName"), "c2");
  const auto clones = file_->GetObject("clones2");  // member after member
  ASSERT_EQ(clones->items.size(), 2U);
  EXPECT_EQ(clones->items[1]->Text("fName"), "c1");
  EXPECT_EQ(file_->GetObject("hashlist")->items[0]->Text("fString"), "z");
  EXPECT_EQ(file_->GetObject("objarray")->items[0]->class_name, "TH1F");
  EXPECT_EQ(Reals(*file_->GetObject("stdvec"), "value"), (Doubles{1, 2, 3}));
  EXPECT_EQ(Texts(*file_->GetObject("stdvecs"), "value"), (Strings{"a", "b"}));
}

TEST_F(Members, FunctionsAndEfficiencies) {
  const auto function = file_->GetObject("fn");
  EXPECT_EQ(function->Real("fXmax"), 5);
  const auto* formula = function->Pointer("fFormula");
  ASSERT_NE(formula, nullptr);
  EXPECT_EQ(Reals(*formula, "fClingParameters"), (Doubles{2, 3}));
  EXPECT_EQ(Texts(*formula->Pointer("fParams"), "first"), (Strings{"p0", "p1"}));
  const auto efficiency = file_->GetObject("eff");
  EXPECT_EQ(efficiency->Pointer("fTotalHistogram")->Real("fEntries"), 2);
}

TEST_F(Members, MatricesTextsAndNumbers) {
  const auto symmetric = file_->GetMatrix("msym");
  EXPECT_EQ(symmetric.rows, 2);
  EXPECT_EQ(symmetric.values, (Doubles{1, 2, 2, 3}));
  const auto single = file_->GetMatrix("mf");
  EXPECT_EQ(single.columns, 3);
  EXPECT_EQ(single.values, (Doubles{0, 0, 0, 0, 0, 5}));
  EXPECT_EQ(file_->GetMatrix("vd").values, (Doubles{0, 2, 0}));
  EXPECT_EQ(file_->GetMatrix("vd").columns, 1);
  EXPECT_EQ(file_->GetNumber("par_Long64_t"), 1099511627776.);
  EXPECT_EQ(file_->GetNumber("par_bool"), 1);
  EXPECT_EQ(file_->GetNumber("par_double"), 2.5);
  EXPECT_EQ(file_->GetString("os"), "obj string");
  EXPECT_EQ(file_->GetString("stdstr"), "plain std string");
}

TEST_F(Members, HistogramsOfAllTypesOfBins) {
  for (const char type : std::string("csifdl")) {
    const auto h = file_->GetHistogram1(std::string("h1") + type + "x");
    EXPECT_EQ(h.nbins, 4) << type;
    EXPECT_EQ(h.contents, (Doubles{0, 0, 1, 2, 0, 0})) << type;
    EXPECT_EQ(h.entries, 2) << type;
    EXPECT_EQ(h.title + h.x_title + h.y_title, "tixy") << type;
  }
  const auto profile = file_->GetHistogram1("prof");
  EXPECT_EQ(profile.contents, (Doubles{0, 3, 1, 0, 0}));
  EXPECT_DOUBLE_EQ(profile.sumw2[1], 0.5);  // spread 1, of two entries
  const auto labelled = file_->GetHistogram1("labels");
  EXPECT_EQ(labelled.x_labels, (Strings{"one", "", "three"}));
  EXPECT_EQ(labelled.sumw2.size(), 5U);
  const auto plane = file_->GetHistogram2("var2");
  EXPECT_EQ(plane.x_edges, (Doubles{0, 1, 3, 7}));
  EXPECT_TRUE(plane.y_edges.empty());
  const auto bytes = file_->GetHistogram2("h2c");
  EXPECT_EQ(bytes.contents[1 + 4 * 1], 1);
  EXPECT_EQ(file_->GetGraph("gae").x, (Doubles{1, 0}));
}

TEST_F(Members, BufferedHistogramIsNotTakenForEmpty) {
  EXPECT_NE(MessageOf([&] { file_->GetHistogram1("buffered"); }).find("BufferEmpty"),
            std::string::npos);
}

TEST_F(Members, WrongClassesAreNamed) {
  EXPECT_EQ(MessageOf([&] { file_->GetHistogram1("list"); }),
            file_->Path() + ": 'list' is a TList, expected a TH1 or a TProfile");
  EXPECT_NE(MessageOf([&] { file_->GetGraph("g2"); }).find("'g2' is a TGraph2D, expected a TGraph"),
            std::string::npos);
  EXPECT_NE(MessageOf([&] { file_->GetMatrix("os"); }).find("TObjString, expected a TMatrixT"),
            std::string::npos);
  EXPECT_NE(MessageOf([&] { file_->GetObject("sub"); }).find("is a directory"), std::string::npos);
  EXPECT_NE(MessageOf([&] { file_->GetNumber("par_inf"); }).find("did you mean 'par_int'"),
            std::string::npos);
}

/// The file without the record that describes its classes.
std::shared_ptr<const File> WithoutStreamerInfo(const std::string& path) {
  constexpr std::size_t kSeekInfo = 37;  // in the header of a small file; its size follows
  auto bytes = BytesOf(path);
  std::memset(bytes.data() + kSeekInfo, 0, 8);
  return File::Open(std::make_shared<Memory>(std::move(bytes)));
}

TEST(StoredObjects, UsualClassesNeedNoStreamerInfo) {
  for (const std::string name :
       {"gen-members.root", "gen-objects.root", "uproot-histograms.root"}) {
    const auto file = File::Open(Data(name)), bare = WithoutStreamerInfo(Data(name));
    int compared = 0;
    for (const auto& key : file->Keys()) {
      if (key.name == "buffered") continue;
      if (key.class_name.starts_with("TH1")) {
        EXPECT_EQ(file->GetHistogram1(key.name).contents, bare->GetHistogram1(key.name).contents);
        EXPECT_EQ(file->GetHistogram1(key.name).x_title, bare->GetHistogram1(key.name).x_title);
      } else if (key.class_name.starts_with("TH2")) {
        EXPECT_EQ(file->GetHistogram2(key.name).contents, bare->GetHistogram2(key.name).contents);
      } else if (key.class_name.starts_with("TGraph") && key.class_name != "TGraph2D") {
        EXPECT_EQ(file->GetGraph(key.name).y, bare->GetGraph(key.name).y);
      } else if (key.class_name.starts_with("TMatrix") || key.class_name.starts_with("TVector")) {
        EXPECT_EQ(file->GetMatrix(key.name).values, bare->GetMatrix(key.name).values);
      } else if (key.class_name == "TObjString") {
        EXPECT_EQ(file->GetString(key.name), bare->GetString(key.name));
      } else if (key.class_name.starts_with("TParameter")) {
        EXPECT_EQ(file->GetNumber(key.name), bare->GetNumber(key.name));
      } else {
        continue;
      }
      ++compared;
    }
    EXPECT_GE(compared, 1) << name;
  }
}

TEST(StoredObjects, UnknownClassIsNamedWithItsVersion) {
  const auto bare = WithoutStreamerInfo(Data("gen-members.root"));
  const auto message = MessageOf([&] { bare->GetObject("mixed"); });
  EXPECT_NE(message.find("no StreamerInfo for class Mixed version"), std::string::npos) << message;
  EXPECT_NE(message.find("Mixed mixed"), std::string::npos) << message;
}

TEST(StoredObjects, DamagedObjectsAreErrorsOrReadable) {
  std::uint64_t state = 1;
  for (const std::string name : {"gen-objects.root", "gen-members.root"}) {
    const auto original = BytesOf(Data(name));
    for (int round = 0; round < 150; ++round) {
      auto bytes = original;
      for (int flip = 0; flip < 4; ++flip) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        bytes[100 + (state >> 33) % (bytes.size() - 100)] = static_cast<std::byte>(state >> 20);
      }
      try {
        const auto damaged = File::Open(std::make_shared<Memory>(std::move(bytes)));
        for (const auto& key : damaged->Keys()) {
          MessageOf([&] { damaged->GetObject(key.name); });
          MessageOf([&] { damaged->GetHistogram1(key.name); });
          MessageOf([&] { damaged->GetMatrix(key.name); });
        }
      } catch (const Error&) {
      }
    }
  }
}

class Written : public testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::temp_directory_path() / ("tmva-objects-" + std::to_string(::getpid()) + ".root");
    output_ = OutputFile::Create(path_);
  }
  void TearDown() override { fs::remove(path_); }
  std::shared_ptr<const File> Reopen() {
    output_->Close();
    return File::Open(path_);
  }
  std::string path_;
  std::unique_ptr<OutputFile> output_;
};

TEST_F(Written, HistogramsReturnAsTheyWere) {
  Histogram1 one("one", "title", 3, 0, 7, false);
  one.edges = {0, 1, 3, 7};
  one.x_title = "x";
  one.y_title = "y";
  one.x_labels = {"a", "", "c"};
  for (const double x : {-1., 0.5, 2., 2.5, 8.}) one.Fill(x, x + 2);
  Histogram2 two("two", "plane", 2, 0, 2, 3, 0, 3);
  two.y_edges = {0, 0.5, 1, 3};
  two.y_labels = {"p", "q", "r"};
  two.Fill(0.5, 0.7);
  two.Fill(1.5, 2, 0.5);
  two.Fill(5, 5);
  output_->Write("dir", one);
  output_->Write("", two);
  const auto file = Reopen();
  const auto a = file->GetHistogram1("dir/one");
  EXPECT_EQ(a.title, one.title);
  EXPECT_EQ(a.x_title + a.y_title, "xy");
  EXPECT_EQ(a.single, false);
  EXPECT_EQ(a.edges, one.edges);
  EXPECT_EQ(a.x_labels, one.x_labels);
  EXPECT_EQ(a.contents, one.contents);
  EXPECT_EQ(a.sumw2, one.sumw2);
  for (const auto member :
       {&Histogram1::entries, &Histogram1::sumw, &Histogram1::sumw_sq, &Histogram1::sumwx,
        &Histogram1::sumwx2, &Histogram1::xmin, &Histogram1::xmax}) {
    EXPECT_EQ(a.*member, one.*member);
  }
  const auto b = file->GetHistogram2("two");
  EXPECT_EQ(b.single, true);
  EXPECT_EQ(b.contents, two.contents);
  EXPECT_EQ(b.sumw2, two.sumw2);
  EXPECT_EQ(b.y_edges, two.y_edges);
  EXPECT_EQ(b.y_labels, two.y_labels);
  for (const auto member : {&Histogram2::entries, &Histogram2::sumw, &Histogram2::sumwy,
                            &Histogram2::sumwy2, &Histogram2::sumwxy, &Histogram2::ymax}) {
    EXPECT_EQ(b.*member, two.*member);
  }
}

TEST_F(Written, GraphsMatricesTextsAndNumbersReturn) {
  const Graph graph{"graph", "title", "x", "y", {1, 2, 3}, {4, 5, 6}};
  output_->Write("", graph);
  output_->Write("", Graph{"empty", "", "", "", {}, {}});
  output_->Write("d", "matrix", StoredMatrix{2, 3, {1, 2, 3, 4, 5, 6}});
  output_->Write("d", "vector", StoredMatrix{2, 1, {7, 8}});
  output_->WriteString("d", "text", std::string(300, 't'));
  output_->WriteNumber("d", "number", -0.125);
  const auto file = Reopen();
  const auto read = file->GetGraph("graph");
  EXPECT_EQ(read.x, graph.x);
  EXPECT_EQ(read.y, graph.y);
  EXPECT_EQ(read.title + read.x_title + read.y_title, "titlexy");
  EXPECT_TRUE(file->GetGraph("empty").x.empty());
  const auto matrix = file->GetMatrix("d/matrix");
  EXPECT_EQ(matrix.rows, 2);
  EXPECT_EQ(matrix.columns, 3);
  EXPECT_EQ(matrix.values, (Doubles{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(file->GetMatrix("d/vector").values, (Doubles{7, 8}));
  EXPECT_EQ(file->GetString("d/text"), std::string(300, 't'));
  EXPECT_EQ(file->GetNumber("d/number"), -0.125);
}

TEST_F(Written, VectorsReturnBitByBit) {
  using enum DataType;
  const std::vector<std::pair<DataType, std::string>> types = {{kBool, "bool"},
                                                               {kInt8, "char"},
                                                               {kUInt8, "unsigned char"},
                                                               {kInt16, "short"},
                                                               {kUInt16, "unsigned short"},
                                                               {kInt32, "int"},
                                                               {kUInt32, "unsigned int"},
                                                               {kInt64, "Long64_t"},
                                                               {kUInt64, "ULong64_t"},
                                                               {kFloat32, "float"},
                                                               {kFloat64, "double"}};
  // Any bits: signalling NaNs too, which a conversion would change.
  std::vector<std::byte> bytes;
  for (int i = 0; i < 400; ++i)
    bytes.push_back(static_cast<std::byte>(i % 16 < 8 ? 0xff - i % 3 : i * 37));
  for (const auto& [type, name] : types) {
    EXPECT_EQ(output_->WriteVector("v", name, type, bytes), 1);
    EXPECT_EQ(output_->WriteVector("v", name, type, std::span(bytes).first(0)), 2);
  }
  EXPECT_NE(MessageOf([&] {
              output_->WriteVector("", "odd", kFloat32, std::span(bytes).first(6));
            }).find("multiple of 4"),
            std::string::npos);
  output_->WriteString("v", "text", "words");
  const auto file = Reopen();
  for (const auto& [type, name] : types) {
    EXPECT_EQ(file->FindKey("v/" + name + ";1").class_name, "vector<" + name + ">");
    const auto vector = file->GetVector("v/" + name + ";1");
    EXPECT_EQ(vector.type, type);
    EXPECT_EQ(vector.values, bytes) << name;
    EXPECT_TRUE(file->GetVector("v/" + name).values.empty());
  }
  EXPECT_NE(MessageOf([&] { file->GetVector("v/text"); }).find("TObjString, expected a vector"),
            std::string::npos);
}

}  // namespace
