// The grammar of VarTransform: "G_Signal,D", "N(_V0_,var3)+P".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <TMVA/DataSetInfo.h>

namespace TMVA::inline standalone {

/// One element of a chain, before it is made.
struct TransformSpec {
  char kind = 'I';        ///< I D P U G N S
  std::string selection;  ///< text between the parentheses
  bool has_selection = false;
  int reference_class = -1;
};

/// OptionError for unknown transformations and classes, and for unbalanced parentheses.
std::vector<TransformSpec> ParseTransformChain(std::string_view text, const DataSetInfo& info);

}  // namespace TMVA::inline standalone
