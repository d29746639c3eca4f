// The columns of an RNTuple as readers see them.
#include "dataloader/rootio/rntuple/field_layout.h"

#include <limits>
#include <optional>
#include <string_view>

namespace TMVA::inline standalone::rootio {
namespace {

constexpr int kDeepest = 100;
constexpr std::size_t kLongestPath = 1000;

std::optional<DataType> TypeNamed(std::string_view name) {
  struct Row {
    std::string_view name;
    DataType type;
  };
  static constexpr Row kRows[] = {{"bool", DataType::kBool},
                                  {"char", DataType::kUInt8},
                                  {"std::byte", DataType::kUInt8},
                                  {"std::int8_t", DataType::kInt8},
                                  {"std::uint8_t", DataType::kUInt8},
                                  {"std::int16_t", DataType::kInt16},
                                  {"std::uint16_t", DataType::kUInt16},
                                  {"std::int32_t", DataType::kInt32},
                                  {"std::uint32_t", DataType::kUInt32},
                                  {"std::int64_t", DataType::kInt64},
                                  {"std::uint64_t", DataType::kUInt64},
                                  {"float", DataType::kFloat32},
                                  {"double", DataType::kFloat64},
                                  {"ROOT::RNTupleCardinality<std::uint32_t>", DataType::kUInt32},
                                  {"ROOT::RNTupleCardinality<std::uint64_t>", DataType::kUInt64}};
  for (const auto& row : kRows)
    if (row.name == name) return row.type;
  return std::nullopt;
}

/// The type of a field's values: what its name says where the column's can become that.
DataType FieldType(const std::string& name, DataType stored) {
  const auto named = TypeNamed(name);
  if (!named || (IsInteger(*named) && !IsInteger(stored))) return stored;
  return *named;
}

/// Walks down from a field at the top to the columns of its leaves.
class LayoutMaker {
 public:
  LayoutMaker(const NtupleSchema& schema, std::vector<FieldLayout>& out)
      : schema_(schema), out_(out) {}

  void Descend(std::uint32_t id, FieldLayout layout, int depth = 0) {
    const auto& field = schema_.fields[id];
    if (depth == 0) layout.info.type_name = field.type;
    if (depth > 0 && layout.info.path.size() > kLongestPath)
      return Refuse({{field.name}, {}, {}, false}, "its name is too long");
    if (depth > kDeepest) return Refuse(layout, "it lies too deep in other fields");
    switch (field.role) {
      case FieldRole::kVariant:
        return Refuse(layout, "it is a variant, " + field.type);
      case FieldRole::kStreamer:
        return Refuse(layout, "objects of class " + field.type + " are stored as a whole");
      case FieldRole::kRecord:
        return DescendRecord(field, layout, depth);
      case FieldRole::kCollection:
        if (field.children.size() != 1) return Refuse(layout, "its lists have no items");
        if (!AddList(field, layout)) return;
        return DescendItem(field, layout, depth);
      case FieldRole::kLeaf:
        return DescendLeaf(field, layout, depth);
    }
  }

 private:
  void Refuse(FieldLayout layout, const std::string& why) {
    layout.info.unsupported = why;
    layout.steps.clear();
    layout.values.clear();
    out_.push_back(std::move(layout));
  }

  void DescendRecord(const NtupleField& field, const FieldLayout& layout, int depth) {
    for (const auto child : field.children) {
      const auto& member = schema_.fields[child];
      auto next = layout;
      next.info.path += "." + member.name;
      next.info.type_name = member.type;
      if (!member.name.starts_with(":_")) next.info.name += "." + member.name;  // else a base class
      Descend(child, std::move(next), depth + 1);
    }
  }

  void DescendItem(const NtupleField& field, FieldLayout& layout, int depth) {
    layout.info.path += "." + schema_.fields[field.children[0]].name;
    Descend(field.children[0], std::move(layout), depth + 1);
  }

  void DescendLeaf(const NtupleField& field, FieldLayout& layout, int depth) {
    if (field.repetitions > 0) {
      if (field.repetitions > std::numeric_limits<std::uint32_t>::max())
        return Refuse(layout, "arrays of " + std::to_string(field.repetitions) + " items");
      layout.steps.push_back({{}, static_cast<std::int64_t>(field.repetitions)});
    }
    if (!field.representations.empty()) {
      const auto columns = field.representations[0].size();
      if (columns == 2) return AddText(field, layout);
      return AddValues(field, layout);
    }
    if (field.children.size() == 1) return DescendItem(field, layout, depth);
    Refuse(layout, "fields of type " + field.type + " are not known");
  }

  bool AddList(const NtupleField& field, FieldLayout& layout) {
    LayoutStep step;
    step.index = Columns(field, 0);
    if (step.index.empty()) {
      Refuse(layout, "its lists have no ends");
      return false;
    }
    for (const auto column : step.index) {
      std::string why;
      const auto coding = CodingOf(schema_.columns[column], why);
      if (why.empty() && !coding.index) why = "its lists have no ends";
      if (why.empty()) continue;
      Refuse(layout, why);
      return false;
    }
    layout.steps.push_back(std::move(step));
    return true;
  }

  void AddText(const NtupleField& field, FieldLayout& layout) {
    if (!AddList(field, layout)) return;
    layout.values = Columns(field, 1);
    layout.info.is_text = true;
    Finish(layout, "char");
  }

  void AddValues(const NtupleField& field, FieldLayout& layout) {
    layout.values = Columns(field, 0);
    Finish(layout, field.type);
  }

  void Finish(FieldLayout& layout, const std::string& type) {
    auto& info = layout.info;
    for (std::size_t i = 0; i < layout.values.size(); ++i) {
      std::string why;
      const auto coding = CodingOf(schema_.columns[layout.values[i]], why);
      if (!why.empty()) return Refuse(layout, why);
      if (i == 0) {
        layout.counts = coding.index;
        info.type = FieldType(type, coding.type);
      }
      if (coding.index != layout.counts || (IsInteger(info.type) && !IsInteger(coding.type)))
        return Refuse(layout, "its representations do not fit together");
    }
    if (layout.values.empty()) return Refuse(layout, "it has no columns");
    ShapeInfo(layout);
  }

  /// Arrays of lists count as lists; arrays of plain values are dimensions.
  void ShapeInfo(FieldLayout& layout) {
    auto& info = layout.info;
    auto& steps = layout.steps;
    for (auto step = steps.rbegin(); step != steps.rend() && step->index.empty(); ++step) {
      step->makes_level = false;
      info.dimensions.insert(info.dimensions.begin(), step->repetitions);
      if (__builtin_mul_overflow(info.length, step->repetitions, &info.length))
        return Refuse(layout, "its arrays are too long");
    }
    for (const auto& step : steps) info.list_levels += step.makes_level ? 1 : 0;
    if (info.list_levels > 0) info.length = ColumnInfo::kVariable;
    if (info.path == info.name) info.path.clear();
    out_.push_back(std::move(layout));
  }

  /// The column at a place in each of the field's representations.
  static Representations Columns(const NtupleField& field, std::size_t place) {
    Representations columns;
    for (const auto& representation : field.representations)
      if (place < representation.size()) columns.push_back(representation[place]);
    return columns;
  }

  const NtupleSchema& schema_;
  std::vector<FieldLayout>& out_;
};

}  // namespace

std::vector<FieldLayout> MakeFieldLayouts(const NtupleSchema& schema) {
  std::vector<FieldLayout> out;
  for (std::uint32_t id = 0; id < schema.fields.size(); ++id) {
    const auto& field = schema.fields[id];
    if (field.parent != id) continue;
    FieldLayout layout;
    layout.info.name = layout.info.path = field.name;
    LayoutMaker(schema, out).Descend(id, std::move(layout));
  }
  return out;
}

}  // namespace TMVA::inline standalone::rootio
