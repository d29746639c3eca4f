// gConfig: choices for the whole session.
#pragma once

#include <TMVA/Log.h>

namespace TMVA::inline standalone {

inline Config& gConfig() { return Config::Instance(); }

}  // namespace TMVA::inline standalone
