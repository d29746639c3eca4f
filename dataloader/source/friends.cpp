// Friends: tables of equally many entries whose columns stand side by side.
#include <algorithm>
#include <utility>

#include <TMVA/Error.h>
#include <TMVA/File.h>

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kAbsent = SIZE_MAX;

/// Where a column of the whole comes from.
struct Place {
  std::size_t source;
  std::size_t column;
};

class FriendsCursor : public ColumnCursor {
 public:
  struct Part {
    std::unique_ptr<ColumnCursor> cursor;
    std::vector<std::size_t> targets;  ///< where its columns go
    std::vector<ColumnBlock> blocks;
  };
  explicit FriendsCursor(std::shared_ptr<const void> owner, std::vector<Part> parts)
      : owner_(std::move(owner)), parts_(std::move(parts)) {}

  void Prepare(EntryRange range) override {
    for (auto& part : parts_)
      if (!part.targets.empty()) part.cursor->Prepare(range);
  }

  void Read(EntryRange range, std::span<ColumnBlock> out) override {
    for (auto& part : parts_) {
      if (part.targets.empty()) continue;
      for (std::size_t i = 0; i < part.targets.size(); ++i)
        std::swap(part.blocks[i], out[part.targets[i]]);
      part.cursor->Read(range, part.blocks);
      for (std::size_t i = 0; i < part.targets.size(); ++i)
        std::swap(part.blocks[i], out[part.targets[i]]);
    }
  }

 private:
  std::shared_ptr<const void> owner_;
  std::vector<Part> parts_;
};

class Friends : public ColumnSource, public std::enable_shared_from_this<Friends> {
 public:
  Friends(std::shared_ptr<const ColumnSource> main, std::vector<NamedSource> friends) {
    Add(*main, "", 0);
    sources_.push_back(std::move(main));
    for (auto& other : friends) {
      if (!other.source) {
        AddAbsent(other);
        continue;
      }
      if (other.source->NumEntries() != NumEntries())
        throw DataError(Description() + " has " + std::to_string(NumEntries()) +
                        " entries, its friend " + other.source->Description() + " has " +
                        std::to_string(other.source->NumEntries()));
      Add(*other.source, other.alias + ".", sources_.size());
      sources_.push_back(std::move(other.source));
    }
  }

  std::string Description() const override { return sources_.front()->Description(); }
  std::vector<std::string> Files() const override {
    std::vector<std::string> files;
    for (const auto& source : sources_)
      for (auto& file : source->Files()) files.push_back(std::move(file));
    return files;
  }
  std::int64_t NumEntries() const override { return sources_.front()->NumEntries(); }
  const std::vector<ColumnInfo>& Columns() const override { return infos_; }
  std::vector<EntryRange> Clusters() const override { return sources_.front()->Clusters(); }
  std::vector<std::int64_t> PieceStarts(std::size_t column) const override {
    const auto& place = places_.at(column);
    if (place.source == kAbsent) return ColumnSource::PieceStarts(column);
    return sources_[place.source]->PieceStarts(place.column);
  }

  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    std::vector<FriendsCursor::Part> parts(sources_.size());
    std::vector<std::vector<std::size_t>> chosen(sources_.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] >= places_.size())
        throw DataError(Description() + ": there is no column number " +
                        std::to_string(columns[i]));
      const auto& place = places_[columns[i]];
      if (place.source == kAbsent)
        throw DataError(Description() + ": '" + infos_[columns[i]].name +
                        "' cannot be read: " + infos_[columns[i]].unsupported);
      parts[place.source].targets.push_back(i);
      chosen[place.source].push_back(place.column);
    }
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (chosen[k].empty() && !columns.empty()) continue;
      parts[k].blocks.resize(chosen[k].size());
      parts[k].cursor = sources_[k]->OpenCursor(std::move(chosen[k]));
    }
    return std::make_unique<FriendsCursor>(shared_from_this(), std::move(parts));
  }

 private:
  void Add(const ColumnSource& source, const std::string& prefix, std::size_t number) {
    const auto& theirs = source.Columns();
    std::int64_t first_group = 0;
    for (const auto& info : infos_) first_group = std::max(first_group, info.storage_group + 1);
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      infos_.push_back(theirs[i]);
      infos_.back().name = prefix + theirs[i].name;
      if (!theirs[i].path.empty()) infos_.back().path = prefix + theirs[i].path;
      if (!theirs[i].count_branch.empty())
        infos_.back().count_branch = prefix + theirs[i].count_branch;
      if (theirs[i].storage_group >= 0) infos_.back().storage_group += first_group;
      places_.push_back({number, i});
    }
  }

  void AddAbsent(const NamedSource& other) {
    auto& info = infos_.emplace_back();
    info.name = other.alias;
    info.unsupported = other.absent;
    places_.push_back({kAbsent, 0});
  }

  std::vector<std::shared_ptr<const ColumnSource>> sources_;
  std::vector<ColumnInfo> infos_;
  std::vector<Place> places_;
};

}  // namespace

std::shared_ptr<const ColumnSource> MakeFriends(std::shared_ptr<const ColumnSource> main,
                                                std::vector<NamedSource> friends) {
  if (friends.empty()) return main;
  return std::make_shared<Friends>(std::move(main), std::move(friends));
}

}  // namespace TMVA::inline standalone
