// Base64: three bytes are four characters.
#include "methods/sofie/base64.h"

#include <cstdint>

namespace TMVA::inline standalone {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string EncodeBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text += i + k > bytes.size() ? '=' : kDigits[bits >> (18 - 6 * k) & 63U];
  }
  return text;
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  std::size_t digits = 0, padding = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    const auto digit = kDigits.find(c);
    if (c == '=')
      ++padding;
    else if (digit == std::string_view::npos || padding > 0)
      return std::nullopt;
    bits = bits << 6 | (c == '=' ? 0U : static_cast<std::uint32_t>(digit));
    if (++digits % 4 == 0)
      for (int shift = 16; shift >= 0; shift -= 8)
        bytes += static_cast<char>(bits >> shift & 0xffU);
  }
  if (digits % 4 != 0 || padding > 2) return std::nullopt;
  bytes.resize(bytes.size() - padding);
  return bytes;
}

}  // namespace TMVA::inline standalone
