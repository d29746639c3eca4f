// TBranch and TLeaf within a TTree record.
#include <algorithm>

#include "dataloader/rootio/write_layout.h"
#include "dataloader/rootio/write_object.h"
#include "dataloader/rootio/write_tree.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::int32_t kBasketSize = 32000;
constexpr std::int32_t kOffsetTableLength = 1000;
constexpr std::size_t kFewestBaskets = 10;  // slots that ROOT always has

/// Minimum and maximum, zero but for strings, in as many bytes as the leaf's type.
void StreamLimits(WriteBuffer& out, const LeafSpec& leaf, std::int32_t longest_string) {
  if (leaf.is_string) {
    out.Put<std::int32_t>(0);
    out.Put(longest_string);
  } else {
    out.PutZeros(2 * TypeOf(leaf).size);
  }
}

void StreamLeaf(WriteBuffer& out, const LeafSpec& leaf, std::int32_t offset,
                std::int32_t longest_string) {
  const auto type = TypeOf(leaf);
  const auto object = out.BeginObject(VersionOf(type.class_name));
  const auto base = out.BeginObject(VersionOf("TLeaf"));
  std::string title = leaf.name;
  if (leaf.length > 1) title += '[' + std::to_string(leaf.length) + ']';
  StreamNamed(out, leaf.name, title);
  out.Put(leaf.is_string ? longest_string : static_cast<std::int32_t>(leaf.length));
  out.Put(static_cast<std::int32_t>(type.size));
  out.Put(offset);
  out.Put<std::uint8_t>(0);  // counts no other leaf
  out.Put<std::uint8_t>(type.is_unsigned ? 1 : 0);
  out.PutNullPointer();  // nor is it counted by one
  out.EndObject(base);
  StreamLimits(out, leaf, longest_string);
  out.EndObject(object);
}

void StreamLeaves(WriteBuffer& out, const Branch& branch, std::vector<std::uint32_t>& leaf_tags) {
  const auto& leaves = branch.spec().leaves;
  const auto array = BeginObjArray(out, leaves.size());
  std::int32_t offset = 0;
  for (const auto& leaf : leaves) {
    const auto type = TypeOf(leaf);
    const auto pointer = out.BeginPointer(type.class_name);
    leaf_tags.push_back(out.ObjectTag(pointer));
    StreamLeaf(out, leaf, offset, branch.longest_string());
    out.EndObject(pointer);
    offset += static_cast<std::int32_t>(leaf.length * static_cast<std::int64_t>(type.size));
  }
  out.EndObject(array);
}

void StreamEmptyArray(WriteBuffer& out) {
  const auto array = BeginObjArray(out, 0);
  out.EndObject(array);
}

std::size_t BasketSlots(const Branch& branch) {
  // One more than baskets: the end of the last one stands in the next slot.
  return std::max(kFewestBaskets, branch.baskets().size() + 1);
}

void StreamBasketTable(WriteBuffer& out, const Branch& branch) {
  const auto slots = BasketSlots(branch);
  std::vector<std::int32_t> bytes(slots);
  std::vector<std::int64_t> entries(slots), seeks(slots);
  for (std::size_t i = 0; i < branch.baskets().size(); ++i) {
    bytes[i] = branch.baskets()[i].bytes;
    entries[i] = branch.baskets()[i].first_entry;
    seeks[i] = branch.baskets()[i].seek;
  }
  entries[branch.baskets().size()] = branch.entries();
  out.PutCountedArray(std::span<const std::int32_t>(bytes));
  out.PutCountedArray(std::span<const std::int64_t>(entries));
  out.PutCountedArray(std::span<const std::int64_t>(seeks));
}

}  // namespace

void StreamIoFeatures(WriteBuffer& out) {
  const auto* layout = FindLayout("ROOT::TIOFeatures");
  const auto start = out.BeginObject(0);  // a class without version: its checksum follows
  out.Put(layout->checksum);
  out.Put<std::uint8_t>(0);
  out.EndObject(start);
}

void StreamBranch(WriteBuffer& out, const Branch& branch, int compression_setting,
                  std::vector<std::uint32_t>& leaf_tags) {
  const auto pointer = out.BeginPointer("TBranch");
  const auto start = out.BeginObject(VersionOf("TBranch"));
  StreamNamed(out, branch.spec().name, branch.Title());
  StreamAttFill(out);
  out.Put<std::int32_t>(compression_setting);
  out.Put(kBasketSize);
  out.Put(branch.has_strings() ? kOffsetTableLength : 0);
  out.Put(static_cast<std::int32_t>(branch.baskets().size()));
  out.Put(branch.entries());
  StreamIoFeatures(out);
  out.Put<std::int32_t>(0);  // offset within a parent
  out.Put(static_cast<std::uint32_t>(BasketSlots(branch)));
  out.Put<std::int32_t>(0);  // not split
  out.Put(branch.entries());
  out.Put<std::int64_t>(0);  // first entry
  out.Put(branch.total_bytes());
  out.Put(branch.zipped_bytes());
  StreamEmptyArray(out);  // branches below
  StreamLeaves(out, branch, leaf_tags);
  StreamEmptyArray(out);  // baskets in memory
  StreamBasketTable(out, branch);
  out.PutString("");  // the baskets are in this file
  out.EndObject(start);
  out.EndObject(pointer);
}

}  // namespace TMVA::inline standalone::rootwrite
