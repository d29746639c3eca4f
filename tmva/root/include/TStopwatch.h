// TStopwatch: real and processor time.
#pragma once

#include <TObject.h>

inline namespace tmva_root {

class TStopwatch : public TObject {
 public:
  TStopwatch() { Start(); }
  const char* ClassName() const override { return "TStopwatch"; }
  void Start(Bool_t reset = true);
  void Stop();
  void Continue() { Start(false); }
  void Reset() { real_ = cpu_ = 0; }
  /// Seconds; as in ROOT these stop the clock.
  Double_t RealTime();
  Double_t CpuTime();
  /// "Real time 0:00:01, CP time 0.980"; 'm' prints milliseconds, 'u' microseconds.
  void Print(Option_t* option = "") const override;

 private:
  bool is_running_ = false;
  double start_real_ = 0, start_cpu_ = 0, real_ = 0, cpu_ = 0;
};

}  // namespace tmva_root
