// TrainingSample: the events a forest is grown on, column by column in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace TMVA::inline standalone {

struct TrainingSample {
  std::size_t num_events = 0;
  std::size_t num_variables = 0;
  std::vector<float> columns;           ///< variable after variable
  std::vector<bool> is_integer;         ///< one a variable
  std::vector<double> weight;           ///< event weight times boost weight
  std::vector<std::uint32_t> event_class;
  std::vector<std::uint8_t> is_signal;  ///< 1: the signal class
  std::vector<float> target;            ///< regression target or pseudo-residual; may be empty

  std::span<const float> Column(std::size_t variable) const {
    return std::span(columns).subspan(variable * num_events, num_events);
  }
  float Value(std::size_t variable, std::size_t event) const {
    return columns[variable * num_events + event];
  }
};

/// Events of a sample by number; an event may occur several times (bagging).
using EventList = std::vector<std::uint32_t>;

}  // namespace TMVA::inline standalone
