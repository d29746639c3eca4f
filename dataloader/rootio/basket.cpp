// Baskets: the pieces in which a branch lies in a file.
#include "dataloader/rootio/basket.h"

#include <algorithm>
#include <utility>

namespace TMVA::inline standalone::rootio {
namespace {

constexpr std::size_t kShortKey = 26, kLongKey = 1024;

/// The length of the key, before it is read.
std::size_t KeyBytes(std::span<const std::byte> record) {
  constexpr std::size_t kKeyBytesAt = 14;
  return LoadBigEndian<std::uint16_t>(record.data() + kKeyBytesAt);
}

struct BasketHead {
  Key key;
  int io_bits = 0;
  std::int64_t entries = 0;
  std::int64_t last = 0;  ///< end of the values, counted from the start of the key
  int flag = 0;
};

BasketHead ReadHead(ByteReader& reader) {
  BasketHead head;
  head.key = ReadKey(reader);
  if (head.key.class_name != "TBasket") reader.Fail("record is no basket");
  reader.Skip(6);  // version, buffer size
  if (reader.Read<std::int32_t>() < 0) head.io_bits = reader.Read<std::uint8_t>();
  head.entries = reader.Read<std::int32_t>();
  head.last = reader.Read<std::int32_t>();
  head.flag = reader.Read<std::uint8_t>();
  if (head.entries < 0 || head.last < head.key.key_bytes) reader.Fail("damaged head of a basket");
  return head;
}

/// Positions in the data, with its size behind the last; they must ascend. The table may hold a
/// number for each entry that there was room for: those behind the last entry mean nothing.
void SetOffsets(ByteReader& reader, std::int64_t entries, std::size_t size, bool differences,
                std::int64_t key_bytes, std::vector<std::int32_t>& offsets) {
  const auto count = reader.Count(reader.Read<std::int32_t>(), 4, "table of offsets");
  if (static_cast<std::int64_t>(count) < entries) reader.Fail("table of offsets is too short");
  const auto* stored = reader.Bytes(4 * count).data();
  offsets.resize(static_cast<std::size_t>(entries) + 1);
  std::int64_t last = 0;
  bool ascends = true;
  for (std::size_t i = 0; i < static_cast<std::size_t>(entries); ++i) {
    const std::int64_t number = LoadBigEndian<std::int32_t>(stored + 4 * i);
    const auto position = !differences ? number - key_bytes : i == 0 ? 0 : last + number;
    ascends = ascends && position >= last && position <= static_cast<std::int64_t>(size);
    offsets[i] = static_cast<std::int32_t>(position);
    last = position;
  }
  if (!ascends) reader.Fail("damaged table of offsets");
  offsets.back() = static_cast<std::int32_t>(size);
}

}  // namespace

void BasketIndex::Add(std::int64_t entries, std::int64_t seek, std::int32_t record_bytes,
                      std::shared_ptr<const EmbeddedBasket> inside) {
  starts.push_back(starts.back() + entries);
  seeks.push_back(seek);
  bytes.push_back(record_bytes);
  embedded.push_back(std::move(inside));
}

std::size_t BasketIndex::Find(std::int64_t entry) const {
  const auto above = std::upper_bound(starts.begin(), starts.end(), entry);
  return static_cast<std::size_t>(above - starts.begin()) - 1;
}

std::shared_ptr<const EmbeddedBasket> ReadEmbeddedBasket(std::span<const std::byte> bytes,
                                                         const Origin& origin) {
  ByteReader reader(bytes, origin);
  const auto head = ReadHead(reader);
  if (head.flag == 0 || head.entries == 0) return nullptr;
  const bool generated = head.flag >= 80;  // offsets are made from counts
  const int flag = generated ? head.flag - 80 : head.flag;
  if (flag != 1 && flag <= 10) return nullptr;
  auto basket = std::make_shared<EmbeddedBasket>();
  basket->entries = head.entries;
  const auto size = static_cast<std::size_t>(head.last - head.key.key_bytes);
  if (!generated && flag % 10 != 2) {
    SetOffsets(reader, head.entries, size, false, head.key.key_bytes, basket->offsets);
  }
  if (flag > 40) reader.Skip(4 * reader.Count(reader.Read<std::int32_t>(), 4, "displacements"));
  reader.Skip(static_cast<std::size_t>(head.key.key_bytes));
  const auto data = reader.Bytes(size);
  basket->data.assign(data.begin(), data.end());
  return basket;
}

BasketLoader::BasketLoader(const RawFile& file, const BasketIndex& index, std::string branch,
                           BasketScratch& scratch)
    : file_(file), index_(index), branch_(std::move(branch)), scratch_(scratch) {
  origin_.path = file.Path();
}

void BasketLoader::SetOrigin(std::size_t basket) {
  origin_.offset = index_.seeks[basket];
  origin_.object = "branch " + branch_ + ", entries " + std::to_string(index_.starts[basket]) +
                   " to " + std::to_string(index_.starts[basket + 1] - 1);
}

const Basket& BasketLoader::Load(std::size_t basket) {
  if (basket == loaded_) return basket_;
  loaded_ = SIZE_MAX;  // nothing, should this one be damaged
  SetOrigin(basket);
  if (const auto& inside = index_.embedded[basket]) {
    basket_.data = inside->data;
    basket_.offsets = inside->offsets;
    basket_.entries = inside->entries;
  } else {
    LoadFromDisk(basket);
  }
  const auto expected = index_.starts[basket + 1] - index_.starts[basket];
  if (basket_.entries != expected)
    Fail(origin_, "basket holds " + std::to_string(basket_.entries) + " entries, the tree says " +
                      std::to_string(expected));
  loaded_ = basket;
  return basket_;
}

bool BasketLoader::LoadInto(std::size_t basket, std::span<std::byte> out) {
  if (basket == loaded_ || index_.embedded[basket]) return false;
  SetOrigin(basket);
  const auto seek = index_.seeks[basket];
  const auto bytes = index_.bytes[basket];
  file_.CheckInside(seek, bytes, origin_.object);
  const auto record_bytes = static_cast<std::size_t>(bytes);
  // Of what is longer than its values, and so hardly compressed, only the key is read at first.
  const bool raw = record_bytes > out.size();
  auto& record = scratch_.record;
  record.Clear();
  const auto read = raw ? std::min(record_bytes, kLongKey) : record_bytes;
  file_.Read(seek, {record.Extend(read), read}, origin_.object);
  ByteReader reader(record.bytes(), origin_);
  if (reader.Remaining() < kShortKey || KeyBytes(record.bytes()) > read) return false;
  const auto head = ReadHead(reader);
  const auto& key = head.key;
  const auto values = static_cast<std::size_t>(head.last - key.key_bytes);
  const bool fits = key.record_bytes == bytes && values == out.size() &&
                    static_cast<std::size_t>(key.object_bytes) == values &&
                    head.entries == index_.starts[basket + 1] - index_.starts[basket];
  if (!fits || raw == key.IsCompressed()) return false;  // damaged, or with a table of offsets
  if (raw) {
    file_.Read(seek + key.key_bytes, out, origin_.object);
    return true;
  }
  SeekPayload(key, reader);
  const auto payload = reader.Bytes(reader.Remaining());
  CheckBlocks(payload, key.object_bytes, origin_, file_.Size());
  scratch_.decompressor.Decompress(payload, out, origin_);
  return true;
}

void BasketLoader::LoadFromDisk(std::size_t basket) {
  const auto bytes = index_.bytes[basket];
  auto& record = scratch_.record;
  file_.CheckInside(index_.seeks[basket], bytes, origin_.object);
  record.Clear();
  const auto size = static_cast<std::size_t>(bytes);
  file_.Read(index_.seeks[basket], {record.Extend(size), size}, origin_.object);
  ByteReader reader(record.bytes(), origin_);
  const auto head = ReadHead(reader);
  const auto& key = head.key;
  if (key.record_bytes != bytes) reader.Fail("damaged key of a basket");
  SeekPayload(key, reader);
  auto payload = reader.Bytes(reader.Remaining());
  if (key.IsCompressed()) {
    CheckBlocks(payload, key.object_bytes, origin_, file_.Size());
    payload_.Clear();
    const auto plain = static_cast<std::size_t>(key.object_bytes);
    scratch_.decompressor.Decompress(payload, {payload_.Extend(plain), plain}, origin_);
    payload = payload_.bytes();
  } else {
    std::swap(payload_, record);  // keeps `payload` where it is
  }
  const auto border = static_cast<std::size_t>(head.last - key.key_bytes);
  if (border > payload.size()) reader.Fail("basket is shorter than its values");
  basket_.data = payload.first(border);
  basket_.entries = head.entries;
  ReadOffsets(payload.subspan(border), border, head.io_bits, key.key_bytes);
}

void BasketLoader::ReadOffsets(std::span<const std::byte> table, std::size_t border, int io_bits,
                               std::int32_t key_bytes) {
  basket_.offsets.clear();
  if (table.empty()) return;
  ByteReader reader(table, origin_);
  SetOffsets(reader, basket_.entries, border, (io_bits & 1) != 0, key_bytes, basket_.offsets);
}

}  // namespace TMVA::inline standalone::rootio
