// Progress: a bar on a terminal, a line a minute elsewhere.
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <mutex>
#include <utility>

#include <TMVA/Log.h>

#include "tmva/log/console.h"
#include "tmva/log/progress_text.h"

namespace TMVA::inline standalone {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::seconds kLogInterval{60};

std::size_t TerminalWidth() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) return 79;
  return static_cast<std::size_t>(size.ws_col) - 1;  // in the last column terminals wrap
}

}  // namespace

struct Progress::Impl {
  enum class Display { kNone, kBar, kLines };

  Impl(std::string task_, std::int64_t total_, std::string unit_)
      : task(std::move(task_)), unit(std::move(unit_)), log(task), total(total_) {
    const auto& config = Config::Instance();
    if (config.IsSilent() || !config.DrawProgressBar())
      display = Display::kNone;
    else
      display = ::isatty(STDERR_FILENO) == 1 ? Display::kBar : Display::kLines;
  }

  ProgressState State(Clock::time_point now) const {
    return {task, unit, note, done, total, std::chrono::duration<double>(now - start).count()};
  }

  void Draw(Clock::time_point now) {
    const auto bar = FormatBar(State(now), TerminalWidth());
    std::fprintf(stderr, "\r%s\033[K", bar.c_str());
    std::fflush(stderr);
    drawn = true;
  }

  const std::string task, unit;
  const Log log;
  const std::int64_t total;
  const Clock::time_point start = Clock::now();
  Clock::time_point last = start;  ///< of the last drawing or line
  Display display = Display::kNone;
  std::mutex mutex;
  std::int64_t done = 0;
  std::string note;
  bool drawn = false;
};

Progress::Progress(std::string task, std::int64_t total, std::string unit)
    : impl_(std::make_unique<Impl>(std::move(task), total, std::move(unit))) {}

void Progress::Update(std::int64_t done, std::string_view note) {
  Impl& impl = *impl_;
  if (impl.display == Impl::Display::kNone) return;
  const std::lock_guard lock(impl.mutex);
  impl.done = done;
  impl.note = note;
  const auto now = Clock::now();
  if (impl.display == Impl::Display::kBar && (!impl.drawn || now - impl.last >= kRedraw)) {
    impl.Draw(now);
    impl.last = now;
  } else if (impl.display == Impl::Display::kLines && now - impl.last >= kLogInterval) {
    impl.log.Info(FormatProgressLine(impl.State(now)));
    impl.last = now;
  }
}

Progress::~Progress() {
  Impl& impl = *impl_;
  const auto now = Clock::now();
  try {
    if (impl.display == Impl::Display::kBar && impl.drawn) {
      impl.Draw(now);
      std::fputc('\n', stderr);
    } else if (impl.display == Impl::Display::kLines && now - impl.start > kLogInterval) {
      impl.log.Info(FormatProgressLine(impl.State(now)));
    }
  } catch (...) {  // a line of progress is not worth the end of the process
  }
}

}  // namespace TMVA::inline standalone
