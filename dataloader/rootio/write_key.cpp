// Layout of keys, their date, and the choice between compressed and raw payload.
#include "dataloader/rootio/write_key.h"

#include <TMVA/Error.h>

#include <charconv>
#include <cstdlib>
#include <ctime>
#include <limits>

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::size_t kSmallKeyBytes = 26, kBigKeyBytes = 34;
constexpr std::int16_t kKeyVersion = 4, kBigVersion = 1000;

std::size_t StringBytes(std::string_view text) { return text.size() + (text.size() < 255 ? 1 : 5); }

}  // namespace

std::size_t Key::Length() const {
  const auto length = (big ? kBigKeyBytes : kSmallKeyBytes) + StringBytes(class_name) +
                      StringBytes(name) + StringBytes(title) + extra_length;
  if (length > static_cast<std::size_t>(std::numeric_limits<std::int16_t>::max()))
    throw DataError("'" + name.substr(0, 60) + "...': name and title have " +
                    std::to_string(name.size() + title.size()) +
                    " bytes; a ROOT file takes about 32000 at most");
  return length;
}

void Key::Stream(WriteBuffer& out, std::uint32_t time) const {
  out.Put(total_bytes);
  out.Put<std::int16_t>(big ? kKeyVersion + kBigVersion : kKeyVersion);
  out.Put(object_bytes);
  out.Put(time);
  out.Put(static_cast<std::int16_t>(Length()));
  out.Put(cycle);
  if (big) {
    out.Put(seek);
    out.Put(parent);
  } else {
    out.Put(static_cast<std::int32_t>(seek));
    out.Put(static_cast<std::int32_t>(parent));
  }
  out.PutString(class_name);
  out.PutString(name);
  out.PutString(title);
}

std::uint32_t RecordWriter::PackedTime() {
  std::tm date{};
  date.tm_year = 95;  // 1995-01-01 00:00:00, the first date that the format can say
  date.tm_mday = 1;
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr && *epoch != '\0') {
    const std::string_view text(epoch);
    std::time_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() ||
        ::gmtime_r(&seconds, &date) == nullptr || date.tm_year < 95 || date.tm_year > 158)
      throw OptionError("SOURCE_DATE_EPOCH is '" + std::string(text) +
                        "', expected seconds since 1970 of a date in 1995..2058");
  }
  return static_cast<std::uint32_t>((date.tm_year - 95) << 26 | (date.tm_mon + 1) << 22 |
                                    date.tm_mday << 17 | date.tm_hour << 12 | date.tm_min << 6 |
                                    date.tm_sec);
}

Key RecordWriter::NewKey(const KeyNames& names) const {
  Key key;
  key.class_name = names.class_name;
  key.name = names.name;
  key.title = names.title;
  key.parent = names.parent;
  key.cycle = static_cast<std::int16_t>(names.cycle);
  key.seek = sink_.position();
  key.big = key.seek > kStartBigFile || key.parent > kStartBigFile;
  return key;
}

Key RecordWriter::NewBasketKey(const KeyNames& names, std::size_t extra_length) const {
  Key key = NewKey(names);
  key.big = true;
  key.extra_length = extra_length;
  return key;
}

void RecordWriter::Write(Key& key, std::span<const std::byte> payload, Store store,
                         std::span<const std::byte> extra) {
  const auto compressed =
      store == Store::kCompressed ? compressor_.Compress(payload) : std::span<const std::byte>();
  Write(key, payload, compressed, extra);
}

void RecordWriter::Write(Key& key, std::span<const std::byte> payload,
                         std::span<const std::byte> compressed, std::span<const std::byte> extra) {
  constexpr std::size_t kLargestPayload = 0x40000000;
  if (payload.size() > kLargestPayload)
    throw DataError("'" + key.name + "' (" + key.class_name + ") has " +
                    std::to_string(payload.size()) + " bytes; a ROOT file takes 1 GiB at most");
  const auto stored = compressed.empty() ? payload : compressed;
  key.object_bytes = static_cast<std::int32_t>(payload.size());
  key.total_bytes = static_cast<std::int32_t>(key.Length() + stored.size());
  WriteBuffer head;
  key.Stream(head, time_);
  head.PutBytes(extra);
  sink_.Append(head.bytes());
  sink_.Append(stored);
}

}  // namespace TMVA::inline standalone::rootwrite
