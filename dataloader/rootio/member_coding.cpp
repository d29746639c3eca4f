// How the members of classes and the items of containers store their numbers.
#include "dataloader/rootio/member_coding.h"

#include <algorithm>
#include <array>
#include <map>

#include "dataloader/rootio/streamer_info.h"

namespace TMVA::inline standalone::rootio {
namespace {

/// Calls `action` with a value of the C++ type that `type` means.
template <class Action>
Value Dispatch(DataType type, Action action) {
  switch (type) {
    case DataType::kInt8:
      return action(std::int8_t{});
    case DataType::kBool:
    case DataType::kUInt8:
      return action(std::uint8_t{});
    case DataType::kInt16:
      return action(std::int16_t{});
    case DataType::kUInt16:
      return action(std::uint16_t{});
    case DataType::kInt32:
      return action(std::int32_t{});
    case DataType::kUInt32:
      return action(std::uint32_t{});
    case DataType::kInt64:
      return action(std::int64_t{});
    case DataType::kUInt64:
      return action(std::uint64_t{});
    case DataType::kFloat32:
      return action(float{});
    case DataType::kFloat64:
      break;
  }
  return action(double{});
}

/// What a stored value keeps a number of type T as.
template <class T>
using Kept = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;

}  // namespace

std::optional<NumberCoding> MemberCoding(int type, const std::string& comment) {
  static const std::map<int, DataType> types{
      {kChar, DataType::kInt8},    {kLegacyChar, DataType::kInt8}, {kShort, DataType::kInt16},
      {kInt, DataType::kInt32},    {kCounter, DataType::kInt32},   {kLong, DataType::kInt64},
      {kLong64, DataType::kInt64}, {kFloat, DataType::kFloat32},   {kDouble, DataType::kFloat64},
      {kUChar, DataType::kUInt8},  {kUShort, DataType::kUInt16},   {kUInt, DataType::kUInt32},
      {kBits, DataType::kUInt32},  {kULong, DataType::kUInt64},    {kULong64, DataType::kUInt64},
      {kBool, DataType::kBool}};
  if (type == kFloat16 || type == kDouble32) {
    // A range leads the comment, perhaps behind the counter of an array: "[n][0,10,8]".
    return PackedCoding(type == kFloat16, comment.starts_with('[') ? comment : std::string());
  }
  const auto found = types.find(type);
  return found == types.end() ? std::nullopt : std::optional(PlainCoding(found->second));
}

std::optional<NumberCoding> NamedCoding(const std::string& type_name) {
  static const std::map<std::string, int> types{{"bool", kBool},
                                                {"Bool_t", kBool},
                                                {"char", kChar},
                                                {"signed char", kChar},
                                                {"Char_t", kChar},
                                                {"int8_t", kChar},
                                                {"unsigned char", kUChar},
                                                {"UChar_t", kUChar},
                                                {"uint8_t", kUChar},
                                                {"Byte_t", kUChar},
                                                {"short", kShort},
                                                {"Short_t", kShort},
                                                {"int16_t", kShort},
                                                {"unsigned short", kUShort},
                                                {"UShort_t", kUShort},
                                                {"uint16_t", kUShort},
                                                {"int", kInt},
                                                {"Int_t", kInt},
                                                {"int32_t", kInt},
                                                {"unsigned int", kUInt},
                                                {"unsigned", kUInt},
                                                {"UInt_t", kUInt},
                                                {"uint32_t", kUInt},
                                                {"long", kLong},
                                                {"Long_t", kLong},
                                                {"long long", kLong64},
                                                {"Long64_t", kLong64},
                                                {"int64_t", kLong64},
                                                {"unsigned long", kULong},
                                                {"ULong_t", kULong},
                                                {"unsigned long long", kULong64},
                                                {"ULong64_t", kULong64},
                                                {"uint64_t", kULong64},
                                                {"float", kFloat},
                                                {"Float_t", kFloat},
                                                {"double", kDouble},
                                                {"Double_t", kDouble},
                                                {"Double32_t", kDouble32},
                                                {"Float16_t", kFloat16}};
  const auto found = types.find(type_name);
  return found == types.end() ? std::nullopt : MemberCoding(found->second, "");
}

Value ReadNumber(ByteReader& reader, const NumberCoding& coding) {
  const auto bytes = reader.Bytes(coding.stored_bytes);
  return Dispatch(coding.type, [&](auto number) -> Value {
    DecodeNumbers(coding, bytes.data(), coding.stored_bytes, 1, 1,
                  reinterpret_cast<std::byte*>(&number));
    return static_cast<Kept<decltype(number)>>(number);
  });
}

Value ReadNumbers(ByteReader& reader, const NumberCoding& coding, std::int64_t count,
                  const char* what) {
  const auto size = reader.Count(count, coding.stored_bytes, what);
  const auto bytes = reader.Bytes(size * coding.stored_bytes);
  return Dispatch(coding.type, [&](auto number) -> Value {
    constexpr std::size_t kPart = 1024;  // stays in the cache
    std::array<decltype(number), kPart> part;
    std::vector<Kept<decltype(number)>> values(size);
    for (std::size_t begin = 0; begin < size; begin += kPart) {
      const auto length = std::min(kPart, size - begin);
      const auto stride = length * coding.stored_bytes;
      DecodeNumbers(coding, bytes.data() + begin * coding.stored_bytes, stride, 1, length,
                    reinterpret_cast<std::byte*>(part.data()));
      std::copy_n(part.begin(), length, values.begin() + static_cast<std::ptrdiff_t>(begin));
    }
    return values;
  });
}

}  // namespace TMVA::inline standalone::rootio
