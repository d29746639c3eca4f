// The first hundred bytes of a ROOT file.
#pragma once

#include <cstdint>

#include "dataloader/rootio/raw_file.h"

namespace TMVA::inline standalone::rootio {

struct FileHeader {
  std::int32_t version = 0;     ///< of ROOT, MMmmpp
  std::int64_t begin = 0;       ///< first record
  std::int64_t end = 0;         ///< first free byte
  std::int32_t name_bytes = 0;  ///< key, name and title at `begin`
  std::int64_t seek_info = 0;   ///< StreamerInfo record; 0: none
  std::int32_t info_bytes = 0;
};

/// FileFormatError when the file is no ROOT file or is truncated.
FileHeader ReadFileHeader(const RawFile& file);

}  // namespace TMVA::inline standalone::rootio
