// Data and helpers for the tests of the linear methods.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <TMVA/DataSet.h>
#include <TMVA/Method.h>

namespace linear {

/// Row-major variables of `size` events.
struct Table {
  std::vector<float> variables, targets;
  std::vector<double> weights;
  std::vector<std::uint32_t> classes;
  std::size_t width = 3;
};

/// Events by a formula that needs no random generator; every 50th has a negative weight.
inline Table MakeTable(std::size_t size = 400) {
  const auto u = [](std::size_t i, std::size_t a, std::size_t b) {
    return static_cast<float>(static_cast<double>((i * a + b) % 1009) / 1009.0);
  };
  Table table;
  for (std::size_t i = 0; i < size; ++i) {
    const bool signal = i % 2 == 0;
    const float x = u(i, 37, 5) + (signal ? 0.25f : 0.0f),
                y = u(i, 91, 17) - (signal ? 0.125f : 0.0f);
    const float half = u(i, 37, 5) * 0.5f;
    const float z = half + u(i, 211, 3);
    table.variables.insert(table.variables.end(), {x, y, z});
    const double wide_x = x, wide_y = y, wide_z = z;
    table.targets.push_back(static_cast<float>(2 * wide_x - wide_y * wide_z));
    table.targets.push_back(static_cast<float>(wide_z * wide_z));
    table.classes.push_back(signal ? 0 : 1);
    table.weights.push_back((0.5 + static_cast<double>((i * 7) % 13) / 8) * (i % 50 == 0 ? -1 : 1));
  }
  return table;
}

/// The same with further columns, each made from the row so far.
template <class MakeColumn>
Table WithColumn(const Table& table, MakeColumn make) {
  Table wider = table;
  wider.width = table.width + 1;
  wider.variables.clear();
  for (std::size_t i = 0; i < table.classes.size(); ++i) {
    const float* row = table.variables.data() + i * table.width;
    wider.variables.insert(wider.variables.end(), row, row + table.width);
    wider.variables.push_back(make(row));
  }
  return wider;
}

inline TMVA::DataSetInfo MakeInfo(std::size_t width, TMVA::Types::EAnalysisType analysis) {
  TMVA::DataSetInfo info;
  for (std::size_t i = 0; i < width; ++i)
    info.variables.push_back(TMVA::VariableInfo::Make("v" + std::to_string(i)));
  info.classes = analysis == TMVA::Types::kRegression
                     ? std::vector<TMVA::ClassInfo>{{"Regression", "", ""}}
                     : std::vector<TMVA::ClassInfo>{{"Signal", "", ""}, {"Background", "", ""}};
  if (analysis == TMVA::Types::kRegression)
    info.targets = {TMVA::VariableInfo::Make("t0"), TMVA::VariableInfo::Make("t1")};
  info.analysis = analysis;
  return info;
}

/// A method with its data set, as the framework would set it up.
class Trainer {
 public:
  Trainer(const std::string& name, TMVA::DataSetInfo info, std::string_view options = {})
      : info_(std::move(info)),
        options_(name),
        method_(TMVA::MethodRegistry::Instance().Find(name).make(
            {info_, name, ".", false, log_, {}, {}})) {
    method_->DeclareOptions(options_);
    options_.Parse(options);
    method_->Configure(options_);
  }
  void Train(const Table& table, int threads = 1) {
    TMVA::MemoryEvents events;
    events.variables = table.variables;
    events.weights = table.weights;
    events.classes = table.classes;
    if (info_.analysis == TMVA::Types::kRegression) {
      events.targets = table.targets;
      events.classes.assign(table.classes.size(), 0);
    }
    const auto data = TMVA::MakeMemoryDataSet(info_, events, {});
    TMVA::TrainingContext context{*data, {}, log_, threads};
    method_->Train(context);
  }
  std::vector<double> Evaluate(const std::vector<float>& variables) const {
    const auto width = info_.variables.size(), outputs = info_.NumOutputs(),
               size = variables.size() / width;
    std::vector<double> values(size * outputs);
    TMVA::ResponseBlock response{{values.data(), {size, outputs}}, {}, {}};
    method_->Evaluate({{variables.data(), {size, width}}, {}, 0}, response);
    return values;
  }
  std::string Xml() const {
    TMVA::WeightNode root("MethodSetup");
    method_->Save(root.AddChild("Weights"));
    return ToXml(root);
  }
  void Load(std::string_view xml) {
    method_->Load(TMVA::ParseWeights(xml, "w.xml")->Child("Weights"));
  }
  std::vector<double> Coefficients() const {
    std::vector<double> values;
    const auto root = TMVA::ParseWeights(Xml(), "w.xml");
    for (const auto* node : root->Child("Weights").Children("Coefficient"))
      values.push_back(node->GetDouble("Value"));
    return values;
  }
  TMVA::Method& Get() { return *method_; }

 private:
  TMVA::DataSetInfo info_;
  TMVA::Log log_{"Test"};
  TMVA::OptionSet options_;
  std::unique_ptr<TMVA::Method> method_;
};

inline void ExpectNear(const std::vector<double>& values, const std::vector<double>& wanted,
                       double tolerance) {
  ASSERT_EQ(values.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i)
    EXPECT_NEAR(values[i], wanted[i], tolerance * std::max(1.0, std::abs(wanted[i]))) << i;
}

/// Collects log lines while it lives.
class LogLines {
 public:
  LogLines() {
    TMVA::Config::Instance().SetSink(
        [this](std::string_view line) { lines_ += std::string(line) + "\n"; });
  }
  ~LogLines() { TMVA::Config::Instance().SetSink({}); }
  bool Have(const std::string& text) const { return lines_.find(text) != std::string::npos; }
  const std::string& All() const { return lines_; }

 private:
  std::string lines_;
};

/// A reference file of TMVA: variables and the response of its Reader.
struct Reference {
  explicit Reference(const std::string& name) {
    const std::string folder = std::string(TMVA_TEST_DATA) + "/linear/";
    root = TMVA::ReadWeightFile(folder + name + ".weights.xml");
    std::ifstream file(folder + name + ".csv");
    std::string line;
    std::getline(file, line);
    width = static_cast<std::size_t>(std::count(line.begin(), line.end(), ','));
    while (std::getline(file, line)) {
      std::istringstream stream(line);
      std::string cell;
      for (std::size_t i = 0; i < width && std::getline(stream, cell, ','); ++i)
        variables.push_back(std::stof(cell));
      std::getline(stream, cell, ',');
      responses.push_back(std::stod(cell));
    }
  }
  std::unique_ptr<TMVA::WeightNode> root;
  std::size_t width = 0;
  std::vector<float> variables;
  std::vector<double> responses;
};

}  // namespace linear
