// Console on top of spdlog, which no other file includes.
#include "tmva/log/console.h"

#include <unistd.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kSourceWidth = 25;

struct Style {
  const char* tag;
  const char* color;
};

Style StyleOf(Verbosity level) {
  switch (level) {
    case Verbosity::kDebug:
      return {"<DEBUG> ", "\033[34m"};
    case Verbosity::kVerbose:
      return {"<VERBOSE> ", ""};
    case Verbosity::kWarning:
      return {"<WARNING> ", "\033[1;31m"};
    case Verbosity::kError:
      return {"<ERROR> ", "\033[31m"};
    case Verbosity::kFatal:
      return {"<FATAL> ", "\033[37;41;1m"};
    default:
      return {"", ""};
  }
}

}  // namespace

bool TerminalTakesColor(int descriptor) {
  const char* refused = std::getenv("NO_COLOR");
  return (refused == nullptr || *refused == '\0') && ::isatty(descriptor) == 1;
}

std::string FormatLine(Verbosity level, std::string_view source, bool repeated,
                       std::string_view text, bool color) {
  const auto style = StyleOf(level);
  const std::string_view tag = style.tag;
  std::string line(tag);
  if (!repeated || !tag.empty()) line += source;
  if (line.size() < kSourceWidth) line.resize(kSourceWidth, ' ');
  line += ": ";
  line += text;
  while (line.ends_with(' ')) line.pop_back();
  if (color && *style.color != '\0') line = style.color + line + "\033[0m";
  return line;
}

struct Console::Standard {
  spdlog::logger logger{"tmva", std::make_shared<spdlog::sinks::stdout_sink_mt>()};
  Standard() {
    logger.set_pattern("%v");
    logger.set_level(spdlog::level::trace);  // what is printed was decided before
    logger.flush_on(spdlog::level::trace);
  }
};

Console::Console() : standard_(std::make_shared<Standard>()) {}

Console& Console::Instance() {
  static Console console;
  return console;
}

void Console::SetSink(std::function<void(std::string_view)> sink) {
  const std::lock_guard lock(mutex_);
  sink_ = std::move(sink);
}

void Console::Print(Verbosity level, const std::string& source, std::string_view text) {
  const bool color = Config::Instance().UseColor() && TerminalTakesColor(STDOUT_FILENO);
  std::unique_lock lock(mutex_);
  const auto sink = sink_;
  std::vector<std::string> formatted;
  do {
    const auto end = text.find('\n');
    formatted.push_back(
        FormatLine(level, source, source == last_source_, text.substr(0, end), color && !sink));
    last_source_ = source;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  } while (!text.empty());
  if (!sink) {
    for (const auto& line : formatted)
      standard_->logger.log(spdlog::level::info, spdlog::string_view_t(line));
    return;
  }
  // A sink may log itself, or wait for a lock that another thread holds while it logs.
  lock.unlock();
  for (const auto& line : formatted) sink(line);
}

}  // namespace TMVA::inline standalone
