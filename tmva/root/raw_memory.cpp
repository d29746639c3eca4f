// Copies between entries and memory.
#include "tmva/root/raw_memory.h"

#include <TMVA/Error.h>

#include <cstring>

inline namespace tmva_root {
namespace {

template <class T>
std::int64_t LoadInteger(const std::byte* address) {
  T value;
  std::memcpy(&value, address, sizeof value);
  return static_cast<std::int64_t>(value);
}

}  // namespace

RawMemory::RawMemory(std::string branch, void* address, std::vector<RawLeaf> leaves,
                     std::size_t capacity, std::shared_ptr<const void> owner, CounterBranch counter)
    : branch_(std::move(branch)),
      address_(static_cast<std::byte*>(address)),
      leaves_(std::move(leaves)),
      capacity_(capacity),
      owner_(std::move(owner)),
      counter_(std::move(counter)) {
  std::size_t fixed = 0;
  for (const auto& leaf : leaves_)
    if (leaf.kind == RawLeaf::Kind::kFixed)
      fixed += static_cast<std::size_t>(leaf.length) * TMVA::SizeOf(leaf.type);
  Require(fixed);
}

void RawMemory::Require(std::size_t bytes) const {
  if (bytes > capacity_)
    throw TMVA::DataError("branch '" + branch_ + "': an entry takes " + std::to_string(bytes) +
                          " bytes, the buffer that was given for it has " +
                          std::to_string(capacity_));
}

std::int64_t RawMemory::Integer(const std::byte* address, TMVA::DataType type) {
  using enum TMVA::DataType;
  switch (type) {
    case kInt8:
      return LoadInteger<std::int8_t>(address);
    case kUInt8:
    case kBool:
      return LoadInteger<std::uint8_t>(address);
    case kInt16:
      return LoadInteger<std::int16_t>(address);
    case kUInt16:
      return LoadInteger<std::uint16_t>(address);
    case kInt32:
      return LoadInteger<std::int32_t>(address);
    case kUInt32:
      return LoadInteger<std::uint32_t>(address);
    default:
      return LoadInteger<std::int64_t>(address);
  }
}

std::int64_t RawMemory::Count() const {
  if (!counter_.memory || !*counter_.memory)
    throw TMVA::DataError("branch '" + branch_ + "': '" + counter_.name +
                          "', which counts its values, has no memory to be read from");
  std::int64_t count = 0;
  if (const auto* raw = dynamic_cast<const RawMemory*>(counter_.memory->get())) {
    count = Integer(raw->address_, counter_.type);
  } else {
    std::vector<ColumnBuffer> value{{counter_.type, 0}};
    (*counter_.memory)->Store(value);
    const auto column = value[0].Freeze("", 1);
    count = Integer(static_cast<const std::byte*>(column.data), counter_.type);
  }
  if (count < 0)
    throw TMVA::DataError("branch '" + branch_ + "': '" + counter_.name +
                          "', which counts its values, is " + std::to_string(count));
  return count;
}

void RawMemory::Store(std::span<ColumnBuffer> leaves) const {
  const auto* from = address_;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const auto& leaf = leaves_[i];
    auto length = static_cast<std::size_t>(leaf.length);
    if (leaf.kind == RawLeaf::Kind::kText) {
      const auto* text = reinterpret_cast<const char*>(from);
      length = capacity_ == SIZE_MAX ? std::strlen(text) : ::strnlen(text, capacity_);
    } else if (leaf.kind == RawLeaf::Kind::kCounted) {
      length *= static_cast<std::size_t>(Count());
      Require(length * TMVA::SizeOf(leaf.type));
    }
    leaves[i].AppendValues(from, length);
    if (leaf.kind != RawLeaf::Kind::kFixed) leaves[i].EndList();
    from += length * TMVA::SizeOf(leaf.type);
  }
}

void RawMemory::Load(std::span<const ColumnRow> leaves) {
  auto* to = address_;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const auto bytes = static_cast<std::size_t>(leaves[i].count) * leaves[i].value_size;
    const bool is_text = leaves_[i].kind == RawLeaf::Kind::kText;
    if (leaves_[i].kind != RawLeaf::Kind::kFixed) Require(bytes + (is_text ? 1 : 0));
    if (bytes == 4)  // one instruction for most
      std::memcpy(to, leaves[i].values, 4);
    else if (bytes > 0)
      std::memcpy(to, leaves[i].values, bytes);
    if (is_text) to[bytes] = std::byte{0};
    to += bytes;
  }
}

}  // namespace tmva_root
