// Damages ROOT files where it hurts: the same for the same random numbers.
#include "tests/fuzz/damage.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include <TMVA/Error.h>

#include "dataloader/rootio/compression.h"

namespace TMVA::fuzz {
namespace {

constexpr std::size_t kBlockHeader = 9;
constexpr std::int32_t kBigFile = 1000000;

template <class T>
T Load(std::span<const std::byte> bytes, std::size_t at) {
  return rootio::LoadBigEndian<T>(bytes.data() + at);
}

template <class T>
void Store(std::span<std::byte> bytes, std::size_t at, T value) {
  if (at > bytes.size() || sizeof(T) > bytes.size() - at) return;
  const auto swapped = rootio::ByteSwap(static_cast<rootio::BitsOf<T>>(value));
  std::memcpy(bytes.data() + at, &swapped, sizeof swapped);
}

std::string_view Text(std::span<const std::byte> bytes, std::size_t at, std::size_t size) {
  if (at > bytes.size() || size > bytes.size() - at) return {};
  return {reinterpret_cast<const char*>(bytes.data() + at), size};
}

bool IsBlock(std::string_view tag) {
  return tag == "ZL" || tag == "CS" || tag == "XZ" || tag == "L4" || tag == "ZS";
}

bool IsDirectory(const rootio::Key& key) {
  return key.class_name == "TFile" || key.class_name.starts_with("TDirectory");
}

/// A number below `end`, which is not 0.
std::size_t Below(std::mt19937_64& random, std::size_t end) { return random() % end; }

template <class Container>
auto& Pick(Container&& from, std::mt19937_64& random) {
  return from[Below(random, std::size(from))];
}

std::string Flip(std::span<std::byte> bytes, std::size_t begin, std::size_t end,
                 std::mt19937_64& random) {
  end = std::min(end, bytes.size());
  if (begin >= end) return "nothing";
  std::string what = "flip";
  for (auto i = 1 + Below(random, 4); i > 0; --i) {
    const auto at = begin + Below(random, end - begin);
    const auto bit = Below(random, 8);
    bytes[at] ^= static_cast<std::byte>(1U << bit);
    what += " " + std::to_string(at) + "." + std::to_string(bit);
  }
  return what;
}

class FileDamage {
 public:
  FileDamage(Bytes& file, std::mt19937_64& random)
      : file_(file), random_(random), records_(ScanRecords(file)) {
    big_ = file.size() > 64 && Load<std::int32_t>(file, 4) >= kBigFile;
  }

  std::string Damage() {
    if (file_.size() < 100 || records_.empty()) return Flip(file_, 0, file_.size(), random_);
    switch (Below(random_, 18)) {
      case 0:
        return Truncate();
      case 1:
        return "header: " + Flip(file_, 0, 100, random_);
      case 2:
        return HeaderField();
      case 3:
        return AnyRecord("key: ",
                         [](const RecordPlace& r) { return std::pair(r.begin, r.payload); });
      case 4:
        return KeyField();
      case 5:
        return AnyRecord("payload: ",
                         [](const RecordPlace& r) { return std::pair(r.payload, r.end); });
      case 6:
        return AnyRecord("start of payload: ", [](const RecordPlace& r) {
          return std::pair(r.payload, std::min(r.end, r.payload + 2 * kBlockHeader));
        });
      case 7:
        return BlockHeader();
      case 8:
        return KeyList();
      case 9:
        return CopyRegion();
      case 10:
        return FillRegion();
      case 11:
        return Word();
      case 12:
        return Flip(file_, 0, file_.size(), random_);
      default:
        return ObjectStoredRaw();
    }
  }

 private:
  std::string Truncate() {
    const std::size_t sizes[] = {Below(random_, 101), Pick(records_, random_).begin,
                                 file_.size() - 1 - Below(random_, 8),
                                 Below(random_, file_.size())};
    file_.resize(std::min(file_.size(), Pick(sizes, random_)));
    return "truncated to " + std::to_string(file_.size());
  }

  std::int32_t Hostile() {
    const auto size = static_cast<std::int32_t>(file_.size());
    const std::int32_t values[] = {0,         1,         2,          -1,         -2,
                                   INT32_MAX, INT32_MIN, 0x40000000, 0x7ffffff0, 1000000000,
                                   65535,     size,      size - 1,   100,        size / 2};
    return Pick(values, random_);
  }

  std::string HeaderField() {
    const std::size_t wide = big_ ? 4 : 0;
    const std::size_t fields[] = {4,
                                  8,
                                  12,
                                  16 + wide,
                                  20 + 2 * wide,
                                  24 + 2 * wide,
                                  28 + 2 * wide,
                                  37 + 2 * wide,
                                  41 + 3 * wide};
    return SetField("header", Pick(fields, random_));
  }

  std::string SetField(const std::string& where, std::size_t at) {
    const auto value = Hostile();
    Store(file_, at, value);
    return where + ": " + std::to_string(value) + " at " + std::to_string(at);
  }

  std::string KeyField() {
    const auto& record = Pick(records_, random_);
    const std::size_t fields[] = {0, 6, 14, 18, 22, 26};
    const auto at = Pick(fields, random_);
    if (at == 14) {
      Store(file_, record.begin + at, static_cast<std::int16_t>(Hostile()));
      return "key: length of the key at " + std::to_string(record.begin);
    }
    return SetField("key of " + record.key.name, record.begin + at);
  }

  template <class Range>
  std::string AnyRecord(const std::string& what, Range range) {
    const auto& record = Pick(records_, random_);
    const auto [begin, end] = range(record);
    return what + record.key.class_name + " " + record.key.name + " " +
           Flip(file_, begin, end, random_);
  }

  std::string BlockHeader() {
    std::vector<std::size_t> blocks;
    for (const auto& record : records_)
      if (IsBlock(Text(file_, record.payload, 2))) blocks.push_back(record.payload);
    if (blocks.empty()) return HeaderField();
    const auto at = Pick(blocks, random_);
    const char* const tags[] = {"ZL", "XZ", "L4", "ZS", "CS", "??"};
    const std::uint32_t sizes[] = {0, 0xffffff, 0x010000, 1};  // little endian: 1 is 65536
    const auto field = Below(random_, 4);
    if (field == 0) std::memcpy(file_.data() + at, Pick(tags, random_), 2);
    if (field == 1 || field == 2) {
      const auto size = Pick(sizes, random_);
      std::memcpy(file_.data() + at + 3 * field, &size, 3);
    }
    if (field == 3) file_[at + 2] ^= std::byte{0xff};
    return "block header: field " + std::to_string(field) + " at " + std::to_string(at);
  }

  std::string KeyList() {
    std::vector<const RecordPlace*> lists;
    for (const auto& record : records_)
      if (IsDirectory(record.key) && record.begin != 100) lists.push_back(&record);
    if (lists.empty()) return HeaderField();
    const auto& list = *Pick(lists, random_);
    const auto first = list.payload + 4;
    if (Below(random_, 3) == 0) return SetField("list of keys", list.payload);
    if (Below(random_, 2) == 0) {
      Store(file_, first + 18, static_cast<std::int32_t>(Below(random_, 2) ? list.begin : 100));
      return "list of keys: refers to itself or to the top";
    }
    return "list of keys: " + Flip(file_, list.payload, list.end, random_);
  }

  std::string CopyRegion() {
    const auto size = 1 + Below(random_, 64);
    const auto from = Below(random_, file_.size() - size), to = Below(random_, file_.size() - size);
    std::memmove(file_.data() + to, file_.data() + from, size);
    return std::to_string(size) + " bytes from " + std::to_string(from) + " to " +
           std::to_string(to);
  }

  /// A number in the other order of bytes, as in RNTuple's metadata, anywhere in the file.
  std::string Word() {
    const auto value = static_cast<std::uint32_t>(Hostile());
    const auto at = Below(random_, file_.size() - 4);
    Store(file_, at, rootio::ByteSwap(value));
    return std::to_string(value) + " at " + std::to_string(at);
  }

  std::string FillRegion() {
    const auto size = std::min(1 + Below(random_, 256), file_.size());
    const auto at = Below(random_, file_.size() - size + 1);
    std::fill_n(file_.begin() + static_cast<std::ptrdiff_t>(at), size,
                Below(random_, 2) ? std::byte{0} : std::byte{0xff});
    return std::to_string(size) + " bytes filled at " + std::to_string(at);
  }

  /// An object's record is decompressed, damaged, and put behind the file; what referred to it now
  /// refers there. So the damage gets behind the checksums of the codec.
  std::string ObjectStoredRaw() {
    std::vector<const RecordPlace*> objects;
    for (const auto& record : records_) {
      const auto& name = record.key.class_name;
      if (name != "TBasket" && name != "RBlob" && !name.empty() && !IsDirectory(record.key))
        objects.push_back(&record);
    }
    if (objects.empty()) return HeaderField();
    const auto record = *Pick(objects, random_);
    auto payload = Unpack(record);
    if (payload.empty()) return Flip(file_, record.payload, record.end, random_);
    auto what = DamageObject(payload, random_);
    const auto moved = file_.size();
    const auto key_bytes = record.payload - record.begin;
    Bytes copy(file_.begin() + static_cast<std::ptrdiff_t>(record.begin),
               file_.begin() + static_cast<std::ptrdiff_t>(record.payload));
    copy.insert(copy.end(), payload.begin(), payload.end());
    SetPlace(copy, 0, static_cast<std::int32_t>(copy.size()),
             static_cast<std::int32_t>(payload.size()), moved);
    file_.insert(file_.end(), copy.begin(), copy.end());
    if (!big_) Store(file_, 12, static_cast<std::int32_t>(file_.size()));
    Redirect(record, moved, static_cast<std::int32_t>(key_bytes + payload.size()),
             static_cast<std::int32_t>(payload.size()));
    return "object " + record.key.class_name + " " + record.key.name + ": " + what;
  }

  Bytes Unpack(const RecordPlace& record) const {
    const auto stored = std::span(file_).subspan(record.payload, record.end - record.payload);
    const auto size = static_cast<std::size_t>(record.key.object_bytes);
    if (stored.size() == size) return {stored.begin(), stored.end()};
    if (size > 256 * stored.size()) return {};
    const rootio::Origin origin{"file", 0, "record"};
    Bytes out(size);
    try {
      rootio::Decompressor().Decompress(stored, out, origin);
    } catch (const Error&) {
      return {};
    }
    return out;
  }

  /// Sizes and place in the key at `at`.
  static void SetPlace(std::span<std::byte> bytes, std::size_t at, std::int32_t record_bytes,
                       std::int32_t object_bytes, std::size_t seek) {
    constexpr std::int16_t kBigKey = 1000;
    if (at + 26 > bytes.size()) return;
    Store(bytes, at, record_bytes);
    Store(bytes, at + 6, object_bytes);
    if (Load<std::int16_t>(bytes, at + 4) > kBigKey) {
      Store(bytes, at + 18, static_cast<std::int64_t>(seek));
    } else {
      Store(bytes, at + 18, static_cast<std::int32_t>(seek));
    }
  }

  void Redirect(const RecordPlace& record, std::size_t moved, std::int32_t record_bytes,
                std::int32_t object_bytes) {
    const std::size_t seek_info = big_ ? 45 : 37, info_bytes = big_ ? 53 : 41;
    if (record.key.name == "StreamerInfo") {
      if (big_) Store(file_, seek_info, static_cast<std::int64_t>(moved));
      if (!big_) Store(file_, seek_info, static_cast<std::int32_t>(moved));
      Store(file_, info_bytes, record_bytes);
      return;
    }
    for (const auto& list : records_) {
      if (!IsDirectory(list.key)) continue;
      for (auto at = list.payload; at + 26 <= list.end; ++at) {
        const bool wide = Load<std::int16_t>(file_, at + 4) > 1000;
        const auto seek = wide ? Load<std::int64_t>(file_, at + 18)
                               : std::int64_t{Load<std::int32_t>(file_, at + 18)};
        if (seek != static_cast<std::int64_t>(record.begin)) continue;
        if (Load<std::int32_t>(file_, at) != record.key.record_bytes) continue;
        SetPlace(file_, at, record_bytes, object_bytes, moved);
      }
    }
  }

  Bytes& file_;
  std::mt19937_64& random_;
  std::vector<RecordPlace> records_;
  bool big_ = false;
};

/// Positions in an object that look as if they said something on its structure.
struct Landmarks {
  std::vector<std::size_t> byte_counts, new_classes, numbers, texts;
};

Landmarks FindLandmarks(std::span<const std::byte> object) {
  Landmarks found;
  for (std::size_t at = 0; at + 8 <= object.size(); ++at) {
    const auto word = Load<std::uint32_t>(object, at);
    if ((word & 0xff000000) == 0x40000000 && (word & 0xffffff) <= object.size())
      found.byte_counts.push_back(at);
    if (word == 0xffffffff && at >= 4 && object[at - 4] == std::byte{0x40})
      found.new_classes.push_back(at);
    if (word > 0 && word < 64) found.numbers.push_back(at);
    const auto length = std::to_integer<std::size_t>(object[at]);
    const auto text = length >= 2 && length < 40 ? Text(object, at + 1, length) : "";
    if (!text.empty() && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }))
      found.texts.push_back(at);
  }
  return found;
}

}  // namespace

std::vector<RecordPlace> ScanRecords(std::span<const std::byte> file) {
  std::vector<RecordPlace> records;
  if (file.size() < 100) return records;
  const rootio::Origin origin{"file", 0, "record"};
  const auto begin = Load<std::int32_t>(file, 8);
  auto at = begin < 0 ? file.size() : static_cast<std::size_t>(begin);
  while (at + 26 < file.size()) {
    const std::int64_t bytes = Load<std::int32_t>(file, at);
    if (bytes == 0) break;
    if (bytes > 0) {
      try {
        rootio::ByteReader reader(file.subspan(at), origin);
        RecordPlace record;
        record.key = rootio::ReadKey(reader);
        record.begin = at;
        record.payload = at + static_cast<std::size_t>(record.key.key_bytes);
        record.end = at + static_cast<std::size_t>(bytes);
        if (record.payload > record.end || record.end > file.size()) break;
        records.push_back(std::move(record));
      } catch (const Error&) {
        break;
      }
    }
    at += static_cast<std::size_t>(bytes < 0 ? -bytes : bytes);  // negative: a gap
  }
  return records;
}

std::string DamageFile(Bytes& file, std::mt19937_64& random) {
  return FileDamage(file, random).Damage();
}

std::string DamageObject(Bytes& object, std::mt19937_64& random) {
  if (object.size() < 16) return Flip(object, 0, object.size(), random);
  const auto found = FindLandmarks(object);
  const auto size = static_cast<std::uint32_t>(object.size());
  const auto set = [&](const char* what, const std::vector<std::size_t>& places, int shift,
                       std::initializer_list<std::uint32_t> values) {
    if (places.empty()) return Flip(object, 0, object.size(), random);
    const auto at = Pick(places, random) + static_cast<std::size_t>(shift);
    const auto value = Pick(std::vector(values), random);
    Store(object, at, value);
    return std::string(what) + " " + std::to_string(value) + " at " + std::to_string(at);
  };
  const auto any = static_cast<std::uint32_t>(Below(random, size)) + 2;
  switch (Below(random, 7)) {
    case 0:
      return set(
          "byte count", found.byte_counts, 0,
          {0x40000000, 0x7fffffff, 0x40000001, 0x40000000 | size, 0x40ffffff, 0x40000000 | any});
    case 1:
      return set("class tag", found.new_classes, 0,
                 {0x80000000 | any, 0xffffffff, 0x80000001, 0x80000000 | (any + 64)});
    case 2:
      return set("reference", found.new_classes, -4, {any, any + 64, 1, 2, 0, size + 100});
    case 3:
      return set("number", found.numbers, 0,
                 {0xffffffff, 0x7fffffff, 100000000, 0x80000000, 0x10000, any, 1});
    case 4:
      if (!found.texts.empty()) {
        const auto at = Pick(found.texts, random);
        object[at] = std::byte{255};
        Store(object, at + 1, static_cast<std::uint32_t>(random()));
        return "length of a text at " + std::to_string(at);
      }
      break;
    case 5:
      if (!found.byte_counts.empty()) {
        const std::uint16_t versions[] = {0, 1, 2, 3, 0x4001, 0x7fff, 0xffff, 99};
        const auto at = Pick(found.byte_counts, random) + 4;
        Store(object, at, Pick(versions, random));
        return "version at " + std::to_string(at);
      }
      break;
    default:
      break;
  }
  return Flip(object, 0, object.size(), random);
}

void RepairHashes(Bytes& file) {
  constexpr std::size_t kHash = 8;
  for (std::size_t at = 0; at + kBlockHeader + kHash < file.size(); ++at) {
    if (Text(file, at, 2) != "L4") continue;
    const auto byte = [&](std::size_t i) { return std::to_integer<std::size_t>(file[at + i]); };
    const auto size = byte(3) | byte(4) << 8 | byte(5) << 16;
    if (size <= kHash || size > file.size() - at - kBlockHeader) continue;
    const auto data = at + kBlockHeader + kHash;
    Store(file, at + kBlockHeader, XXH64(file.data() + data, size - kHash, 0));
  }
}

std::vector<bool> UncheckedBytes(std::span<const std::byte> file) {
  std::vector<bool> unchecked(file.size());
  const auto mark = [&](std::size_t begin, std::size_t end) {
    for (auto i = begin; i < std::min(end, file.size()); ++i) unchecked[i] = true;
  };
  for (const auto& record : ScanRecords(file)) {
    const auto tag = Text(file, record.payload, 2);
    const bool stored =
        record.end - record.payload == static_cast<std::size_t>(record.key.object_bytes);
    if (!IsDirectory(record.key) && (stored || tag == "ZS")) mark(record.payload, record.end);
  }
  return unchecked;
}

}  // namespace TMVA::fuzz
