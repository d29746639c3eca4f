// Records of a ROOT file: a key and its payload.
#pragma once

#include <TMVA/OutputFile.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "dataloader/rootio/write_buffer.h"
#include "dataloader/rootio/write_compress.h"
#include "dataloader/rootio/write_sink.h"

namespace TMVA::inline standalone::rootwrite {

/// Positions beyond it need eight bytes: keys, directories and the file header have a big form.
constexpr std::int64_t kStartBigFile = 2'000'000'000;

/// Head of a record. `extra_length` bytes more belong to it for baskets.
struct Key {
  std::string class_name, name, title;
  std::int32_t total_bytes = 0;   ///< key and payload on disk
  std::int32_t object_bytes = 0;  ///< payload before compression
  std::int16_t cycle = 1;
  std::int64_t seek = 0;
  std::int64_t parent = 0;
  bool big = false;
  std::size_t extra_length = 0;

  /// Bytes before the payload. DataError when names are too long for a key.
  std::size_t Length() const;
  void Stream(WriteBuffer& out, std::uint32_t time) const;
};

/// What a record is called and where it belongs.
struct KeyNames {
  std::string_view class_name, name, title;
  std::int64_t parent = 0;
  int cycle = 1;
};

/// Appends records to the file.
class RecordWriter {
 public:
  /// `target` is the path of a new file, or an UpdateTarget.
  template <class Target>
  RecordWriter(Target&& target, Compression compression)
      : sink_(std::forward<Target>(target)), compressor_(compression), time_(PackedTime()) {}

  FileSink& sink() { return sink_; }
  Compressor& compressor() { return compressor_; }
  /// Packed date of every record: SOURCE_DATE_EPOCH, else the format's first day, so that the same
  /// run gives the same bytes.
  std::uint32_t time() const { return time_; }

  /// Key of a record that is to be written next.
  Key NewKey(const KeyNames& names) const;
  /// Key of a basket: always of the big form, with `extra_length` bytes after the names.
  Key NewBasketKey(const KeyNames& names, std::size_t extra_length) const;
  enum class Store : std::uint8_t { kCompressed, kRaw };
  void Write(Key& key, std::span<const std::byte> payload, Store store = Store::kCompressed,
             std::span<const std::byte> extra = {});
  /// A payload that is compressed already, or as it is where `compressed` is empty.
  void Write(Key& key, std::span<const std::byte> payload, std::span<const std::byte> compressed,
             std::span<const std::byte> extra);

 private:
  static std::uint32_t PackedTime();

  FileSink sink_;
  Compressor compressor_;
  std::uint32_t time_;
};

}  // namespace TMVA::inline standalone::rootwrite
