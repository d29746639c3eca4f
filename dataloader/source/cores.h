// How many threads this process may use at once.
#pragma once

namespace TMVA::inline standalone {

int AvailableCores();

}  // namespace TMVA::inline standalone
