// Reads all that can be read of a ROOT file, as its worst user would.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace TMVA::fuzz {

/// What to read; each target has its own.
struct Wanted {
  bool objects = true;
  bool trees = true;
  bool ntuples = true;
};

/// What came of reading a file.
struct Reading {
  /// Digest of what was read without an error: of a column by "tree;1/column", of an object by
  /// "name;1".
  std::map<std::string, std::uint64_t> digests;
  /// The errors by the same names: damage that was noticed.
  std::map<std::string, std::string> errors;
  /// What must never happen: foreign exceptions, messages without the path, readings that differ.
  std::vector<std::string> faults;
};

Reading ReadEverything(std::span<const std::byte> bytes, const std::string& path,
                       const Wanted& wanted = {});

/// As above, with a look at the memory: single allocations above four times the file and
/// kAllowance are faults too, unless the file's compressed blocks do hold as much.
Reading ReadWithinMemory(std::span<const std::byte> bytes, const std::string& path,
                         const Wanted& wanted = {});

/// For the state of the codecs: a context of zstd takes 160 KB, a dictionary of lzma may be longer
/// than what it yields by half as much.
constexpr std::size_t kAllowance = std::size_t{1} << 20;

/// Bytes that the compressed blocks in `bytes` hold, by the codecs themselves.
std::size_t CompressedContent(std::span<const std::byte> bytes);

}  // namespace TMVA::fuzz
