// An RNTuple of a file as a ColumnSource.
#pragma once

#include <memory>
#include <string>

#include <TMVA/File.h>

#include "dataloader/rootio/key.h"
#include "dataloader/rootio/raw_file.h"

namespace TMVA::inline standalone::rootio {

/// Reads the RNTuple whose anchor is given. `raw` belongs to `file`; `path` is the name with
/// directory.
std::shared_ptr<const RNTuple> OpenNtuple(std::shared_ptr<const File> file, const RawFile& raw,
                                          std::string path, const Record& anchor);

}  // namespace TMVA::inline standalone::rootio
