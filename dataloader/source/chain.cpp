// Chain: several tables one after the other, read as one.
#include <algorithm>
#include <limits>
#include <utility>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include "dataloader/source/join_blocks.h"

namespace TMVA::inline standalone {
namespace {

using Part = std::shared_ptr<const ColumnSource>;

bool IsSigned(DataType type) {
  return type == DataType::kInt8 || type == DataType::kInt16 || type == DataType::kInt32 ||
         type == DataType::kInt64;
}

/// Types of the same kind differ in width only.
bool SameKind(DataType a, DataType b) {
  if (a == b) return true;
  if (a == DataType::kBool || b == DataType::kBool) return false;
  return IsInteger(a) == IsInteger(b) && IsSigned(a) == IsSigned(b);
}

/// "list of list of float", "text".
std::string Describe(const ColumnInfo& column) {
  std::string text;
  for (int level = column.is_text ? 1 : 0; level < column.list_levels; ++level) text += "list of ";
  return text + (column.is_text ? "text" : TypeName(column.type));
}

/// One part, where its entries begin in the chain, and its columns in the order of the chain's.
struct Link {
  Part source;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::vector<std::size_t> columns;
};

class ChainCursor : public ColumnCursor {
 public:
  ChainCursor(std::shared_ptr<const std::vector<Link>> links, std::vector<ColumnInfo> infos,
              std::vector<std::size_t> columns, std::string description)
      : links_(std::move(links)),
        infos_(std::move(infos)),
        columns_(std::move(columns)),
        description_(std::move(description)) {}

  void Prepare(EntryRange range) override {
    CheckRange(range);
    for (std::size_t k = FirstLink(range.begin);
         k < links_->size() && (*links_)[k].begin < range.end; ++k) {
      const auto piece = Piece(k, range);
      if (piece.size() <= 0) continue;
      OpenPart(k);
      cursor_->Prepare(piece);
    }
  }

  void Read(EntryRange range, std::span<ColumnBlock> out) override {
    CheckRange(range);
    if (out.size() != columns_.size())
      throw DataError(description_ + ": " + std::to_string(out.size()) + " blocks given for " +
                      std::to_string(columns_.size()) + " columns");
    const std::size_t first = FirstLink(range.begin);
    if (range.end <= (*links_)[first].end && HasOurTypes((*links_)[first]))
      return ReadPart(first, range, out);
    std::vector<std::vector<ColumnBlock>> pieces(out.size());
    for (std::size_t k = first; k < links_->size() && (*links_)[k].begin < range.end; ++k) {
      if (Piece(k, range).size() <= 0) continue;
      std::vector<ColumnBlock> blocks(out.size());
      ReadPart(k, range, blocks);
      for (std::size_t i = 0; i < out.size(); ++i) pieces[i].push_back(std::move(blocks[i]));
    }
    for (std::size_t i = 0; i < out.size(); ++i) JoinBlocks(pieces[i], infos_[i], out[i]);
  }

 private:
  void CheckRange(EntryRange range) const {
    const std::int64_t entries = links_->empty() ? 0 : links_->back().end;
    if (range.begin < 0 || range.end < range.begin || range.end > entries)
      throw DataError(description_ + ": entries " + std::to_string(range.begin) + " to " +
                      std::to_string(range.end) + " are outside the chain of " +
                      std::to_string(entries));
  }

  /// Otherwise its numbers are widened while they are copied.
  bool HasOurTypes(const Link& link) const {
    const auto& theirs = link.source->Columns();
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (theirs[link.columns[columns_[i]]].type != infos_[i].type) return false;
    return true;
  }

  /// What of `range` lies in a part, in its own entries.
  EntryRange Piece(std::size_t k, EntryRange range) const {
    const Link& link = (*links_)[k];
    return {std::max(range.begin, link.begin) - link.begin,
            std::min(range.end, link.end) - link.begin};
  }

  /// The part that holds `entry`; the last one for the end of the chain.
  std::size_t FirstLink(std::int64_t entry) const {
    const auto found = std::partition_point(links_->begin(), links_->end(),
                                            [&](const Link& link) { return link.end <= entry; });
    return found == links_->end() ? links_->size() - 1
                                  : static_cast<std::size_t>(found - links_->begin());
  }

  /// Only the part that was used last is kept open.
  void OpenPart(std::size_t k) {
    if (k == open_ && cursor_) return;
    const Link& link = (*links_)[k];
    std::vector<std::size_t> columns;
    for (const auto column : columns_) columns.push_back(link.columns[column]);
    cursor_.reset();
    cursor_ = link.source->OpenCursor(std::move(columns));
    open_ = k;
  }

  void ReadPart(std::size_t k, EntryRange range, std::span<ColumnBlock> out) {
    OpenPart(k);
    cursor_->Read(Piece(k, range), out);
  }

  std::shared_ptr<const std::vector<Link>> links_;
  std::vector<ColumnInfo> infos_;  ///< of the columns that are read
  std::vector<std::size_t> columns_;
  std::string description_;
  std::size_t open_ = 0;
  std::unique_ptr<ColumnCursor> cursor_;
};

class Chain : public ColumnSource {
 public:
  explicit Chain(std::vector<Part> parts) {
    auto links = std::make_shared<std::vector<Link>>();
    infos_ = parts.front()->Columns();
    for (auto& part : parts) {
      Link link{std::move(part), entries_, entries_, {}};
      if (link.source->NumEntries() > std::numeric_limits<std::int64_t>::max() - entries_)
        throw DataError(link.source->Description() + ": the chain has too many entries");
      link.end = entries_ += link.source->NumEntries();
      Match(link, links->empty() ? link : links->front());
      links->push_back(std::move(link));
    }
    links_ = std::move(links);
  }

  std::vector<std::string> Files() const override {
    std::vector<std::string> files;
    for (const auto& link : *links_)
      for (auto& file : link.source->Files()) files.push_back(std::move(file));
    return files;
  }

  std::string Description() const override {
    constexpr std::size_t kNamed = 3;
    const auto& links = *links_;
    std::string text = "chain of " + std::to_string(links.size()) + ": ";
    for (std::size_t i = 0; i < links.size() && i < kNamed; ++i)
      text += (i == 0 ? "" : ", ") + links[i].source->Description();
    if (links.size() > kNamed) text += " and " + std::to_string(links.size() - kNamed) + " more";
    return text;
  }

  std::int64_t NumEntries() const override { return entries_; }
  const std::vector<ColumnInfo>& Columns() const override { return infos_; }

  std::vector<EntryRange> Clusters() const override {
    std::vector<EntryRange> clusters;
    for (const auto& link : *links_)
      for (const auto& cluster : link.source->Clusters())
        clusters.push_back({cluster.begin + link.begin, cluster.end + link.begin});
    return clusters;
  }

  std::vector<std::int64_t> PieceStarts(std::size_t column) const override {
    std::vector<std::int64_t> starts;
    for (const auto& link : *links_)
      for (const auto start : link.source->PieceStarts(link.columns.at(column)))
        starts.push_back(start + link.begin);
    return starts;
  }

  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    std::vector<ColumnInfo> infos;
    for (const auto column : columns) {
      if (column >= infos_.size())
        throw DataError(Description() + ": there is no column number " + std::to_string(column));
      infos.push_back(infos_[column]);
      if (!infos.back().unsupported.empty())
        throw DataError(Description() + ": column '" + infos.back().name +
                        "' cannot be read: " + infos.back().unsupported);
    }
    return std::make_unique<ChainCursor>(links_, std::move(infos), std::move(columns),
                                         Description());
  }

 private:
  /// Finds the chain's columns in a part, and widens the chain's types to the part's.
  void Match(Link& link, const Link& first) {
    const auto& theirs = link.source->Columns();
    for (auto& info : infos_) {
      auto found = std::find_if(theirs.begin(), theirs.end(),
                                [&](const ColumnInfo& column) { return column.name == info.name; });
      const std::string where = link.source->Description() + ": ";
      if (found == theirs.end()) {
        std::vector<std::string> names;
        for (const auto& column : theirs) names.push_back(column.name);
        throw DataError(where + "no column '" + info.name +
                        "', which the first table of the chain, " + first.source->Description() +
                        ", has" + DidYouMean(info.name, names));
      }
      link.columns.push_back(static_cast<std::size_t>(found - theirs.begin()));
      if (info.unsupported.empty() && !found->unsupported.empty())
        info.unsupported = where + found->unsupported;
      if (!info.unsupported.empty()) continue;
      Unify(info, *found, where, first.source->Description());
    }
  }

  static void Unify(ColumnInfo& info, const ColumnInfo& theirs, const std::string& where,
                    const std::string& first) {
    const std::string what = where + "column '" + info.name + "' ";
    if (theirs.list_levels != info.list_levels || theirs.is_text != info.is_text)
      throw DataError(what + "is of type " + Describe(theirs) + ", but " + Describe(info) + " in " +
                      first);
    if (theirs.length != info.length || theirs.dimensions != info.dimensions) {
      const auto shape = [](const ColumnInfo& column) {
        return column.length == ColumnInfo::kVariable ? std::string("a variable number of")
                                                      : std::to_string(column.length);
      };
      throw DataError(what + "has " + shape(theirs) + " values per entry, but " + shape(info) +
                      " in " + first);
    }
    if (!SameKind(info.type, theirs.type))
      throw DataError(what + "is of type " + TypeName(theirs.type) + ", but " +
                      TypeName(info.type) + " in " + first);
    if (SizeOf(theirs.type) > SizeOf(info.type)) info.type = theirs.type;
  }

  std::shared_ptr<const std::vector<Link>> links_;
  std::vector<ColumnInfo> infos_;
  std::int64_t entries_ = 0;
};

}  // namespace

std::shared_ptr<const ColumnSource> MakeChain(std::vector<Part> parts) {
  if (parts.empty()) throw DataError("a chain needs at least one table");
  if (parts.size() == 1) return parts.front();
  return std::make_shared<Chain>(std::move(parts));
}

}  // namespace TMVA::inline standalone
