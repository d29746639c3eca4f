// The fields of an RNTuple and the columns that store them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataloader/rootio/rntuple/envelope.h"

namespace TMVA::inline standalone::rootio {

enum class FieldRole : std::uint16_t { kLeaf = 0, kCollection, kRecord, kVariant, kStreamer };

struct NtupleField {
  std::uint32_t parent = 0;  ///< its own number for a field at the top
  FieldRole role = FieldRole::kLeaf;
  std::string name, type;
  std::uint64_t repetitions = 0;  ///< of a fixed array; 0 for all others
  std::vector<std::uint32_t> children;
  /// Its columns: for each representation, principal column first.
  std::vector<std::vector<std::uint32_t>> representations;
};

struct NtupleColumn {
  std::uint16_t type = 0;
  std::uint16_t bits = 0;
  std::uint16_t representation = 0;
  bool deferred = false;  ///< its first elements may not be stored: they are zero
  double minimum = 0, maximum = 0;
};

struct NtupleSchema {
  std::vector<NtupleField> fields;
  std::vector<NtupleColumn> columns;

  /// Adds what a header or the extension in a footer lists.
  void Extend(EnvelopeReader& reader);

 private:
  void AddField(EnvelopeReader& frame);
  void AddColumn(EnvelopeReader& frame);
  void Attach(std::uint32_t column, std::uint32_t field, const EnvelopeReader& frame);
};

}  // namespace TMVA::inline standalone::rootio
