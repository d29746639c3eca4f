// The classes of objects that are copied from other files, for the StreamerInfo record.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dataloader/rootio/stored_record.h"
#include "dataloader/rootio/write_file_header.h"
#include "dataloader/rootio/write_key.h"

namespace TMVA::inline standalone::rootwrite {

class CopiedClasses {
 public:
  /// Notes the classes that an object is made of.
  void Add(const rootio::StoredRecord& record);
  bool empty() const { return files_.empty(); }
  /// What describes the most classes of all files that were copied from. DataError when it lacks
  /// one that is needed and that we do not know either; those that we know are put into `known`.
  const rootio::StoredRecord& Base(std::set<std::string_view>& known) const;

 private:
  struct Used {
    std::string class_name;
    int version = 0;
    std::size_t file = 0;
    auto operator<=>(const Used&) const = default;
  };
  std::vector<std::shared_ptr<const rootio::StoredRecord>> files_;  ///< one record of each
  std::set<Used> used_;
};

}  // namespace TMVA::inline standalone::rootwrite
