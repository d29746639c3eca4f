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
constexpr std::int16_t kVectorVersion = 6;

std::string_view LeafClass(const Branch& branch, const LeafSpec& leaf) {
  return branch.kind() == BranchKind::kObject ? "TLeafElement" : TypeOf(leaf).class_name;
}

/// Minimum and maximum in as many bytes as the leaf's type: zero, but readers make room for texts
/// and lists by the maximum.
void StreamLimits(WriteBuffer& out, const Branch& branch, const LeafSpec& leaf) {
  if (leaf.is_string || branch.is_counter()) {
    out.Put<std::int32_t>(0);
    out.Put(branch.largest());
  } else {
    out.PutZeros(2 * TypeOf(leaf).size);
  }
}

void StreamLeafBase(WriteBuffer& out, const Branch& branch, const LeafSpec& leaf,
                    std::int32_t offset, std::uint32_t counter_tag) {
  const bool is_object = branch.kind() == BranchKind::kObject;
  const auto type = TypeOf(leaf);
  const auto base = out.BeginObject(VersionOf("TLeaf"));
  StreamNamed(out, leaf.name, is_object ? leaf.name : LeafTitle(branch.spec(), leaf));
  out.Put(leaf.is_string && !is_object ? branch.largest() : static_cast<std::int32_t>(leaf.length));
  out.Put(is_object ? 0 : static_cast<std::int32_t>(type.size));
  out.Put(offset);
  out.Put<std::uint8_t>(branch.is_counter() ? 1 : 0);
  out.Put<std::uint8_t>(type.is_unsigned && !is_object ? 1 : 0);
  out.Put(counter_tag);
  out.EndObject(base);
}

void StreamLeaf(WriteBuffer& out, const Branch& branch, const LeafSpec& leaf, std::int32_t offset,
                std::uint32_t counter_tag) {
  const auto object = out.BeginObject(VersionOf(LeafClass(branch, leaf)));
  StreamLeafBase(out, branch, leaf, offset, counter_tag);
  if (branch.kind() == BranchKind::kObject) {
    out.Put<std::int32_t>(-1);  // no member of a class,
    out.Put<std::int32_t>(-1);  // of no basic type
  } else {
    StreamLimits(out, branch, leaf);
  }
  out.EndObject(object);
}

void StreamLeaves(WriteBuffer& out, const Branch& branch, LeafTags& tags) {
  const auto& spec = branch.spec();
  const auto array = BeginObjArray(out, spec.leaves.size());
  std::int32_t offset = 0;
  for (const auto& leaf : spec.leaves) {
    const auto pointer = out.BeginPointer(LeafClass(branch, leaf));
    tags.all.push_back(out.ObjectTag(pointer));
    if (branch.is_counter()) tags.counters[spec.name] = tags.all.back();
    StreamLeaf(out, branch, leaf, offset,
               spec.count_branch.empty() ? 0 : tags.counters.at(spec.count_branch));
    out.EndObject(pointer);
    offset += static_cast<std::int32_t>(leaf.length * static_cast<std::int64_t>(TypeOf(leaf).size));
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

namespace {

void StreamPlainBranch(WriteBuffer& out, const Branch& branch, int compression_setting,
                       LeafTags& tags) {
  const auto start = out.BeginObject(VersionOf("TBranch"));
  StreamNamed(out, branch.spec().name, BranchTitle(branch.spec()));
  StreamAttFill(out);
  out.Put<std::int32_t>(compression_setting);
  out.Put(kBasketSize);
  out.Put(branch.kind() == BranchKind::kFixed ? 0 : kOffsetTableLength);
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
  StreamLeaves(out, branch, tags);
  StreamEmptyArray(out);  // baskets in memory
  StreamBasketTable(out, branch);
  out.PutString("");  // the baskets are in this file
  out.EndObject(start);
}

}  // namespace

void StreamBranch(WriteBuffer& out, const Branch& branch, int compression_setting, LeafTags& tags) {
  const bool is_object = branch.kind() == BranchKind::kObject;
  const auto pointer = out.BeginPointer(is_object ? "TBranchElement" : "TBranch");
  if (!is_object) {
    StreamPlainBranch(out, branch, compression_setting, tags);
    out.EndObject(pointer);
    return;
  }
  const auto object_class = ClassOf(branch.spec());
  const auto start = out.BeginObject(VersionOf("TBranchElement"));
  StreamPlainBranch(out, branch, compression_setting, tags);
  out.PutString(object_class.name);
  out.PutString("");  // parent class
  out.PutString("");  // class in a TClonesArray
  out.Put(object_class.checksum);
  out.Put(kVectorVersion);
  for (const std::int32_t value :
       {-1, 0, -1, 0})  // no member, not split, no basic type, no maximum
    out.Put(value);
  out.PutNullPointer();  // counts of collections
  out.PutNullPointer();
  out.EndObject(start);
  out.EndObject(pointer);
}

void AddClassesOf(const Branch& branch, std::set<std::string_view>& classes) {
  classes.insert(branch.kind() == BranchKind::kObject ? "TBranchElement" : "TBranch");
  for (const auto& leaf : branch.spec().leaves) classes.insert(LeafClass(branch, leaf));
}

}  // namespace TMVA::inline standalone::rootwrite
