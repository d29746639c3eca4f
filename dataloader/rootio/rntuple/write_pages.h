// Columns of an RNTuple being written: values are gathered to pages, pages become records.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dataloader/rootio/rntuple/element_coding.h"
#include "dataloader/rootio/rntuple/write_envelope.h"
#include "dataloader/rootio/write_key.h"

namespace TMVA::inline standalone::rootwrite {

struct BlobLocator {
  std::int64_t offset = 0;
  std::int64_t bytes = 0;
};

/// Writes records without a name, as pages and envelopes are.
class BlobWriter {
 public:
  BlobWriter(RecordWriter& records, Compressor& compressor, std::int64_t parent)
      : records_(records), compressor_(compressor), parent_(parent) {}

  /// Compressed where it shrinks, with the effort that pays for the pages of a column. With a
  /// checksum behind, which the locator does not count.
  BlobLocator WritePage(std::span<const std::byte> bytes, Effort& effort);
  BlobLocator WriteEnvelope(std::span<const std::byte> bytes);
  int CompressionSetting() const { return compressor_.Setting(); }

 private:
  BlobLocator Write(std::span<const std::byte> stored, std::size_t counted);

  RecordWriter& records_;
  Compressor& compressor_;
  std::int64_t parent_;
  std::vector<std::byte> page_;
};

/// What a column holds; the numbers of column types are the format's.
enum class Content : std::uint8_t { kValues, kText, kEnds };

class PageColumn {
 public:
  PageColumn(Content content, DataType type, bool compressed);

  std::uint16_t column_type() const { return stored_.type; }
  std::uint16_t bits() const { return stored_.bits; }
  std::size_t value_bytes() const { return value_bytes_; }
  std::int64_t elements() const { return elements_; }
  void SetPageBytes(std::size_t bytes) { page_bytes_ = bytes; }

  void Append(BlobWriter& blobs, const std::byte* values, std::size_t count);
  /// Writes what is left, and lists the pages of the cluster that ends.
  void EndCluster(BlobWriter& blobs, FrameBuffer& list);

 private:
  struct Page {
    std::int32_t elements;
    BlobLocator at;
  };
  void Flush(BlobWriter& blobs);

  rootio::NtupleColumn stored_;
  rootio::ElementCoding coding_;
  std::size_t value_bytes_;
  std::size_t page_bytes_ = 0;
  Effort effort_;
  std::vector<std::byte> values_, encoded_;
  std::vector<Page> pages_;  // of the cluster
  std::int64_t elements_ = 0, cluster_first_ = 0;
};

}  // namespace TMVA::inline standalone::rootwrite
