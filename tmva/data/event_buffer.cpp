// EventBuffer.
#include "tmva/data/event_buffer.h"

#include <algorithm>

namespace TMVA::inline standalone {

EventBuffer::EventBuffer(const DataSetInfo& info, std::int64_t rows)
    : capacity_(rows),
      num_variables_(static_cast<std::int64_t>(info.variables.size())),
      num_targets_(static_cast<std::int64_t>(info.targets.size())),
      num_spectators_(static_cast<std::int64_t>(info.spectators.size())),
      variables_(static_cast<std::size_t>(rows * num_variables_)),
      targets_(static_cast<std::size_t>(rows * num_targets_)),
      spectators_(static_cast<std::size_t>(rows * num_spectators_)),
      weights_(static_cast<std::size_t>(rows)),
      classes_(static_cast<std::size_t>(rows)),
      hashes_(static_cast<std::size_t>(rows)) {}

void EventBuffer::CopyRow(std::int64_t row, const EventBuffer& from, std::int64_t from_row) {
  std::copy_n(from.variables_.data() + from_row * num_variables_, num_variables_, variables(row));
  std::copy_n(from.targets_.data() + from_row * num_targets_, num_targets_, targets(row));
  std::copy_n(from.spectators_.data() + from_row * num_spectators_, num_spectators_,
              spectators(row));
  const auto to = static_cast<std::size_t>(row), at = static_cast<std::size_t>(from_row);
  weights_[to] = from.weights_[at];
  classes_[to] = from.classes_[at];
  hashes_[to] = from.hashes_[at];
}

EventBatch EventBuffer::View(std::int64_t rows) const {
  const auto n = static_cast<std::size_t>(rows);
  EventBatch batch;
  batch.size = rows;
  batch.variables = {variables_.data(), {n, static_cast<std::size_t>(num_variables_)}};
  batch.targets = {targets_.data(), {n, static_cast<std::size_t>(num_targets_)}};
  batch.spectators = {spectators_.data(), {n, static_cast<std::size_t>(num_spectators_)}};
  batch.weights = {weights_.data(), n};
  batch.classes = {classes_.data(), n};
  batch.hashes = {hashes_.data(), n};
  return batch;
}

}  // namespace TMVA::inline standalone
