// Decodes streamed objects by the layouts that the file describes.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "dataloader/rootio/key.h"
#include "dataloader/rootio/object.h"
#include "dataloader/rootio/streamer_info.h"
#include "dataloader/rootio/type_name.h"

namespace TMVA::inline standalone::rootio {

/// Owns the objects it decodes; keep it as long as they are looked at. References between objects
/// may be cyclic: they are plain pointers and never followed here.
///
/// Classes are decoded by their layouts, save those that stream themselves in a way of their own:
/// TObject, TNamed, TString, arrays, collections, TRef, TMatrixTSym, and STL containers.
///   vector<number>, vector<string>   are numbers and texts
///   other sequences                  a StoredObject with items; nested ones with a member "value"
///   map<K, V>                        a StoredObject with the members "first" and "second"
/// A member that cannot be decoded is nothing (std::monostate) and skipped by a byte count.
class ObjectDecoder {
 public:
  /// `record` and `infos` must outlive the decoder.
  ObjectDecoder(const Record& record, const StreamerInfos& infos);

  /// Decodes the record's object. Members of class `last_class` behind `last_member` are skipped.
  /// FileFormatError when nobody knows the class.
  const Object* Decode(std::string last_class = {}, std::string last_member = {});

 private:
  struct Header {
    int version = 0;
    bool memberwise = false;  ///< the items of a container lie member after member
    std::uint32_t checksum = 0;
    std::size_t end = 0;  ///< 0: there is no byte count
  };
  struct Registered {
    Object* object = nullptr;
    std::string class_name;
  };

  // object_decoder.cpp
  Header ReadHeader();
  void Finish(const Header& header, const std::string& what);
  Object* NewObject(const std::string& class_name);
  const Object* ReadPointer(int depth);
  void ReadObject(Object& object, const std::string& class_name, int depth);
  void ReadByLayout(Object& object, const std::string& class_name, int depth);
  bool ReadMember(Object& object, const StreamerElement& element, int depth);
  Value ReadCounted(const Object& object, const StreamerElement& element);
  const ClassLayout* LayoutOf(const std::string& class_name, const Header& header) const;

  // object_collections.cpp: classes that stream themselves, and arrays of objects
  bool ReadOwnStreaming(Object& object, const std::string& class_name, int depth);
  std::uint32_t ReadTObject(Object& object);
  void ReadTNamed(Object& object);
  void ReadCollection(Object& object, bool is_list, int depth);
  void ReadMap(Object& object, int depth);
  void ReadClonesArray(Object& object, int depth);
  void ReadArray(Object& object, int type);
  void ReadSymmetricMatrix(Object& object, const std::string& class_name, int depth);
  bool ReadMemberArray(Object& object, const StreamerElement& element, int depth);

  // object_containers.cpp: the STL, and objects that lie member after member
  std::optional<Value> ReadContainerMember(const std::string& type_name, int depth);
  Value ReadContainer(const std::string& type_name, bool memberwise, int depth);
  Value ReadItems(const std::string& container, const std::string& item, std::size_t count,
                  const Header* memberwise, int depth);
  Value ReadColumn(const std::string& item, std::size_t count, int depth);
  Value ReadMapContent(const std::string& type_name, const TypeName& type, std::size_t count,
                       bool memberwise, int depth);
  std::vector<std::string> ReadTexts(std::size_t count);
  /// False when a member cannot be decoded: where the next one lies is unknown then.
  bool ReadMemberwise(std::span<Object* const> objects, const ClassLayout& layout, int depth);
  const Object* Wrap(const std::string& type_name, Value value);
  std::vector<Object*> AddItems(Object& collection, std::size_t count,
                                const std::string& class_name);

  ByteReader reader_;
  const Record& record_;
  const StreamerInfos& infos_;
  std::uint32_t tag_base_;  ///< positions in tags count from the start of the key
  std::string last_class_, last_member_;
  std::deque<Object> objects_;
  std::unordered_map<std::uint32_t, Registered> registered_;
};

}  // namespace TMVA::inline standalone::rootio
