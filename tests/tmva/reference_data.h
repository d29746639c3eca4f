// What tests need to read weight files and tables of real TMVA.
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <TMVA/DataSet.h>
#include <TMVA/WeightNode.h>

namespace TMVA::testing {

inline std::string TransformData(const std::string& file) {
  return std::string(TMVA_TEST_DATA) + "/transform/" + file;
}

inline std::unique_ptr<WeightNode> ReadReference(const std::string& title) {
  return ReadWeightFile(TransformData(title + ".weights.xml.gz"));
}

/// Columns by name; empty fields are 0.
inline std::map<std::string, std::vector<double>> ReadTable(const std::string& file) {
  std::ifstream in(TransformData(file));
  std::map<std::string, std::vector<double>> table;
  std::vector<std::string> names;
  std::string line, field;
  std::getline(in, line);
  std::stringstream header(line);
  while (std::getline(header, field, ',')) names.push_back(field);
  while (std::getline(in, line)) {
    std::stringstream fields(line);
    for (std::size_t i = 0; std::getline(fields, field, ','); ++i)
      table[names.at(i)].push_back(field.empty() ? 0 : std::stod(field));
  }
  return table;
}

inline DataSetInfo InfoOf(const WeightNode& root) {
  DataSetInfo info;
  const auto read = [&](const char* list, const char* item, std::vector<VariableInfo>& out) {
    const WeightNode* node = root.Find(list);
    if (node == nullptr) return;
    for (const WeightNode* child : node->Children(item))
      out.push_back(
          VariableInfo::Make(child->GetString("Label") + " := " + child->GetString("Expression")));
  };
  read("Variables", "Variable", info.variables);
  read("Targets", "Target", info.targets);
  for (const WeightNode* node : root.Child("Classes").Children("Class"))
    info.classes.push_back({node->GetString("Name"), "", ""});
  return info;
}

/// The training events that a KNN weight file holds.
inline std::unique_ptr<DataSet> TrainingEventsOf(const WeightNode& knn) {
  const DataSetInfo info = InfoOf(knn);
  MemoryEvents events;
  const bool classes = info.classes.size() > 1;
  for (std::uint32_t cls = 0; cls < info.classes.size(); ++cls)
    for (const WeightNode* node : knn.Child("Weights").Children("Event")) {
      if (classes && node->GetInt("Type") != cls + 1) continue;
      const std::vector<double> values = node->Numbers();
      for (std::size_t i = 0; i < values.size(); ++i)
        (i < info.variables.size() ? events.variables : events.targets)
            .push_back(static_cast<float>(values[i]));
      events.weights.push_back(node->GetDouble("Weight"));
      events.classes.push_back(cls);
    }
  return MakeMemoryDataSet(info, events, MemoryEvents{});
}

}  // namespace TMVA::testing
