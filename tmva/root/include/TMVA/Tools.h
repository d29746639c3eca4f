// TMVA::Tools: helpers that TMVA's macros call.
#pragma once

#include <vector>

#include <TString.h>

#include <TMVA/Types.h>

namespace TMVA::inline standalone {

class Tools {
 public:
  static Tools& Instance();
  /// The parts between separators; none of an empty text.
  std::vector<::TString> SplitString(const ::TString& text, char separator) const;
  /// The code of a terminal's colour is left out: "".
  const ::TString& Color(const ::TString& name) const;
  bool CheckForSilentOption(const ::TString& options) const;
  void TMVAWelcomeMessage() const;
  void ROOTVersionMessage() const {}
};

inline Tools& gTools() { return Tools::Instance(); }

/// The Python that methods written in it use.
::TString Python_Executable();

}  // namespace TMVA::inline standalone
