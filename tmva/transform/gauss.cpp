// U and G: application through the tabulated cumulative distribution, and the weight file.
#include "tmva/transform/gauss.h"

#include <algorithm>
#include <cmath>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

#include "tmva/transform/cumulative.h"
#include "tmva/transform/inverse_erf.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kMostEventsPerClass = 1'000'000;

std::string PdfTag(std::size_t table) { return "CumulativePDF_cls" + std::to_string(table); }

}  // namespace

GaussTransformation::GaussTransformation(Selection selection,
                                         std::shared_ptr<const DataSetInfo> info, bool flat)
    : SelectedTransformation(std::move(selection), std::move(info)), flat_(flat) {}

void GaussTransformation::Fit(const DataSet& data) {
  const std::size_t classes = std::max<std::size_t>(data.Info().classes.size(), 1);
  std::vector<EventSample> samples(classes, EventSample(NumInputs(), kMostEventsPerClass));
  ForEachEvent(data, [&](const Event& event) {
    samples[event.cls].Add(event.values, event.weight, event.hash);
  });
  tables_.assign(TablesFor(data), {});
  for (std::size_t t = 0; t < tables_.size(); ++t) {
    std::vector<const EventSample*> used;
    for (std::size_t cls = 0; cls < classes; ++cls)
      if (cls == t || t == classes) used.push_back(&samples[cls]);
    for (std::size_t i = 0; i < NumInputs(); ++i) tables_[t].push_back(CumulativeOf(used, i, t));
  }
}

Pdf GaussTransformation::CumulativeOf(const std::vector<const EventSample*>& samples,
                                      std::size_t input, std::size_t table) const {
  std::vector<WeightedValue> values;
  for (const EventSample* sample : samples) {
    const double factor = sample->WeightFactor();
    for (std::size_t i = 0; i < sample->Size(); ++i)
      values.push_back({sample->Values(i)[input], sample->Weight(i) * factor});
  }
  double sum = 0;
  for (const WeightedValue& value : values) sum += value.weight;
  if (!(sum > 0))
    Fail("the sum of the training weights of " + TableName(table) + " is " + std::to_string(sum) +
         "; it must be positive");
  const auto [low, high] = std::minmax_element(
      values.begin(), values.end(),
      [](const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; });
  if (low->value == high->value && table + 1 == std::max<std::size_t>(tables_.size(), 1))
    Log(Name()).Warning("'" + Label(input) + "' is constant in training: it becomes " +
                        (flat_ ? "0.5" : "0"));
  PdfSettings settings;
  settings.interpolation = PdfInterpolation::kSpline1;
  settings.normalise = false;
  const std::string number = std::to_string(input), cls = std::to_string(table);
  try {
    Pdf pdf = Pdf::Build("GaussTransform var" + number + " cls" + cls,
                         CumulativeHistogram(std::move(values)), settings);
    pdf.histogram_name = "Cumulative_Var" + number + "_cls" + cls + "_original";
    return pdf;
  } catch (const DataError& error) {
    Fail("'" + Label(input) + "', " + TableName(table) + ": " + error.what());
  }
}

void GaussTransformation::Transform(std::span<float> values, std::size_t table) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const double probability = std::clamp(tables_[table][i].Value(values[i]), kSmallestProbability,
                                          1 - kSmallestProbability);
    const double argument = std::clamp(2 * probability - 1, -kLargestArgument, kLargestArgument);
    values[i] = static_cast<float>(flat_ ? probability : kSqrt2 * InverseErf(argument));
  }
}

void GaussTransformation::Invert(std::span<float> targets, std::span<const std::size_t> inputs,
                                 std::size_t table) const {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (std::isnan(targets[i])) continue;
    const double y = flat_ ? targets[i] : (std::erf(targets[i] / kSqrt2) + 1) / 2;
    targets[i] = static_cast<float>(tables_[table][inputs[i]].Inverse(y));
  }
}

void GaussTransformation::SaveTables(WeightNode& transform) const {
  transform.Set("FlatOrGauss", flat_ ? "Flat" : "Gauss");
  Selected().Save(transform.AddChild("Selection"), Info());
  for (std::size_t i = 0; i < NumInputs(); ++i) {
    WeightNode& variable = transform.AddChild("Variable").Set("VarIndex", i);
    for (std::size_t t = 0; t < tables_.size(); ++t)
      tables_[t][i].Save(variable.AddChild(PdfTag(t)).AddChild("PDF"));
  }
}

void GaussTransformation::LoadTables(const WeightNode& transform) {
  flat_ = false;
  if (transform.Has("FlatOrGauss")) {  // files from before U lack it
    const std::string& text = transform.GetString("FlatOrGauss");
    if (text != "Flat" && text != "Gauss")
      transform.Fail("FlatOrGauss is '" + text + "'; expected Flat or Gauss");
    flat_ = text == "Flat";
  }
  const auto variables = transform.Children("Variable");
  if (variables.size() != NumInputs() || variables.empty())
    transform.Fail("expected " + std::to_string(NumInputs()) + " Variable elements, found " +
                   std::to_string(variables.size()));
  std::size_t num_tables = 0;
  while (variables[0]->Find(PdfTag(num_tables))) ++num_tables;
  if (num_tables == 0) variables[0]->Fail("there is no " + PdfTag(0) + " element");
  std::vector<std::vector<Pdf>> tables(num_tables);
  for (std::size_t i = 0; i < variables.size(); ++i) {
    variables[i]->GetInt("VarIndex", static_cast<std::int64_t>(i), static_cast<std::int64_t>(i));
    for (std::size_t t = 0; t < num_tables; ++t)
      tables[t].push_back(Pdf::Load(variables[i]->Child(PdfTag(t)).Child("PDF"), false));
  }
  tables_ = std::move(tables);
}

}  // namespace TMVA::inline standalone
