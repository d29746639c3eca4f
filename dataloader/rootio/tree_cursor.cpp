// Reads entry ranges of some columns of a TTree.
#include "dataloader/rootio/tree_cursor.h"

#include <TMVA/Error.h>

namespace TMVA::inline standalone::rootio {

std::string PathOfBaskets(const std::string& tree_file, const std::string& name) {
  if (name.starts_with('/')) return name;
  return tree_file.substr(0, tree_file.rfind('/') + 1) + name;
}

TreeCursor::TreeCursor(std::shared_ptr<const void> owner, const RawFile& file, const TreeData& data,
                       const std::vector<std::size_t>& columns)
    : owner_(std::move(owner)), file_(file), data_(data) {
  loaders_.resize(data.metadata.branches.size());
  for (const auto number : columns) {
    const auto& column = data.columns.at(number);
    CheckReadable(column);
    readers_.push_back(MakeReader(column));
  }
}

std::unique_ptr<ColumnReader> TreeCursor::MakeReader(const Column& column) {
  const auto& layout = column.layout;
  const auto place = [this](const ColumnLayout& of) {
    return ColumnPlace{data_.metadata.branches[of.branch].baskets, of, LoaderOf(of.branch)};
  };
  if (layout.storage == ColumnLayout::Storage::kFixed) return MakeFixedReader(place(layout));
  if (layout.storage == ColumnLayout::Storage::kWalked)
    return MakeWalkReader(place(layout), column.info.list_levels);
  if (!layout.count_column) return MakeRunReader(place(layout), nullptr, 0);
  const auto& count = data_.columns.at(*layout.count_column).layout;
  return MakeRunReader(place(layout), MakeFixedReader(place(count)),
                       data_.metadata.branches[count.branch].baskets.Entries());
}

BasketLoader& TreeCursor::LoaderOf(std::size_t branch) {
  auto& loader = loaders_[branch];
  if (!loader) {
    const auto& metadata = data_.metadata.branches[branch];
    const auto& file = FileOf(metadata);
    const auto name =
        &file == &file_ ? metadata.name : metadata.name + " of the tree in " + file_.Path();
    loader = std::make_unique<BasketLoader>(file, metadata.baskets, name, scratch_);
  }
  return *loader;
}

const RawFile& TreeCursor::FileOf(const BranchMetadata& branch) {
  if (branch.file_name.empty()) return file_;
  auto& other = other_files_[branch.file_name];
  if (other) return *other;
  const Origin origin{file_.Path(), -1, "branch " + branch.name};
  if (branch.file_name.find('\0') != std::string::npos)
    Fail(origin, "its baskets lie in another file, whose name is damaged");
  try {
    other = std::make_unique<RawFile>(OpenLocalFile(PathOfBaskets(file_.Path(), branch.file_name)));
  } catch (const FileFormatError& error) {
    Fail(origin, std::string("its baskets lie in another file: ") + error.what());
  }
  return *other;
}

void TreeCursor::CheckReadable(const Column& column) const {
  const auto& info = column.info;
  const auto where = file_.Path() + ":" + data_.metadata.name + ": branch " + info.name;
  if (!info.unsupported.empty()) {
    throw DataError(where + " cannot be read: " + info.unsupported);
  }
  const auto& baskets = data_.metadata.branches[column.layout.branch].baskets;
  if (!baskets.damage.empty()) {
    throw FileFormatError(file_.Path(), baskets.damage, -1, "branch " + info.name);
  }
  if (baskets.Entries() < data_.metadata.entries) {
    throw FileFormatError(file_.Path(), "branch " + info.name + " has " +
                                            std::to_string(baskets.Entries()) +
                                            " entries, its tree " + data_.metadata.name + " has " +
                                            std::to_string(data_.metadata.entries));
  }
}

void TreeCursor::CheckRange(EntryRange range) const {
  if (range.begin < 0 || range.begin > range.end || range.end > data_.metadata.entries) {
    throw DataError(file_.Path() + ":" + data_.metadata.name + ": entries " +
                    std::to_string(range.begin) + " to " + std::to_string(range.end) +
                    " are not within the " + std::to_string(data_.metadata.entries) + " there are");
  }
}

void TreeCursor::Prepare(EntryRange range) {
  CheckRange(range);
  std::vector<ByteRange> wanted;
  for (std::size_t branch = 0; branch < loaders_.size() && range.size() > 0; ++branch) {
    if (!loaders_[branch] || !data_.metadata.branches[branch].file_name.empty()) continue;
    const auto& index = data_.metadata.branches[branch].baskets;
    const auto last = index.Find(range.end - 1);
    for (auto i = index.Find(range.begin); i <= last && i < index.size(); ++i)
      if (!index.embedded[i]) wanted.push_back({index.seeks[i], index.bytes[i]});
  }
  file_.WillRead(wanted);
  for (const auto& reader : readers_) reader->VerifySize(range);
}

void TreeCursor::Read(EntryRange range, std::span<ColumnBlock> out) {
  CheckRange(range);
  if (out.size() != readers_.size()) {
    throw DataError(file_.Path() + ":" + data_.metadata.name + ": " + std::to_string(out.size()) +
                    " blocks given for " + std::to_string(readers_.size()) + " columns");
  }
  for (std::size_t i = 0; i < out.size(); ++i) readers_[i]->Read(range, out[i]);
}

}  // namespace TMVA::inline standalone::rootio
