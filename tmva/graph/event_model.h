// EventModel: a graph applied to events - the values of each in, a row of numbers out.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tmva/graph/session.h"

namespace TMVA::inline standalone::onnx {

/// Which inputs take which values of an event, and which output answers. Immutable; runs in several
/// threads.
class EventModel {
 public:
  /// `output` names the output that answers. Left empty: "response", else one that is named after
  /// probabilities, else the first of floats. ModelError when an input cannot be filled from an
  /// event's values, or when there is no such output.
  explicit EventModel(std::shared_ptr<const Session> session, const std::string& output = {});

  /// Values of an event: the inputs' elements, one input after the other. 0: any number.
  std::size_t NumValues() const { return num_values_; }
  /// Name of the output that answers.
  const std::string& OutputName() const { return session_->Outputs()[output_].name; }
  const Session& GetSession() const { return *session_; }

  /// `values`: [events, width]. Returns [events, columns] in `out`, and the number of columns.
  /// DataError for another width than NumValues().
  std::size_t Run(const float* values, std::size_t events, std::size_t width,
                  std::vector<double>& out) const;

 private:
  struct Input {
    DataType type;
    Shape shape;         ///< the first dimension is that of the events
    std::size_t values;  ///< of an event; 0: all that are given
  };

  /// Memory of a run, used again by the next.
  struct Scratch {
    std::vector<Array> inputs, outputs;
    std::vector<Shape> shapes;
    std::vector<float> padded;  ///< of the last events, where the graph takes more than there are
  };

  void AddInput(const ValueInfo& info);
  std::size_t ChooseOutput(const std::string& name) const;
  /// Fills the inputs with `events` events.
  void Fill(Scratch& scratch, const float* values, std::size_t events, std::size_t width) const;
  std::size_t Run(Scratch& scratch, const float* values, std::size_t events, std::size_t width,
                  std::vector<double>& out) const;
  [[noreturn]] void Fail(const std::string& what) const;

  std::shared_ptr<const Session> session_;
  std::vector<Input> inputs_;
  std::size_t num_values_ = 0, output_ = 0;
  std::size_t batch_ = 0;  ///< events of one run where the graph fixes them; 0: any number
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Scratch>> unused_;
};

}  // namespace TMVA::inline standalone::onnx
