// JoinBlocks: pieces of a column, read one after the other, as one block.
#pragma once

#include <span>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone {

/// Puts the pieces of a column together in their order. Numbers of another width are converted to
/// the column's type.
void JoinBlocks(std::span<const ColumnBlock> pieces, const ColumnInfo& column, ColumnBlock& out);

}  // namespace TMVA::inline standalone
