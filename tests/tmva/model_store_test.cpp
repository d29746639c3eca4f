// Tests of models in files: ONNX files with data beside them, models in ROOT files, RModel.
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>
#include <TMVA/RModel.h>

#include "tmva/graph/graph_builder.h"
#include "tmva/graph/onnx/file.h"
#include "tmva/graph/store/model_store.h"
#include "tmva/graph/store/sha256.h"

namespace {

using namespace TMVA;
namespace fs = std::filesystem;

template <class F>
std::string MessageOf(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

#define EXPECT_SAYS(expression, words)                            \
  do {                                                            \
    const auto message = MessageOf([&] { (void)(expression); });  \
    EXPECT_NE(message.find(words), std::string::npos) << message; \
  } while (false)

/// y = x W + b with 3 inputs and 2 outputs; `extra` initialisers of odd names and types.
onnx::Model Affine(bool extra = false) {
  onnx::GraphBuilder b("affine");
  const auto x = b.Input("x", onnx::DataType::kFloat, {{-1, "N"}, {3, ""}});
  const auto w = b.Floats({3, 2}, {1, 2, 3, 4, 5, 6});
  const auto c = b.Floats({2}, {0.5F, -0.5F});
  const auto y = b.Add("Gemm", {x, w, c});
  b.Output(y, "response", onnx::DataType::kFloat, {{-1, "N"}, {2, ""}});
  b.Metadata("tmva", R"({"method": "DNN"})");
  auto model = b.Finish();
  if (extra) {
    using enum onnx::DataType;
    const auto add = [&](const std::string& name, onnx::DataType type,
                         std::int64_t size) -> onnx::Tensor& {
      auto& tensor = model.graph.initializers.emplace_back();
      tensor.name = name;
      tensor.type = type;
      tensor.dims = {size};
      return tensor;
    };
    add("a/b:c", kFloat, 3).floats = {1, 2, 3};
    add("a/b;c", kInt64, 2).ints = {-1, 1LL << 40};
    add("model", kInt32, 2).ints = {-1, 7};
    add("meta", kUint64, 1).ints = {-1};
    add("", kDouble, 2).doubles = {0.1, -1e300};
    add("half", kFloat16, 2).raw = std::string("\0\x3c\xff\xff", 4);
    add("wrong", kFloat, 3).raw = "12345";
    add("texts", kString, 1).strings = {"x"};
    add("empty", kFloat, 0);
    add("signalling", kFloat, 1).raw = std::string("\x01\x00\xa0\x7f", 4);
    add("bits", kBool, 3).raw = std::string("\x00\x01\xff", 3);
    add("four", kInt4, 3).raw = "\x12\x03";
  }
  return model;
}

class ModelStore : public testing::Test {
 protected:
  ModelStore()
      : folder_(fs::path(testing::TempDir()) /
                ("store" + std::to_string(::getpid()) +
                 testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~ModelStore() override { fs::remove_all(folder_); }
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  void Put(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  const fs::path folder_;
};

TEST(Sha256Test, KnownDigests) {
  EXPECT_EQ(Sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  for (const std::size_t size : {55, 56, 63, 64})
    EXPECT_NE(Sha256(std::string(size, 'b')), Sha256(std::string(size + 1, 'b')));
}

TEST_F(ModelStore, ReturnsToTheByte) {
  const std::string plain = onnx::SerializeModel(Affine()),
                    odd = onnx::SerializeModel(Affine(true));
  // Fields in another order than any writer's: kept whole.
  const std::string swapped = plain.substr(2) + plain.substr(0, 2);
  {
    const auto file = OutputFile::Create(Path("f.root"));
    onnx::WriteStoredModel(*file, "dir/plain", plain);
    onnx::WriteStoredModel(*file, "odd", odd);
    onnx::WriteStoredModel(*file, "odd/within", swapped);
    file->Close();
  }
  const auto file = File::Open(Path("f.root"));
  EXPECT_EQ(onnx::ReadStoredModel(*file, "dir/plain"), plain);
  EXPECT_EQ(onnx::ReadStoredModel(*file, "/odd"), odd);
  EXPECT_EQ(onnx::ReadStoredModel(*file, "odd/within"), swapped);
  EXPECT_EQ(file->GetVector("dir/plain/constant_2").type, DataType::kFloat32);
  EXPECT_EQ(file->FindKey("odd/signalling").class_name, "vector<float>");
  EXPECT_EQ(file->FindKey("odd/a_b_c").class_name, "vector<float>");
  const auto models = onnx::ListStoredModels(*file);
  ASSERT_EQ(models.size(), 3U);
  EXPECT_EQ(models[0].name, "dir/plain");
  EXPECT_NE(models[0].meta.find(R"("operators":{"Gemm":1,"Identity":1})"), std::string::npos)
      << models[0].meta;
}

TEST_F(ModelStore, OldCyclesStay) {
  auto model = Affine();
  const std::string first = onnx::SerializeModel(model);
  RModel::FromBytes(first, "m").Save(Path("f.root:m"));
  model.graph.initializers[0].raw[0] = 1;
  const std::string second = onnx::SerializeModel(model);
  RModel::FromBytes(second, "m").Save(Path("f.root:m"));
  const auto file = File::Open(Path("f.root"));
  EXPECT_EQ(onnx::ReadStoredModel(*file, "m"), second);
  EXPECT_EQ(onnx::ReadStoredModel(*file, "m;2"), second);
  EXPECT_EQ(onnx::ReadStoredModel(*file, "m;1"), first);
  EXPECT_SAYS(onnx::ReadStoredModel(*file, "m;3"), "no object 'm/meta;3'");
  EXPECT_EQ(onnx::ListStoredModels(*file).size(), 1U);
}

TEST_F(ModelStore, BytesInAStringOrVectorAreAModel) {
  const std::string content = onnx::SerializeModel(Affine());
  const auto out = OutputFile::Create(Path("f.root"));
  out->WriteString("", "text", content);
  out->WriteVector("d", "bytes", DataType::kInt8, std::as_bytes(std::span(content)));
  out->WriteVector("", "floats", DataType::kFloat32, {});
  out->Close();
  EXPECT_EQ(RModel::Load(Path("f.root:text")).Run({1, 0, 0}), (std::vector<float>{1.5F, 1.5F}));
  EXPECT_EQ(RModel::Load(Path("f.root:d/bytes")).Content(), content);
  EXPECT_SAYS(RModel::Load(Path("f.root:floats")), "vector<float>, expected a model");
  EXPECT_SAYS(RModel::Load(Path("f.root:d")), "expected a model");
  EXPECT_SAYS(RModel::Load(Path("f.root:tekst")), "did you mean 'text'?");
  EXPECT_SAYS(RModel::Load(Path("f.root")), "holds 0 models");
}

/// A model whose meta, or another object, was written by someone else.
TEST_F(ModelStore, DamagedPartsAreNamed) {
  const std::string content = onnx::SerializeModel(Affine());
  {
    const auto out = OutputFile::Create(Path("f.root"));
    onnx::WriteStoredModel(*out, "m", content);
    out->Close();
  }
  const std::string meta = File::Open(Path("f.root"))->GetString("m/meta");
  const auto with = [&](const std::string& from, const std::string& to) {
    fs::copy_file(Path("f.root"), Path("g.root"), fs::copy_options::overwrite_existing);
    std::string text = meta;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from << " in " << meta;
    text.replace(at, from.size(), to);
    const auto out = OutputFile::Update(Path("g.root"));
    out->WriteString("m", "meta", text);
    out->Close();
    return MessageOf([&] { onnx::ReadStoredModel(*File::Open(Path("g.root")), "m"); });
  };
  const auto says = [](const std::string& message, const std::string& words) {
    EXPECT_NE(message.find(words), std::string::npos) << message;
    EXPECT_NE(message.find("m/"), std::string::npos) << message << ": names no object";
  };
  EXPECT_EQ(with("}}", R"(},"new":[1]})"), "no error") << "unknown keys are ignored";
  EXPECT_EQ(with("[1,0]", "[1,9]"), "no error");
  says(with("[1,0]", "[2,0]"), "a newer tmva is needed");
  says(with("[1,0]", "[-1,0]"), "version");
  says(with("[1,0]", "1"), "version");
  says(with("tmva.model", "tmva.other"), "no JSON object of format");
  says(with(R"("sha256":")", R"("sha256":"0)"), "checksums differ");
  says(with(R"("sha256")", R"("sha")"), "lacks 'sha256'");
  says(with(R"("bytes":)", R"("bytes":1)"), "checksums differ");
  says(with(R"("bytes":)", R"("bytes":-1)"), "no whole number");
  says(with(R"({"object":"constant_1")", R"({"object":"other")"), "is missing");
  says(with(R"({"object":"constant_1")", R"({"object":"../m/constant_1")"), "names the object");
  says(with(R"({"object":"constant_1")", R"({"object":"meta")"), "expected a vector");
  says(with(R"({"object":"constant_1")", R"({"object":"model")"), "does not fit");
  says(with(R"({"object":"constant_1")", R"({"object":"constant_2")"), "checksums differ");
  says(with("raw_data", "string_data"), "");
  says(with("raw_data", "double_data"), "does not fit");
  says(with("raw_data", "float_data"), "checksums differ");
  says(with(R"("model":{)", R"("model":3,"x":{)"), "no object");
  says(with(R"("initialisers")", R"("weights")"), "lacks 'initialisers'");
  says(with(R"("constant_1":)", R"("constant_9":)"), "says nothing of initialiser 'constant_1'");
  const auto message = with("tmva.model", "tmva.other");
  EXPECT_TRUE(onnx::ListStoredModels(*File::Open(Path("g.root"))).empty());
}

TEST_F(ModelStore, BytesChangedOnDiskAreFound) {
  const std::string content = onnx::SerializeModel(Affine(true));
  {
    const auto out = OutputFile::Create(Path("f.root"), {Codec::kNone, 0});
    onnx::WriteStoredModel(*out, "m", content);
    out->Close();
  }
  const auto bytes = onnx::ReadFileBytes(Path("f.root"));
  int found = 0;
  for (std::size_t at = 100; at < bytes.size(); at += 13) {
    auto damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x11);
    Put("g.root", damaged);
    try {
      EXPECT_EQ(onnx::ReadStoredModel(*File::Open(Path("g.root")), "m"), content);
    } catch (const Error&) {
      ++found;
    }
  }
  EXPECT_GT(found, 30);
}

TEST_F(ModelStore, WhatCannotBeStored) {
  const auto out = OutputFile::Create(Path("f.root"));
  EXPECT_SAYS(onnx::WriteStoredModel(*out, "", onnx::SerializeModel(Affine())), "needs a name");
  EXPECT_SAYS(onnx::WriteStoredModel(*out, "m", "no model"), "m: ");
  auto model = Affine();
  model.graph.initializers[0].external = true;
  EXPECT_SAYS(onnx::WriteStoredModel(*out, "m", onnx::SerializeModel(model)), "lie in other files");
  EXPECT_SAYS(RModel::Load(Path("m.keras")), "tmva.load_model");
  EXPECT_SAYS(RModel::Load(Path("none.onnx")), "none.onnx: cannot be opened");
  EXPECT_SAYS(RModel::Load(Path(".") + ".onnx"), "..onnx");
  fs::create_directory(folder_ / "d.onnx");
  EXPECT_SAYS(RModel::Load(Path("d.onnx")), "no regular file");
}

/// The tensor's data in `location`.
onnx::Model External(const onnx::Entries& entries) {
  auto model = Affine();
  auto& tensor = model.graph.initializers[0];
  tensor.raw.clear();
  tensor.external = true;
  tensor.external_data = entries;
  return model;
}

TEST_F(ModelStore, DataInOtherFiles) {
  const auto affine = Affine();
  const std::string& raw = affine.graph.initializers[0].raw;
  fs::create_directories(folder_ / "sub");
  Put("sub/w.bin", "0123456789abcdef" + raw + "more");
  Put("alone.bin", raw);
  const auto load = [&](const onnx::Entries& entries) {
    Put("m.onnx", onnx::SerializeModel(External(entries)));
    return onnx::LoadModel(Path("m.onnx"));
  };
  EXPECT_EQ(load({{"location", "sub/w.bin"}, {"offset", "16"}, {"length", "24"}})
                .graph.initializers[0]
                .raw,
            raw);
  EXPECT_EQ(load({{"location", "alone.bin"}, {"checksum", "ignored"}}).graph.initializers[0].raw,
            raw);
  EXPECT_EQ(RModel::Load(Path("m.onnx")).Run({1, 0, 0}), (std::vector<float>{1.5F, 1.5F}));
  RModel::Load(Path("m.onnx")).Save(Path("m.root:m"));
  EXPECT_EQ(RModel::Load(Path("m.root")).Run({0, 1, 0}), (std::vector<float>{3.5F, 3.5F}));

  fs::create_symlink(folder_ / "sub", folder_ / "link");
  fs::create_symlink(folder_ / "alone.bin", folder_ / "link.bin");
  EXPECT_SAYS(load({{"location", "../" + folder_.filename().string() + "/alone.bin"}}),
              "does not lie below");
  EXPECT_SAYS(load({{"location", Path("alone.bin")}}), "does not lie below");
  EXPECT_SAYS(load({{"location", ""}}), "does not lie below");
  EXPECT_SAYS(load({}), "does not lie below");
  EXPECT_SAYS(load({{"location", "link.bin"}}), "leads over a link");
  EXPECT_SAYS(load({{"location", "link/w.bin"}}), "leads over a link");
  EXPECT_SAYS(load({{"location", "sub"}}), "no regular file");
  EXPECT_SAYS(load({{"location", "sub/none.bin"}}), "none.bin: cannot be opened");
  EXPECT_SAYS(load({{"location", "alone.bin"}, {"offset", "-1"}}), "no whole number");
  EXPECT_SAYS(load({{"location", "alone.bin"}, {"offset", "25"}}), "beyond the end");
  EXPECT_SAYS(load({{"location", "alone.bin"}, {"offset", "1"}, {"length", "24"}}),
              "beyond the end");
  EXPECT_SAYS(
      load({{"location", "alone.bin"}, {"offset", "8"}, {"length", "18446744073709551610"}}),
      "beyond the end");
  EXPECT_SAYS(load({{"location", "alone.bin"}, {"length", "23"}}), "no error");
  EXPECT_SAYS(RModel::Load(Path("m.onnx")), "23 bytes, expected 24");
  auto many = External({{"location", "alone.bin"}});
  many.graph.initializers.resize(20, many.graph.initializers[0]);
  Put("m.onnx", onnx::SerializeModel(many));
  EXPECT_SAYS(onnx::LoadModel(Path("m.onnx")), "much larger than the file");
}

TEST_F(ModelStore, RModelRunsEventsAndBatches) {
  const auto model = RModel::FromBytes(onnx::SerializeModel(Affine()), "affine");
  EXPECT_EQ(model.Inputs().at(0).name, "x");
  EXPECT_EQ(model.Inputs().at(0).shape, (std::vector<std::int64_t>{-1, 3}));
  EXPECT_EQ(model.Outputs().at(0).type, "float");
  EXPECT_EQ(model.Metadata().at("tmva"), R"({"method": "DNN"})");
  const std::vector<float> expected = {9.5F, 11.5F};
  EXPECT_EQ(model.Run({1, 1, 1}), expected);
  EXPECT_EQ(model.Run(std::vector<float>(3 * 3000, 1), 3000).size(), 6000U);
  EXPECT_TRUE(model.Run({}, 0).empty());
  EXPECT_SAYS(model.Run({1, 1}), "events have 2 values, the model takes 3");
  EXPECT_SAYS(model.Run(std::vector<float>(7), 2), "7 values are no whole number");
  model.Save(Path("m.onnx"));
  EXPECT_EQ(onnx::ReadFileBytes(Path("m.onnx")), model.Content());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1) << "nothing temporary stays";
  Experimental::RSofieReader reader(Path("m.onnx"));
  EXPECT_EQ(reader.Compute(1, 1.0, 1.F), expected);
  EXPECT_EQ(reader.Compute(std::vector<float>{1, 1, 1}), expected);
  const auto file = OutputFile::Create(Path("f.root"));
  file->Write("d/m", model);
  file->Close();
  EXPECT_EQ(RModel::Read(*File::Open(Path("f.root")), "d/m").Run({1, 1, 1}), expected);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 300; ++i) {
        const auto x = static_cast<float>(t * 300 + i);
        EXPECT_EQ(model.Run({x, 0, 0}), (std::vector<float>{x + 0.5F, 2 * x - 0.5F}));
      }
    });
}

TEST(EventModelTest, DealsValuesOutToInputs) {
  onnx::GraphBuilder b("several");
  using enum onnx::DataType;
  const auto x = b.Input("x", kFloat, {{-1, "N"}, {1, ""}});
  const auto y = b.Input("y", kDouble, {{-1, "N"}, {2, ""}});
  const auto z = b.Input("z", kInt64, {{-1, "N"}, {1, ""}});
  const auto wide = b.Add("Cast", {y}, {onnx::Attribute::Int("to", 1)});
  const auto whole = b.Add("Cast", {z}, {onnx::Attribute::Int("to", 1)});
  b.Output(z, "label", kInt64, {{-1, "N"}, {1, ""}});
  const auto all = b.Add("Concat", {whole, wide, x}, {onnx::Attribute::Int("axis", 1)});
  b.Output(all, "probabilities", kFloat, {{-1, "N"}, {4, ""}});
  const auto model = RModel::FromBytes(onnx::SerializeModel(b.Finish()), "several");
  EXPECT_EQ(model.Run({1, 2, 3, 4}), (std::vector<float>{4, 2, 3, 1}));
  EXPECT_EQ(model.Run(std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8}, 2),
            (std::vector<float>{4, 2, 3, 1, 8, 6, 7, 5}));
}

TEST(EventModelTest, SaysWhyAGraphDoesNotFitEvents) {
  using enum onnx::DataType;
  const auto fails =
      [](const std::vector<std::pair<onnx::DataType, std::vector<onnx::Dimension>>>& inputs,
         const std::string& words) {
        onnx::GraphBuilder b("g");
        for (std::size_t i = 0; i < inputs.size(); ++i)
          b.Input("x" + std::to_string(i), inputs[i].first, inputs[i].second);
        b.Output("x0", "y", inputs[0].first, inputs[0].second);
        EXPECT_SAYS(RModel::FromBytes(onnx::SerializeModel(b.Finish()), "g"), words);
      };
  fails({{kString, {{-1, ""}, {2, ""}}}}, "string");
  fails({{kFloat, {}}}, "no dimension for events");
  fails({{kFloat, {{-1, ""}, {-1, ""}, {3, ""}}}}, "unknown size");
  fails({{kFloat, {{-1, ""}, {-1, ""}}}, {kFloat, {{-1, ""}, {2, ""}}}}, "several inputs");
  fails({{kInt64, {{-1, ""}, {2, ""}}}}, "no output of floats; its outputs are 'y' (int64)");
  fails({{kFloat, {{2, ""}, {2, ""}}}, {kFloat, {{3, ""}, {2, ""}}}}, "another number of events");
}

TEST(EventModelTest, FixedBatchesAreRunOneAfterTheOther) {
  onnx::GraphBuilder b("one");
  const auto x = b.Input("x", onnx::DataType::kFloat, {{1, ""}, {2, ""}});
  b.Output(b.Add("Neg", {x}), "y", onnx::DataType::kFloat, {{1, ""}, {2, ""}});
  const auto model = RModel::FromBytes(onnx::SerializeModel(b.Finish()), "one");
  EXPECT_EQ(model.Run(std::vector<float>{1, 2, 3, 4}, 2), (std::vector<float>{-1, -2, -3, -4}));
}

TEST(EventModelTest, BatchesLargerThanWhatIsLeftArePadded) {
  onnx::GraphBuilder b("two");
  const auto x = b.Input("x", onnx::DataType::kFloat, {{2, ""}, {1, ""}});
  b.Output(b.Add("Neg", {x}), "y", onnx::DataType::kFloat, {{2, ""}, {1, ""}});
  const auto model = RModel::FromBytes(onnx::SerializeModel(b.Finish()), "two");
  EXPECT_EQ(model.Run(std::vector<float>{1, 2, 3}, 3), (std::vector<float>{-1, -2, -3}));
}

}  // namespace
