// RNN, LSTM, GRU: one step of each.
#include "tmva/graph/operator.h"
#include "tmva/graph/operators/gate_kernels.h"
#include "tmva/graph/operators/processor.h"
#include "tmva/graph/operators/recurrence.h"

namespace TMVA::inline standalone::onnx {
namespace {

class Rnn : public Recurrence<Rnn> {
 public:
  static constexpr bool kNeedsRecurrentBias = false;
  explicit Rnn(const NodeView& node) : Recurrence(node, {"Tanh"}, 1, 1) {}
  static std::vector<std::int64_t> Parts(std::int64_t gates) { return {gates}; }

  template <class T>
  void Step(Cell<T>& cell, std::span<const Activation> f) const {
    cell.next_h = cell.gates;
    Multiply<T>({cell.h.data()}, cell.weights->recurrent[0], {cell.next_h.data(), true},
                cell.batch);
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
  static std::vector<std::int64_t> Parts(std::int64_t gates) { return {gates}; }

  template <class T>
  void Step(Cell<T>& cell, std::span<const Activation> f) const {
    const std::int64_t n = cell.hidden;
    Multiply<T>({cell.h.data()}, cell.weights->recurrent[0], {cell.gates.data(), true}, cell.batch);
    const T* peep = cell.weights->peepholes.empty() ? nullptr : cell.weights->peepholes.data();
    if constexpr (std::is_same_v<T, float>)
      if (peep == nullptr && !input_forget_ && f[0].IsSigmoid() && f[1].IsTanh() && f[2].IsTanh()) {
        static const GateKernel gates = ForThisProcessor(&GatesPlain, &GatesAvx2, &GatesAvx512);
        std::swap(cell.c, cell.next_c);  // the cell changes in place
        return gates({cell.gates.data(), cell.next_c.data(), cell.next_h.data(), cell.batch, n});
      }
    for (std::int64_t b = 0; b < cell.batch; ++b) {
      T *input = cell.gates.data() + b * 4 * n, *output = input + n, *forget = output + n;
      T *candidate = forget + n, *c = cell.next_c.data() + b * n, *h = cell.next_h.data() + b * n;
      const T* old = cell.c.data() + b * n;
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
  /// The hidden gate waits for the reset gate, unless that comes behind the product.
  std::vector<std::int64_t> Parts(std::int64_t gates) const {
    return linear_before_reset_ ? std::vector<std::int64_t>{gates}
                                : std::vector<std::int64_t>{2, 1};
  }

  template <class T>
  void Step(Cell<T>& cell, std::span<const Activation> f) const {
    const std::int64_t n = cell.hidden;
    const auto gates = linear_before_reset_ ? 3 * n : 2 * n;
    cell.scratch.resize(static_cast<std::size_t>(cell.batch * 3 * n));
    T *linear = cell.scratch.data(), *reset_h = linear + cell.batch * 2 * n;
    Multiply<T>({cell.h.data()}, cell.weights->recurrent[0], {linear}, cell.batch);
    const T* bias =
        cell.weights->recurrent_bias.empty() ? nullptr : cell.weights->recurrent_bias.data();
    for (std::int64_t b = 0; b < cell.batch; ++b) {
      T *update = cell.gates.data() + b * 3 * n, *reset = update + n, *hidden = reset + n;
      T* own = linear + b * gates;
      if (bias != nullptr)
        for (std::int64_t i = 0; i < gates; ++i) own[i] += bias[i];
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
      Multiply<T>({reset_h}, cell.weights->recurrent[1], {linear}, cell.batch);
      for (std::int64_t b = 0; b < cell.batch; ++b)
        for (std::int64_t i = 0; i < n; ++i)
          cell.gates[static_cast<std::size_t>((b * 3 + 2) * n + i)] +=
              linear[b * n + i] + (bias ? bias[2 * n + i] : T{0});
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
