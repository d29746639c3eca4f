// Histograms, graphs and parameters added up where their numbers lie in the record.
#include <TMVA/Error.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "dataloader/rootio/merge_object.h"
#include "dataloader/rootio/object_decoder.h"
#include "dataloader/rootio/record_map.h"
#include "dataloader/rootio/record_patch.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

using rootio::PlacedMember;
using rootio::Record;
using rootio::StoredRecord;

[[noreturn]] void Differ(const StoredRecord& into, const StoredRecord& from,
                         const std::string& what) {
  throw DataError("'" + into.record.key.name + "' cannot be added: " + what + " in " +
                  into.record.origin.path + " and " + from.record.origin.path);
}

/// Numbers [0, count) of type T, big-endian, from `position` on.
template <class T>
T At(const Record& record, std::size_t position, std::size_t i = 0) {
  return rootio::LoadBigEndian<T>(record.payload.data() + position + i * sizeof(T));
}

/// A damaged file may call a number as an array is called: its items are looked for inside only.
void CheckInside(const Record& record, std::size_t position, std::int64_t count, std::size_t size) {
  const auto bytes = record.payload.size();
  const auto room = position <= bytes ? (bytes - position) / size : 0;
  if (count < 0 || static_cast<std::uint64_t>(count) > room)
    throw FileFormatError(record.origin.path, "numbers beyond the end of the record",
                          record.key.seek, record.origin.object);
}

/// Calls `use` with a value of the type that an element type means.
template <class Use>
void WithType(int type, const std::string& what, const Use& use) {
  switch (type) {
    case rootio::kChar:
      return use(std::int8_t{});
    case rootio::kShort:
      return use(std::int16_t{});
    case rootio::kInt:
    case rootio::kCounter:
      return use(std::int32_t{});
    case rootio::kUInt:
      return use(std::uint32_t{});
    case rootio::kLong:
    case rootio::kLong64:
      return use(std::int64_t{});
    case rootio::kULong:
    case rootio::kULong64:
      return use(std::uint64_t{});
    case rootio::kFloat:
      return use(float{});
    case rootio::kDouble:
      return use(double{});
    default:
      throw DataError(what + " has numbers of a type that are not added");
  }
}

/// Integers stay at the ends of their range.
template <class T>
T Sum(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    T sum;
    if (!__builtin_add_overflow(a, b, &sum)) return sum;
    return b < T{} ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
  } else {
    return a + b;
  }
}

/// Two records of the same class while one is added to the other.
class Addition {
 public:
  Addition(StoredRecord& into, const StoredRecord& from)
      : into_(into),
        from_(from),
        mine_(rootio::MapRecord(into.record, into.infos)),
        theirs_(rootio::MapRecord(from.record, from.infos)),
        patch_(into.record, mine_, static_cast<std::size_t>(into.record.key.key_bytes)) {}

  const rootio::PlacedObject& mine() const { return *mine_.top; }
  const rootio::PlacedObject& theirs() const { return *theirs_.top; }
  RecordPatch& patch() { return patch_; }
  const Record& my_record() const { return into_.record; }
  const Record& their_record() const { return from_.record; }

  /// Adds a number that both have; the member may be absent.
  void AddNumber(std::string_view name) {
    const auto* a = mine().Find(name);
    const auto* b = theirs().Find(name);
    if (a == nullptr || b == nullptr) return;
    AddItems(*a, *b, 1);
  }

  /// Adds the items of two arrays of as many.
  void AddItems(const PlacedMember& a, const PlacedMember& b, std::size_t count) {
    if (a.type != b.type) Differ(into_, from_, "numbers have different types");
    WithType(a.type, "'" + into_.record.key.name + "'", [&](auto zero) {
      using T = decltype(zero);
      CheckInside(into_.record, a.position, static_cast<std::int64_t>(count), sizeof(T));
      CheckInside(from_.record, b.position, static_cast<std::int64_t>(count), sizeof(T));
      for (std::size_t i = 0; i < count; ++i)
        patch_.Put(a.position + i * sizeof(T),
                   Sum(At<T>(into_.record, a.position, i), At<T>(from_.record, b.position, i)));
    });
  }

  void Finish() { into_.record.payload = patch_.Finish(); }

 private:
  StoredRecord& into_;
  const StoredRecord& from_;
  rootio::RecordMap mine_, theirs_;
  RecordPatch patch_;
};

/// The items of the array that is member `name`, "" for the object's own.
const PlacedMember* ArrayOf(const rootio::PlacedObject& object, std::string_view name) {
  const auto* owner = name.empty() ? &object : object.Object(name);
  return owner == nullptr ? nullptr : owner->Find("fArray");
}

std::vector<double> ItemsOf(const Record& record, const PlacedMember& array) {
  std::vector<double> items;
  WithType(array.type, record.key.name, [&](auto zero) {
    CheckInside(record, array.position, array.value, sizeof(zero));
    for (std::size_t i = 0; i < static_cast<std::size_t>(array.value); ++i)
      items.push_back(static_cast<double>(At<decltype(zero)>(record, array.position, i)));
  });
  return items;
}

/// Bin numbers with labels, by their objects' fUniqueID.
std::vector<std::pair<std::int64_t, std::string>> Labels(const StoredObject& axis) {
  std::vector<std::pair<std::int64_t, std::string>> labels;
  for (const auto* item : axis.Items("fLabels"))
    if (item != nullptr) labels.emplace_back(item->Integer("fUniqueID"), item->Text("fString"));
  std::sort(labels.begin(), labels.end());
  return labels;
}

bool AreEqual(double a, double b, double width) {
  return std::abs(a - b) <= 1e-9 * std::abs(width);
}

bool SameAxis(const StoredObject& a, const StoredObject& b) {
  const auto edges = [](const StoredObject& axis) {
    const auto* array = axis.Pointer("fXbins");
    return array == nullptr ? std::span<const double>() : array->Reals("fArray");
  };
  const auto bins = a.Integer("fNbins");
  const auto width =
      (a.Real("fXmax") - a.Real("fXmin")) / static_cast<double>(std::max<std::int64_t>(bins, 1));
  const auto near = [&](double x, double y) { return AreEqual(x, y, width); };
  return bins == b.Integer("fNbins") && near(a.Real("fXmin"), b.Real("fXmin")) &&
         near(a.Real("fXmax"), b.Real("fXmax")) && std::ranges::equal(edges(a), edges(b), near);
}

std::string Binning(const StoredObject& axis) {
  const auto text = [](double value) {
    auto digits = std::to_string(value);
    digits.erase(digits.find_last_not_of('0') + 1);
    return digits.ends_with('.') ? digits.substr(0, digits.size() - 1) : digits;
  };
  return std::to_string(axis.Integer("fNbins")) + " bins from " + text(axis.Real("fXmin")) +
         " to " + text(axis.Real("fXmax"));
}

void CheckHistograms(const StoredRecord& into, const StoredRecord& from) {
  rootio::ObjectDecoder first(into.record, into.infos), second(from.record, from.infos);
  const auto* mine = first.Decode();
  const auto* theirs = second.Decode();
  for (const auto* object : {mine, theirs})
    if (const auto buffer = object->Reals("fBuffer"); !buffer.empty() && buffer.front() > 0)
      Differ(into, from, "entries that were not put into bins (call BufferEmpty() before Write())");
  for (const auto name : {"fXaxis", "fYaxis", "fZaxis"}) {
    const auto* a = mine->Pointer(name);
    const auto* b = theirs->Pointer(name);
    if (a == nullptr || b == nullptr) continue;
    if (!SameAxis(*a, *b))
      Differ(into, from, std::string(name) + " has " + Binning(*a) + " and " + Binning(*b));
    if (Labels(*a) != Labels(*b))
      Differ(into, from, std::string(name) + " has different labels of bins");
  }
}

/// Sums of squared weights, which each of the two may lack: then the contents stand for them.
void AddSquares(Addition& addition) {
  const auto* a = ArrayOf(addition.mine(), "fSumw2");
  const auto* b = ArrayOf(addition.theirs(), "fSumw2");
  if (a == nullptr || b == nullptr || (a->value == 0 && b->value == 0)) return;
  if (a->value == b->value) return addition.AddItems(*a, *b, static_cast<std::size_t>(a->value));
  const auto* contents = ArrayOf(addition.mine(), "");
  const auto* their_contents = ArrayOf(addition.theirs(), "");
  if (contents == nullptr || their_contents == nullptr || contents->value != their_contents->value)
    return;
  const auto squares = [](const Record& record, const rootio::PlacedObject& object,
                          const PlacedMember& array) {
    if (array.value > 0) return ItemsOf(record, array);
    auto items = ItemsOf(record, *ArrayOf(object, ""));
    for (auto& item : items) item = std::abs(item);
    return items;
  };
  const auto mine = squares(addition.my_record(), addition.mine(), *a);
  const auto theirs = squares(addition.their_record(), addition.theirs(), *b);
  if (mine.size() != theirs.size() || a->type != rootio::kDouble || a->byte_counts.empty())
    throw FileFormatError(addition.their_record().origin.path,
                          "sums of squares that do not fit to the cells", -1,
                          addition.their_record().origin.object);
  WriteBuffer bytes;
  for (std::size_t i = 0; i < mine.size(); ++i) {
    if (a->value > 0)
      addition.patch().Put(a->position + i * sizeof(double), mine[i] + theirs[i]);
    else
      bytes.Put(mine[i] + theirs[i]);
  }
  if (a->value > 0) return;
  addition.patch().Put(a->position - sizeof(std::int32_t), static_cast<std::int32_t>(mine.size()));
  const auto made = bytes.bytes();
  addition.patch().Insert(a->position, {made.begin(), made.end()}, a->byte_counts);
}

}  // namespace

void AddHistogram(StoredRecord& into, const StoredRecord& from) {
  CheckHistograms(into, from);
  Addition addition(into, from);
  for (const auto name :
       {"fEntries", "fTsumw", "fTsumw2", "fTsumwx", "fTsumwx2", "fTsumwy", "fTsumwy2", "fTsumwxy",
        "fTsumwz", "fTsumwz2", "fTsumwxz", "fTsumwyz", "fTsumwt", "fTsumwt2"})
    addition.AddNumber(name);
  for (const auto name : {"", "fBinEntries", "fBinSumw2"}) {
    const auto* a = ArrayOf(addition.mine(), name);
    const auto* b = ArrayOf(addition.theirs(), name);
    if ((a == nullptr) != (b == nullptr) || (a != nullptr && a->value != b->value))
      Differ(into, from, "numbers of cells differ");
    if (a != nullptr) addition.AddItems(*a, *b, static_cast<std::size_t>(a->value));
  }
  AddSquares(addition);
  addition.Finish();
}

void AppendGraph(StoredRecord& into, const StoredRecord& from) {
  Addition addition(into, from);
  const auto* mine = addition.mine().Find("fNpoints");
  const auto* theirs = addition.theirs().Find("fNpoints");
  if (mine == nullptr || theirs == nullptr) Differ(into, from, "points are missing");
  if (theirs->value == 0) return;
  if (mine->value == 0) {
    into.record.payload = from.record.payload;
    return;
  }
  addition.patch().Put(mine->position, static_cast<std::int32_t>(mine->value + theirs->value));
  for (const auto& array : addition.mine().members) {
    if (array.type != rootio::kCountedArray + rootio::kDouble) continue;
    const auto* other = addition.theirs().Find(array.name);
    if (other == nullptr) Differ(into, from, "graphs have different errors");
    CheckInside(into.record, array.position + 1, mine->value, sizeof(double));
    CheckInside(from.record, other->position + 1, theirs->value, sizeof(double));
    const auto begin =
        from.record.payload.begin() + static_cast<std::ptrdiff_t>(other->position) + 1;
    const auto bytes = static_cast<std::ptrdiff_t>(sizeof(double)) * theirs->value;
    addition.patch().Insert(
        array.position + 1 + sizeof(double) * static_cast<std::size_t>(mine->value),
        {begin, begin + bytes}, array.byte_counts);
  }
  addition.Finish();
}

void AddParameter(StoredRecord& into, const StoredRecord& from) {
  Addition addition(into, from);
  if (addition.mine().Find("fVal") == nullptr) Differ(into, from, "there is no value");
  addition.AddNumber("fVal");
  addition.Finish();
}

}  // namespace TMVA::inline standalone::rootwrite
