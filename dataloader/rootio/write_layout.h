// The classes that we write: the version streamed, ROOT's checksum, and the members in order.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace TMVA::inline standalone::rootwrite {

enum class MemberKind : std::uint8_t {
  kBase,           ///< base class `name`
  kBasic,          ///< number of type `type`
  kCounter,        ///< int that counts the values of a kArray
  kArray,          ///< `type` is "T*", `counter` the member that counts
  kObject,         ///< TObject by value
  kObjectAny,      ///< another class by value
  kPointer,        ///< object behind a pointer
  kInlinePointer,  ///< object behind a pointer that is never null, streamed in place
  kString,         ///< TString
  kVector          ///< std::vector<std::string>
};

struct Member {
  MemberKind kind;
  std::string_view name;
  std::string_view type = {};
  std::string_view counter = {};
  int size = 0;  ///< sizeof in ROOT, of objects by value
};

struct ClassLayout {
  std::string_view name;
  int version;
  std::uint32_t checksum;
  std::span<const Member> members;
};

/// All layouts. What is streamed takes its version from here, and the file's streamer info is made
/// from here: a reader refuses data of a version that no streamer info in the file describes.
std::span<const ClassLayout> Layouts();
/// Null for classes that streamer infos only name (TArrayF, ...).
const ClassLayout* FindLayout(std::string_view class_name);
int VersionOf(std::string_view class_name);

}  // namespace TMVA::inline standalone::rootwrite
