// StreamerInfo: how each version of each class lies in a file.
#include "dataloader/rootio/streamer_info.h"

#include <algorithm>

#include "dataloader/rootio/object_decoder.h"

namespace TMVA::inline standalone::rootio {
namespace {

StreamerElement MakeElement(const Object& object) {
  StreamerElement element;
  element.name = object.Text("fName");
  element.title = object.Text("fTitle");
  element.type_name = object.Text("fTypeName");
  element.counter = object.Text("fCountName");
  element.type = static_cast<int>(object.Integer("fType"));
  if (object.class_name == "TStreamerBase") element.type = kBase;  // TNamed has a code of its own
  element.item_type = static_cast<int>(object.Integer("fCtype"));
  element.array_length = static_cast<std::int32_t>(object.Integer("fArrayLength"));
  const auto sizes = object.Integers("fMaxIndex");
  const auto count = std::clamp<std::int64_t>(object.Integer("fArrayDim"), 0, std::ssize(sizes));
  element.dimensions.assign(sizes.begin(), sizes.begin() + count);
  // Old files call a bool an unsigned char.
  const bool named_bool = element.type_name == "Bool_t" || element.type_name == "bool";
  if (named_bool && element.type < 60 && element.type % 20 == kUChar) {
    element.type += kBool - kUChar;
  }
  return element;
}

ClassLayout MakeLayout(const Object& object) {
  ClassLayout layout;
  layout.name = object.Text("fName");
  layout.version = static_cast<int>(object.Integer("fClassVersion"));
  layout.checksum = static_cast<std::uint32_t>(object.Integer("fCheckSum"));
  for (const auto* element : object.Items("fElements")) {
    if (element != nullptr) layout.elements.push_back(MakeElement(*element));
  }
  return layout;
}

}  // namespace

StreamerInfos::StreamerInfos(const Record& record) {
  if (record.key.class_name != "TList") Fail(record.origin, "record is no list");
  const StreamerInfos builtin;
  ObjectDecoder decoder(record, builtin);
  for (const auto* item : decoder.Decode()->items) {
    if (item == nullptr || item->class_name != "TStreamerInfo") continue;  // schema rules
    auto layout = MakeLayout(*item);
    const std::pair key{layout.name, layout.version};
    layouts_.insert_or_assign(key, std::move(layout));
  }
}

bool StreamerInfos::IsDescribed(const std::string& name, int version) const {
  return layouts_.contains({name, version});
}

const ClassLayout* StreamerInfos::Find(const std::string& name, int version) const {
  const auto found = layouts_.find({name, version});
  return found != layouts_.end() ? &found->second : FindBuiltinLayout(name, version);
}

const ClassLayout* StreamerInfos::FindChecksum(const std::string& name,
                                               std::uint32_t checksum) const {
  for (const auto& [key, layout] : layouts_) {
    if (key.first == name && layout.checksum == checksum) return &layout;
  }
  return FindBuiltinLayout(name, 0);
}

const ClassLayout* StreamerInfos::FindNewest(const std::string& name) const {
  const ClassLayout* newest = nullptr;
  for (auto i = layouts_.lower_bound({name, -1}); i != layouts_.end() && i->first.first == name;
       ++i) {
    newest = &i->second;
  }
  return newest;
}

}  // namespace TMVA::inline standalone::rootio
