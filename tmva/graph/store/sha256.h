// SHA-256 (FIPS 180-4): says whether bytes are those that were written.
#pragma once

#include <string>
#include <string_view>

namespace TMVA::inline standalone {

/// In hexadecimal digits.
std::string Sha256(std::string_view bytes);

}  // namespace TMVA::inline standalone
