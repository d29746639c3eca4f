// Helpers of the BDT tests: a method from a weight file, a trained method, CSV tables.
#pragma once

#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/Method.h>
#include <TMVA/Options.h>
#include <TMVA/Random.h>
#include <TMVA/WeightNode.h>

#include "methods/bdt/bdt.h"

namespace bdt_test {

/// What a weight file says of its data set.
inline TMVA::DataSetInfo InfoOf(const TMVA::WeightNode& root) {
  TMVA::DataSetInfo info;
  for (const auto* v : root.Child("Variables").Children("Variable"))
    info.variables.push_back(TMVA::VariableInfo::Make(v->GetString("Label")));
  for (const auto* c : root.Child("Classes").Children("Class"))
    info.classes.push_back({c->GetString("Name"), "", ""});
  if (const auto* targets = root.Find("Targets"))
    for (const auto* t : targets->Children("Target"))
      info.targets.push_back(TMVA::VariableInfo::Make(t->GetString("Label")));
  info.analysis = TMVA::Types::kClassification;
  for (const auto* i : root.Child("GeneralInfo").Children("Info")) {
    if (i->GetString("name") != "AnalysisType") continue;
    if (i->GetString("value") == "Regression") info.analysis = TMVA::Types::kRegression;
    if (i->GetString("value") == "Multiclass") info.analysis = TMVA::Types::kMulticlass;
  }
  return info;
}

/// A BDT with the data set it refers to.
struct Model {
  TMVA::DataSetInfo info;
  std::unique_ptr<TMVA::OptionSet> options;
  std::unique_ptr<TMVA::MethodBDT> bdt;

  explicit Model(TMVA::DataSetInfo i, const std::string& title = "BDT") : info(std::move(i)) {
    TMVA::MethodContext context{info, title, "", false, TMVA::Log("BDT", TMVA::Verbosity::kFatal),
                                "",   ""};
    bdt = std::make_unique<TMVA::MethodBDT>(context);
    options = std::make_unique<TMVA::OptionSet>("BDT");
    bdt->DeclareOptions(*options);
  }
  std::size_t NumOutputs() const {
    return info.analysis == TMVA::Types::kMulticlass ? info.classes.size() : 1;
  }
  std::vector<double> Evaluate(const std::vector<float>& rows) const {
    const std::size_t n = rows.size() / info.variables.size();
    std::vector<double> answers(n * NumOutputs());
    TMVA::EventBlock events;
    events.variables = TMVA::RTensor<const float>(rows.data(), {n, info.variables.size()});
    TMVA::ResponseBlock response;
    response.value = TMVA::RTensor<double>(answers.data(), {n, NumOutputs()});
    bdt->Evaluate(events, response);
    return answers;
  }
  /// The Weights element as text.
  std::string Xml() const {
    TMVA::WeightNode weights("Weights");
    bdt->Save(weights);
    return TMVA::ToXml(weights);
  }
};

inline std::unique_ptr<Model> FromRoot(const TMVA::WeightNode& root) {
  auto model = std::make_unique<Model>(InfoOf(root));
  for (const auto* option : root.Child("Options").Children("Option"))
    model->options->SetFromFile(option->GetString("name"), option->Text(),
                                option->GetString("modified") == "Yes");
  model->bdt->Load(root.Child("Weights"));
  return model;
}

inline std::unique_ptr<Model> FromFile(const std::string& path) {
  return FromRoot(*TMVA::ReadWeightFile(path));
}

/// A model booked with `text` and trained on `data`.
inline std::unique_ptr<Model> Train(const TMVA::DataSet& data, const std::string& text,
                                    int threads = 1, std::stop_token stop = {}) {
  auto model = std::make_unique<Model>(data.Info());
  model->options->Parse(text);
  model->bdt->Configure(*model->options);
  TMVA::Log log("BDT", TMVA::Verbosity::kFatal);
  TMVA::TrainingContext context{data, stop, log, threads};
  model->bdt->Train(context);
  return model;
}

/// Two or more classes of shifted normals, or a target; weights between 0.5 and 1.5.
inline std::unique_ptr<TMVA::DataSet> Toy(
    TMVA::Types::EAnalysisType analysis, std::size_t n, std::uint64_t seed = 1,
    const std::function<void(TMVA::MemoryEvents&)>& change = {}) {
  TMVA::DataSetInfo info;
  info.analysis = analysis;
  for (const char* name : {"a", "b", "c"}) info.variables.push_back(TMVA::VariableInfo::Make(name));
  std::size_t classes = analysis == TMVA::Types::kMulticlass   ? 3
                        : analysis == TMVA::Types::kRegression ? 1
                                                               : 2;
  for (std::size_t k = 0; k < classes; ++k)
    info.classes.push_back(
        {k == 0 ? (classes == 1 ? "Regression" : "Signal") : "Background" + std::to_string(k), "",
         ""});
  if (classes == 1) info.targets.push_back(TMVA::VariableInfo::Make("t"));
  TMVA::MemoryEvents events;
  TMVA::Random random(seed, 9);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t cls = i * classes / n;
    const double shift = static_cast<double>(cls);
    const double a = random.Gauss(shift), b = random.Gauss(-shift), c = random.Gauss();
    for (const double x : {a, b, c}) events.variables.push_back(static_cast<float>(x));
    events.weights.push_back(random.Uniform(0.5, 1.5));
    events.classes.push_back(static_cast<std::uint32_t>(cls));
    if (classes == 1) events.targets.push_back(static_cast<float>(a * a + 2 * b + 10));
  }
  if (change) change(events);
  return TMVA::MakeMemoryDataSet(info, std::move(events), {});
}

/// A table of numbers with named columns; words become their number of first appearance.
struct Table {
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  std::size_t size() const { return columns.empty() ? 0 : columns[0].size(); }
  int Find(const std::string& name) const {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return static_cast<int>(i);
    return -1;
  }
  const std::vector<double>& operator[](const std::string& name) const {
    return columns.at(static_cast<std::size_t>(Find(name)));
  }
};

inline Table ReadCsv(std::istream& in) {
  Table table;
  std::string line, cell;
  std::vector<std::string> words;
  std::getline(in, line);
  for (std::istringstream s(line); std::getline(s, cell, ',');) table.names.push_back(cell);
  table.columns.resize(table.names.size());
  while (std::getline(in, line)) {
    line += ',';
    std::istringstream s(line);
    for (auto& column : table.columns) {
      std::getline(s, cell, ',');
      char* end = nullptr;
      double value = std::strtod(cell.c_str(), &end);
      if (!cell.empty() && *end != 0) {
        std::size_t w = 0;
        while (w < words.size() && words[w] != cell) ++w;
        if (w == words.size()) words.push_back(cell);
        value = static_cast<double>(w);
      }
      column.push_back(value);
    }
  }
  return table;
}

/// The variables of `info` in the table, row by row.
inline std::vector<float> Inputs(const Table& table, const TMVA::DataSetInfo& info) {
  std::vector<float> rows;
  for (std::size_t i = 0; i < table.size(); ++i)
    for (const auto& variable : info.variables)
      rows.push_back(static_cast<float>(table[variable.label][i]));
  return rows;
}

}  // namespace bdt_test
