// The columns of an RNTuple as readers see them, and the way from entries to stored elements.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>

#include "dataloader/rootio/rntuple/element_coding.h"
#include "dataloader/rootio/rntuple/schema.h"

namespace TMVA::inline standalone::rootio {

/// The same values in one or more representations, of which each cluster uses one.
using Representations = std::vector<std::uint32_t>;

/// From the items of one level to those of the next.
struct LayoutStep {
  Representations index;         ///< a list: the column of the ends
  std::int64_t repetitions = 1;  ///< an array: the number of its items
  bool makes_level = true;       ///< of offsets; false for arrays of plain values
  bool operator==(const LayoutStep&) const = default;
};

struct FieldLayout {
  ColumnInfo info;
  std::vector<LayoutStep> steps;  ///< outermost first
  Representations values;
  bool counts = false;  ///< the values are sizes of the lists whose ends are stored
};

std::vector<FieldLayout> MakeFieldLayouts(const NtupleSchema& schema);

}  // namespace TMVA::inline standalone::rootio
