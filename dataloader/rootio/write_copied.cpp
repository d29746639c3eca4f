// Which file describes the classes of objects that were copied.
#include "dataloader/rootio/write_copied.h"

#include <TMVA/Error.h>

#include <algorithm>

#include "dataloader/rootio/record_map.h"
#include "dataloader/rootio/write_layout.h"

namespace TMVA::inline standalone::rootwrite {

void CopiedClasses::Add(const rootio::StoredRecord& record) {
  const auto same = [&](const auto& file) { return file->info_record == record.info_record; };
  auto found = std::ranges::find_if(files_, same);
  if (found == files_.end()) {
    auto kept = std::make_shared<rootio::StoredRecord>(record);
    kept->record = {};
    found = files_.insert(files_.end(), std::move(kept));
  }
  const auto file = static_cast<std::size_t>(found - files_.begin());
  const auto add = [&](const std::string& class_name) {
    if (const auto* layout = record.infos.FindNewest(class_name))
      used_.insert({class_name, layout->version, file});
  };
  add(record.record.key.class_name);
  try {
    const auto map = rootio::MapRecord(record.record, record.infos);
    for (const auto& object : map.objects) add(object.class_name);
  } catch (const FileFormatError&) {  // an STL container without a header: it has no parts
  }
}

const rootio::StoredRecord& CopiedClasses::Base(std::set<std::string_view>& known) const {
  const auto size = [](const auto& file) {
    return file->info_record == nullptr ? 0 : file->info_record->payload.size();
  };
  const auto& base = **std::ranges::max_element(files_, {}, size);
  for (const auto& used : used_) {
    if (base.infos.IsDescribed(used.class_name, used.version)) continue;
    const auto* layout = FindLayout(used.class_name);
    if (layout == nullptr || layout->version != used.version)
      throw DataError(files_[used.file]->file->Path() + ": class " + used.class_name +
                      ", version " + std::to_string(used.version) + ", is not described in " +
                      base.file->Path() + ": objects of the two files cannot be written into one");
    known.insert(layout->name);
  }
  return base;
}

}  // namespace TMVA::inline standalone::rootwrite
