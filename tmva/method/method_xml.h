// The parts of a weight file that all methods share.
#pragma once

#include <string>

#include <TMVA/DataSetInfo.h>
#include <TMVA/Options.h>
#include <TMVA/WeightNode.h>

namespace TMVA::inline standalone {

/// "BDT" and "BDTG" from Method="BDT::BDTG".
struct MethodName {
  std::string type, title;
};
MethodName ReadMethodName(const WeightNode& root);

void WriteGeneralInfo(WeightNode& root, const DataSetInfo& info, std::int64_t training_events);
/// True when the file says that tmva wrote it.
bool IsWrittenByUs(const WeightNode& root);

void WriteOptions(WeightNode& root, const OptionSet& options);
/// Text of an option in the file, or "".
std::string FindOption(const WeightNode& root, std::string_view name);
void ReadOptions(const WeightNode& root, OptionSet& options);

/// Variables, spectators, classes and targets.
void WriteDataSetInfo(WeightNode& root, const DataSetInfo& info);
DataSetInfo ReadDataSetInfo(const WeightNode& root);

}  // namespace TMVA::inline standalone
