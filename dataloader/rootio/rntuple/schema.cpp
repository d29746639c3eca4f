// The fields of an RNTuple and the columns that store them.
#include "dataloader/rootio/rntuple/schema.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr std::size_t kSmallestFrame = 8;

template <class Add>
void ForEachRecord(EnvelopeReader& reader, const Add& add) {
  std::size_t count = 0;
  auto list = reader.List(kSmallestFrame, count);
  for (std::size_t i = 0; i < count; ++i) {
    auto frame = list.Record();
    add(frame);
  }
}

}  // namespace

void NtupleSchema::Extend(EnvelopeReader& reader) {
  ForEachRecord(reader, [&](EnvelopeReader& frame) { AddField(frame); });
  ForEachRecord(reader, [&](EnvelopeReader& frame) { AddColumn(frame); });
  ForEachRecord(reader, [&](EnvelopeReader& frame) {  // columns of projected fields
    const auto column = frame.Little<std::uint32_t>();
    if (column >= columns.size()) frame.Fail("alias of a column that is not there");
    const auto field = frame.Little<std::uint32_t>();
    if (field >= fields.size()) frame.Fail("column of a field that is not there");
    Attach(column, field, frame);
  });
  ForEachRecord(reader, [](EnvelopeReader&) {});  // descriptions of streamed classes
}

void NtupleSchema::AddField(EnvelopeReader& frame) {
  constexpr std::uint16_t kRepetitive = 1;
  NtupleField field;
  frame.Skip(8);  // versions of field and type
  field.parent = frame.Little<std::uint32_t>();
  const auto role = frame.Little<std::uint16_t>();
  if (role > static_cast<std::uint16_t>(FieldRole::kStreamer))
    frame.Fail("field of an unknown role " + std::to_string(role));
  field.role = FieldRole{role};
  const auto flags = frame.Little<std::uint16_t>();
  field.name = frame.Text();
  field.type = frame.Text();
  frame.Text();  // alias
  frame.Text();  // description
  if ((flags & kRepetitive) != 0) {
    field.repetitions = frame.Little<std::uint64_t>();
    if (field.repetitions == 0) frame.Fail("array '" + field.name + "' of no items");
  }
  const auto id = static_cast<std::uint32_t>(fields.size());
  if (field.parent > id) frame.Fail("field '" + field.name + "' precedes its parent");
  if (field.parent < id) fields[field.parent].children.push_back(id);
  fields.push_back(std::move(field));
}

void NtupleSchema::AddColumn(EnvelopeReader& frame) {
  constexpr std::uint16_t kDeferred = 1, kRange = 2;
  NtupleColumn column;
  column.type = frame.Little<std::uint16_t>();
  column.bits = frame.Little<std::uint16_t>();
  const auto field = frame.Little<std::uint32_t>();
  const auto flags = frame.Little<std::uint16_t>();
  column.representation = frame.Little<std::uint16_t>();
  if ((flags & kDeferred) != 0) {
    column.deferred = true;
    frame.Skip(8);  // number of the first one: what lacks in a cluster says the same
  }
  if ((flags & kRange) != 0) {
    column.minimum = frame.Little<double>();
    column.maximum = frame.Little<double>();
  }
  if (field >= fields.size()) frame.Fail("column of a field that is not there");
  columns.push_back(column);
  Attach(static_cast<std::uint32_t>(columns.size() - 1), field, frame);
}

void NtupleSchema::Attach(std::uint32_t column, std::uint32_t field, const EnvelopeReader& frame) {
  const std::size_t representation = columns[column].representation;
  auto& representations = fields[field].representations;
  if (representation > representations.size())
    frame.Fail("field '" + fields[field].name + "' lacks a representation of its columns");
  if (representation == representations.size()) representations.emplace_back();
  representations[representation].push_back(column);
}

}  // namespace TMVA::inline standalone::rootio
