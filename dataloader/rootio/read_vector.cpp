// Vectors of numbers: their classes, and reading them to the bit.
#include <algorithm>
#include <string>
#include <utility>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include "dataloader/rootio/byte_reader.h"
#include "dataloader/rootio/byte_swap.h"
#include "dataloader/rootio/vector_class.h"

namespace TMVA::inline standalone {
namespace rootio {
namespace {

// The first name of each type is the one that is written.
constexpr std::pair<std::string_view, DataType> kClasses[] = {
    {"vector<bool>", DataType::kBool},
    {"vector<char>", DataType::kInt8},
    {"vector<signed char>", DataType::kInt8},
    {"vector<unsigned char>", DataType::kUInt8},
    {"vector<short>", DataType::kInt16},
    {"vector<unsigned short>", DataType::kUInt16},
    {"vector<int>", DataType::kInt32},
    {"vector<unsigned int>", DataType::kUInt32},
    {"vector<Long64_t>", DataType::kInt64},
    {"vector<long>", DataType::kInt64},
    {"vector<long long>", DataType::kInt64},
    {"vector<ULong64_t>", DataType::kUInt64},
    {"vector<unsigned long>", DataType::kUInt64},
    {"vector<unsigned long long>", DataType::kUInt64},
    {"vector<float>", DataType::kFloat32},
    {"vector<double>", DataType::kFloat64},
};

}  // namespace

std::string_view VectorClassOf(DataType type) {
  return std::ranges::find(kClasses, type, &std::pair<std::string_view, DataType>::second)->first;
}

std::optional<DataType> VectorType(std::string_view class_name) {
  const auto* found =
      std::ranges::find(kClasses, class_name, &std::pair<std::string_view, DataType>::first);
  return found == std::end(kClasses) ? std::nullopt : std::optional(found->second);
}

}  // namespace rootio

StoredVector File::GetVector(std::string_view name) const {
  const auto& key = FindKey(name);
  const auto type = rootio::VectorType(key.class_name);
  if (!type)
    throw DataError(Path() + ": '" + key.name + "' is a " + key.class_name +
                    ", expected a vector of numbers");
  const auto payload = ReadObject(name);
  const rootio::Origin origin{Path(), -1, key.class_name + " " + key.name};
  rootio::ByteReader reader(payload, origin);
  const auto size = SizeOf(*type);
  const auto count = reader.Count(reader.Read<std::int32_t>(), size, "vector");
  if (reader.Remaining() != count * size)
    reader.Fail("holds " + std::to_string(reader.Remaining()) + " bytes for " +
                std::to_string(count) + " values");
  StoredVector vector{*type, std::vector<std::byte>(count * size)};
  rootio::SwapBytes(payload.data() + reader.Position(), count, size, vector.values.data());
  return vector;
}

}  // namespace TMVA::inline standalone
