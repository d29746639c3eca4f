// Doubles for the evaluation tests: an output file that remembers what is written, and samples.
#pragma once

#include <cstddef>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/DataSet.h>
#include <TMVA/OutputFile.h>

#include "tmva/evaluation/evaluation.h"

namespace TMVA::inline standalone {

/// Remembers all numeric values of a tree by leaf, and the strings.
class RecordingTree : public TableWriter {
 public:
  explicit RecordingTree(std::vector<BranchSpec> branches) : branches(std::move(branches)) {
    for (const auto& branch : this->branches)
      for (const auto& leaf : branch.leaves) leaves.push_back(leaf);
    values.resize(leaves.size());
    texts.resize(leaves.size());
  }
  void Append(std::span<const ColumnView> columns, std::int64_t entries) override {
    if (columns.size() != leaves.size()) throw std::logic_error("number of columns");
    const auto n = static_cast<std::size_t>(entries);
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      if (leaves[i].is_string) {
        const auto offsets = columns[i].offsets.at(0);
        if (offsets.size() != n + 1) throw std::logic_error("number of strings");
        const auto* from = reinterpret_cast<const char*>(columns[i].values);
        for (std::size_t e = 0; e < n; ++e)
          texts[i].emplace_back(from + offsets[e], from + offsets[e + 1]);
        continue;
      }
      for (std::size_t e = 0; e < n; ++e) {
        if (leaves[i].type == DataType::kInt32) {
          std::int32_t value;
          std::memcpy(&value, columns[i].values + 4 * e, 4);
          values[i].push_back(value);
        } else {
          float value;
          std::memcpy(&value, columns[i].values + 4 * e, 4);
          values[i].push_back(value);
        }
      }
    }
    entries_ += entries;
    ++appends;
  }
  std::int64_t NumEntries() const override { return entries_; }

  std::vector<BranchSpec> branches;
  std::vector<LeafSpec> leaves;
  std::vector<std::vector<double>> values;
  std::vector<std::vector<std::string>> texts;
  int appends = 0;

 private:
  std::int64_t entries_ = 0;
};

class RecordingFile : public OutputFile {
 public:
  const std::string& Path() const override { return path_; }
  TableWriter& MakeRNTuple(std::string_view, std::string_view, std::string_view,
                           std::vector<ColumnInfo>, const TreeOptions&) override {
    throw std::logic_error("no RNTuple is expected");
  }
  TableWriter& AddBranches(std::string_view, std::vector<BranchSpec>) override {
    throw std::logic_error("no new branches are expected");
  }
  void Write(std::string_view, std::string_view, const StoredMatrix&) override {}
  int WriteVector(std::string_view, std::string_view, DataType,
                  std::span<const std::byte>) override {
    return 1;
  }
  void WriteNumber(std::string_view, std::string_view, double) override {}
  void WriteRecord(std::string_view, const rootio::StoredRecord&) override {}
  void Delete(std::string_view) override {}
  TableWriter& MakeTree(std::string_view directory, std::string_view name, std::string_view,
                        std::vector<BranchSpec> branches, const TreeOptions&) override {
    auto& tree = trees[Join(directory, name)];
    tree = std::make_unique<RecordingTree>(std::move(branches));
    return *tree;
  }
  void MakeDirectory(std::string_view directory) override { directories.emplace_back(directory); }
  void Write(std::string_view directory, const Histogram1& h) override {
    Once(Join(directory, h.name));
    histograms.emplace(Join(directory, h.name), h);
  }
  void Write(std::string_view directory, const Histogram2& h) override {
    Once(Join(directory, h.name));
    histograms_2d.emplace(Join(directory, h.name), h);
  }
  void Write(std::string_view, const Graph&) override {}
  void WriteString(std::string_view directory, std::string_view name,
                   std::string_view text) override {
    strings[Join(directory, name)] = text;
  }
  void Close() override {}

  std::vector<std::string> directories, order;
  std::map<std::string, Histogram1> histograms;
  std::map<std::string, Histogram2> histograms_2d;
  std::map<std::string, std::string> strings;
  std::map<std::string, std::unique_ptr<RecordingTree>> trees;

 private:
  static std::string Join(std::string_view directory, std::string_view name) {
    return directory.empty() ? std::string(name) : std::string(directory) + "/" + std::string(name);
  }
  void Once(const std::string& name) {
    for (const auto& known : order)
      if (known == name) throw std::logic_error("written twice: " + name);
    order.push_back(name);
  }
  std::string path_ = "recorded.root";
};

/// Rows of float32 from tests/data/evaluation.
inline std::vector<float> ReadFloats(const std::string& name) {
  std::ifstream file(std::string(TMVA_TEST_DATA) + "/evaluation/" + name, std::ios::binary);
  std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

inline DataSetInfo TwoClasses() {
  DataSetInfo info;
  info.name = "dataset";
  info.analysis = Types::kClassification;
  info.classes = {{"Signal", "", ""}, {"Background", "", ""}};
  return info;
}

}  // namespace TMVA::inline standalone
