// Formatting of progress.
#include "tmva/log/progress_text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace TMVA::inline standalone {
namespace {

double Fraction(const ProgressState& state) {
  if (state.total <= 0) return 0;
  return std::clamp(static_cast<double>(state.done) / static_cast<double>(state.total), 0.0, 1.0);
}

std::string Facts(const ProgressState& state) {
  auto text = state.total > 0 ? fmt::format("{}/{} {}", state.done, state.total, state.unit)
                              : fmt::format("{} {}", state.done, state.unit);
  if (state.done > 0 && state.seconds > 0) {
    const double rate = static_cast<double>(state.done) / state.seconds;
    text += fmt::format(", {:.3g} {}/s", rate, state.unit);
    if (state.done < state.total)
      text += ", " + FormatDuration(static_cast<double>(state.total - state.done) / rate) + " left";
  }
  if (!state.note.empty()) text += fmt::format(", {}", state.note);
  return text;
}

/// Cuts between characters of UTF-8.
std::string Shortened(std::string text, std::size_t width) {
  if (text.size() <= width) return text;
  while (width > 0 && (static_cast<unsigned char>(text[width]) & 0xc0u) == 0x80) --width;
  text.resize(width);
  return text;
}

}  // namespace

std::string FormatDuration(double seconds) {
  if (!(seconds >= 0) || seconds > 3.6e8) return "?";
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::lround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string FormatBar(const ProgressState& state, std::size_t width) {
  constexpr std::size_t kMostCells = 24, kFewestCells = 6, kFrame = 11;
  const auto facts = Facts(state);
  if (state.total <= 0) return Shortened(fmt::format("{} {}", state.task, facts), width);
  const std::size_t text = state.task.size() + facts.size() + kFrame;
  const std::size_t cells = std::clamp(width - std::min(width, text), kFewestCells, kMostCells);
  const double fraction = Fraction(state);
  std::string bar(static_cast<std::size_t>(fraction * static_cast<double>(cells)), '=');
  if (bar.size() < cells) bar += '>';
  bar.resize(cells, ' ');
  return Shortened(
      fmt::format("{} [{}] {:3.0f} %  {}", state.task, bar, std::floor(100 * fraction), facts),
      width);
}

std::string FormatProgressLine(const ProgressState& state) {
  if (state.total <= 0) return Facts(state);
  return fmt::format("{:.0f} %: {}", std::floor(100 * Fraction(state)), Facts(state));
}

}  // namespace TMVA::inline standalone
