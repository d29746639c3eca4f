// CommonOptions: the options that every method has.
#pragma once

#include <string>

#include <TMVA/Options.h>

namespace TMVA::inline standalone {

struct CommonOptions {
  bool verbose = false;
  std::string verbosity_level = "Default";
  std::string var_transform = "None";
  bool help = false;
  bool create_mva_pdfs = false;
  bool ignore_negative_weights = false;
  bool normalise = false, decorrelate = false, text_files = false;  // old weight files only
  std::string transform_type = "Signal";

  void Declare(OptionSet& options);
  /// The chain to apply: VarTransform, or what the old options meant.
  std::string Transformations() const;
};

}  // namespace TMVA::inline standalone
