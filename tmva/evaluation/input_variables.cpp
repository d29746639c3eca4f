// Monitoring of the input variables: the table of means, and the histograms of a chain or a method.
#include "tmva/evaluation/input_variables.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "tmva/evaluation/result_directory.h"
#include "tmva/evaluation/variable_histograms.h"

namespace TMVA::inline standalone {
namespace {

/// `data` seen through `chain`; data itself for an empty chain.
class Transformed {
 public:
  Transformed(const DataSet& data, const TransformationChain& chain)
      : made_(chain.Empty() ? nullptr : MakeTransformedDataSet(data, chain)),
        data_(made_ ? *made_ : data) {}
  const DataSet& operator*() const { return data_; }

 private:
  std::unique_ptr<DataSet> made_;
  const DataSet& data_;
};

std::string StatisticsTable(const DataSetInfo& info, const VariableMoments& moments,
                            const std::string& chain) {
  std::size_t width = 8;
  for (const auto* list : {&info.variables, &info.targets})
    for (const auto& variable : *list) width = std::max(width, variable.label.size());
  const std::string rule(width + 56, '-');
  std::string text = "Input variables (" + chain + ")\n" + rule + "\n";
  text += fmt::format("{:>{}}  {:>11} {:>11}   [ {:>11} {:>11} ]\n", "Variable", width, "Mean",
                      "RMS", "Min", "Max");
  text += rule + "\n";
  for (std::size_t c = 0; c < moments.columns(); ++c) {
    const std::size_t variables = info.variables.size();
    const auto& column = c < variables ? info.variables[c] : info.targets[c - variables];
    text += fmt::format("{:>{}}: {:#11.5g} {:#11.5g}   [ {:#11.5g} {:#11.5g} ]\n", column.label,
                        width, moments.Mean(c), moments.Rms(c), moments.Min(c), moments.Max(c));
  }
  return text + rule + "\n";
}

}  // namespace

std::vector<TransformationChain> ParseMonitoringChains(std::string_view text,
                                                       const DataSetInfo& info) {
  std::vector<TransformationChain> chains;
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    auto chain = text.substr(0, end);
    while (!chain.empty() && chain.front() == ' ') chain.remove_prefix(1);
    while (!chain.empty() && chain.back() == ' ') chain.remove_suffix(1);
    if (!chain.empty() && chain != "None")
      chains.push_back(TransformationChain::Parse(chain, info));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return chains;
}

std::string MonitorInputVariables(OutputFile* file, const DataSet& data,
                                  const TransformationChain& chain) {
  const std::string name = chain.Empty() ? "Id" : chain.ShortName();
  const Transformed transformed(data, chain);
  const VariableMoments moments(*transformed, Types::kTraining, false);
  if (file)
    WriteVariableHistograms(*file, ResultDirectory(data.Info().name) + "/InputVariables_" + name,
                            *transformed, Types::kTraining, moments, chain, "_" + name);
  return StatisticsTable(data.Info(), moments, name);
}

void WriteMethodVariables(OutputFile& file, const DataSet& data, const TransformationChain& chain,
                          const std::string& type, const std::string& title) {
  const Transformed transformed(data, chain);
  const VariableMoments moments(*transformed, Types::kTesting, false);
  WriteVariableHistograms(file, ResultDirectory(data.Info().name) + "/Method_" + type + "/" + title,
                          *transformed, Types::kTesting, moments, chain, "");
}

}  // namespace TMVA::inline standalone
