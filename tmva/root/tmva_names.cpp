// TMVA's helpers and windows.
#include <TMVA/TMVAGui.h>
#include <TMVA/Tools.h>

#include <string>

#include <TMVA/Log.h>
#include <TMVA/PyMethodBase.h>

namespace TMVA::inline standalone {
namespace {

void SayWhereResultsAre(const char* window, const char* file) {
  Log(window).Info(std::string("no window opens; the results are in '") + file +
                   "': `tmva inspect " + file + "` lists them");
}

}  // namespace

Tools& Tools::Instance() {
  static Tools tools;
  return tools;
}

std::vector<::TString> Tools::SplitString(const ::TString& text, char separator) const {
  std::vector<::TString> parts;
  if (text.IsNull()) return parts;
  std::size_t begin = 0;
  for (std::size_t end = text.find(separator); end != std::string::npos;
       end = text.find(separator, begin)) {
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.emplace_back(text.substr(begin));
  return parts;
}

const ::TString& Tools::Color(const ::TString&) const {
  static const ::TString none;
  return none;
}

bool Tools::CheckForSilentOption(const ::TString& options) const {
  for (const auto& option : SplitString(options, ':'))
    if (option.EqualTo("Silent", ::TString::kIgnoreCase) ||
        option.EqualTo("Silent=True", ::TString::kIgnoreCase))
      return true;
  return false;
}

void Tools::TMVAWelcomeMessage() const {
  Log("Tools").Info("the TMVA workflow as a standalone library");
}

::TString Python_Executable() {
  const std::string named = PyMethodBase::Py_GetProgramName();
  return named.empty() ? "python3" : named;
}

void TMVAGui(const char* file, ::TString) { SayWhereResultsAre("TMVAGui", file); }
void TMVAMultiClassGui(const char* file, ::TString) {
  SayWhereResultsAre("TMVAMultiClassGui", file);
}
void TMVARegGui(const char* file, ::TString) { SayWhereResultsAre("TMVARegGui", file); }

}  // namespace TMVA::inline standalone
