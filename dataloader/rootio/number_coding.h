// How the numbers of a column are stored, and their conversion to native values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone::rootio {

struct NumberCoding {
  enum class Kind : std::uint8_t {
    kPlain,      ///< big-endian values of `type`
    kBool,       ///< one byte, true unless zero
    kWidened,    ///< float32 stored, float64 read
    kTruncated,  ///< one byte of exponent, two of sign and mantissa
    kRanged      ///< uint32 steps between two limits
  };
  Kind kind = Kind::kPlain;
  DataType type = DataType::kFloat32;
  std::size_t stored_bytes = 4;
  double minimum = 0, factor = 1;  ///< kRanged
  int mantissa_bits = 12;          ///< kTruncated
};

NumberCoding PlainCoding(DataType type);
/// Float16_t (`single`) or Double32_t, whose limits stand in `title` as "[min,max,bits]".
NumberCoding PackedCoding(bool single, const std::string& title);

/// Converts `entries` entries of `length` values each; entries start every `stride` bytes.
void DecodeNumbers(const NumberCoding& coding, const std::byte* from, std::size_t stride,
                   std::size_t entries, std::size_t length, std::byte* to);

/// Where a run of values begins, in bytes, and how many there are.
struct Run {
  std::uint32_t position = 0;
  std::uint32_t count = 0;
};
/// Converts the values of all runs, one run after the other; `base` is what they count from.
void DecodeRuns(const NumberCoding& coding, const std::byte* base, std::span<const Run> runs,
                std::byte* to);

}  // namespace TMVA::inline standalone::rootio
