// EventBuffer: rows of events in memory, one array a quantity.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include <TMVA/DataSet.h>

namespace TMVA::inline standalone {

/// A fixed number of event rows. Rows are set, copied between buffers, and shown as an EventBatch.
class EventBuffer {
 public:
  EventBuffer(const DataSetInfo& info, std::int64_t rows);

  std::int64_t capacity() const { return capacity_; }
  float* variables(std::int64_t row) { return variables_.data() + row * num_variables_; }
  float* targets(std::int64_t row) { return targets_.data() + row * num_targets_; }
  double* spectators(std::int64_t row) { return spectators_.data() + row * num_spectators_; }
  double& weight(std::int64_t row) { return weights_[static_cast<std::size_t>(row)]; }
  std::uint32_t& cls(std::int64_t row) { return classes_[static_cast<std::size_t>(row)]; }
  std::uint64_t& hash(std::int64_t row) { return hashes_[static_cast<std::size_t>(row)]; }

  void CopyRow(std::int64_t row, const EventBuffer& from, std::int64_t from_row);
  /// The first `rows` rows.
  EventBatch View(std::int64_t rows) const;

 private:
  std::int64_t capacity_, num_variables_, num_targets_, num_spectators_;
  std::vector<float> variables_, targets_;
  std::vector<double> spectators_, weights_;
  std::vector<std::uint32_t> classes_;
  std::vector<std::uint64_t> hashes_;
};

}  // namespace TMVA::inline standalone
