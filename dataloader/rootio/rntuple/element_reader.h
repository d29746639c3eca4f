// Reads elements of a column of an RNTuple, page by page.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dataloader/rootio/compression.h"
#include "dataloader/rootio/rntuple/element_coding.h"
#include "dataloader/rootio/rntuple/field_layout.h"
#include "dataloader/rootio/rntuple/metadata.h"

namespace TMVA::inline standalone::rootio {

/// Buffers and codecs that the readers of a cursor share.
struct PageScratch {
  Decompressor decompressor;
  std::vector<std::byte> stored, plain, values, halves;
};

/// Elements of a cluster. `needed` is how many the cluster has to have, where that is known: those
/// at the front that a late column lacks are zero.
struct ElementRange {
  std::size_t cluster = 0;
  std::int64_t first = 0, count = 0;
  std::optional<std::int64_t> needed = {};
};

class ElementReader {
 public:
  /// Values come as `type`; `field` is for messages.
  ElementReader(const RawFile& file, const NtupleMetadata& metadata, const Representations& columns,
                DataType type, std::string field, PageScratch& scratch);

  /// Throws where the elements are not there. To be called before memory is taken for them: where
  /// they would be far more than their pages are long, looks at the pages.
  void Verify(const ElementRange& range);
  /// Fills `to`; call Verify first.
  void Read(const ElementRange& range, std::byte* to);
  /// Appends the bytes of the pages that hold the elements.
  void AppendBytes(const ElementRange& range, std::vector<ByteRange>& out) const;
  /// For messages about values of a cluster.
  Origin OriginOf(std::size_t cluster, std::int64_t offset) const;

 private:
  /// The column that a cluster uses, and its pages.
  struct Stored {
    const NtuplePageList* pages;
    std::uint32_t column;
    bool deferred;
  };
  Stored Find(std::size_t cluster) const;
  /// Number of elements at the front of the cluster that are not stored.
  std::int64_t Missing(const Stored& stored, const ElementRange& range) const;
  std::size_t FindPage(const Stored& stored, std::int64_t element) const;
  std::int64_t ElementsOf(const Stored& stored, std::size_t page) const;

  void ReadStored(const Stored& stored, std::int64_t first, std::int64_t count, std::byte* to);
  void Fetch(const Stored& stored, std::size_t page);
  void Decode(const Stored& stored, std::size_t page, std::byte* to);

  const RawFile& file_;
  const NtupleMetadata& metadata_;
  Representations columns_;
  std::vector<ElementCoding> codings_;  // of `columns_`
  DataType type_;
  std::size_t size_;  // of a value
  std::string field_;
  PageScratch& scratch_;
  Origin origin_;
  std::size_t cluster_ = 0;
  std::size_t cached_ = SIZE_MAX;  // the page whose values are ...
  std::vector<std::byte> cache_;
};

}  // namespace TMVA::inline standalone::rootio
