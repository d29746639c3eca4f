// Baskets: the pieces in which a branch lies in a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dataloader/rootio/byte_buffer.h"
#include "dataloader/rootio/compression.h"
#include "dataloader/rootio/key.h"

namespace TMVA::inline standalone::rootio {

/// The values of some entries of one branch, as they were streamed.
struct Basket {
  std::span<const std::byte> data;
  std::vector<std::int32_t> offsets;  ///< entries + 1 positions in data, or empty (none stored)
  std::int64_t entries = 0;
};

/// A basket that lies inside the tree's own record, not yet flushed when that was written.
struct EmbeddedBasket {
  std::vector<std::byte> data;
  std::vector<std::int32_t> offsets;
  std::int64_t entries = 0;
};

/// Where the baskets of a branch lie. Basket i covers the entries [starts[i], starts[i + 1]).
struct BasketIndex {
  std::vector<std::int64_t> starts{0};
  std::vector<std::int64_t> seeks;
  std::vector<std::int32_t> bytes;
  std::vector<std::shared_ptr<const EmbeddedBasket>> embedded;  ///< null for those on disk
  std::string damage;  ///< why the branch cannot be read, else empty

  std::size_t size() const { return seeks.size(); }
  std::int64_t Entries() const { return starts.back(); }
  void Add(std::int64_t entries, std::int64_t seek, std::int32_t record_bytes,
           std::shared_ptr<const EmbeddedBasket> inside = nullptr);
  /// The basket of an entry below Entries().
  std::size_t Find(std::int64_t entry) const;
};

/// Decodes the streamed TBasket in `bytes`; nothing when it carries no data.
std::shared_ptr<const EmbeddedBasket> ReadEmbeddedBasket(std::span<const std::byte> bytes,
                                                         const Origin& origin);

/// What the loaders of one cursor share.
struct BasketScratch {
  Decompressor decompressor;
  ByteBuffer record;
};

/// Loads the baskets of one branch, one at a time, into memory that is reused.
class BasketLoader {
 public:
  /// `branch` names the branch in messages; the rest must outlive the loader.
  BasketLoader(const RawFile& file, const BasketIndex& index, std::string branch,
               BasketScratch& scratch);

  /// The basket stays as it is until the next call.
  const Basket& Load(std::size_t basket);
  /// Reads a basket that holds nothing but `out.size()` bytes of values straight into `out`: no
  /// copy of them is kept. False, and then `out` is undefined, when its values do not lie so.
  bool LoadInto(std::size_t basket, std::span<std::byte> out);
  std::size_t Loaded() const { return loaded_; }
  const Basket& Current() const { return basket_; }
  /// For messages about the loaded basket.
  const Origin& CurrentOrigin() const { return origin_; }

 private:
  void SetOrigin(std::size_t basket);
  void LoadFromDisk(std::size_t basket);
  void ReadOffsets(std::span<const std::byte> table, std::size_t border, int io_bits,
                   std::int32_t key_bytes);

  const RawFile& file_;
  const BasketIndex& index_;
  std::string branch_;
  BasketScratch& scratch_;
  ByteBuffer payload_;  // the whole record where it is not compressed
  Basket basket_;
  Origin origin_;
  std::size_t loaded_ = SIZE_MAX;
};

}  // namespace TMVA::inline standalone::rootio
