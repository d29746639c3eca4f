// The stop token of long calls: how Ctrl-C reaches a method that trains.
#pragma once

#include <stop_token>
#include <utility>

namespace TMVA::inline standalone {

/// The token that long calls of this thread hand to methods (TrainingContext::stop). Without a
/// StopScope it never asks to stop.
std::stop_token CurrentStopToken();

/// Makes `token` the current one of this thread for the lifetime of the scope.
class StopScope {
 public:
  explicit StopScope(std::stop_token token);
  ~StopScope();
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;

 private:
  std::stop_token previous_;
};

}  // namespace TMVA::inline standalone
