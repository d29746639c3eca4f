// The stop token of long calls, one a thread.
#include <TMVA/Stop.h>

namespace TMVA::inline standalone {
namespace {
std::stop_token& Token() {
  thread_local std::stop_token token;
  return token;
}
}  // namespace

std::stop_token CurrentStopToken() { return Token(); }

StopScope::StopScope(std::stop_token token) : previous_(std::exchange(Token(), std::move(token))) {}
StopScope::~StopScope() { Token() = std::move(previous_); }

}  // namespace TMVA::inline standalone
