// Byte counts, class tags and strings of streamed objects.
#include "dataloader/rootio/write_buffer.h"

#include <TMVA/Error.h>

#include "dataloader/rootio/byte_swap.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::uint32_t kByteCountBit = 0x40000000;
constexpr std::uint32_t kNewClassTag = 0xffffffff;
constexpr std::uint32_t kClassBit = 0x80000000;
constexpr std::size_t kLargestObject = 0x3ffffffe;  // what a byte count can say
constexpr std::size_t kTagOffset = 2;               // tags 0 and 1 have a meaning of their own

}  // namespace

void WriteBuffer::PutBytes(std::span<const std::byte> bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void WriteBuffer::PutValues(std::span<const std::byte> values, std::size_t size) {
  const auto start = bytes_.size();
  bytes_.resize(start + values.size());
  rootio::SwapBytes(values.data(), values.size() / size, size, bytes_.data() + start);
}

void WriteBuffer::PutString(std::string_view text) {
  if (text.size() > kLargestObject)
    throw DataError("a string of " + std::to_string(text.size()) +
                    " bytes does not fit into a ROOT file");
  if (text.size() < 255) {
    Put(static_cast<std::uint8_t>(text.size()));
  } else {
    Put<std::uint8_t>(255);
    Put(static_cast<std::uint32_t>(text.size()));
  }
  PutBytes(std::as_bytes(std::span(text.data(), text.size())));
}

std::size_t WriteBuffer::BeginObject(int version) {
  const auto start = bytes_.size();
  Put<std::uint32_t>(0);
  Put(static_cast<std::int16_t>(version));
  return start;
}

std::size_t WriteBuffer::BeginPointer(std::string_view class_name) {
  const auto start = bytes_.size();
  Put<std::uint32_t>(0);
  if (const auto known = class_tags_.find(class_name); known != class_tags_.end()) {
    Put(kClassBit | known->second);
    return start;
  }
  class_tags_.emplace(class_name, static_cast<std::uint32_t>(base_ + bytes_.size() + kTagOffset));
  Put(kNewClassTag);
  PutBytes(std::as_bytes(std::span(class_name.data(), class_name.size())));
  Put<std::uint8_t>(0);
  return start;
}

void WriteBuffer::EndObject(std::size_t start) {
  const auto length = bytes_.size() - start - sizeof(std::uint32_t);
  if (base_ + bytes_.size() > kLargestObject)
    throw DataError("an object of more than 1 GB does not fit into a ROOT file");
  const auto bits = BigEndianBits(kByteCountBit | static_cast<std::uint32_t>(length));
  std::memcpy(bytes_.data() + start, &bits, sizeof(bits));
}

std::uint32_t WriteBuffer::ObjectTag(std::size_t start) const {
  return static_cast<std::uint32_t>(base_ + start + kTagOffset);
}

}  // namespace TMVA::inline standalone::rootwrite
