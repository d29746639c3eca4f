// std::vector<number> as ROOT streams it when it is an object of its own: their number, the values.
#include "dataloader/rootio/write_vector.h"

#include <TMVA/Error.h>

#include <string>

#include "dataloader/rootio/vector_class.h"

namespace TMVA::inline standalone::rootwrite {

std::string_view VectorClassOf(DataType type) { return rootio::VectorClassOf(type); }

void StreamVector(WriteBuffer& out, std::string_view name, DataType type,
                  std::span<const std::byte> values) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 30;  // ROOT's own limit of a record
  const auto size = SizeOf(type);
  if (values.size() >= kMostBytes || values.size() % size != 0)
    throw DataError("vector '" + std::string(name) + "': has " + std::to_string(values.size()) +
                    " bytes, expected fewer than 2^30 and a multiple of " + std::to_string(size));
  out.Put(static_cast<std::int32_t>(values.size() / size));
  out.PutValues(values, size);
}

}  // namespace TMVA::inline standalone::rootwrite
