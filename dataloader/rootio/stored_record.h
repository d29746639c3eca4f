// An object as it lies in its file, to be changed and written into another one.
#pragma once

#include <memory>

#include <TMVA/File.h>

#include "dataloader/rootio/key.h"
#include "dataloader/rootio/streamer_info.h"

namespace TMVA::inline standalone::rootio {

struct StoredRecord {
  std::shared_ptr<const File> file;  ///< which owns `infos`
  Record record;
  const StreamerInfos& infos;
  std::shared_ptr<const Record>
      info_record;  ///< the classes of the file; null where it describes none
};

}  // namespace TMVA::inline standalone::rootio
