// Vectors of numbers as objects of their own.
#pragma once

#include <TMVA/ColumnSource.h>

#include <cstddef>
#include <span>
#include <string_view>

#include "dataloader/rootio/write_buffer.h"

namespace TMVA::inline standalone::rootwrite {

std::string_view VectorClassOf(DataType type);
/// `values` are in the byte order of this machine. DataError when they are too many for a record.
void StreamVector(WriteBuffer& out, std::string_view name, DataType type,
                  std::span<const std::byte> values);

}  // namespace TMVA::inline standalone::rootwrite
