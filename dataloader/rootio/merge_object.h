// Adding of stored objects, by changing the numbers in their records.
#pragma once

#include "dataloader/rootio/stored_record.h"

namespace TMVA::inline standalone::rootwrite {

/// Bin by bin. DataError when the bins differ.
void AddHistogram(rootio::StoredRecord& into, const rootio::StoredRecord& from);
/// The points of `from` behind those of `into`.
void AppendGraph(rootio::StoredRecord& into, const rootio::StoredRecord& from);
/// The sum of two TParameters.
void AddParameter(rootio::StoredRecord& into, const rootio::StoredRecord& from);

}  // namespace TMVA::inline standalone::rootwrite
