// The wire format of protocol buffers: reading that believes no length, and writing.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace TMVA::inline standalone {

/// Reads the fields of one message, one after the other:
///   while (reader.Next()) switch (reader.Field()) { case 1: name = reader.Text(); break; default:
///   reader.Skip(); }
/// Every field must be read or skipped. FileFormatError with the offset in the file. Messages
/// within messages are readers of their own: nothing here is recursive.
class WireReader {
 public:
  WireReader(std::string_view bytes, const std::string& path, std::string message)
      : bytes_(bytes), path_(&path), message_(std::move(message)) {}

  /// Goes to the next field; false at the end of the message.
  bool Next();
  std::uint32_t Field() const { return field_; }

  std::int64_t Int();
  /// A number that must lie in the range.
  std::int64_t Int(std::int64_t low, std::int64_t high);
  float Float();
  std::string Text() { return std::string(Bytes()); }
  std::string_view Bytes();
  /// A message within this one; `name` is for messages. Its bytes, if they are wanted.
  WireReader Message(const std::string& name, std::string_view* content = nullptr);
  /// Repeated numbers, packed or one by one: appends those of this field.
  void Append(std::vector<std::int64_t>& values);
  void Append(std::vector<float>& values);
  void Append(std::vector<double>& values);
  /// Were the numbers of this field packed?
  bool IsPacked() const { return type_ == Type::kBytes; }
  /// Goes past the field, and gives all its bytes, those of the tag included.
  std::string_view Skip();

  /// FileFormatError at the present place.
  [[noreturn]] void Fail(const std::string& what) const;

 private:
  enum class Type : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

  void Expect(Type type) const;
  std::uint64_t ReadVarint();
  template <class T>
  T ReadFixed();
  template <class T>
  void AppendFixed(std::vector<T>& values, Type type);

  std::string_view bytes_;
  const std::string* path_;
  std::string message_;
  std::size_t base_ = 0;  ///< offset of this message in the file
  std::size_t at_ = 0;
  std::size_t tag_at_ = 0;
  std::uint32_t field_ = 0;
  Type type_ = Type::kVarint;
};

/// Builds the bytes of a message. Fields are to be written in the order of their numbers.
class WireWriter {
 public:
  WireWriter() = default;
  /// `other`: fields as they are to stand (number, bytes), put where their number belongs.
  explicit WireWriter(const std::vector<std::pair<std::uint32_t, std::string>>& other)
      : other_(&other) {}

  void Int(std::uint32_t field, std::int64_t value);
  void Float(std::uint32_t field, float value);
  void Bytes(std::uint32_t field, std::string_view bytes);
  void Message(std::uint32_t field, WireWriter message) { Bytes(field, message.Take()); }
  /// Nothing for an empty list.
  void Ints(std::uint32_t field, const std::vector<std::int64_t>& values, bool packed = true);
  void Floats(std::uint32_t field, const std::vector<float>& values, bool packed = true);
  void Doubles(std::uint32_t field, const std::vector<double>& values, bool packed = true);
  std::string Take();

 private:
  void Tag(std::uint32_t field, std::uint32_t type);
  void WriteOthersBefore(std::uint32_t field);
  void Varint(std::uint64_t value);
  void Fixed(std::uint64_t value, int bytes);
  void Double(std::uint32_t field, double value);

  std::string bytes_;
  const std::vector<std::pair<std::uint32_t, std::string>>* other_ = nullptr;
  std::size_t next_ = 0;  ///< of other_
};

}  // namespace TMVA::inline standalone
