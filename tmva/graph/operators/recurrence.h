// Recurrence: what RNN, LSTM and GRU share - their inputs and outputs, directions, layouts, lengths of sequences.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tmva/graph/operators/activation.h"
#include "tmva/graph/operators/float_operator.h"
#include "tmva/graph/operators/matrix_product.h"

namespace TMVA::inline standalone::onnx {

/// Op has Step<T>(cell, activations), which computes the next states from the gates, and
/// kNeedsRecurrentBias: whether the second half of the biases is left to the step.
///
/// Sequences of different lengths: at step s a reversed sequence reads what is s from its end, and a
/// sequence that has ended keeps its state.
template <class Op>
class Recurrence : public FloatOperator<Op> {
 public:
  Recurrence(const NodeView& node, const std::vector<std::string>& activations, std::size_t gates,
             std::size_t states)
      : FloatOperator<Op>(node),
        direction_(node.String("direction", "forward")),
        directions_(direction_ == "bidirectional" ? 2 : 1),
        gates_(static_cast<std::int64_t>(gates)),
        states_(states),
        batch_first_(node.Int("layout", 0) != 0),
        hidden_size_(node.Int("hidden_size", 0)),
        activations_(Activation::Read(node, activations, static_cast<std::size_t>(directions_))) {
    if (direction_ != "forward" && direction_ != "reverse" && direction_ != "bidirectional")
      node.Fail("attribute 'direction' is '" + direction_ + "', expected forward, reverse or bidirectional");
    node.CheckInputs(3, states == 2 ? 8 : 6);
    node.CheckOutputs(1, 1 + states);
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const;

 protected:
  /// One direction at work. Matrices are of `batch` rows.
  template <class T>
  struct Cell {
    std::int64_t batch = 0, hidden = 0;
    const T* recurrent = nullptr;       ///< R: gates * hidden x hidden
    const T* recurrent_bias = nullptr;  ///< gates * hidden; null when the gates already have it
    const T* peepholes = nullptr;       ///< 3 * hidden; null when there are none
    std::vector<T> gates;               ///< batch x gates * hidden: W x + biases, of this step
    std::vector<T> h, c;                ///< batch x hidden
    std::vector<T> next_h, next_c;      ///< what a step computes
    std::vector<T> scratch;             ///< whatever a step likes
  };

 private:
  struct Sizes {
    std::int64_t steps, batch, inputs, hidden;
  };

  Sizes SizesOf(Inputs in) const;
  std::vector<std::int64_t> Lengths(Inputs in, const Sizes& n) const;
  /// Place of a state of a direction and sequence in an array of states.
  std::int64_t StateAt(const Sizes& n, std::int64_t d, std::int64_t b) const {
    return (batch_first_ ? b * directions_ + d : d * n.batch + b) * n.hidden;
  }
  Shape StateShape(const Sizes& n) const {
    return batch_first_ ? Shape{n.batch, directions_, n.hidden} : Shape{directions_, n.batch, n.hidden};
  }
  template <class T>
  std::vector<T> InitialState(Inputs in, std::size_t input, const Sizes& n, std::int64_t d) const;
  template <class T>
  void RunDirection(Inputs in, Outputs out, const Sizes& n, std::int64_t d) const;

  std::string direction_;
  std::int64_t directions_, gates_;
  std::size_t states_;
  bool batch_first_;
  std::int64_t hidden_size_;
  std::vector<Activation> activations_;
};

template <class Op>
auto Recurrence<Op>::SizesOf(Inputs in) const -> Sizes {
  const Shape &x = in[0]->GetShape(), &w = in[1]->GetShape(), &r = in[2]->GetShape();
  if (x.size() != 3 || w.size() != 3 || r.size() != 3)
    this->Fail("inputs X, W, R have shapes " + ShapeText(x) + ", " + ShapeText(w) + ", " + ShapeText(r) +
               ", expected three dimensions each");
  const Sizes n{x[batch_first_ ? 1 : 0], x[batch_first_ ? 0 : 1], x[2], r[2]};
  if (hidden_size_ != 0 && hidden_size_ != n.hidden)
    this->Fail("R has shape " + ShapeText(r) + ", but attribute 'hidden_size' is " + std::to_string(hidden_size_));
  // Products of sizes may only be formed once they are those of real elements.
  if (n.hidden < 1 || n.inputs < 1 || r[0] != directions_ || r[1] % gates_ != 0 || r[1] / gates_ != n.hidden)
    this->Fail("X of shape " + ShapeText(x) + " and R of shape " + ShapeText(r) + " do not match " +
               std::to_string(directions_) + " directions of " + std::to_string(gates_) + " gates");
  return n;
}

template <class Op>
std::vector<std::int64_t> Recurrence<Op>::Lengths(Inputs in, const Sizes& n) const {
  if (!this->Given(in, 4)) return std::vector<std::int64_t>(static_cast<std::size_t>(n.batch), n.steps);
  if (in[4]->GetShape() != Shape{n.batch})
    this->Fail("sequence_lens has shape " + ShapeText(in[4]->GetShape()) + ", expected " + ShapeText({n.batch}));
  auto lengths = in[4]->Integers();
  for (const auto length : lengths)
    if (length < 0 || length > n.steps)
      this->Fail("sequence_lens has " + std::to_string(length) + ", expected 0 to " + std::to_string(n.steps));
  return lengths;
}

template <class Op>
template <class T>
std::vector<T> Recurrence<Op>::InitialState(Inputs in, std::size_t input, const Sizes& n,
                                            std::int64_t d) const {
  std::vector<T> state(static_cast<std::size_t>(n.batch * n.hidden), T{0});
  if (!this->Given(in, input)) return state;
  const auto all = this->template Elements<T>(in, input, StateShape(n));
  for (std::int64_t b = 0; b < n.batch; ++b)
    std::copy_n(all.data() + StateAt(n, d, b), n.hidden, state.data() + b * n.hidden);
  return state;
}

template <class Op>
template <class T>
void Recurrence<Op>::Compute(Inputs in, Outputs out) const {
  const Sizes n = SizesOf(in);
  const auto type = TypeOf<T>::value;
  const Shape y = batch_first_ ? Shape{n.batch, n.steps, directions_, n.hidden}
                               : Shape{n.steps, directions_, n.batch, n.hidden};
  for (std::size_t o = 0; o < out.size(); ++o) {
    out[o].Reset(type, o == 0 ? y : StateShape(n));
    if (o == 0) std::ranges::fill(out[o].template Get<T>(), T{0});
  }
  for (std::int64_t d = 0; d < directions_; ++d) RunDirection<T>(in, out, n, d);
}

template <class Op>
template <class T>
void Recurrence<Op>::RunDirection(Inputs in, Outputs out, const Sizes& n, std::int64_t d) const {
  const std::int64_t width = gates_ * n.hidden;
  const bool reverse = direction_ == "reverse" || d == 1;
  const auto x = this->template Elements<T>(in, 0);
  const T* w = this->template Elements<T>(in, 1, Shape{directions_, width, n.inputs}).data() + d * width * n.inputs;
  Cell<T> cell;
  cell.batch = n.batch;
  cell.hidden = n.hidden;
  cell.recurrent = this->template Elements<T>(in, 2, Shape{directions_, width, n.hidden}).data() + d * width * n.hidden;
  std::vector<T> bias(static_cast<std::size_t>(width), T{0});
  if (this->Given(in, 3)) {
    const T* both = this->template Elements<T>(in, 3, Shape{directions_, 2 * width}).data() + d * 2 * width;
    cell.recurrent_bias = Op::kNeedsRecurrentBias ? both + width : nullptr;
    for (std::int64_t i = 0; i < width; ++i)
      bias[static_cast<std::size_t>(i)] = both[i] + (Op::kNeedsRecurrentBias ? T{0} : both[width + i]);
  }
  if (this->Given(in, 7))
    cell.peepholes = this->template Elements<T>(in, 7, Shape{directions_, 3 * n.hidden}).data() + d * 3 * n.hidden;
  const auto lengths = Lengths(in, n);
  cell.h = InitialState<T>(in, 5, n, d);
  if (states_ > 1) cell.c = InitialState<T>(in, 6, n, d);
  cell.next_h = cell.h;
  cell.next_c = cell.c;
  cell.gates.resize(static_cast<std::size_t>(n.batch * width));
  // W x of all steps at once: one large product instead of many small ones.
  std::vector<T> all(NumElements({n.steps, n.batch, width}));
  Multiply<T>({x.data()}, {w, true}, {all.data()}, n.steps * n.batch, width, n.inputs);
  const auto per_direction = static_cast<std::ptrdiff_t>(activations_.size()) / directions_;
  const std::span<const Activation> activations(activations_.begin() + d * per_direction,
                                                static_cast<std::size_t>(per_direction));
  const std::int64_t longest = lengths.empty() ? 0 : *std::ranges::max_element(lengths);
  for (std::int64_t s = 0; s < longest; ++s) {
    const auto time = [&](std::int64_t b) {
      const std::int64_t length = lengths[static_cast<std::size_t>(b)];
      return s >= length ? -1 : reverse ? length - 1 - s : s;
    };
    for (std::int64_t b = 0; b < n.batch; ++b) {
      const std::int64_t t = std::max<std::int64_t>(time(b), 0);
      const T* from = all.data() + (batch_first_ ? b * n.steps + t : t * n.batch + b) * width;
      T* to = cell.gates.data() + b * width;
      for (std::int64_t i = 0; i < width; ++i) to[i] = from[i] + bias[static_cast<std::size_t>(i)];
    }
    static_cast<const Op&>(*this).template Step<T>(cell, activations);
    for (std::int64_t b = 0; b < n.batch; ++b) {
      const std::int64_t t = time(b);
      if (t < 0) continue;
      std::copy_n(cell.next_h.data() + b * n.hidden, n.hidden, cell.h.data() + b * n.hidden);
      if (states_ > 1) std::copy_n(cell.next_c.data() + b * n.hidden, n.hidden, cell.c.data() + b * n.hidden);
      const std::int64_t place = batch_first_ ? (b * n.steps + t) * directions_ + d : (t * directions_ + d) * n.batch + b;
      std::copy_n(cell.h.data() + b * n.hidden, n.hidden, out[0].template Get<T>().data() + place * n.hidden);
    }
  }
  for (std::size_t o = 1; o < out.size(); ++o) {
    const auto& state = o == 1 ? cell.h : cell.c;
    for (std::int64_t b = 0; b < n.batch; ++b)
      std::copy_n(state.data() + b * n.hidden, n.hidden, out[o].template Get<T>().data() + StateAt(n, d, b));
  }
}

}  // namespace TMVA::inline standalone::onnx
