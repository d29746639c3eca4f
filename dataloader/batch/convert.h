// Numbers of one type as another, without a silent loss of integers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone::batch {

/// Writes `count` numbers of type `from` as type `to` (kFloat32 or kFloat64; any other must equal
/// `from`). DataError naming `what` and the first integer that `to` cannot hold, unless they may be
/// rounded.
void Convert(const std::byte* values, DataType from, std::int64_t count, DataType to,
             std::byte* out, const std::string& what, bool round_integers);

}  // namespace TMVA::inline standalone::batch
