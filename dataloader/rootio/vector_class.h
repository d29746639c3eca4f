// The classes of vectors of numbers.
#pragma once

#include <optional>
#include <string_view>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone::rootio {

/// "vector<float>", ... as we write them.
std::string_view VectorClassOf(DataType type);
/// The type of the numbers, by any of their names; nothing for what is no such vector.
std::optional<DataType> VectorType(std::string_view class_name);

}  // namespace TMVA::inline standalone::rootio
