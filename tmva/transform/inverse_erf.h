// The inverse of the error function.
#pragma once

namespace TMVA::inline standalone {

/// x with erf(x) = y, to double precision; -1 < y < 1.
double InverseErf(double y);

}  // namespace TMVA::inline standalone
