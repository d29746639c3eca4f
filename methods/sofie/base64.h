// Base64 (RFC 4648): bytes as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace TMVA::inline standalone {

std::string EncodeBase64(std::string_view bytes);
/// Blanks and line ends are skipped; nothing for what is no Base64.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace TMVA::inline standalone
