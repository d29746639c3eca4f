// FactoryOptions: the options of the Factory's constructor.
#pragma once

#include <string>

#include <TMVA/Options.h>

namespace TMVA::inline standalone {

struct FactoryOptions {
  bool verbose = false;
  std::string verbose_level = "Info";
  bool color = true;
  std::string transformations = "I";
  bool correlations = false;
  bool roc = true;
  bool silent = false;
  bool draw_progress_bar = true;
  bool model_persistence = true;
  std::string analysis_type = "Auto";

  void Declare(OptionSet& options);
};

}  // namespace TMVA::inline standalone
