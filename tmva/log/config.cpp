// Config: the global choices, each an atomic.
#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <utility>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

#include "tmva/log/console.h"

namespace TMVA::inline standalone {

struct Config::Impl {
  std::atomic<bool> use_color = true;
  std::atomic<bool> silent = false;
  std::atomic<bool> draw_progress_bar = true;
  std::atomic<int> threads = 0;
  IONames names;
};

Config::Config() : impl_(std::make_shared<Impl>()) {}

Config& Config::Instance() {
  static Config config;
  return config;
}

void Config::SetUseColor(bool on) { impl_->use_color = on; }
bool Config::UseColor() const { return impl_->use_color; }
void Config::SetSilent(bool on) { impl_->silent = on; }
bool Config::IsSilent() const { return impl_->silent; }
void Config::SetDrawProgressBar(bool on) { impl_->draw_progress_bar = on; }
bool Config::DrawProgressBar() const { return impl_->draw_progress_bar; }

void Config::SetNumThreads(int n) {
  if (n < 0)
    throw OptionError("Config: the number of threads is " + std::to_string(n) +
                      "; give 0 for all cores, or at least 1");
  impl_->threads = n;
}

int Config::NumThreads() const {
  const int chosen = impl_->threads;
  return chosen > 0 ? chosen : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Config::IONames& Config::GetIONames() { return impl_->names; }

void Config::SetSink(std::function<void(std::string_view)> sink) {
  Console::Instance().SetSink(std::move(sink));
}

}  // namespace TMVA::inline standalone
