// SelectedTransformation: the walk over events that all transformations share.
#include "tmva/transform/selected_transformation.h"

#include <cmath>
#include <limits>

#include <TMVA/Error.h>

#include "tmva/transform/small_buffer.h"

namespace TMVA::inline standalone {
SelectedTransformation::SelectedTransformation(Selection selection,
                                               std::shared_ptr<const DataSetInfo> info)
    : info_(std::move(info)) {
  SetSelection(std::move(selection));
}

void SelectedTransformation::SetSelection(Selection selection) {
  selection_ = std::move(selection);
  target_inputs_.clear();
  for (std::size_t i = 0; i < selection_.Size(); ++i)
    if (selection_.inputs[i].kind == Slot::kTarget) target_inputs_.push_back(i);
}

void SelectedTransformation::Fail(const std::string& what) const {
  throw DataError(Name() + " transformation: " + what);
}

std::string SelectedTransformation::ShortName() const {
  const auto cls = static_cast<std::size_t>(reference_class);
  return reference_class < 0 ? BaseName() : BaseName() + "_" + Info().classes.at(cls).name;
}

std::string SelectedTransformation::TableName(std::size_t table) const {
  return table < Info().classes.size() ? "class '" + Info().classes[table].name + "'"
                                       : "all classes together";
}

std::size_t SelectedTransformation::TablesFor(const DataSet& data) {
  const std::size_t classes = std::max<std::size_t>(data.Info().classes.size(), 1);
  return classes > 1 ? classes + 1 : 1;
}

std::size_t SelectedTransformation::TableOf(int cls) const {
  const std::size_t tables = NumTables();
  if (tables == 0) throw ModelError(Name() + " transformation: it has not been trained");
  const auto wanted = static_cast<std::size_t>(cls);
  return cls >= 0 && wanted < tables ? wanted : tables - 1;
}

void SelectedTransformation::Apply(TransformRows& rows, int cls) const {
  if (rows.size == 0) return;
  const std::size_t table = TableOf(cls);

  const auto size = static_cast<std::size_t>(rows.size);
  EventView event{rows.variables.empty() ? nullptr : rows.variables.data(),
                  rows.targets.empty() ? nullptr : rows.targets.data(),
                  rows.spectators.empty() ? nullptr : rows.spectators.data()};
  bool complete = true;
  for (const Slot& slot : selection_.inputs) complete = complete && event.Has(slot);
  if (!complete && !Elementwise()) return;

  SmallBuffer<float> buffer(NumInputs());
  const std::span<float> values = buffer.Values();
  for (std::size_t row = 0; row < size; ++row) {
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = event.Has(selection_.inputs[i]) ? event.Get(selection_.inputs[i])
                                                  : std::numeric_limits<float>::quiet_NaN();
    Transform(values, table);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (event.Has(selection_.inputs[i])) event.Put(selection_.outputs[i], values[i]);
    if (event.variables) event.variables += rows.variables.size() / size;
    if (event.targets) event.targets += rows.targets.size() / size;
    if (event.spectators) event.spectators += rows.spectators.size() / size;
  }
}

void SelectedTransformation::InverseTargets(std::int64_t size, std::span<double> targets) const {
  if (target_inputs_.empty() || size == 0) return;
  const auto rows = static_cast<std::size_t>(size);
  const std::size_t width = targets.size() / rows, table = TableOf(reference_class);
  SmallBuffer<float> buffer(target_inputs_.size());
  const std::span<float> values = buffer.Values();
  for (std::size_t row = 0; row < rows; ++row) {
    double* event = targets.data() + row * width;
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<float>(event[selection_.outputs[target_inputs_[i]].index]);
    Invert(values, target_inputs_, table);
    for (std::size_t i = 0; i < values.size(); ++i)
      event[selection_.inputs[target_inputs_[i]].index] = values[i];
  }
}

void SelectedTransformation::Save(WeightNode& transform) const {
  transform.Set("Name", Name());
  SaveTables(transform);
}

void SelectedTransformation::Load(const WeightNode& transform) {
  const WeightNode* selection = transform.Find("Selection");
  SetSelection(selection ? Selection::Load(*selection, Info()) : LegacySelection());
  LoadTables(transform);
}

void SelectedTransformation::ForEachEvent(const DataSet& data,
                                          const std::function<void(const Event&)>& use) const {
  std::vector<float> values(NumInputs());
  data.ForEach(StreamOptions{}, [&](const EventBatch& batch) {
    const auto rows = static_cast<std::size_t>(batch.size);
    ConstEventView event{batch.variables.GetData(), batch.targets.GetData(),
                         batch.spectators.GetData()};
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = event.Get(selection_.inputs[i]);
        if (!std::isfinite(values[i]))
          Fail("'" + Label(i) + "' is not finite in a training event of " +
               TableName(batch.classes[row]));
      }
      use({values, batch.weights[row], batch.classes[row], batch.hashes[row]});
      event.variables += Info().variables.size();
      event.targets += Info().targets.size();
      event.spectators += Info().spectators.size();
    }
  });
}

}  // namespace TMVA::inline standalone
