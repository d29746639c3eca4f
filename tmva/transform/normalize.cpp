// N and S: ranges of the training events, scaling, Range elements.
#include "tmva/transform/normalize.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

namespace TMVA::inline standalone {

NormalizeTransformation::NormalizeTransformation(Selection selection,
                                                 std::shared_ptr<const DataSetInfo> info,
                                                 bool use_offset)
    : SelectedTransformation(std::move(selection), std::move(info)), use_offset_(use_offset) {}

void NormalizeTransformation::Fit(const DataSet& data) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  tables_.assign(TablesFor(data), std::vector<Range>(NumInputs(), {kInfinity, -kInfinity}));
  std::vector<std::int64_t> events(tables_.size(), 0);
  const std::size_t last = tables_.size() - 1;
  const auto widen = [](std::vector<Range>& table, std::span<const float> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      table[i].min = std::min<double>(table[i].min, values[i]);
      table[i].max = std::max<double>(table[i].max, values[i]);
    }
  };
  ForEachEvent(data, [&](const Event& event) {
    widen(tables_[event.cls], event.values);
    ++events[event.cls];
    if (last > 0) widen(tables_[last], event.values), ++events[last];
  });
  for (std::size_t t = 0; t < tables_.size(); ++t)
    if (events[t] < 2)
      Fail(TableName(t) + " has " + std::to_string(events[t]) +
           " training events; at least two are needed");
  for (std::size_t i = 0; i < NumInputs(); ++i)
    if (tables_[last][i].min == tables_[last][i].max)
      Log(Name()).Warning("'" + Label(i) + "' is constant in training: it becomes 0");
}

NormalizeTransformation::Scale NormalizeTransformation::ScaleOf(const Range& range) const {
  const double largest = std::max(std::abs(range.min), std::abs(range.max));
  const double width = use_offset_ ? range.max - range.min : largest;
  Scale scale;
  scale.offset = use_offset_ ? static_cast<float>(range.min) : 0;
  scale.factor = width > 0 ? static_cast<float>(1 / width) : 0;
  return scale;
}

// In single precision and in this order, as TMVA does: neural networks show the difference.
void NormalizeTransformation::Transform(std::span<float> values, std::size_t table) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [offset, factor] = ScaleOf(tables_[table][i]);
    if (std::isnan(values[i])) continue;
    if (factor == 0)
      values[i] = 0;
    else if (use_offset_)
      values[i] = (values[i] - offset) * factor * 2 - 1;
    else
      values[i] *= factor;
  }
}

void NormalizeTransformation::Invert(std::span<float> targets, std::span<const std::size_t> inputs,
                                     std::size_t table) const {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Range& range = tables_[table][inputs[i]];
    const auto [offset, factor] = ScaleOf(range);
    if (factor == 0)
      targets[i] = static_cast<float>(range.min);
    else if (use_offset_)
      targets[i] = offset + (targets[i] + 1) / (factor * 2);
    else
      targets[i] /= factor;
  }
}

void NormalizeTransformation::SaveTables(WeightNode& transform) const {
  // Files of TMVA before 6.38 lack the attribute, and mean UseOffset.
  transform.Set("UseOffsetOrNot", use_offset_ ? "UseOffset" : "NoOffset");
  Selected().Save(transform.AddChild("Selection"), Info());
  for (std::size_t t = 0; t < tables_.size(); ++t) {
    WeightNode& ranges = transform.AddChild("Class").Set("ClassIndex", t).AddChild("Ranges");
    for (std::size_t i = 0; i < NumInputs(); ++i)
      ranges.AddChild("Range")
          .Set("Index", i)
          .Set("Min", tables_[t][i].min)
          .Set("Max", tables_[t][i].max);
  }
}

void NormalizeTransformation::LoadTables(const WeightNode& transform) {
  if (transform.Has("UseOffsetOrNot")) {
    const std::string& text = transform.GetString("UseOffsetOrNot");
    if (text != "UseOffset" && text != "NoOffset")
      transform.Fail("UseOffsetOrNot is '" + text + "'; expected UseOffset or NoOffset");
    use_offset_ = text == "UseOffset";
  }
  const auto classes = transform.Children("Class");
  if (classes.empty()) transform.Fail("there are no Class elements");
  tables_.assign(classes.size(), {});
  for (const WeightNode* cls : classes) {
    const auto index = static_cast<std::size_t>(
        cls->GetInt("ClassIndex", 0, static_cast<std::int64_t>(classes.size()) - 1));
    if (!tables_[index].empty()) cls->Fail("this ClassIndex occurs twice");
    tables_[index] = cls->Find("Ranges") ? LoadRanges(*cls) : LoadLegacyRanges(*cls);
    for (const Range& range : tables_[index])
      if (!std::isfinite(range.max - range.min) || range.max < range.min)
        cls->Fail("a range is not finite or upside down");
  }
}

std::vector<NormalizeTransformation::Range> NormalizeTransformation::LoadRanges(
    const WeightNode& cls) const {
  const auto nodes = cls.Child("Ranges").Children("Range");
  if (nodes.size() != NumInputs())
    cls.Fail("expected " + std::to_string(NumInputs()) + " ranges, found " +
             std::to_string(nodes.size()));
  std::vector<Range> ranges(nodes.size());
  for (const WeightNode* node : nodes)
    ranges[static_cast<std::size_t>(
        node->GetInt("Index", 0, static_cast<std::int64_t>(nodes.size()) - 1))] = {
        node->GetDouble("Min"), node->GetDouble("Max")};
  return ranges;
}

// Files from before 2010 have Variables and Targets in the place of Ranges.
std::vector<NormalizeTransformation::Range> NormalizeTransformation::LoadLegacyRanges(
    const WeightNode& cls) const {
  std::vector<Range> ranges;
  for (const char* group : {"Variables", "Targets"})
    if (const WeightNode* list = cls.Find(group))
      for (const auto& node : list->Children())
        ranges.push_back({node->GetDouble("Min"), node->GetDouble("Max")});
  if (ranges.size() != NumInputs())
    cls.Fail("expected ranges of " + std::to_string(NumInputs()) +
             " variables and targets, found " + std::to_string(ranges.size()));
  return ranges;
}

}  // namespace TMVA::inline standalone
