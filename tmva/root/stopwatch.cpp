// TStopwatch.
#include <TStopwatch.h>

#include <chrono>
#include <cstdio>
#include <ctime>

#include <TString.h>

inline namespace tmva_root {
namespace {

double RealNow() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double CpuNow() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

void TStopwatch::Start(Bool_t reset) {
  if (reset) Reset();
  start_real_ = RealNow();
  start_cpu_ = CpuNow();
  is_running_ = true;
}

void TStopwatch::Stop() {
  if (!is_running_) return;
  real_ += RealNow() - start_real_;
  cpu_ += CpuNow() - start_cpu_;
  is_running_ = false;
}

Double_t TStopwatch::RealTime() {
  Stop();
  return real_;
}

Double_t TStopwatch::CpuTime() {
  Stop();
  return cpu_;
}

void TStopwatch::Print(Option_t* option) const {
  TStopwatch stopped = *this;
  const double real = stopped.RealTime(), cpu = stopped.CpuTime();
  const auto seconds = static_cast<int>(real);
  const TString clock = Form("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  const TString wanted(option);
  const int decimals = wanted.Contains("u") ? 6 : 3;
  if (decimals == 6 || wanted.Contains("m"))
    std::printf("Real time %s.%0*d, CP time %.*f\n", clock.Data(), decimals,
                static_cast<int>((real - seconds) * (decimals == 6 ? 1e6 : 1e3)), decimals, cpu);
  else
    std::printf("Real time %s, CP time %.3f\n", clock.Data(), cpu);
  std::fflush(stdout);
}

}  // namespace tmva_root
