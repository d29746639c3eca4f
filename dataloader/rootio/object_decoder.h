// Decodes streamed objects by the layouts that the file describes.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>

#include "dataloader/rootio/key.h"
#include "dataloader/rootio/object.h"
#include "dataloader/rootio/streamer_info.h"

namespace TMVA::inline standalone::rootio {

/// Owns the objects it decodes; keep it as long as they are looked at. References between objects
/// may be cyclic: they are plain pointers and never followed here.
class ObjectDecoder {
 public:
  /// `record` and `infos` must outlive the decoder.
  ObjectDecoder(const Record& record, const StreamerInfos& infos);

  /// Decodes the record's object. Members of class `last_class` behind `last_member` are skipped.
  const Object* Decode(std::string last_class = {}, std::string last_member = {});

 private:
  struct Header {
    int version = 0;
    std::uint32_t checksum = 0;
    std::size_t end = 0;  ///< 0: there is no byte count
  };
  struct Registered {
    Object* object = nullptr;
    std::string class_name;
  };

  Header ReadHeader();
  Object* NewObject(const std::string& class_name);
  const Object* ReadPointer(int depth);
  void ReadObject(Object& object, const std::string& class_name, int depth);
  void ReadTObject(Object& object);
  void ReadTNamed(Object& object);
  void ReadCollection(Object& object, bool is_list, int depth);
  void ReadArray(Object& object, const std::string& class_name);
  bool ReadMember(Object& object, const StreamerElement& element, int depth);
  Value ReadNumber(int type, const StreamerElement& element);
  Value ReadNumbers(int type, std::int64_t count, const StreamerElement& element);
  Value ReadCounted(const Object& object, const StreamerElement& element);

  ByteReader reader_;
  const Record& record_;
  const StreamerInfos& infos_;
  std::uint32_t tag_base_;  ///< positions in tags count from the start of the key
  std::string last_class_, last_member_;
  std::deque<Object> objects_;
  std::unordered_map<std::uint32_t, Registered> registered_;
};

}  // namespace TMVA::inline standalone::rootio
