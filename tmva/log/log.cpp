// Log: what passes the thresholds goes to the console.
#include <utility>

#include <TMVA/Log.h>

#include "tmva/log/console.h"

namespace TMVA::inline standalone {

Log::Log(std::string source, Verbosity threshold)
    : source_(std::move(source)), threshold_(threshold) {}

void Log::Block(std::string_view text) const {
  if (text.ends_with('\n')) text.remove_suffix(1);
  Print(Verbosity::kInfo, text);
}

void Log::Print(Verbosity level, std::string_view text) const {
  if (level < threshold_) return;
  if (Config::Instance().IsSilent() && level < Verbosity::kError) return;
  Console::Instance().Print(level, source_, text);
}

}  // namespace TMVA::inline standalone
