// RNN, LSTM, GRU: one step of each.
#include "tmva/graph/operator.h"
#include "tmva/graph/operators/recurrence.h"

namespace TMVA::inline standalone::onnx {
namespace {

class Rnn : public Recurrence<Rnn> {
 public:
  static constexpr bool kNeedsRecurrentBias = false;
  explicit Rnn(const NodeView& node) : Recurrence(node, {"Tanh"}, 1, 1) {}

  template <class T>
  void Step(Cell<T>& cell, std::span<const Activation> f) const {
    cell.next_h = cell.gates;
    Multiply<T>({cell.h.data()}, {cell.recurrent, true}, {cell.next_h.data(), true}, cell.batch,
                cell.hidden, cell.hidden);
    f[0].Apply(cell.next_h.data(), cell.batch * cell.hidden);
  }
};

/// Gates: input, output, forget, cell.
class Lstm : public Recurrence<Lstm> {
 public:
  static constexpr bool kNeedsRecurrentBias = false;
  explicit Lstm(const NodeView& node)
      : Recurrence(node, {"Sigmoid", "Tanh", "Tanh"}, 4, 2),
        input_forget_(node.Int("input_forget", 0) != 0) {}

  template <class T>
  void Step(Cell<T>& cell, std::span<const Activation> f) const {
    const std::int64_t n = cell.hidden;
    Multiply<T>({cell.h.data()}, {cell.recurrent, true}, {cell.gates.data(), true}, cell.batch,
                4 * n, n);
    for (std::int64_t b = 0; b < cell.batch; ++b) {
      T *input = cell.gates.data() + b * 4 * n, *output = input + n, *forget = output + n;
      T *candidate = forget + n, *c = cell.next_c.data() + b * n, *h = cell.next_h.data() + b * n;
      const T *old = cell.c.data() + b * n, *peep = cell.peepholes;
      if (peep != nullptr) {
        Peep(input, peep, old, n);
        Peep(forget, peep + 2 * n, old, n);
      }
      f[0].Apply(input, n);
      if (input_forget_)
        for (std::int64_t i = 0; i < n; ++i) forget[i] = T{1} - input[i];
      else
        f[0].Apply(forget, n);
      f[1].Apply(candidate, n);
      for (std::int64_t i = 0; i < n; ++i) c[i] = forget[i] * old[i] + input[i] * candidate[i];
      if (peep != nullptr) Peep(output, peep + n, c, n);
      f[0].Apply(output, n);
      std::copy_n(c, n, h);
      f[2].Apply(h, n, false);  // clips are for gates, not for the cell (as onnxruntime reads it)
      for (std::int64_t i = 0; i < n; ++i) h[i] *= output[i];
    }
  }

 private:
  template <class T>
  static void Peep(T* gate, const T* weights, const T* c, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) gate[i] += weights[i] * c[i];
  }

  bool input_forget_;
};

/// Gates: update, reset, hidden.
class Gru : public Recurrence<Gru> {
 public:
  static constexpr bool kNeedsRecurrentBias = true;
  explicit Gru(const NodeView& node)
      : Recurrence(node, {"Sigmoid", "Tanh"}, 3, 1),
        linear_before_reset_(node.Int("linear_before_reset", 0) != 0) {}

  template <class T>
  void Step(Cell<T>& cell, std::span<const Activation> f) const {
    const std::int64_t n = cell.hidden;
    const auto gates = linear_before_reset_ ? 3 * n : 2 * n;
    cell.scratch.resize(static_cast<std::size_t>(cell.batch * 3 * n));
    T *linear = cell.scratch.data(), *reset_h = linear + cell.batch * 2 * n;
    Multiply<T>({cell.h.data()}, {cell.recurrent, true}, {linear}, cell.batch, gates, n);
    for (std::int64_t b = 0; b < cell.batch; ++b) {
      T *update = cell.gates.data() + b * 3 * n, *reset = update + n, *hidden = reset + n;
      T* own = linear + b * gates;
      if (cell.recurrent_bias != nullptr)
        for (std::int64_t i = 0; i < gates; ++i) own[i] += cell.recurrent_bias[i];
      for (std::int64_t i = 0; i < 2 * n; ++i) update[i] += own[i];
      f[0].Apply(update, 2 * n);
      const T* h = cell.h.data() + b * n;
      for (std::int64_t i = 0; i < n; ++i)
        if (linear_before_reset_)
          hidden[i] += reset[i] * own[2 * n + i];
        else
          reset_h[b * n + i] = reset[i] * h[i];
    }
    if (!linear_before_reset_) {
      Multiply<T>({reset_h}, {cell.recurrent + 2 * n * n, true}, {linear}, cell.batch, n, n);
      for (std::int64_t b = 0; b < cell.batch; ++b)
        for (std::int64_t i = 0; i < n; ++i)
          cell.gates[static_cast<std::size_t>((b * 3 + 2) * n + i)] +=
              linear[b * n + i] + (cell.recurrent_bias ? cell.recurrent_bias[2 * n + i] : T{0});
    }
    for (std::int64_t b = 0; b < cell.batch; ++b) {
      T *update = cell.gates.data() + b * 3 * n, *hidden = update + 2 * n;
      f[1].Apply(hidden, n);
      for (std::int64_t i = b * n; i < (b + 1) * n; ++i) {
        const T z = update[i - b * n];
        cell.next_h[static_cast<std::size_t>(i)] =
            (T{1} - z) * hidden[i - b * n] + z * cell.h[static_cast<std::size_t>(i)];
      }
    }
  }

 private:
  bool linear_before_reset_;
};

}  // namespace

void RegisterRecurrent(OperatorRegistry& registry) {
  registry.Add<Rnn>("RNN", 7);
  registry.Add<Lstm>("LSTM", 7);
  registry.Add<Gru>("GRU", 7);
}

}  // namespace TMVA::inline standalone::onnx
