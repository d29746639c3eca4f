// TObject, TNamed, drawing attributes (ROOT's defaults) and collections.
#include "dataloader/rootio/write_object.h"

#include "dataloader/rootio/write_layout.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::uint32_t kOnHeapNotDeleted = 0x03000000;  // set in everything that ROOT writes

}  // namespace

void StreamTObject(WriteBuffer& out, std::uint32_t bits, std::uint32_t unique_id) {
  out.Put(static_cast<std::int16_t>(VersionOf("TObject")));
  out.Put(unique_id);
  out.Put(bits | kOnHeapNotDeleted);
}

void StreamNamed(WriteBuffer& out, std::string_view name, std::string_view title,
                 std::uint32_t bits) {
  const auto start = out.BeginObject(VersionOf("TNamed"));
  StreamTObject(out, bits);
  out.PutString(name);
  out.PutString(title);
  out.EndObject(start);
}

void StreamObjString(WriteBuffer& out, std::string_view text, std::uint32_t unique_id) {
  const auto start = out.BeginObject(VersionOf("TObjString"));
  StreamTObject(out, 0, unique_id);
  out.PutString(text);
  out.EndObject(start);
}

void StreamAttLine(WriteBuffer& out) {
  const auto start = out.BeginObject(VersionOf("TAttLine"));
  out.Put<std::int16_t>(602);  // colour
  out.Put<std::int16_t>(1);    // style
  out.Put<std::int16_t>(1);    // width
  out.EndObject(start);
}

void StreamAttFill(WriteBuffer& out) {
  const auto start = out.BeginObject(VersionOf("TAttFill"));
  out.Put<std::int16_t>(0);     // colour
  out.Put<std::int16_t>(1001);  // style: solid
  out.EndObject(start);
}

void StreamAttMarker(WriteBuffer& out) {
  const auto start = out.BeginObject(VersionOf("TAttMarker"));
  out.Put<std::int16_t>(1);  // colour
  out.Put<std::int16_t>(1);  // style
  out.Put<float>(1);         // size
  out.EndObject(start);
}

std::size_t BeginObjArray(WriteBuffer& out, std::size_t size) {
  const auto start = out.BeginObject(VersionOf("TObjArray"));
  StreamTObject(out);
  out.PutString("");
  out.Put(static_cast<std::int32_t>(size));
  out.Put<std::int32_t>(0);  // lower bound
  return start;
}

std::size_t BeginList(WriteBuffer& out, std::size_t size) {
  const auto start = out.BeginObject(VersionOf("TList"));
  StreamTObject(out);
  out.PutString("");
  out.Put(static_cast<std::int32_t>(size));
  return start;
}

void EndListItem(WriteBuffer& out) { out.PutString(""); }  // the item's draw option

}  // namespace TMVA::inline standalone::rootwrite
