// Tests of SOFIE: models that the Reader books without a weight file, and Base64.
#include <unistd.h>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include <TMVA/BookedMethod.h>
#include <TMVA/Error.h>
#include <TMVA/RModel.h>
#include <TMVA/Reader.h>

#include "methods/sofie/base64.h"
#include "tmva/graph/graph_builder.h"

namespace {

using namespace TMVA;
namespace fs = std::filesystem;

TEST(Base64, KnownTextsAndWhatIsNone) {
  EXPECT_EQ(EncodeBase64(""), "");
  EXPECT_EQ(EncodeBase64("f"), "Zg==");
  EXPECT_EQ(EncodeBase64("fo"), "Zm8=");
  EXPECT_EQ(EncodeBase64("foo"), "Zm9v");
  EXPECT_EQ(EncodeBase64("\xff\xfe\xfd"), "//79");
  std::string bytes;
  for (int i = 0; i < 700; ++i) {
    EXPECT_EQ(DecodeBase64(EncodeBase64(bytes)), bytes);
    bytes += static_cast<char>(i * 37);
  }
  EXPECT_EQ(DecodeBase64(" Zm\n9v\t"), "foo");
  for (const char* text : {"Zm9", "Zg=", "Z===", "====", "Zg==Zg==", "Zm9v!", "Zm=v"})
    EXPECT_FALSE(DecodeBase64(text)) << text;
}

TEST(Sofie, ReaderBooksModelsBesideEachOther) {
  onnx::GraphBuilder b("sum");
  const auto x = b.Input("x", onnx::DataType::kFloat, {{-1, "N"}, {2, ""}});
  const auto sum = b.Add("ReduceSum", {x, b.Ints({1}, {1})}, {onnx::Attribute::Int("keepdims", 1)});
  b.Output(sum, "response", onnx::DataType::kFloat, {{-1, "N"}, {1, ""}});
  b.Metadata("tmva",
             R"({"variables": [{"expression": "a+b", "label": "sum", "unit": "GeV"}, "c"]})");
  const auto model = RModel::FromBytes(onnx::SerializeModel(b.Finish()), "sum");
  const auto folder = fs::path(testing::TempDir()) / ("sofie" + std::to_string(::getpid()));
  fs::create_directories(folder);
  model.Save(folder / "m.onnx");
  model.Save((folder / "m.root").string() + ":dir/sum");
  Reader reader("Silent");
  float first = 2, second = 3;
  reader.AddVariable("a+b", &first);
  reader.AddVariable("c", &second);
  reader.BookMVA("file", (folder / "m.onnx").string());
  reader.BookMVA("stored", (folder / "m.root").string() + ":dir/sum");
  EXPECT_EQ(reader.EvaluateMVA("file"), 5);
  EXPECT_EQ(reader.EvaluateMVA("stored"), 5);
  const auto& info = reader.FindMVA("file")->Info();
  EXPECT_EQ(info.variables[0].label, "sum");
  EXPECT_EQ(info.variables[0].unit, "GeV");
  EXPECT_EQ(reader.FindMVA("file")->Title(), "m");
  // What was booked so has a weight file like any other.
  const auto xml = (folder / "weights.xml").string();
  reader.FindMVA("stored")->Save(xml);
  const auto again = BookedMethod::FromFile(xml);
  const float values[] = {1, 1};
  double out = 0;
  again->Evaluate({values, {1, 2}}, {}, {&out, {1, 1}});
  EXPECT_EQ(out, 2);
  Reader wrong(std::vector<std::string>{"c", "a+b"}, "Silent");
  EXPECT_THROW(wrong.BookMVA("file", (folder / "m.onnx").string()), DataError);
  fs::remove_all(folder);
}

}  // namespace
