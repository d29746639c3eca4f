// TrainingSample: the events a forest is grown on, in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tmva/trees/training/bin_edges.h"

namespace TMVA::inline standalone {

/// The variables are kept either as they are, column by column, or quantised to a byte each.
struct TrainingSample {
  std::size_t num_events = 0;
  std::size_t num_variables = 0;
  std::vector<float> columns;      ///< variable after variable; empty when quantised
  std::vector<bool> is_integer;    ///< one a variable
  std::vector<BinEdges> edges;     ///< one a variable when quantised, else empty
  std::vector<std::uint8_t> bins;  ///< when quantised: event after event
  std::vector<float> weight;       ///< event weight times boost weight
  std::vector<std::uint8_t> event_class;
  std::uint8_t signal_class = 0;
  /// 1 for signal and 0 for background, a regression target, or a pseudo-residual.
  std::vector<float> target;

  bool Quantised() const { return !edges.empty(); }
  bool IsSignal(std::size_t event) const { return event_class[event] == signal_class; }
  std::span<const float> Column(std::size_t variable) const {
    return std::span(columns).subspan(variable * num_events, num_events);
  }
  /// The value, or one on the same side of every cut.
  float Value(std::size_t variable, std::size_t event) const {
    if (Quantised()) return edges[variable].ValueIn(bins[event * num_variables + variable]);
    return columns[variable * num_events + event];
  }
};

/// Events of a sample by number; an event may occur several times (bagging).
using EventList = std::vector<std::uint32_t>;

}  // namespace TMVA::inline standalone
