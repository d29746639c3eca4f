// What is asked of a generator, checked; and what the rows of its tables look like.
#pragma once

#include <vector>

#include "dataloader/batch/table_reader.h"

namespace TMVA::inline standalone::batch {

/// OptionError naming the option that is out of its range.
void CheckOptions(const BatchOptions& options, std::size_t tables);

/// What all tables agree on; DataError naming what differs.
RowSchema MakeSchema(const std::vector<TableReader>& tables, bool with_class);

}  // namespace TMVA::inline standalone::batch
