// How ROOT calls what a BranchSpec describes: classes, types and titles.
#pragma once

#include <TMVA/OutputFile.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace TMVA::inline standalone::rootwrite {

enum class BranchKind : std::uint8_t {
  kFixed,    ///< every entry has as many bytes
  kText,     ///< TLeafC
  kCounted,  ///< x[n]
  kObject    ///< TBranchElement of a vector, of strings or of vectors
};

/// How a LeafSpec's type is called in ROOT.
struct LeafType {
  std::string_view class_name;
  char code;  ///< in the branch's title: "x/F"
  std::size_t size;
  bool is_unsigned;
};
LeafType TypeOf(const LeafSpec& leaf);

BranchKind KindOf(const BranchSpec& branch);
/// DataError naming tree and branch when the specification cannot be written.
void CheckSpec(const BranchSpec& branch, const std::string& tree);

std::string LeafTitle(const BranchSpec& branch, const LeafSpec& leaf);
std::string BranchTitle(const BranchSpec& branch);

/// The class of a kObject branch, with ROOT's checksum.
struct ObjectClass {
  std::string name;
  std::uint32_t checksum;
};
ObjectClass ClassOf(const BranchSpec& branch);

/// Of a basket, which readers limit to 1 GB.
constexpr std::int64_t kLargestEntry = 900'000'000;

}  // namespace TMVA::inline standalone::rootwrite
