// RNTuples whose metadata can be damaged: not compressed, and with checksums that are made right.
#pragma once

#include "tests/fuzz/damage.h"

namespace TMVA::fuzz {

/// Puts decompressed copies of all headers, footers and page lists behind the file and makes the
/// anchors refer to them.
void StoreNtuplesRaw(Bytes& file);

/// Makes the checksums of the anchors and of the metadata that is not compressed right again.
void RepairNtuples(Bytes& file);

}  // namespace TMVA::fuzz
