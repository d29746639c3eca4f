// Numbers of one type as another.
#include "dataloader/batch/convert.h"

#include <cstring>
#include <limits>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::batch {
namespace {

/// Numbers up to this one are exact; above it some may be.
template <class To>
constexpr std::int64_t kExact = std::int64_t{1} << std::numeric_limits<To>::digits;

template <class To, class From>
void ConvertAs(const std::byte* values, std::int64_t count, std::byte* out, const std::string& what,
               bool round_integers) {
  const auto* in = reinterpret_cast<const From*>(values);
  auto* to = reinterpret_cast<To*>(out);
  constexpr bool exact = !std::is_integral_v<From> ||
                         std::numeric_limits<From>::digits <= std::numeric_limits<To>::digits;
  if constexpr (exact) {
    for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<To>(in[i]);
  } else {
    bool outside = false;
    for (std::int64_t i = 0; i < count; ++i) {
      to[i] = static_cast<To>(in[i]);
      outside |= in[i] > static_cast<From>(kExact<To>);
      if constexpr (std::is_signed_v<From>) outside |= in[i] < static_cast<From>(-kExact<To>);
    }
    for (std::int64_t i = 0; outside && !round_integers && i < count; ++i) {
      // As a wider float every 64-bit integer is exact.
      if (static_cast<long double>(to[i]) == static_cast<long double>(in[i])) continue;
      throw DataError(what + " holds the integer " + std::to_string(in[i]) + ", which a " +
                      (sizeof(To) == 4 ? "float32" : "float64") + " cannot hold exactly; " +
                      (sizeof(To) == 4 ? "take dtype=\"float64\", or make it a spectator"
                                       : "make it a spectator"));
    }
  }
}

template <class To>
void ConvertTo(const std::byte* values, DataType from, std::int64_t count, std::byte* out,
               const std::string& what, bool round_integers) {
  switch (from) {
    case DataType::kBool:
    case DataType::kUInt8:
      return ConvertAs<To, std::uint8_t>(values, count, out, what, round_integers);
    case DataType::kInt8:
      return ConvertAs<To, std::int8_t>(values, count, out, what, round_integers);
    case DataType::kInt16:
      return ConvertAs<To, std::int16_t>(values, count, out, what, round_integers);
    case DataType::kUInt16:
      return ConvertAs<To, std::uint16_t>(values, count, out, what, round_integers);
    case DataType::kInt32:
      return ConvertAs<To, std::int32_t>(values, count, out, what, round_integers);
    case DataType::kUInt32:
      return ConvertAs<To, std::uint32_t>(values, count, out, what, round_integers);
    case DataType::kInt64:
      return ConvertAs<To, std::int64_t>(values, count, out, what, round_integers);
    case DataType::kUInt64:
      return ConvertAs<To, std::uint64_t>(values, count, out, what, round_integers);
    case DataType::kFloat32:
      return ConvertAs<To, float>(values, count, out, what, round_integers);
    case DataType::kFloat64:
      return ConvertAs<To, double>(values, count, out, what, round_integers);
  }
}

}  // namespace

void Convert(const std::byte* values, DataType from, std::int64_t count, DataType to,
             std::byte* out, const std::string& what, bool round_integers) {
  if (from == to) {
    if (count > 0) std::memcpy(out, values, static_cast<std::size_t>(count) * SizeOf(to));
  } else if (to == DataType::kFloat32) {
    ConvertTo<float>(values, from, count, out, what, round_integers);
  } else if (to == DataType::kFloat64) {
    ConvertTo<double>(values, from, count, out, what, round_integers);
  } else {
    throw DataError(what + ": " + TypeName(from) + " cannot become " + TypeName(to));
  }
}

}  // namespace TMVA::inline standalone::batch
