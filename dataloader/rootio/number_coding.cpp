// Conversion of stored numbers to native values.
#include "dataloader/rootio/number_coding.h"

#include <bit>
#include <cstring>
#include <numbers>
#include <optional>
#include <sstream>
#include <vector>

#include "dataloader/rootio/byte_reader.h"
#include "dataloader/rootio/byte_swap.h"

namespace TMVA::inline standalone::rootio {

namespace {

/// Applies `decode` (bytes to value) to each value.
template <std::size_t kStored, class Decode>
void ForEach(const std::byte* from, std::size_t stride, std::size_t entries, std::size_t length,
             std::byte* to, Decode decode) {
  using T = decltype(decode(from));
  if (stride == length * kStored) {  // no gaps: one long run
    length *= entries;
    entries = length == 0 ? 0 : 1;
  }
  for (std::size_t entry = 0; entry < entries; ++entry) {
    const auto* source = from + entry * stride;
    for (std::size_t i = 0; i < length; ++i) {
      const T value = decode(source + i * kStored);
      std::memcpy(to + i * sizeof(T), &value, sizeof(T));
    }
    to += length * sizeof(T);
  }
}

template <class T>
void Swap(const std::byte* from, std::size_t stride, std::size_t entries, std::size_t length,
          std::byte* to) {
  if (stride != length * sizeof(T) && entries > 1) {
    return ForEach<sizeof(T)>(from, stride, entries, length, to,
                              [](const std::byte* b) { return LoadBigEndian<T>(b); });
  }
  SwapBytes(from, entries * length, sizeof(T), to);
}

float Truncated(const std::byte* from, int mantissa_bits) {
  const auto exponent = std::to_integer<std::uint32_t>(*from);
  const std::uint32_t mantissa = LoadBigEndian<std::uint16_t>(from + 1);
  const auto bits = exponent << 23 | (mantissa & ((1U << (mantissa_bits + 1)) - 1))
                                         << (23 - mantissa_bits);
  const auto value = std::bit_cast<float>(bits);
  return (mantissa & (1U << (mantissa_bits + 1))) != 0 ? -value : value;
}

/// A number, or a multiple or fraction of pi: "1.5", "-pi", "2pi", "twopi", "pi/2".
std::optional<double> ParseLimit(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '*'; });
  double sign = 1;
  if (text.starts_with('-')) {
    sign = -1;
    text.erase(0, 1);
  }
  const auto number = [](const std::string& digits) -> std::optional<double> {
    std::istringstream stream(digits);
    stream.imbue(std::locale::classic());
    double value = 0;
    return stream >> value && stream.peek() == EOF ? std::optional(value) : std::nullopt;
  };
  const auto pi = text.find("pi");
  if (pi == std::string::npos) {
    const auto value = number(text);
    return value ? std::optional(sign * *value) : std::nullopt;
  }
  const auto before = text.substr(0, pi), after = text.substr(pi + 2);
  const auto times = before.empty() ? 1. : before == "two" ? 2. : number(before).value_or(0);
  const auto parts = after.empty() ? 1. : after[0] == '/' ? number(after.substr(1)).value_or(0) : 0;
  if (times == 0 || parts == 0) return std::nullopt;
  return sign * times * std::numbers::pi / parts;
}

/// The items of the bracket that contains a comma; the others are dimensions.
std::vector<double> ParseRange(const std::string& title) {
  for (auto open = title.find('['); open != std::string::npos; open = title.find('[', open + 1)) {
    const auto close = title.find(']', open);
    if (close == std::string::npos) break;
    const auto inner = title.substr(open + 1, close - open - 1);
    if (inner.find(',') == std::string::npos) continue;
    std::vector<double> limits;
    std::istringstream items(inner);
    for (std::string item; std::getline(items, item, ',');) {
      const auto limit = ParseLimit(item);
      if (!limit) return {};
      limits.push_back(*limit);
    }
    return limits;
  }
  return {};
}

}  // namespace

NumberCoding PlainCoding(DataType type) {
  NumberCoding coding;
  coding.type = type;
  coding.stored_bytes = SizeOf(type);
  if (type == DataType::kBool) coding.kind = NumberCoding::Kind::kBool;
  return coding;
}

NumberCoding PackedCoding(bool single, const std::string& title) {
  constexpr int kDefaultBits = 32, kFloat16Mantissa = 12, kLongestMantissa = 14;
  NumberCoding coding;
  coding.type = single ? DataType::kFloat32 : DataType::kFloat64;
  const auto range = ParseRange(title);
  int bits = range.size() > 2 && range[2] >= 2 && range[2] <= 32 ? static_cast<int>(range[2]) : 0;
  if (range.size() >= 2 && range[0] < range[1]) {
    if (bits == 0) bits = kDefaultBits;
    const double steps = bits < 32 ? static_cast<double>(1ULL << bits) : 4294967295.0;
    coding.kind = NumberCoding::Kind::kRanged;
    coding.minimum = range[0];
    coding.factor = steps / (range[1] - range[0]);
    return coding;
  }
  if (single || (bits != 0 && bits <= kLongestMantissa)) {
    coding.kind = NumberCoding::Kind::kTruncated;
    coding.stored_bytes = 3;
    coding.mantissa_bits = bits != 0 && bits <= kLongestMantissa ? bits : kFloat16Mantissa;
    return coding;
  }
  coding.kind = NumberCoding::Kind::kWidened;
  return coding;
}

void DecodeNumbers(const NumberCoding& coding, const std::byte* from, std::size_t stride,
                   std::size_t entries, std::size_t length, std::byte* to) {
  if (entries * length == 0) return;
  const bool single = coding.type == DataType::kFloat32;
  switch (coding.kind) {
    case NumberCoding::Kind::kPlain:
      switch (coding.stored_bytes) {
        case 1:
          return Swap<std::uint8_t>(from, stride, entries, length, to);
        case 2:
          return Swap<std::uint16_t>(from, stride, entries, length, to);
        case 4:
          return Swap<std::uint32_t>(from, stride, entries, length, to);
        default:
          return Swap<std::uint64_t>(from, stride, entries, length, to);
      }
    case NumberCoding::Kind::kBool:
      return ForEach<1>(from, stride, entries, length, to,
                        [](const std::byte* b) { return std::uint8_t{*b != std::byte{0}}; });
    case NumberCoding::Kind::kWidened:
      return ForEach<4>(from, stride, entries, length, to,
                        [](const std::byte* b) { return double{LoadBigEndian<float>(b)}; });
    case NumberCoding::Kind::kTruncated: {
      const int bits = coding.mantissa_bits;
      const auto decode = [bits](const std::byte* b) { return Truncated(b, bits); };
      if (single) return ForEach<3>(from, stride, entries, length, to, decode);
      return ForEach<3>(from, stride, entries, length, to,
                        [&](const std::byte* b) { return double{decode(b)}; });
    }
    case NumberCoding::Kind::kRanged: {
      const double minimum = coding.minimum, factor = coding.factor;
      const auto decode = [=](const std::byte* b) {
        return minimum + LoadBigEndian<std::uint32_t>(b) / factor;
      };
      if (!single) return ForEach<4>(from, stride, entries, length, to, decode);
      return ForEach<4>(from, stride, entries, length, to,
                        [&](const std::byte* b) { return static_cast<float>(decode(b)); });
    }
  }
}

namespace {

/// Most runs are short: no call for each.
template <class T>
void SwapRuns(const std::byte* base, std::span<const Run> runs, std::byte* to) {
  constexpr std::uint32_t kShort = 16;
  for (const auto& run : runs) {
    const auto* from = base + run.position;
    if (run.count > kShort) {
      SwapBytes(from, run.count, sizeof(T), to);
    } else {
      for (std::uint32_t i = 0; i < run.count; ++i) {
        const auto value = LoadBigEndian<T>(from + i * sizeof(T));
        std::memcpy(to + i * sizeof(T), &value, sizeof(T));
      }
    }
    to += run.count * sizeof(T);
  }
}

}  // namespace

void DecodeRuns(const NumberCoding& coding, const std::byte* base, std::span<const Run> runs,
                std::byte* to) {
  if (coding.kind == NumberCoding::Kind::kPlain) {
    switch (coding.stored_bytes) {
      case 1:
        for (const auto& run : runs) {
          std::memcpy(to, base + run.position, run.count);
          to += run.count;
        }
        return;
      case 2:
        return SwapRuns<std::uint16_t>(base, runs, to);
      case 4:
        return SwapRuns<std::uint32_t>(base, runs, to);
      default:
        return SwapRuns<std::uint64_t>(base, runs, to);
    }
  }
  const auto stored = coding.stored_bytes, width = SizeOf(coding.type);
  for (const auto& run : runs) {
    DecodeNumbers(coding, base + run.position, stored * run.count, 1, run.count, to);
    to += width * run.count;
  }
}

}  // namespace TMVA::inline standalone::rootio
