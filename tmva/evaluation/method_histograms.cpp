// The folder of a method in the result file.
#include <string>

#include "tmva/evaluation/evaluation.h"
#include "tmva/evaluation/result_directory.h"

namespace TMVA::inline standalone {

void WriteMethodHistograms(OutputFile& file, const DataSetInfo& info,
                           const MethodEvaluation& method) {
  const std::string directory =
      ResultDirectory(info.name) + "/Method_" + method.type + "/" + method.title;
  file.MakeDirectory(directory);
  for (const auto& [name, text] : method.strings) file.WriteString(directory, name, text);
  for (const auto& histogram : method.histograms) file.Write(directory, histogram);
  for (const auto& histogram : method.histograms_2d) file.Write(directory, histogram);
}

}  // namespace TMVA::inline standalone
