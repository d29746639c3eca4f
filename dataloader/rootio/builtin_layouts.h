// Layouts that we know ourselves, as tables of words.
#pragma once

#include <span>

namespace TMVA::inline standalone::rootio {

constexpr int kAnyVersion = -1;

/// Members as words: "base:Class", "object:Class:name", "pointer:name", "string:name",
/// "array:item:counter:name", "fixed:item:length:name", or "number type:name". The byte count of an
/// object ends members that its version does not have yet.
struct BuiltinRow {
  const char* name;
  int version;
  const char* members;
};

/// Histograms, graphs, matrices, texts and numbers.
std::span<const BuiltinRow> BuiltinObjectRows();

}  // namespace TMVA::inline standalone::rootio
