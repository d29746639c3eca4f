// How the elements of an RNTuple's column are stored, and their conversion to native values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>

#include "dataloader/rootio/rntuple/schema.h"

namespace TMVA::inline standalone::rootio {

struct ElementCoding {
  enum class Kind : std::uint8_t { kPlain, kBit, kReal16, kTruncated, kQuantised };
  Kind kind = Kind::kPlain;
  DataType type = DataType::kFloat32;  ///< of the decoded values, before any conversion
  int bits = 32;
  bool split = false;   ///< all first bytes, then all second bytes, ...
  bool zigzag = false;  ///< the sign in the lowest bit
  bool index = false;   ///< ends of lists
  bool delta = false;   ///< differences of neighbours
  double minimum = 0, maximum = 0;

  /// True when stored bytes are the values.
  bool IsPlain() const { return kind == Kind::kPlain && !split && !zigzag && !delta; }
  std::int64_t StoredBytes(std::int64_t elements) const { return (elements * bits + 7) / 8; }
};

/// The coding that the column's type stands for. Sets `why` when the column cannot be decoded.
ElementCoding CodingOf(const NtupleColumn& column, std::string& why);

/// Decodes `count` elements to values of type `coding.type`. Behind `from` eight bytes more must be
/// readable. `scratch` is memory to be used again.
void DecodeElements(const ElementCoding& coding, const std::byte* from, std::size_t count,
                    std::byte* to, std::vector<std::byte>& scratch);

/// Converts values from one type to another as C++ does.
void ConvertValues(DataType from_type, const std::byte* from, std::size_t count, DataType to_type,
                   std::byte* to);

/// Stores values as their bytes in planes, after a zigzag or differences where the coding says so:
/// the reverse of DecodeElements for split codings. `values` is overwritten.
void SplitElements(const ElementCoding& coding, std::span<std::byte> values, std::byte* to);

}  // namespace TMVA::inline standalone::rootio
