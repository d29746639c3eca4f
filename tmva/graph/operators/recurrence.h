// Recurrence: what RNN, LSTM and GRU share - their inputs and outputs, directions, layouts, lengths
// of sequences.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <TMVA/ScratchPool.h>

#include "tmva/graph/operators/activation.h"
#include "tmva/graph/operators/float_operator.h"
#include "tmva/graph/operators/matrix_product.h"
#include "tmva/graph/run_threads.h"
#include "tmva/threads/workers.h"

namespace TMVA::inline standalone::onnx {

/// Op has Step<T>(cell, activations), which computes the next states from the gates;
/// kNeedsRecurrentBias: whether the second half of the biases is left to the step; and
/// Parts(gates): the gates whose recurrent weights are multiplied together.
///
/// Sequences of different lengths: at step s a reversed sequence reads what is s from its end, and
/// a sequence that has ended keeps its state.
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
      node.Fail("attribute 'direction' is '" + direction_ +
                "', expected forward, reverse or bidirectional");
    node.CheckInputs(3, states == 2 ? 8 : 6);
    node.CheckOutputs(1, 1 + states);
    for (std::size_t i = 0; i < node.NumInputs(); ++i) given_.push_back(node.HasInput(i));
  }

  void Prepare(Inputs constants) override;
  template <class T>
  void Compute(Inputs in, Outputs out) const;

 protected:
  /// The weights of a direction in the order in which they are read.
  template <class T>
  struct Weights {
    PackedMatrix<T> input;                   ///< inputs x gates * hidden
    std::vector<PackedMatrix<T>> recurrent;  ///< hidden x gates * hidden, in parts
    std::vector<T> bias;                     ///< gates * hidden
    std::vector<T> recurrent_bias;           ///< empty when the bias already has it
    std::vector<T> peepholes;                ///< 3 * hidden, or empty
  };

  /// Some sequences at work in one direction. Matrices are of `batch` rows.
  template <class T>
  struct Cell {
    const Weights<T>* weights = nullptr;
    std::int64_t batch = 0, hidden = 0;
    std::vector<T> gates;           ///< batch x gates * hidden: W x + biases, of this step
    std::vector<T> h, c;            ///< batch x hidden
    std::vector<T> next_h, next_c;  ///< what a step computes; c may be changed, too
    std::vector<T> scratch;         ///< whatever a step likes
  };

 private:
  struct Sizes {
    std::int64_t steps, batch, inputs, hidden;
  };
  template <class T>
  using Directions = std::vector<Weights<T>>;

  /// Sequences that are done together: their gates stay in the first cache.
  static constexpr std::int64_t kBlock = 48;

  Sizes SizesOf(Inputs in) const;
  void CheckWeights(const Shape& w, const Shape& r) const;
  template <class T>
  Directions<T> Pack(Inputs in) const;
  std::vector<std::int64_t> Lengths(Inputs in, const Sizes& n) const;
  /// Place of a state of a direction and sequence in an array of states.
  std::int64_t StateAt(const Sizes& n, std::int64_t d, std::int64_t b) const {
    return (batch_first_ ? b * directions_ + d : d * n.batch + b) * n.hidden;
  }
  Shape StateShape(const Sizes& n) const {
    return batch_first_ ? Shape{n.batch, directions_, n.hidden}
                        : Shape{directions_, n.batch, n.hidden};
  }
  template <class T>
  void InitialState(Inputs in, std::size_t input, const Sizes& n, std::int64_t d,
                    std::int64_t first, std::int64_t count, std::vector<T>& state) const;
  /// Sequences from `first` on, as many as the cell's batch.
  template <class T>
  void RunBlock(Inputs in, Outputs out, const Sizes& n, std::int64_t d, std::int64_t first,
                std::span<const std::int64_t> lengths, Cell<T>& cell) const;

  template <class T>
  ScratchPool<Cell<T>>& Cells() const {
    if constexpr (std::is_same_v<T, float>)
      return float_cells_;
    else
      return double_cells_;
  }

  std::string direction_;
  std::int64_t directions_, gates_;
  std::size_t states_;
  bool batch_first_;
  std::int64_t hidden_size_;
  std::vector<Activation> activations_;
  std::vector<bool> given_;  ///< inputs that the node has
  std::variant<std::monostate, Directions<float>, Directions<double>> packed_;
  mutable ScratchPool<Cell<float>> float_cells_;
  mutable ScratchPool<Cell<double>> double_cells_;
};

template <class Op>
void Recurrence<Op>::CheckWeights(const Shape& w, const Shape& r) const {
  if (w.size() != 3 || r.size() != 3)
    this->Fail("inputs W and R have shapes " + ShapeText(w) + " and " + ShapeText(r) +
               ", expected three dimensions each");
  if (hidden_size_ != 0 && hidden_size_ != r[2])
    this->Fail("R has shape " + ShapeText(r) + ", but attribute 'hidden_size' is " +
               std::to_string(hidden_size_));
  // Products of sizes may only be formed once they are those of real elements.
  if (r[2] < 1 || w[2] < 1 || r[0] != directions_ || r[1] % gates_ != 0 || r[1] / gates_ != r[2] ||
      w[0] != directions_ || w[1] != r[1])
    this->Fail("W of shape " + ShapeText(w) + " and R of shape " + ShapeText(r) + " do not match " +
               std::to_string(directions_) + " directions of " + std::to_string(gates_) + " gates");
}

template <class Op>
auto Recurrence<Op>::SizesOf(Inputs in) const -> Sizes {
  const Shape &x = in[0]->GetShape(), &w = in[1]->GetShape(), &r = in[2]->GetShape();
  CheckWeights(w, r);
  if (x.size() != 3 || x[2] != w[2])
    this->Fail("input X has shape " + ShapeText(x) + ", expected three dimensions, the last of " +
               std::to_string(w[2]));
  return {x[batch_first_ ? 1 : 0], x[batch_first_ ? 0 : 1], x[2], r[2]};
}

template <class Op>
template <class T>
auto Recurrence<Op>::Pack(Inputs in) const -> Directions<T> {
  const Shape &w = in[1]->GetShape(), &r = in[2]->GetShape();
  CheckWeights(w, r);
  const std::int64_t inputs = w[2], hidden = r[2], width = gates_ * hidden;
  const T* input = this->template Elements<T>(in, 1).data();
  const T* recurrent = this->template Elements<T>(in, 2).data();
  const T* biases = this->Given(in, 3)
                        ? this->template Elements<T>(in, 3, Shape{directions_, 2 * width}).data()
                        : nullptr;
  const T* peepholes =
      this->Given(in, 7) ? this->template Elements<T>(in, 7, Shape{directions_, 3 * hidden}).data()
                         : nullptr;
  Directions<T> directions(static_cast<std::size_t>(directions_));
  for (std::int64_t d = 0; d < directions_; ++d) {
    auto& weights = directions[static_cast<std::size_t>(d)];
    weights.input.Pack({input + d * width * inputs, true}, inputs, width);
    const T* from = recurrent + d * width * hidden;
    for (const std::int64_t gates : static_cast<const Op&>(*this).Parts(gates_)) {
      weights.recurrent.emplace_back(Factor<T>{from, true}, hidden, gates * hidden);
      from += gates * hidden * hidden;
    }
    weights.bias.assign(static_cast<std::size_t>(width), T{0});
    if (biases != nullptr) {
      const T *own = biases + d * 2 * width, *other = own + width;
      for (std::int64_t i = 0; i < width; ++i)
        weights.bias[static_cast<std::size_t>(i)] =
            own[i] + (Op::kNeedsRecurrentBias ? T{0} : other[i]);
      if (Op::kNeedsRecurrentBias) weights.recurrent_bias.assign(other, other + width);
    }
    if (peepholes != nullptr)
      weights.peepholes.assign(peepholes + d * 3 * hidden, peepholes + (d + 1) * 3 * hidden);
  }
  return directions;
}

template <class Op>
void Recurrence<Op>::Prepare(Inputs constants) {
  if (constants[1] == nullptr || constants[2] == nullptr) return;
  // Those that are not constant are read in each run.
  for (const std::size_t i : {std::size_t{3}, std::size_t{7}})
    if (i < given_.size() && given_[i] && constants[i] == nullptr) return;
  if (constants[1]->Type() == DataType::kFloat) packed_ = Pack<float>(constants);
  if (constants[1]->Type() == DataType::kDouble) packed_ = Pack<double>(constants);
}

template <class Op>
std::vector<std::int64_t> Recurrence<Op>::Lengths(Inputs in, const Sizes& n) const {
  if (!this->Given(in, 4))
    return std::vector<std::int64_t>(static_cast<std::size_t>(n.batch), n.steps);
  if (in[4]->GetShape() != Shape{n.batch})
    this->Fail("sequence_lens has shape " + ShapeText(in[4]->GetShape()) + ", expected " +
               ShapeText({n.batch}));
  auto lengths = in[4]->Integers();
  for (const auto length : lengths)
    if (length < 0 || length > n.steps)
      this->Fail("sequence_lens has " + std::to_string(length) + ", expected 0 to " +
                 std::to_string(n.steps));
  return lengths;
}

template <class Op>
template <class T>
void Recurrence<Op>::InitialState(Inputs in, std::size_t input, const Sizes& n, std::int64_t d,
                                  std::int64_t first, std::int64_t count,
                                  std::vector<T>& state) const {
  state.assign(static_cast<std::size_t>(count * n.hidden), T{0});
  if (!this->Given(in, input)) return;
  const auto all = this->template Elements<T>(in, input, StateShape(n));
  for (std::int64_t b = 0; b < count; ++b)
    std::copy_n(all.data() + StateAt(n, d, first + b), n.hidden, state.data() + b * n.hidden);
}

template <class Op>
template <class T>
void Recurrence<Op>::Compute(Inputs in, Outputs out) const {
  const Sizes n = SizesOf(in);
  const auto type = TypeOf<T>::value;
  const Shape y = batch_first_ ? Shape{n.batch, n.steps, directions_, n.hidden}
                               : Shape{n.steps, directions_, n.batch, n.hidden};
  const auto lengths = Lengths(in, n);
  const bool all_full =
      std::ranges::all_of(lengths, [&](std::int64_t length) { return length == n.steps; });
  for (std::size_t o = 0; o < out.size(); ++o) out[o].Reset(type, o == 0 ? y : StateShape(n));
  if (!all_full) std::ranges::fill(out[0].template Get<T>(), T{0});
  Directions<T> own;
  const auto* directions = std::get_if<Directions<T>>(&packed_);
  if (directions == nullptr) directions = &(own = Pack<T>(in));
  const std::int64_t blocks = (n.batch + kBlock - 1) / kBlock;
  Workers(RunThreads::Now())
      .ForEach(static_cast<std::size_t>(directions_ * blocks), [&](std::size_t task) {
        const std::int64_t d = static_cast<std::int64_t>(task) / blocks,
                           first = static_cast<std::int64_t>(task) % blocks * kBlock;
        const auto cell = Cells<T>().Take();
        cell->weights = &(*directions)[static_cast<std::size_t>(d)];
        cell->batch = std::min(kBlock, n.batch - first);
        RunBlock<T>(in, out, n, d, first,
                    std::span(lengths).subspan(static_cast<std::size_t>(first)), *cell);
      });
}

template <class Op>
template <class T>
void Recurrence<Op>::RunBlock(Inputs in, Outputs out, const Sizes& n, std::int64_t d,
                              std::int64_t first, std::span<const std::int64_t> lengths,
                              Cell<T>& cell) const {
  const std::int64_t width = gates_ * n.hidden, count = cell.batch;
  const bool reverse = direction_ == "reverse" || d == 1;
  const T* x = this->template Elements<T>(in, 0).data();
  T* y = out[0].template Get<T>().data();
  cell.hidden = n.hidden;
  InitialState<T>(in, 5, n, d, first, count, cell.h);
  if (states_ > 1) InitialState<T>(in, 6, n, d, first, count, cell.c);
  cell.next_h = cell.h;
  cell.next_c = cell.c;
  cell.gates.resize(static_cast<std::size_t>(count * width));
  const auto per_direction = static_cast<std::ptrdiff_t>(activations_.size()) / directions_;
  const std::span<const Activation> activations(activations_.begin() + d * per_direction,
                                                static_cast<std::size_t>(per_direction));
  lengths = lengths.first(static_cast<std::size_t>(count));
  const std::int64_t longest = *std::ranges::max_element(lengths),
                     shortest = *std::ranges::min_element(lengths);
  const auto input_at = [&](std::int64_t b, std::int64_t t) {
    return x + (batch_first_ ? (first + b) * n.steps + t : t * n.batch + first + b) * n.inputs;
  };
  const T* bias = cell.weights->bias.data();
  for (std::int64_t s = 0; s < longest; ++s) {
    const auto time = [&](std::int64_t b) {
      const std::int64_t length = lengths[static_cast<std::size_t>(b)];
      return s >= length ? -1 : reverse ? length - 1 - s : s;
    };
    if (shortest == longest)  // all sequences are at the same place
      Multiply<T>({input_at(0, time(0)), false, batch_first_ ? n.steps * n.inputs : n.inputs},
                  cell.weights->input, {cell.gates.data()}, count, {bias, false});
    else
      for (std::int64_t b = 0; b < count; ++b)
        Multiply<T>({input_at(b, std::max<std::int64_t>(time(b), 0))}, cell.weights->input,
                    {cell.gates.data() + b * width}, 1, {bias, false});
    static_cast<const Op&>(*this).template Step<T>(cell, activations);
    if (shortest == longest) {
      std::swap(cell.h, cell.next_h);
      std::swap(cell.c, cell.next_c);
    }
    for (std::int64_t b = 0; b < count; ++b) {
      const std::int64_t t = time(b);
      if (t < 0) continue;
      if (shortest != longest) {
        std::copy_n(cell.next_h.data() + b * n.hidden, n.hidden, cell.h.data() + b * n.hidden);
        if (states_ > 1)
          std::copy_n(cell.next_c.data() + b * n.hidden, n.hidden, cell.c.data() + b * n.hidden);
      }
      const std::int64_t place = batch_first_ ? ((first + b) * n.steps + t) * directions_ + d
                                              : (t * directions_ + d) * n.batch + first + b;
      std::copy_n(cell.h.data() + b * n.hidden, n.hidden, y + place * n.hidden);
    }
  }
  for (std::size_t o = 1; o < out.size(); ++o) {
    const auto& state = o == 1 ? cell.h : cell.c;
    for (std::int64_t b = 0; b < count; ++b)
      std::copy_n(state.data() + b * n.hidden, n.hidden,
                  out[o].template Get<T>().data() + StateAt(n, d, first + b));
  }
}

}  // namespace TMVA::inline standalone::onnx
