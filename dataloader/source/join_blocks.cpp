// JoinBlocks: pieces of a column, read one after the other, as one block.
#include "dataloader/source/join_blocks.h"

#include <cstring>

#include "dataloader/rootio/dispatch.h"

namespace TMVA::inline standalone {
namespace {

using Offsets = std::vector<std::vector<std::int64_t>>;

/// Copies the values of `from` behind those that `to` already has, `done` of them.
void CopyValues(const ColumnBlock& from, ColumnBlock& to, std::int64_t done) {
  const auto width = static_cast<std::int64_t>(SizeOf(to.type()));
  std::byte* out = to.data() + done * width;
  if (from.type() == to.type()) {
    if (from.size() > 0)
      std::memcpy(out, from.data(), static_cast<std::size_t>(from.size() * width));
    return;
  }
  Dispatch(from.type(), [&](auto a) {
    Dispatch(to.type(), [&](auto b) {
      for (const auto value : from.values<decltype(a)>()) {
        const auto converted = static_cast<decltype(b)>(value);
        std::memcpy(out, &converted, sizeof(converted));
        out += sizeof(converted);
      }
    });
  });
}

/// The offsets of all levels; those of a piece count from its own beginning.
Offsets JoinOffsets(std::span<const ColumnBlock> pieces, int levels) {
  Offsets joined(static_cast<std::size_t>(levels), std::vector<std::int64_t>{0});
  for (int level = 0; level < levels; ++level) {
    auto& offsets = joined[static_cast<std::size_t>(level)];
    std::size_t size = 1;
    for (const auto& piece : pieces)
      size += std::max<std::size_t>(piece.offsets(level).size(), 1) - 1;
    offsets.reserve(size);
    for (const auto& piece : pieces) {
      const std::int64_t base = offsets.back();
      const auto more = piece.offsets(level);
      for (std::size_t k = 1; k < more.size(); ++k) offsets.push_back(base + more[k]);
    }
  }
  return joined;
}

}  // namespace

void JoinBlocks(std::span<const ColumnBlock> pieces, const ColumnInfo& column, ColumnBlock& out) {
  if (column.length == ColumnInfo::kVariable) {
    out.ResizeNested(column.type, JoinOffsets(pieces, column.list_levels));
  } else {
    std::int64_t entries = 0;
    for (const auto& piece : pieces) entries += piece.entries();
    out.Resize(column.type, column.length, entries);
  }
  std::int64_t done = 0;
  for (const auto& piece : pieces) {
    CopyValues(piece, out, done);
    done += piece.size();
  }
}

}  // namespace TMVA::inline standalone
