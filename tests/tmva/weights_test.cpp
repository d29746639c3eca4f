// Weight files: round trips, hostile XML, crash-safe writing.
#include <TMVA/WeightNode.h>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bit>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>

#include <TMVA/Error.h>

namespace {

namespace fs = std::filesystem;
using TMVA::ModelError;
using TMVA::ParseWeights;
using TMVA::WeightNode;

class Weights : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("tmva-weights-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  std::string Write(const std::string& name, std::string_view content) const {
    std::ofstream(Path(name), std::ios::binary) << content;
    return Path(name);
  }
  static std::string Content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  fs::path folder_;
};

std::string ErrorOf(std::string_view xml) {
  try {
    ParseWeights(xml, "w.xml");
  } catch (const ModelError& error) {
    return error.what();
  }
  return "no error";
}

std::string Wrap(std::string_view body) {
  return "<?xml version=\"1.0\"?>\n<MethodSetup>" + std::string(body) + "</MethodSetup>\n";
}

void ExpectSame(const WeightNode& a, const WeightNode& b) {
  EXPECT_EQ(a.Name(), b.Name());
  EXPECT_EQ(a.Text(), b.Text());
  EXPECT_EQ(a.Attributes(), b.Attributes());
  ASSERT_EQ(a.Children().size(), b.Children().size());
  for (std::size_t i = 0; i < a.Children().size(); ++i)
    ExpectSame(*a.Children()[i], *b.Children()[i]);
}

TEST_F(Weights, WritesTmvasLayout) {
  WeightNode root("MethodSetup");
  root.Set("Method", "Fisher::Fisher");
  root.AddChild("Options")
      .AddChild("Option")
      .Set("name", "V")
      .Set("modified", "Yes")
      .SetText("False");
  auto& weights = root.AddChild("Weights").Set("NCoeff", 2);
  weights.AddChild("Coefficient").Set("Index", 0).Set("Value", 0.1);
  weights.AddChild("Coefficient").Set("Index", std::size_t{1}).Set("Value", -2.5e-300);
  root.AddChild("MVAPdfs");
  EXPECT_EQ(ToXml(root),
            "<?xml version=\"1.0\"?>\n"
            "<MethodSetup Method=\"Fisher::Fisher\">\n"
            "  <Options>\n"
            "    <Option name=\"V\" modified=\"Yes\">False</Option>\n"
            "  </Options>\n"
            "  <Weights NCoeff=\"2\">\n"
            "    <Coefficient Index=\"0\" Value=\"0.1\"/>\n"
            "    <Coefficient Index=\"1\" Value=\"-2.5e-300\"/>\n"
            "  </Weights>\n"
            "  <MVAPdfs/>\n"
            "</MethodSetup>\n");
}

TEST_F(Weights, TextsAndNumbersComeBackAsTheyWere) {
  const std::string nasty =
      "a<b && c>\"d\" 'e'\tf\ng\rh \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80 &#38; &amp;#38; ]]>";
  WeightNode root("MethodSetup");
  root.Set("Cut", nasty).SetText("");
  root.AddChild("Text").SetText(nasty);
  root.AddChild("Blank").SetText("  ");
  const std::vector<double> doubles = {0.1,
                                       -0.0,
                                       5e-324,
                                       1.7976931348623157e308,
                                       1.0 / 3,
                                       std::numeric_limits<double>::infinity(),
                                       -std::numeric_limits<double>::infinity()};
  const std::vector<float> floats = {0.1f, 16777217.f, 1e-45f, 3.4028235e38f};
  root.AddChild("Doubles").SetNumbers(doubles);
  root.AddChild("Floats").SetNumbers(floats);
  root.AddChild("Nan")
      .Set("x", -std::nan(""))
      .Set("f", 0.1f)
      .SetNumbers(std::vector<double>{std::nan("")});
  const auto back = ParseWeights(ToXml(root), "w.xml");
  ExpectSame(root, *back);
  EXPECT_EQ(back->GetString("Cut"), nasty);
  const auto read = back->Child("Doubles").Numbers(7);
  EXPECT_EQ(read, doubles);
  EXPECT_TRUE(std::signbit(read[1]));
  const auto read_floats = back->Child("Floats").Numbers();
  ASSERT_EQ(read_floats.size(), floats.size());
  for (std::size_t i = 0; i < floats.size(); ++i)
    EXPECT_EQ(static_cast<float>(read_floats[i]), floats[i]);
  EXPECT_TRUE(std::isnan(back->Child("Nan").GetDouble("x")));
  EXPECT_EQ(back->Child("Nan").GetString("f"), "0.1");
  EXPECT_TRUE(std::isnan(back->Child("Nan").Numbers(1)[0]));
}

TEST_F(Weights, RandomTreesRoundTrip) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 50; ++round) {
    WeightNode root("MethodSetup");
    std::vector<WeightNode*> nodes = {&root};
    for (int i = 0; i < 60; ++i) {
      auto& node = nodes[random() % nodes.size()]->AddChild("N" + std::to_string(random() % 9));
      for (auto n = random() % 4; n > 0; --n)
        node.Set("a" + std::to_string(n), std::bit_cast<double>(random()));
      if (random() % 2) node.Set("i", static_cast<std::int64_t>(random()));
      nodes.push_back(&node);
    }
    for (auto* node : nodes)
      if (random() % 2)
        node->SetText("t " + std::to_string(random()) + (random() % 2 ? " <&" : ""));
    const auto path = Path(round % 2 ? "r.weights.xml" : "r.weights.xml.gz");
    WriteWeightFile(root, path);
    const auto back = TMVA::ReadWeightFile(path);
    ExpectSame(root, *back);
    EXPECT_EQ(ToXml(*back), ToXml(root));
  }
}

TEST_F(Weights, ReadsTmvasFiles) {
  const auto root = ParseWeights(
      "<?xml version=\"1.0\"?>\n<MethodSetup Method=\"PDERS::PDERS\">\n  <!-- note -->\n"
      "  <SubMethod Cut=\"abs(eta)&lt;=1.3&amp;&amp;x&gt;2\"/>\n"
      "  <Node pos=\"s\" depth=\"0\">\n     4.7006946802139282e-01 -1.6126315593719482e+00 \n"
      "    <Node pos=\"l\" depth=\"1\">1 2</Node>\n  </Node>\n"
      "  <Option><![CDATA[a<b]]></Option>\n</MethodSetup>\n",
      "w.xml");
  EXPECT_EQ(root->Child("SubMethod").GetString("Cut"), "abs(eta)<=1.3&&x>2");
  EXPECT_EQ(root->Child("Node").Numbers(2)[1], -1.6126315593719482);
  EXPECT_EQ(root->Child("Node").Child("Node").Path(), "MethodSetup/Node/Node");
  EXPECT_EQ(root->Child("Option").Text(), "a<b");
  EXPECT_EQ(root->Children("Node").size(), 1u);
  EXPECT_EQ(root->Find("Nothing"), nullptr);
  EXPECT_EQ(root->Text(), "");
}

TEST_F(Weights, ReadingErrorsNameFileElementAndValue) {
  const auto root =
      ParseWeights(Wrap("<W n='3' m='3.0' d='1.5' t='12abc' e=''>1 2 x</W><V>1 2 3 </V>"), "w.xml");
  const auto& node = root->Child("W");
  EXPECT_EQ(node.GetInt("n"), 3);
  EXPECT_EQ(node.GetInt("m"), 3);
  EXPECT_EQ(node.GetDouble("d"), 1.5);
  const auto message = [](auto&& read) {
    try {
      read();
    } catch (const ModelError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message([&] { node.GetInt("n", 0, 2); }),
            "w.xml: MethodSetup/W: attribute 'n': 3 is outside [0, 2]");
  EXPECT_EQ(message([&] { node.GetInt("d"); }),
            "w.xml: MethodSetup/W: attribute 'd': '1.5' is not an integer");
  EXPECT_EQ(message([&] { node.GetDouble("t"); }),
            "w.xml: MethodSetup/W: attribute 't': '12abc' is not a number");
  EXPECT_EQ(message([&] { node.GetDouble("e"); }),
            "w.xml: MethodSetup/W: attribute 'e': '' is not a number");
  EXPECT_EQ(message([&] { node.GetString("z"); }),
            "w.xml: MethodSetup/W: attribute 'z' is missing");
  EXPECT_EQ(message([&] { node.Child("z"); }), "w.xml: MethodSetup/W: element 'z' is missing");
  EXPECT_EQ(message([&] { node.Numbers(); }), "w.xml: MethodSetup/W: 'x' is not a number");
  EXPECT_EQ(message([&] { root->Child("V").Numbers(4); }),
            "w.xml: MethodSetup/V: 4 numbers are expected, 3 are there");
  EXPECT_EQ(message([&] {
              root->Child("V").Numbers(std::numeric_limits<std::int64_t>::max());
            }).substr(0, 20),
            "w.xml: MethodSetup/V");
}

TEST_F(Weights, MalformedXmlNamesFileAndLine) {
  EXPECT_TRUE(ErrorOf("<MethodSetup>\n<a>\n</b></MethodSetup>")
                  .starts_with("w.xml: line 3: malformed XML: "));
  for (const char* xml :
       {"", "   ", "text", "<MethodSetup>", "<MethodSetup a='1' a='2'/>", "<MethodSetup/><x/>",
        "<MethodSetup>&nope;</MethodSetup>", "<MethodSetup a=1/>",
        "<MethodSetup>\x01</MethodSetup>", "<MethodSetup>\xff\xfe</MethodSetup>",
        "<MethodSetup>&#0;</MethodSetup>", "<?xml version='1.0'?>", "<Other/>", "<MethodSetup"})
    EXPECT_TRUE(ErrorOf(xml).starts_with("w.xml: ")) << xml << " -> " << ErrorOf(xml);
  EXPECT_NE(ErrorOf("<Other/>").find("'Other', not 'MethodSetup'"), std::string::npos);
  EXPECT_NE(ErrorOf("<MethodSetup a='1' a='2'/>").find("redefined"), std::string::npos);
}

TEST_F(Weights, TextWeightFilesAreRefused) {
  const auto path = Write("old.weights.txt",
                          "#GEN -*-*-*-*-*-*-*-*-*-*-*- general info -*-\n\nMethod : Fisher\n");
  try {
    TMVA::ReadWeightFile(path);
    FAIL();
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find("text weight file of TMVA 3 or 4.0"),
              std::string::npos);
  }
}

/// Memory (KiB) and seconds that refusing `xml` takes.
void ExpectCheapRefusal(std::string_view xml, std::string_view reason) {
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  const auto start = std::chrono::steady_clock::now();
  const auto error = ErrorOf(xml);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  getrusage(RUSAGE_SELF, &after);
  EXPECT_NE(error.find(reason), std::string::npos) << error;
  EXPECT_LT(time.count(), 0.5);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 100 * 1024);
}

TEST_F(Weights, RefusesExternalEntities) {
  const auto secret = Write("secret", "secret text");
  ExpectCheapRefusal("<?xml version=\"1.0\"?><!DOCTYPE MethodSetup [<!ENTITY x SYSTEM \"file://" +
                         secret + "\">]><MethodSetup>&x;</MethodSetup>",
                     "DOCTYPE");
  ExpectCheapRefusal("<!DOCTYPE MethodSetup SYSTEM \"http://localhost/x.dtd\"><MethodSetup/>",
                     "DOCTYPE");
}

TEST_F(Weights, RefusesBillionLaughs) {
  std::string xml = "<?xml version=\"1.0\"?><!DOCTYPE MethodSetup [<!ENTITY a0 \"lol\">";
  for (int i = 1; i < 10; ++i) {
    xml += "<!ENTITY a" + std::to_string(i) + " \"";
    for (int j = 0; j < 10; ++j) xml += "&a" + std::to_string(i - 1) + ";";
    xml += "\">";
  }
  ExpectCheapRefusal(xml + "]><MethodSetup a=\"&a9;\">&a9;</MethodSetup>", "DOCTYPE");
}

TEST_F(Weights, DepthEndsAtThousandLevels) {
  const auto nested = [](int levels) {
    std::string xml = "<MethodSetup>";
    for (int i = 1; i < levels; ++i) xml += "<a>";
    for (int i = 1; i < levels; ++i) xml += "</a>";
    return xml + "</MethodSetup>";
  };
  EXPECT_EQ(ErrorOf(nested(1000)), "no error");
  ExpectCheapRefusal(nested(1001), "deeper than 1000 levels");
  ExpectCheapRefusal(nested(5000), "deeper than 1000 levels");
}

TEST_F(Weights, RefusesHugeAttributesNamesAndTags) {
  ExpectCheapRefusal("<MethodSetup a=\"" + std::string(20'000'000, 'x') + "\"/>", "w.xml: ");
  ExpectCheapRefusal("<MethodSetup " + std::string(11'000'000, 'x') + "=\"1\"/>", "w.xml: ");
  ExpectCheapRefusal("<" + std::string(200'000, 'x') + "/>", "w.xml: ");
  std::string many = "<MethodSetup";
  for (int i = 0; i < 200'000; ++i) many += " a" + std::to_string(i) + "='>'";
  ExpectCheapRefusal(many + "/>", "more than 30000 attributes");
}

TEST_F(Weights, RefusesOtherEncodings) {
  for (const char* name : {"UTF-7", "UTF-16", "EBCDIC-CP-US", "ISO-2022-JP", "nonsense"})
    ExpectCheapRefusal(
        "<?xml version=\"1.0\" encoding=\"" + std::string(name) + "\"?><MethodSetup/>", "w.xml: ");
  ExpectCheapRefusal(std::string_view("\xff\xfe<\0M\0", 6), "not an XML file in UTF-8");
  ExpectCheapRefusal(std::string_view("<\0M\0e\0", 6), "not an XML file in UTF-8");
  EXPECT_EQ(ErrorOf("\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?><MethodSetup/>"),
            "no error");
  const auto latin = ParseWeights(
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><MethodSetup a='\xe4'/>", "w.xml");
  EXPECT_EQ(latin->GetString("a"), "\xc3\xa4");
}

TEST_F(Weights, LongTextsAreRead) {
  std::vector<double> numbers(800'000);
  std::mt19937_64 random(4);
  for (auto& number : numbers) number = std::ldexp(static_cast<double>(random()), -64);
  WeightNode root("MethodSetup");
  root.AddChild("Weights").SetNumbers(numbers);  // about 15 MB
  EXPECT_EQ(ParseWeights(ToXml(root), "w.xml")->Child("Weights").Numbers(800'000), numbers);
}

TEST_F(Weights, CompressedFiles) {
  WeightNode root("MethodSetup");
  root.AddChild("Weights").SetText("text");
  WriteWeightFile(root, Path("w.xml.gz"));
  const auto packed = Content(Path("w.xml.gz"));
  EXPECT_TRUE(packed.starts_with("\x1f\x8b"));
  EXPECT_EQ(TMVA::ReadWeightFile(Path("w.xml.gz"))->Child("Weights").Text(), "text");
  EXPECT_EQ(TMVA::ReadWeightFile(Write("packed.xml", packed))->Child("Weights").Text(), "text")
      << "by magic";
  EXPECT_EQ(TMVA::ReadWeightFile(Write("plain.xml.gz", ToXml(root)))->Child("Weights").Text(),
            "text");
  for (std::size_t size = 1; size < packed.size(); ++size)
    EXPECT_THROW(TMVA::ReadWeightFile(Write("cut.xml.gz", packed.substr(0, size))), ModelError)
        << size;
  for (std::size_t at = 10; at < packed.size(); ++at) {
    auto damaged = packed;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    EXPECT_THROW(TMVA::ReadWeightFile(Write("bad.xml.gz", damaged)), ModelError) << at;
  }
  try {
    TMVA::ReadWeightFile(Write("cut.xml.gz", packed.substr(0, packed.size() - 9)));
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find("truncated"), std::string::npos) << error.what();
  }
}

TEST_F(Weights, ZipBombsStop) {
  WeightNode bomb("MethodSetup");
  bomb.SetText(std::string(40'000'000, ' '));
  WriteWeightFile(bomb, Path("bomb.xml.gz"));
  try {
    TMVA::ReadWeightFile(Path("bomb.xml.gz"));
    FAIL();
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find("unpacks to more than 100 times"), std::string::npos);
  }
}

TEST_F(Weights, MissingFilesAndFolders) {
  EXPECT_THROW(TMVA::ReadWeightFile(Path("nothing.xml")), ModelError);
  EXPECT_THROW(TMVA::ReadWeightFile(folder_.string()), ModelError);
  EXPECT_THROW(WriteWeightFile(WeightNode("MethodSetup"), Path("no/folder/w.xml")), ModelError);
}

TEST_F(Weights, RandomDamageIsAnErrorOrHarmless) {
  std::string body;
  for (int i = 0; i < 20; ++i)
    body += "<Node pos=\"l\" depth=\"" + std::to_string(i) +
            "\" Cut=\"&lt;1\">1 2 3 \n<Node/></Node>\n";
  const auto xml = Wrap(body);
  std::mt19937_64 random(5);
  for (int round = 0; round < 3000; ++round) {
    auto damaged = xml;
    for (auto n = 1 + random() % 3; n > 0; --n) {
      const auto at = random() % damaged.size();
      switch (random() % 3) {
        case 0:
          damaged[at] = static_cast<char>(random());
          break;
        case 1:
          damaged.resize(at + 1);
          break;
        default:
          damaged.insert(at, damaged.substr(random() % damaged.size(), 20));
      }
    }
    try {
      ParseWeights(damaged, "w.xml");
    } catch (const ModelError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("w.xml: ")) << error.what();
    }
  }
}

TEST_F(Weights, WritesWholeOrNotAtAll) {
  WeightNode old("MethodSetup"), big("MethodSetup");
  WriteWeightFile(old, Path("w.xml"));
  big.AddChild("W").SetText(std::string(100000, 'x'));
  const rlimit small{4096, RLIM_INFINITY};
  rlimit saved{};
  getrlimit(RLIMIT_FSIZE, &saved);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  std::string message;
  try {
    WriteWeightFile(big, Path("w.xml"));
  } catch (const ModelError& error) {
    message = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &saved);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(message, Path("w.xml") + ": cannot be written: " + std::strerror(EFBIG));
  EXPECT_EQ(Content(Path("w.xml")), ToXml(old));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1) << "no temporary file stays";
}

TEST_F(Weights, TextsThatXmlCannotHoldAreRefused) {
  for (std::string text :
       {"\x01", "\xff", "\xc0\x80", "\xed\xa0\x80", "a\xe2\x82", "\xef\xbf\xbe"}) {
    WeightNode root("MethodSetup");
    root.Set("a", text);
    EXPECT_THROW(ToXml(root), ModelError);
  }
}

}  // namespace
