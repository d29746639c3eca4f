// The wire format of protocol buffers.
#include "tmva/graph/onnx/wire.h"

#include <limits>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

void WireReader::Fail(const std::string& what) const {
  throw FileFormatError(*path_, what, static_cast<std::int64_t>(base_ + at_), message_);
}

std::uint64_t WireReader::ReadVarint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (at_ == bytes_.size()) Fail("ends in the middle of a number");
    const auto byte = static_cast<unsigned char>(bytes_[at_++]);
    if (shift == 63 && byte > 1) Fail("a number of more than 64 bits");
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80U) return value;
  }
  Fail("a number of more than 64 bits");
}

template <class T>
T WireReader::ReadFixed() {
  if (sizeof(T) > bytes_.size() - at_) Fail("ends in the middle of a number");
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[at_ + i])) << 8 * i;
  at_ += sizeof(T);
  if constexpr (sizeof(T) == 4) return std::bit_cast<T>(static_cast<std::uint32_t>(value));
  if constexpr (sizeof(T) == 8) return std::bit_cast<T>(value);
}

bool WireReader::Next() {
  if (at_ == bytes_.size()) return false;
  tag_at_ = at_;
  const std::uint64_t tag = ReadVarint();
  const std::uint64_t field = tag >> 3;
  if (field == 0 || field > (1U << 29) - 1)
    Fail("field number " + std::to_string(field) + " cannot be");
  field_ = static_cast<std::uint32_t>(field);
  switch (tag & 7) {
    case 0:
      type_ = Type::kVarint;
      break;
    case 1:
      type_ = Type::kFixed64;
      break;
    case 2:
      type_ = Type::kBytes;
      break;
    case 5:
      type_ = Type::kFixed32;
      break;
    default:
      Fail("field " + std::to_string(field) + " has the unknown wire type " +
           std::to_string(tag & 7));
  }
  return true;
}

void WireReader::Expect(Type type) const {
  if (type_ != type)
    Fail("field " + std::to_string(field_) + " has wire type " +
         std::to_string(static_cast<int>(type_)) + " instead of " +
         std::to_string(static_cast<int>(type)));
}

std::int64_t WireReader::Int() {
  Expect(Type::kVarint);
  return static_cast<std::int64_t>(ReadVarint());
}

std::int64_t WireReader::Int(std::int64_t low, std::int64_t high) {
  const std::int64_t value = Int();
  if (value < low || value > high)
    Fail("field " + std::to_string(field_) + " is " + std::to_string(value) +
         ", which is not from " + std::to_string(low) + " to " + std::to_string(high));
  return value;
}

float WireReader::Float() {
  Expect(Type::kFixed32);
  return ReadFixed<float>();
}

std::string_view WireReader::Bytes() {
  Expect(Type::kBytes);
  const std::uint64_t size = ReadVarint();
  if (size > bytes_.size() - at_)
    Fail("field " + std::to_string(field_) + " has " + std::to_string(size) +
         " bytes, which is more than there are");
  at_ += static_cast<std::size_t>(size);
  return bytes_.substr(at_ - static_cast<std::size_t>(size), static_cast<std::size_t>(size));
}

WireReader WireReader::Message(const std::string& name, std::string_view* content) {
  const std::string_view bytes = Bytes();
  if (content != nullptr) *content = bytes;
  WireReader inner(bytes, *path_, name);
  inner.base_ = base_ + at_ - bytes.size();
  return inner;
}

void WireReader::Append(std::vector<std::int64_t>& values) {
  if (type_ == Type::kVarint) {
    values.push_back(Int());
    return;
  }
  WireReader packed = Message(message_);
  while (packed.at_ < packed.bytes_.size())
    values.push_back(static_cast<std::int64_t>(packed.ReadVarint()));
}

template <class T>
void WireReader::AppendFixed(std::vector<T>& values, Type type) {
  if (type_ == type) {
    values.push_back(ReadFixed<T>());
    return;
  }
  WireReader packed = Message(message_);
  values.reserve(values.size() + packed.bytes_.size() / sizeof(T));
  while (packed.at_ < packed.bytes_.size()) values.push_back(packed.ReadFixed<T>());
}
void WireReader::Append(std::vector<float>& values) { AppendFixed(values, Type::kFixed32); }
void WireReader::Append(std::vector<double>& values) { AppendFixed(values, Type::kFixed64); }

std::string_view WireReader::Skip() {
  switch (type_) {
    case Type::kVarint:
      ReadVarint();
      break;
    case Type::kFixed64:
      ReadFixed<std::uint64_t>();
      break;
    case Type::kFixed32:
      ReadFixed<std::uint32_t>();
      break;
    case Type::kBytes:
      Bytes();
      break;
  }
  return bytes_.substr(tag_at_, at_ - tag_at_);
}

void WireWriter::WriteOthersBefore(std::uint32_t field) {
  if (other_ == nullptr) return;
  for (; next_ < other_->size() && (*other_)[next_].first < field; ++next_)
    bytes_ += (*other_)[next_].second;
}

void WireWriter::Tag(std::uint32_t field, std::uint32_t type) {
  WriteOthersBefore(field);
  Varint(static_cast<std::uint64_t>(field) << 3 | type);
}

std::string WireWriter::Take() {
  WriteOthersBefore(std::numeric_limits<std::uint32_t>::max());
  return std::move(bytes_);
}

void WireWriter::Varint(std::uint64_t value) {
  for (; value >= 0x80U; value >>= 7) bytes_ += static_cast<char>((value & 0x7FU) | 0x80U);
  bytes_ += static_cast<char>(value);
}

void WireWriter::Fixed(std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i, value >>= 8) bytes_ += static_cast<char>(value & 0xFFU);
}

void WireWriter::Int(std::uint32_t field, std::int64_t value) {
  Tag(field, 0);
  Varint(static_cast<std::uint64_t>(value));
}

void WireWriter::Float(std::uint32_t field, float value) {
  Tag(field, 5);
  Fixed(std::bit_cast<std::uint32_t>(value), 4);
}

void WireWriter::Bytes(std::uint32_t field, std::string_view bytes) {
  Tag(field, 2);
  Varint(bytes.size());
  bytes_ += bytes;
}

void WireWriter::Double(std::uint32_t field, double value) {
  Tag(field, 1);
  Fixed(std::bit_cast<std::uint64_t>(value), 8);
}

void WireWriter::Ints(std::uint32_t field, const std::vector<std::int64_t>& values, bool packed) {
  if (values.empty()) return;
  if (!packed) {
    for (const auto value : values) Int(field, value);
    return;
  }
  WireWriter block;
  for (const auto value : values) block.Varint(static_cast<std::uint64_t>(value));
  Message(field, std::move(block));
}

void WireWriter::Floats(std::uint32_t field, const std::vector<float>& values, bool packed) {
  if (values.empty()) return;
  if (!packed) {
    for (const float value : values) Float(field, value);
    return;
  }
  WireWriter block;
  for (const float value : values) block.Fixed(std::bit_cast<std::uint32_t>(value), 4);
  Message(field, std::move(block));
}

void WireWriter::Doubles(std::uint32_t field, const std::vector<double>& values, bool packed) {
  if (values.empty()) return;
  if (!packed) {
    for (const double value : values) Double(field, value);
    return;
  }
  WireWriter block;
  for (const double value : values) block.Fixed(std::bit_cast<std::uint64_t>(value), 8);
  Message(field, std::move(block));
}

}  // namespace TMVA::inline standalone
