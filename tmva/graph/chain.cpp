// Running a chain in blocks.
#include "tmva/graph/chain.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "tmva/graph/plan.h"
#include "tmva/graph/run_threads.h"
#include "tmva/threads/workers.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Rows are done in multiples of what fills the registers in products of matrices.
constexpr std::int64_t kStep = 48;
constexpr std::size_t kCache = 1 << 18;  ///< bytes: part of a second-level cache

/// Bytes of a row.
std::size_t RowBytes(const Array& x) {
  return x.Size() / static_cast<std::size_t>(x.GetShape()[0]) * ElementSize(x.Type());
}

}  // namespace

struct Chain::Scratch {
  explicit Scratch(const std::vector<Link>& links) : made(links.size()) {
    for (const auto& link : links) inputs.push_back(link.inputs);
  }
  /// Rows of an array as one of their own.
  const Array& Rows(const Array& x, std::int64_t first, std::int64_t count) {
    shape = x.GetShape();
    shape[0] = count;
    rows.Borrow(
        x.Type(), shape,
        static_cast<const std::byte*>(x.Bytes()) + static_cast<std::size_t>(first) * RowBytes(x));
    return rows;
  }

  /// What a run of two rows showed: the bytes of a row at its widest, and the result. It holds for
  /// inputs of this type and these dimensions behind the first.
  struct Known {
    DataType from, to;
    Shape from_shape, to_shape;
    std::size_t bytes;
    bool Holds(const Array& x) const {
      const Shape& shape = x.GetShape();
      return x.Type() == from && shape.size() == from_shape.size() &&
             std::equal(shape.begin() + 1, shape.end(), from_shape.begin() + 1);
    }
  };
  std::optional<Known> known;
  Shape shape;
  Array rows;
  std::vector<Array> made;                        ///< by the links
  std::vector<std::vector<const Array*>> inputs;  ///< of the links
};

Chain::Chain(std::vector<Link> links)
    : Operator(links.front().op->Where()), links_(std::move(links)) {}
Chain::~Chain() = default;

bool Chain::RunBlock(const Array& x, Scratch& scratch, Array& result) const {
  const Array* last = &x;
  bool keeps = true;
  for (std::size_t l = 0; l < links_.size(); ++l) {
    Array& made = l + 1 < links_.size() ? scratch.made[l] : result;
    scratch.inputs[l][0] = last;
    keeps = keeps && last->Rank() >= 2;
    RunNamed(*links_[l].op, scratch.inputs[l], {&made, 1});
    last = &made;
    keeps = keeps && last->Rank() >= 1 && x.Rank() >= 1 && last->GetShape()[0] == x.GetShape()[0];
  }
  return keeps;
}

void Chain::Run(Inputs inputs, Outputs outputs) const {
  const Array& x = *inputs[0];
  const auto take = [this] {
    return scratch_.Take([this] { return std::make_unique<Scratch>(links_); });
  };
  const auto scratch = take();
  const std::int64_t rows = x.Rank() < 2 ? 0 : x.GetShape()[0];
  const auto all = [&] {
    RunBlock(x, *scratch, outputs[0]);
    if (outputs[0].IsBorrowed()) outputs[0] = Array(outputs[0]);
  };
  const int threads = RunThreads::Now();
  const bool alone =
      links_.size() == 1 && threads == 1;  // nothing that blocks could keep in the caches
  if (alone || rows < 2 * kStep || x.Type() == DataType::kString) return all();
  if (!scratch->known || !scratch->known->Holds(x)) {
    scratch->known.reset();
    const Array& head = scratch->made.back();
    bool keeps = false;
    try {
      keeps = RunBlock(scratch->Rows(x, 0, 2), *scratch, scratch->made.back());
    } catch (const ModelError&) {
      // What is wrong with two rows may be right with all; else it is said once more.
    }
    if (!keeps || head.Type() == DataType::kString) return all();
    std::size_t before = RowBytes(x), most = 0;
    for (const auto& made : scratch->made) {
      const std::size_t bytes = RowBytes(made);
      most = std::max(most, before + bytes);
      before = bytes;
    }
    scratch->known = {x.Type(), head.Type(), x.GetShape(), head.GetShape(), most};
  }
  const auto& known = *scratch->known;
  const auto cached = static_cast<std::int64_t>(kCache / std::max<std::size_t>(known.bytes, 1));
  std::int64_t block = std::max<std::int64_t>(cached >= kStep ? cached / kStep * kStep : cached, 4);
  if (threads > 1) block = std::min(block, std::max(rows / threads, kStep));
  if (block >= rows && threads == 1) return all();

  scratch->shape = known.to_shape;
  scratch->shape[0] = rows;
  outputs[0].Reset(known.to, scratch->shape);
  const std::size_t row = RowBytes(outputs[0]);
  auto* to = static_cast<std::byte*>(outputs[0].MutableBytes());
  const auto run = [&](std::int64_t at, Scratch& own) {
    const std::int64_t count = std::min(block, rows - at);
    const Array& made = own.made.back();
    if (!RunBlock(own.Rows(x, at, count), own, own.made.back()) ||
        made.Size() * ElementSize(made.Type()) != static_cast<std::size_t>(count) * row)
      Fail("rows " + std::to_string(at) + " to " + std::to_string(at + count) +
           " do not give as many rows");
    std::memcpy(to + static_cast<std::size_t>(at) * row, made.Bytes(),
                static_cast<std::size_t>(count) * row);
  };
  Workers workers(threads);
  const auto size = static_cast<std::size_t>(block);
  const std::size_t most = x.Size();
  workers.ForEach((static_cast<std::size_t>(rows) + size - 1) / size, [&](std::size_t b) {
    const ElementLimit limit(most);
    if (workers.NumThreads() == 1)
      run(static_cast<std::int64_t>(b * size), *scratch);
    else
      run(static_cast<std::int64_t>(b * size), *take());
  });
}

}  // namespace TMVA::inline standalone::onnx
