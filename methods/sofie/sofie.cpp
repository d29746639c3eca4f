// SOFIE: a model that was trained elsewhere, as a method - an ONNX file, or one stored in a ROOT
// file.
#include <algorithm>
#include <memory>

#include <TMVA/Error.h>
#include <TMVA/Method.h>

#include "methods/sofie/base64.h"
#include "tmva/graph/event_model.h"
#include "tmva/graph/store/model_path.h"
#include "tmva/graph/store/sha256.h"
#include "tmva/method/model_data_set.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kBlockBytes = 48 * 1024;  // of the model, in an element of the weight file

}  // namespace

class MethodSOFIE : public Method {
 public:
  explicit MethodSOFIE(const MethodContext& context) : info_(context.info), title_(context.title) {}

  void DeclareOptions(OptionSet& options) override {
    options
        .Declare(file_, "FilenameModel",
                 "The model: \"model.onnx\", or \"file.root/dir/name\" for one in a ROOT file")
        .KeepBlanks();
    options.Declare(
        output_, "OutputName",
        "The output that answers; empty: \"response\", probabilities, or the first of floats");
    options
        .Declare(signal_column_, "SignalColumn",
                 "Classification with two columns: the one of signal; -1: by name, else the last")
        .Range(-1, 1);
    options.Declare(missing_, "AcceptMissing", "The model answers events with NaN in a variable");
  }

  /// There is nothing to be trained: what fits the data set is ready.
  void Configure(const OptionSet&) override {
    if (file_.empty())
      throw OptionError("SOFIE '" + title_ + "': option FilenameModel must name the model");
    content_ = onnx::ReadModelBytes(file_);
    Build(file_);
  }
  void Train(TrainingContext&) override {}

  void Evaluate(const EventBlock& events, ResponseBlock& response) const override {
    const auto n = events.variables.GetShape()[0];
    std::vector<double> out;
    const auto width = events_->Run(events.variables.GetData(), n, info_.variables.size(), out);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t c = 0; c < columns_.size(); ++c)
        response.value.GetData()[i * columns_.size() + c] = out[i * width + columns_[c]];
  }
  bool AcceptsMissing() const override { return missing_; }

  void Save(WeightNode& weights) const override {
    weights.Set("Format", "ONNX").Set("Bytes", content_.size()).Set("SHA256", Sha256(content_));
    for (std::size_t at = 0; at < content_.size(); at += kBlockBytes)
      weights.AddChild("Block").SetText(
          EncodeBase64(std::string_view(content_).substr(at, kBlockBytes)));
  }

  void Load(const WeightNode& weights) override {
    if (weights.GetString("Format") != "ONNX")
      weights.Fail("Format is '" + weights.GetString("Format") + "', expected ONNX");
    content_.clear();
    for (const auto* block : weights.Children("Block")) {
      const auto bytes = DecodeBase64(block->Text());
      if (!bytes) block->Fail("is no Base64");
      content_ += *bytes;
    }
    const bool complete = weights.GetInt("Bytes") == static_cast<std::int64_t>(content_.size());
    if (!complete || weights.GetString("SHA256") != Sha256(content_))
      weights.Fail("holds another model than was written: checksums differ");
    Build("SOFIE '" + title_ + "'");
  }

  std::string ToGraph(onnx::GraphBuilder&, const std::string&) const override {
    throw ModelError("it is a model of ONNX already: tmva.load_model(\"" + file_ + "\")");
  }

  std::string Help() const override {
    return "Applies a model that was trained elsewhere: an ONNX file, or a model stored in a ROOT "
           "file\n"
           "(FilenameModel). Nothing is trained; the model is checked against the data set and "
           "kept in the\n"
           "weight file. It takes one input [N, variables], or as many inputs [N, 1] as there are\n"
           "variables. Classification: one column, or two, of which one is that of signal; "
           "multiclass\n"
           "and regression: a column a class or target. Where its metadata name variables and "
           "classes,\n"
           "they must be those of the data set; classes may stand in another order.\n"
           "Other formats (Keras, PyTorch, scikit-learn, XGBoost) are made models by "
           "tmva.load_model in\n"
           "Python, and saved as either. The Reader books models without a weight file, too:\n"
           "reader.BookMVA(\"dnn\", \"model.onnx\").\n";
  }

 private:
  void Build(const std::string& path) {
    const auto model = onnx::ParseModel(content_, path);
    events_ = std::make_unique<const onnx::EventModel>(
        std::make_shared<const onnx::Session>(model, path), output_);
    const auto description = DescribeModel(model, path);
    CheckVariables(description, path);
    columns_ =
        ChooseColumns(description.classes, NumColumns(*events_, info_.variables.size()), path);
  }

  void CheckVariables(const ModelDescription& description, const std::string& path) const {
    const auto& ours = info_.variables;
    if (events_->NumValues() > 0 && events_->NumValues() != ours.size())
      throw DataError(path + ": the model takes " + std::to_string(events_->NumValues()) +
                      " variables, the data set has " + std::to_string(ours.size()));
    const auto& theirs = description.variables;
    if (!theirs.empty() && theirs.size() != ours.size())
      throw DataError(path + ": its metadata name " + std::to_string(theirs.size()) +
                      " variables, the data set has " + std::to_string(ours.size()));
    for (std::size_t i = 0; i < theirs.size(); ++i)
      if (theirs[i].expression != ours[i].expression)
        throw DataError(path + ": variable " + std::to_string(i) + " of the model is '" +
                        theirs[i].expression + "', that of the data set '" + ours[i].expression +
                        "': name or order are wrong");
  }

  /// The columns that answer, in the order of the data set's classes or targets.
  std::vector<std::size_t> ChooseColumns(const std::vector<std::string>& classes,
                                         std::size_t columns, const std::string& path) const {
    const auto place = [&](const std::string& name) {
      return static_cast<std::size_t>(std::ranges::find(classes, name) - classes.begin());
    };
    const auto output = path + ": output '" + events_->OutputName() + "' has " +
                        std::to_string(columns) + " columns, ";
    if (info_.analysis == Types::kClassification) {
      if (columns > 2) throw DataError(output + "a classification takes 1 or 2");
      if (columns == 1) return {0};
      if (signal_column_ >= 0) return {static_cast<std::size_t>(signal_column_)};
      const auto named = place(info_.classes[info_.SignalClass()].name);
      return {classes.size() == 2 && named < 2 ? named : 1};
    }
    if (columns != info_.NumOutputs())
      throw DataError(output + "expected one for each of " + std::to_string(info_.NumOutputs()) +
                      (info_.analysis == Types::kRegression ? " targets" : " classes"));
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < columns; ++i) chosen.push_back(i);
    if (info_.analysis == Types::kRegression || classes.empty()) return chosen;
    for (std::size_t i = 0; i < columns; ++i) {
      chosen[i] = place(info_.classes[i].name);
      if (chosen[i] >= columns)
        throw DataError(path + ": its metadata name no class '" + info_.classes[i].name + "'" +
                        DidYouMean(info_.classes[i].name, classes));
    }
    return chosen;
  }

  const DataSetInfo& info_;
  std::string title_, file_, output_, content_;
  int signal_column_ = -1;
  bool missing_ = false;
  std::unique_ptr<const onnx::EventModel> events_;
  std::vector<std::size_t> columns_;
};

}  // namespace TMVA::inline standalone

TMVA_METHOD(SOFIE, TMVA::MethodSOFIE, "Models of ONNX, trained elsewhere",
            TMVA::Classification | TMVA::Multiclass | TMVA::Regression)
