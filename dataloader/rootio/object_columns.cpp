// Columns of an object that lies in one branch as a whole: its members in the order of its layout.
#include "dataloader/rootio/object_columns.h"

#include "dataloader/rootio/column_maker.h"
#include "dataloader/rootio/member_coding.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr int kDeepest = 20;
constexpr std::size_t kMostColumns = 10000;
constexpr std::int64_t kVectorHeader = 6;

std::string WithoutStars(std::string type_name) {
  while (!type_name.empty() && type_name.back() == '*') type_name.pop_back();
  return type_name;
}

class ObjectColumns {
 public:
  ObjectColumns(const Column& whole, const StreamerInfos& infos, std::vector<Column>& columns)
      : whole_(whole), infos_(infos), columns_(columns) {}

  /// The members of a class that comes next. False when a member cannot be stepped over: what
  /// follows it is out of reach.
  bool AddClass(const StoredClass& stored, const std::string& prefix, int depth) {
    const auto& class_name = stored.name;
    if (class_name == "TObject") return AddTObject(prefix);
    if (depth > kDeepest || columns_.size() > kMostColumns) return false;
    if (class_name == "TNamed") return AddTNamed(prefix, stored.has_header);
    const auto* layout = stored.version >= 0 ? infos_.Find(class_name, stored.version)
                                             : infos_.FindNewest(class_name);
    if (layout == nullptr) layout = infos_.FindNewest(class_name);
    if (layout == nullptr) return false;
    if (stored.has_header) skips_.push_back({Skip::Kind::kHeader, layout->version});
    for (const auto& element : layout->elements)
      if (!AddMember(element, prefix, depth)) return false;
    return true;
  }

 private:
  bool AddMember(const StreamerElement& element, const std::string& prefix, int depth) {
    const int type = element.type;
    const auto name = prefix + element.name;
    if (type == kBase) return AddClass({element.name, -1, true}, prefix, depth + 1);
    const int code = type > 0 && type < kCountedArray ? type % kFixedArray : 0;
    if (const auto coding = MemberCoding(code, element.title); coding && code != 0) {
      const auto length = type > kFixedArray ? element.array_length : 1;
      if (length < 1) return false;
      ValueShape shape{*coding, length, {}};
      if (type > kFixedArray) shape.dimensions = {length};
      SetWalked(NewColumn(name), shape, Walk(0));
      return Step(Skip::Kind::kBytes, length * static_cast<std::int64_t>(coding->stored_bytes));
    }
    switch (type) {
      case kString:
      case kStlString:
        AddText(name);
        return true;
      case kTObject:
        return AddTObject(name + ".");
      case kTNamed:
      case kObject:
      case kAny:
      case kObjectInline:
      case kAnyInline:
        return AddObject(WithoutStars(element.type_name), name, depth);
      case kObjectPointer:
      case kAnyPointer:
        return Step(Skip::Kind::kPointer, 0);
      case kStl:
      case kStreamer:
        return AddList(element, name);
      default:
        return false;
    }
  }

  /// An object by value: whatever becomes of its members, its byte count leads behind it.
  bool AddObject(const std::string& class_name, const std::string& name, int depth) {
    if (class_name == "TString") return AddText(name), true;
    if (class_name.starts_with("TArray")) return false;
    const auto before = skips_.size();
    AddClass({class_name, -1, true}, name + ".", depth + 1);
    if (class_name == "TObject") return true;
    skips_.resize(before);
    return Step(Skip::Kind::kObject, 0);
  }

  bool AddList(const StreamerElement& element, const std::string& name) {
    if (const auto list = ParseListType(element.type_name)) {
      auto& column = NewColumn(name);
      column.info.type_name = element.type_name;
      auto walk = Walk(list->levels);
      walk.header_bytes = kVectorHeader;
      walk.is_counted = true;
      walk.is_text = list->is_text;
      SetWalked(column, {list->coding}, std::move(walk));
    }
    return Step(Skip::Kind::kObject, 0);
  }

  void AddText(const std::string& name) {
    auto& column = NewColumn(name);
    column.info.type_name = "TString";
    auto walk = Walk(1);
    walk.is_text = true;
    SetWalked(column, {PlainCoding(DataType::kUInt8)}, std::move(walk));
    Step(Skip::Kind::kText, 0);
  }

  bool AddTObject(const std::string& prefix) {
    constexpr std::int64_t kVersionBytes = 2;
    const auto before = skips_;
    Step(Skip::Kind::kBytes, kVersionBytes);
    for (const char* name : {"fUniqueID", "fBits"}) {
      SetWalked(NewColumn(prefix + name), {PlainCoding(DataType::kUInt32)}, Walk(0));
      Step(Skip::Kind::kBytes, 4);
    }
    skips_ = before;
    return Step(Skip::Kind::kTObject, 0);
  }

  bool AddTNamed(const std::string& prefix, bool has_header) {
    if (has_header) skips_.push_back({Skip::Kind::kHeader, 1});
    AddTObject(prefix);
    AddText(prefix + "fName");
    AddText(prefix + "fTitle");
    return true;
  }

  Column& NewColumn(const std::string& name) {
    auto& column = columns_.emplace_back(whole_);
    const auto& branch = whole_.info.name;
    column.info.name = branch + (branch.ends_with('.') ? "" : ".") + name;
    column.info.type_name.clear();
    return column;
  }

  EntryWalk Walk(int levels) const {
    EntryWalk walk;
    walk.skips = skips_;
    walk.is_counted = false;
    walk.levels = levels;
    return walk;
  }

  bool Step(Skip::Kind kind, std::int64_t size) {
    if (kind == Skip::Kind::kBytes && !skips_.empty() && skips_.back().kind == kind)
      skips_.back().size += size;
    else
      skips_.push_back({kind, size});
    return true;
  }

  const Column& whole_;
  const StreamerInfos& infos_;
  std::vector<Column>& columns_;
  std::vector<Skip> skips_;  ///< all that comes before the next member
};

}  // namespace

bool AddObjectColumns(const Column& whole, const StoredClass& stored, const StreamerInfos& infos,
                      std::vector<Column>& columns) {
  const auto before = columns.size();
  ObjectColumns(whole, infos, columns)
      .AddClass({WithoutStars(stored.name), stored.version, stored.has_header}, "", 0);
  return columns.size() > before;
}

}  // namespace TMVA::inline standalone::rootio
