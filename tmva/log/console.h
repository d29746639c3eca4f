// The one place where log lines leave the process, and the state behind Config.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <TMVA/Log.h>

namespace TMVA::inline standalone {

/// Colours are used by choice of the user, on a terminal, unless NO_COLOR is set (no-color.org).
bool TerminalTakesColor(int descriptor);

/// One log line without its end: "Source                   : text". A source that spoke last
/// already is left blank, as TMVA does; warnings always name it.
std::string FormatLine(Verbosity level, std::string_view source, bool repeated,
                       std::string_view text, bool color);

/// Where log lines go.
class Console {
 public:
  static Console& Instance();
  void SetSink(std::function<void(std::string_view)> sink);
  /// Prints `text`, one log line a line of it.
  void Print(Verbosity level, const std::string& source, std::string_view text);

 private:
  Console();
  struct Standard;  ///< the logger on standard output
  std::mutex mutex_;
  std::function<void(std::string_view)> sink_;
  std::shared_ptr<Standard> standard_;
  std::string last_source_;
};

}  // namespace TMVA::inline standalone
