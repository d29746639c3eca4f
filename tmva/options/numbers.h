// Numbers of option strings: read whole or not at all, written in the shortest form that reads
// back.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace TMVA::inline standalone {

/// A finite number that fills the whole of `text`; a leading '+' is allowed.
inline std::optional<double> ReadDouble(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

/// An integer written in any way whose value is integral: "800", "800.0", "8e2".
template <class Integer>
std::optional<Integer> ReadInteger(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) return value;
  const auto number = ReadDouble(text);
  // 2^digits is the first double above the range; its negative is the lowest of a signed type.
  const double limit = std::ldexp(1.0, std::numeric_limits<Integer>::digits);
  const double lowest = std::numeric_limits<Integer>::is_signed ? -limit : 0;
  if (!number || *number != std::trunc(*number) || *number < lowest || *number >= limit) return {};
  return static_cast<Integer>(*number);
}

template <class Number>
std::string PrintNumber(Number value) {
  char buffer[64];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, result.ptr};
}

}  // namespace TMVA::inline standalone
