// RNTuples whose metadata can be damaged: not compressed, and with checksums that are made right.
#include "tests/fuzz/ntuple_damage.h"

#include <xxhash.h>

#include <cstring>

#include <TMVA/Error.h>

#include "dataloader/rootio/compression.h"

namespace TMVA::fuzz {
namespace {

constexpr std::size_t kWord = 8;

/// Numbers of a file at any position; beyond its end they are 0 and cannot be changed.
class Numbers {
 public:
  explicit Numbers(Bytes& bytes) : bytes_(bytes) {}

  template <class T>
  T Little(std::size_t at) const {
    T value{};
    if (Fits(at, sizeof value)) std::memcpy(&value, bytes_.data() + at, sizeof value);
    return value;
  }
  template <class T>
  void SetLittle(std::size_t at, T value) {
    if (Fits(at, sizeof value)) std::memcpy(bytes_.data() + at, &value, sizeof value);
  }
  std::uint64_t Big(std::size_t at) const { return rootio::ByteSwap(Little<std::uint64_t>(at)); }
  void SetBig(std::size_t at, std::uint64_t value) { SetLittle(at, rootio::ByteSwap(value)); }
  bool Fits(std::size_t at, std::size_t size) const {
    return size <= bytes_.size() && at <= bytes_.size() - size;
  }
  /// The hash of some bytes, behind them.
  std::uint64_t Seal(std::size_t at, std::size_t size) {
    if (size < kWord || !Fits(at, size)) return 0;
    const auto hash = XXH3_64bits(bytes_.data() + at, size - kWord);
    SetLittle(at + size - kWord, hash);
    return hash;
  }

 private:
  Bytes& bytes_;
};

/// Where the file says where an envelope lies: the position of its offset, size and full length.
struct Reference {
  std::size_t offset = 0, size = 0, length = 0;
  bool in_anchor = false;
};

std::uint64_t OffsetOf(const Numbers& numbers, const Reference& at) {
  return at.in_anchor ? numbers.Big(at.offset) : numbers.Little<std::uint64_t>(at.offset);
}
std::uint64_t SizeOf(const Numbers& numbers, const Reference& at) {
  return at.in_anchor ? numbers.Big(at.size) : numbers.Little<std::uint32_t>(at.size);
}
std::uint64_t LengthOf(const Numbers& numbers, const Reference& at) {
  return at.in_anchor ? numbers.Big(at.length) : numbers.Little<std::uint64_t>(at.length);
}

/// Positions of the members of the anchors, behind their version numbers.
std::vector<std::size_t> Anchors(std::span<const std::byte> file) {
  constexpr std::size_t kBefore = 6, kSize = 72;
  std::vector<std::size_t> anchors;
  for (const auto& record : ScanRecords(file))
    if (record.key.class_name == "ROOT::RNTuple" && record.end - record.payload >= kBefore + kSize)
      anchors.push_back(record.payload + kBefore);
  return anchors;
}

Reference HeaderOf(std::size_t anchor) {
  return {anchor + kWord, anchor + 2 * kWord, anchor + 3 * kWord, true};
}
Reference FooterOf(std::size_t anchor) {
  return {anchor + 4 * kWord, anchor + 5 * kWord, anchor + 6 * kWord, true};
}

/// The page lists that a footer names, when it lies in the file as it is.
std::vector<Reference> PageLists(const Numbers& numbers, const Reference& footer) {
  constexpr std::size_t kMost = 100;
  std::vector<Reference> lists;
  if (SizeOf(numbers, footer) != LengthOf(numbers, footer)) return lists;
  auto at = OffsetOf(numbers, footer) + 3 * kWord;  // behind type, feature flags and checksum
  at += numbers.Little<std::uint64_t>(at);          // columns that came late
  const auto count = numbers.Little<std::uint32_t>(at + kWord);
  at += kWord + 4;
  for (std::size_t i = 0; i < count && i < kMost && numbers.Fits(at, kWord); ++i) {
    const auto fields = at + kWord + 20;
    lists.push_back({fields + kWord + 4, fields + kWord, fields, false});
    at += numbers.Little<std::uint64_t>(at);
  }
  return lists;
}

void StoreRaw(Bytes& file, const Reference& at) {
  Numbers numbers(file);
  const auto offset = OffsetOf(numbers, at), size = SizeOf(numbers, at);
  const auto length = LengthOf(numbers, at);
  constexpr std::uint64_t kMost = 1 << 20;
  if (!numbers.Fits(offset, size) || length > kMost) return;
  const auto stored = std::span(file).subspan(offset, size);
  Bytes plain(stored.begin(), stored.end());
  if (size != length) {
    plain.resize(length);
    rootio::Decompressor().Decompress(stored, plain, {"file", 0, "envelope"});
  }
  if (at.in_anchor) {
    numbers.SetBig(at.offset, file.size());
    numbers.SetBig(at.size, length);
  } else {
    numbers.SetLittle(at.offset, std::uint64_t{file.size()});
    numbers.SetLittle(at.size, static_cast<std::uint32_t>(length));
  }
  file.insert(file.end(), plain.begin(), plain.end());
}

}  // namespace

void StoreNtuplesRaw(Bytes& file) {
  for (const auto anchor : Anchors(file)) {
    try {
      StoreRaw(file, HeaderOf(anchor));
      StoreRaw(file, FooterOf(anchor));
      for (const auto& list : PageLists(Numbers(file), FooterOf(anchor))) StoreRaw(file, list);
    } catch (const Error&) {
      continue;  // damaged already
    }
  }
  RepairNtuples(file);
}

void RepairNtuples(Bytes& file) {
  Numbers numbers(file);
  const auto is_raw = [&](const Reference& at) {
    return SizeOf(numbers, at) == LengthOf(numbers, at) && SizeOf(numbers, at) >= 3 * kWord;
  };
  const auto seal = [&](const Reference& at) {
    return numbers.Seal(OffsetOf(numbers, at), SizeOf(numbers, at));
  };
  for (const auto anchor : Anchors(file)) {
    const auto header = HeaderOf(anchor), footer = FooterOf(anchor);
    if (is_raw(header) && is_raw(footer)) {
      const auto hash = seal(header);
      for (const auto& list : PageLists(numbers, footer)) {
        if (!is_raw(list)) continue;
        numbers.SetLittle(OffsetOf(numbers, list) + kWord, hash);
        seal(list);
      }
      numbers.SetLittle(OffsetOf(numbers, footer) + 2 * kWord, hash);
      seal(footer);
    }
    constexpr std::size_t kMembers = 64;
    if (numbers.Fits(anchor, kMembers + kWord))
      numbers.SetBig(anchor + kMembers, XXH3_64bits(file.data() + anchor, kMembers));
  }
}

}  // namespace TMVA::fuzz
