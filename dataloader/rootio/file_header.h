// The first hundred bytes of a ROOT file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dataloader/rootio/raw_file.h"

namespace TMVA::inline standalone::rootio {

struct FileHeader {
  std::int32_t version = 0;     ///< of ROOT, MMmmpp
  std::int64_t begin = 0;       ///< first record
  std::int64_t end = 0;         ///< first free byte
  std::int32_t name_bytes = 0;  ///< key, name and title at `begin`
  std::int32_t compression = 0;
  std::int64_t seek_free = 0;  ///< record of the free segments
  std::int64_t seek_info = 0;  ///< StreamerInfo record; 0: none
  std::int32_t info_bytes = 0;
  std::array<std::byte, 16> uuid{};
  bool big = false;  ///< positions have eight bytes
};

/// FileFormatError when the file is no ROOT file. `end` may be wrong: files that were not closed.
FileHeader ReadFileHeader(const RawFile& file);

}  // namespace TMVA::inline standalone::rootio
