// The main program that `tmva run` puts around a macro.
#pragma once

#include <concepts>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <limits>
#include <string>
#include <type_traits>

#include <TFile.h>
#include <TROOT.h>
#include <TString.h>

#include <TMVA/Error.h>

inline namespace tmva_root {

/// An argument of the command line, which becomes what the macro's function takes there.
class MacroArgument {
 public:
  MacroArgument(int number, const char* text) : number_(number), text_(text) {}
  operator const char*() const { return text_; }
  operator TString() const { return text_; }
  operator std::string() const { return text_; }
  template <class T>
    requires std::is_arithmetic_v<T>
  operator T() const {
    const std::string text = text_;
    if constexpr (std::is_same_v<T, bool>) {
      if (text == "true" || text == "kTRUE" || text == "1") return true;
      if (text == "false" || text == "kFALSE" || text == "0") return false;
      Refuse("true or false");
    } else {
      char* end = nullptr;
      const long double number = std::strtold(text_, &end);
      if (text.empty() || *end != '\0') Refuse("a number");
      if (std::is_integral_v<T> &&
          (number != static_cast<long double>(static_cast<long long>(number)) ||
           number > static_cast<long double>(std::numeric_limits<T>::max()) ||
           number < static_cast<long double>(std::numeric_limits<T>::lowest())))
        Refuse("a whole number in range");
      return static_cast<T>(number);
    }
  }

 private:
  [[noreturn]] void Refuse(const char* expected) const {
    throw TMVA::OptionError("argument " + std::to_string(number_) + " of the macro is '" + text_ +
                            "', expected " + expected);
  }
  int number_;
  const char* text_;
};

/// Runs a macro's function: its exit code is what the function returns, 1 after an exception. Files
/// that the macro left open are completed.
template <class Function>
int RunMacro(Function&& function) {
  const char* batch = std::getenv("TMVA_MACRO_BATCH");
  if (batch != nullptr && *batch == '1') gROOT->SetBatch();
  int code = 0;
  try {
    if constexpr (std::is_integral_v<std::invoke_result_t<Function>>)
      code = static_cast<int>(function());
    else
      (void)function();
  } catch (const std::exception& error) {
    std::cout << std::flush;
    std::cerr << "error: " << error.what() << std::endl;
    code = 1;
  }
  try {
    TFile::CloseAll();
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << std::endl;
    code = 1;
  }
  return code;
}

}  // namespace tmva_root
