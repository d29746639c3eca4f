// Messages: Info, Warning, Error and Fatal, with printf formats.
#pragma once

#include <Rtypes.h>
#include <TString.h>

inline namespace tmva_root {

constexpr Int_t kUnset = -1;
constexpr Int_t kPrint = 0;
constexpr Int_t kInfo = 1000;
constexpr Int_t kWarning = 2000;
constexpr Int_t kError = 3000;
constexpr Int_t kBreak = 4000;
constexpr Int_t kSysError = 5000;
constexpr Int_t kFatal = 6000;

/// Messages below this level are left out.
extern Int_t gErrorIgnoreLevel;

/// "Error in <where>: text" on the error output. kFatal ends the program, as in ROOT.
void PrintMessage(Int_t level, const char* where, const char* text);

template <class... Args>
void Info(const char* where, const char* format, Args... args) {
  PrintMessage(kInfo, where, Form(format, args...));
}
template <class... Args>
void Warning(const char* where, const char* format, Args... args) {
  PrintMessage(kWarning, where, Form(format, args...));
}
template <class... Args>
void Error(const char* where, const char* format, Args... args) {
  PrintMessage(kError, where, Form(format, args...));
}
template <class... Args>
[[noreturn]] void Fatal(const char* where, const char* format, Args... args) {
  PrintMessage(kFatal, where, Form(format, args...));
  std::abort();
}

}  // namespace tmva_root
