// Conversion of the elements of RNTuple columns.
#include "dataloader/rootio/rntuple/element_coding.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "dataloader/rootio/dispatch.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr std::size_t kLane = 16;
using Bytes16 = std::uint8_t __attribute__((vector_size(kLane)));

/// Turns planes into values: every round shuffles the bytes of all registers together as two halves
/// of a deck of cards, and after log2(width) rounds those of a value lie side by side.
template <std::size_t kWidth>
void Unsplit(const std::byte* from, std::size_t count, std::byte* to) {
  std::size_t i = 0;
  for (; i + kLane <= count; i += kLane) {
    std::array<Bytes16, kWidth> deck, next;
    for (std::size_t k = 0; k < kWidth; ++k) std::memcpy(&deck[k], from + k * count + i, kLane);
    for (std::size_t round = 1; round < kWidth; round *= 2) {
      for (std::size_t k = 0; k < kWidth / 2; ++k) {
        const auto a = deck[k], b = deck[k + kWidth / 2];
        next[2 * k] =
            __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        next[2 * k + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13,
                                                  29, 14, 30, 15, 31);
      }
      deck = next;
    }
    std::memcpy(to + i * kWidth, deck.data(), kWidth * kLane);
  }
  for (; i < count; ++i)
    for (std::size_t k = 0; k < kWidth; ++k) to[i * kWidth + k] = from[k * count + i];
}

template <std::size_t kWidth>
void Split(const std::byte* from, std::size_t count, std::byte* to) {
  for (std::size_t k = 0; k < kWidth; ++k)
    for (std::size_t i = 0; i < count; ++i) to[k * count + i] = from[i * kWidth + k];
}

/// Replaces each value by what `step` makes of it.
template <class U, class Step>
void Transform(std::byte* values, std::size_t count, Step step) {
  for (std::size_t i = 0; i < count; ++i) {
    U value;
    std::memcpy(&value, values + i * sizeof(U), sizeof(U));
    value = step(value);
    std::memcpy(values + i * sizeof(U), &value, sizeof(U));
  }
}

template <class U>
void Unzigzag(std::byte* values, std::size_t count) {
  Transform<U>(values, count, [](U u) { return static_cast<U>((u >> 1) ^ (U{0} - (u & 1))); });
}
template <class U>
void Zigzag(std::byte* values, std::size_t count) {
  constexpr int kTop = 8 * sizeof(U) - 1;
  Transform<U>(values, count, [](U u) { return static_cast<U>((u << 1) ^ (U{0} - (u >> kTop))); });
}
template <class U>
void Accumulate(std::byte* values, std::size_t count) {
  U sum = 0;
  Transform<U>(values, count, [&sum](U u) { return sum += u; });
}
template <class U>
void Difference(std::byte* values, std::size_t count) {
  U last = 0;
  Transform<U>(values, count, [&last](U u) {
    const U difference = u - last;
    last = u;
    return difference;
  });
}

/// Calls a function with an unsigned integer of the width of the coding's values.
template <class F>
void WithWidth(const ElementCoding& coding, const F& f) {
  switch (coding.bits) {
    case 8:
      return f(std::uint8_t{});
    case 16:
      return f(std::uint16_t{});
    case 32:
      return f(std::uint32_t{});
    default:
      return f(std::uint64_t{});
  }
}

void SpreadBits(const std::byte* from, std::size_t count, std::byte* to) {
  constexpr std::uint64_t kEach = 0x0101010101010101, kOwn = 0x8040201008040201;
  constexpr std::uint64_t kCarry = 0x7f7f7f7f7f7f7f7f;
  for (std::size_t i = 0; i < count; i += 8) {
    const auto spread = (std::to_integer<std::uint64_t>(from[i / 8]) * kEach) & kOwn;
    const auto bools = ((spread + kCarry) >> 7) & kEach;
    std::memcpy(to + i, &bools, std::min<std::size_t>(8, count - i));
  }
}

/// Calls `put` with the number and the bits of each element; elements follow each other bit by bit.
template <class Put>
void UnpackBits(const std::byte* from, std::size_t count, int bits, const Put& put) {
  const auto mask = (std::uint64_t{1} << bits) - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = i * static_cast<std::size_t>(bits);
    std::uint64_t word;
    std::memcpy(&word, from + at / 8, sizeof word);
    put(i, static_cast<std::uint32_t>((word >> (at % 8)) & mask));
  }
}

template <class T>
void Store(std::byte* to, std::size_t i, T value) {
  std::memcpy(to + i * sizeof(T), &value, sizeof(T));
}

float HalfToFloat(std::uint16_t half) {
  constexpr std::uint32_t kExponent = 0x7c00, kMantissa = 0x3ff;
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
  const std::uint32_t exponent = half & kExponent, mantissa = half & kMantissa;
  if (exponent == 0) {  // zero or subnormal
    const float value = std::ldexp(static_cast<float>(mantissa), -24);
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) | sign);
  }
  if (exponent == kExponent)  // infinity or not a number
    return std::bit_cast<float>(sign | 0x7f800000 | mantissa << 13);
  return std::bit_cast<float>(sign | (((exponent >> 10) + 112) << 23) | mantissa << 13);
}

void DecodePlain(const ElementCoding& coding, const std::byte* from, std::size_t count,
                 std::byte* to) {
  WithWidth(coding, [&]<class U>(U) {
    if (coding.split)
      Unsplit<sizeof(U)>(from, count, to);
    else
      std::memcpy(to, from, count * sizeof(U));
    if (coding.zigzag) Unzigzag<U>(to, count);
    if (coding.delta) Accumulate<U>(to, count);
  });
}

struct TypeRow {
  DataType type;
  int bits;  ///< 0: the column says how many
  ElementCoding::Kind kind = ElementCoding::Kind::kPlain;
  bool split = false, zigzag = false, index = false;
};

/// By the number of the column type.
std::span<const TypeRow> TypeRows() {
  using enum DataType;
  using enum ElementCoding::Kind;
  static constexpr TypeRow kRows[] = {
      {kBool, 1, kBit},                           // 00 Bit
      {kUInt8, 8},                                // 01 Byte
      {kUInt8, 8},                                // 02 Char
      {kInt8, 8},                                 // 03 Int8
      {kUInt8, 8},                                // 04 UInt8
      {kInt16, 16},                               // 05 Int16
      {kUInt16, 16},                              // 06 UInt16
      {kInt32, 32},                               // 07 Int32
      {kUInt32, 32},                              // 08 UInt32
      {kInt64, 64},                               // 09 Int64
      {kUInt64, 64},                              // 0a UInt64
      {kFloat32, 16, kReal16},                    // 0b Real16
      {kFloat32, 32},                             // 0c Real32
      {kFloat64, 64},                             // 0d Real64
      {kUInt32, 32, kPlain, false, false, true},  // 0e Index32
      {kUInt64, 64, kPlain, false, false, true},  // 0f Index64
      {kUInt64, -1},                              // 10 Switch
      {kInt16, 16, kPlain, true, true},           // 11 SplitInt16
      {kUInt16, 16, kPlain, true},                // 12 SplitUInt16
      {kInt32, 32, kPlain, true, true},           // 13 SplitInt32
      {kUInt32, 32, kPlain, true},                // 14 SplitUInt32
      {kInt64, 64, kPlain, true, true},           // 15 SplitInt64
      {kUInt64, 64, kPlain, true},                // 16 SplitUInt64
      {kFloat32, 16, kReal16, true},              // 17 SplitReal16
      {kFloat32, 32, kPlain, true},               // 18 SplitReal32
      {kFloat64, 64, kPlain, true},               // 19 SplitReal64
      {kUInt32, 32, kPlain, true, false, true},   // 1a SplitIndex32
      {kUInt64, 64, kPlain, true, false, true},   // 1b SplitIndex64
      {kFloat32, 0, kTruncated},                  // 1c Real32Trunc
      {kFloat64, 0, kQuantised},                  // 1d Real32Quant
  };
  return kRows;
}

}  // namespace

ElementCoding CodingOf(const NtupleColumn& column, std::string& why) {
  constexpr int kShortestTruncated = 10, kLongestTruncated = 31, kLongestQuantised = 32;
  const auto rows = TypeRows();
  const auto row = column.type < rows.size() ? rows[column.type] : TypeRow{DataType::kBool, -1};
  const int bits = column.bits;
  ElementCoding coding;
  coding.kind = row.kind;
  coding.type = row.type;
  coding.bits = bits;
  coding.split = row.split;
  coding.zigzag = row.zigzag;
  coding.index = row.index;
  coding.delta = row.index && row.split;
  coding.minimum = column.minimum;
  coding.maximum = column.maximum;
  const bool good = row.kind == ElementCoding::Kind::kTruncated
                        ? bits >= kShortestTruncated && bits <= kLongestTruncated
                    : row.kind == ElementCoding::Kind::kQuantised
                        ? bits >= 1 && bits <= kLongestQuantised
                        : bits == row.bits;
  if (!good)
    why = "its elements are of type " + std::to_string(column.type) + " with " +
          std::to_string(bits) + " bits";
  return coding;
}

void DecodeElements(const ElementCoding& coding, const std::byte* from, std::size_t count,
                    std::byte* to, std::vector<std::byte>& scratch) {
  if (count == 0) return;
  switch (coding.kind) {
    case ElementCoding::Kind::kPlain:
      return DecodePlain(coding, from, count, to);
    case ElementCoding::Kind::kBit:
      return SpreadBits(from, count, to);
    case ElementCoding::Kind::kReal16:
      scratch.resize(count * 2);
      DecodePlain(coding, from, count, scratch.data());
      for (std::size_t i = 0; i < count; ++i) {
        std::uint16_t half;
        std::memcpy(&half, scratch.data() + 2 * i, sizeof half);
        Store(to, i, HalfToFloat(half));
      }
      return;
    case ElementCoding::Kind::kTruncated: {
      const int shift = 32 - coding.bits;
      return UnpackBits(from, count, coding.bits,
                        [=](std::size_t i, std::uint32_t bits) { Store(to, i, bits << shift); });
    }
    case ElementCoding::Kind::kQuantised: {
      const auto steps = static_cast<double>((std::uint64_t{1} << coding.bits) - 1);
      const double minimum = coding.minimum, range = coding.maximum - coding.minimum;
      return UnpackBits(from, count, coding.bits, [=](std::size_t i, std::uint32_t bits) {
        Store(to, i, minimum + bits * range / steps);
      });
    }
  }
}

void ConvertValues(DataType from_type, const std::byte* from, std::size_t count, DataType to_type,
                   std::byte* to) {
  Dispatch(from_type, [&]<class From>(From) {
    Dispatch(to_type, [&]<class To>(To) {
      if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
        // No column of real numbers belongs to a field of integers; FieldType sees to it.
      } else {
        for (std::size_t i = 0; i < count; ++i) {
          From value;
          std::memcpy(&value, from + i * sizeof(From), sizeof(From));
          Store(to, i, static_cast<To>(value));
        }
      }
    });
  });
}

void SplitElements(const ElementCoding& coding, std::span<std::byte> values, std::byte* to) {
  WithWidth(coding, [&]<class U>(U) {
    const auto count = values.size() / sizeof(U);
    if (coding.zigzag) Zigzag<U>(values.data(), count);
    if (coding.delta) Difference<U>(values.data(), count);
    Split<sizeof(U)>(values.data(), count, to);
  });
}

}  // namespace TMVA::inline standalone::rootio
