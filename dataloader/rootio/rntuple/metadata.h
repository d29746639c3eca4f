// What an RNTuple's anchor, header, footer and page lists say.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/File.h>

#include "dataloader/rootio/key.h"
#include "dataloader/rootio/rntuple/schema.h"

namespace TMVA::inline standalone::rootio {

struct NtuplePage {
  std::int64_t first = 0;  ///< its first element, counted from the first stored of the cluster
  std::int64_t offset = 0;
  std::int64_t bytes = 0;  ///< a checksum behind them not counted
  bool has_checksum = false;
};

/// A column in a cluster.
struct NtuplePageList {
  std::size_t begin = 0, end = 0;  ///< its pages
  std::int64_t elements = 0;       ///< that are stored
  bool suppressed = false;         ///< another representation of the field is used
};

struct NtupleCluster {
  EntryRange entries;
  std::vector<NtuplePageList> columns;  ///< fewer than there are when written before a late field
};

struct NtupleMetadata {
  std::string name, description;
  NtupleSchema schema;
  std::vector<NtuplePage> pages;
  std::vector<NtupleCluster> clusters;  ///< without empty ones, ascending
  std::int64_t entries = 0;
  std::int64_t largest_record = 0;  ///< longer blobs are split
  std::vector<StoredBytes> stored;  ///< of each column

  std::span<const NtuplePage> PagesOf(const NtuplePageList& list) const {
    return std::span(pages).subspan(list.begin, list.end - list.begin);
  }
};

/// Reads all metadata of the RNTuple whose anchor is given.
NtupleMetadata ReadNtupleMetadata(const RawFile& file, const Record& anchor);

}  // namespace TMVA::inline standalone::rootio
