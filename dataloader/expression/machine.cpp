// Machine: loads and operations.
#include "dataloader/expression/machine.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "dataloader/expression/instances.h"
#include "dataloader/expression/kernels.h"
#include "dataloader/rootio/dispatch.h"

namespace TMVA::inline standalone {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

void Stack::Reserve(int slots) {
  const auto size = static_cast<std::size_t>(slots) * kLanes;
  if (doubles.size() >= size) return;
  doubles.resize(size);
  integers.resize(size);
}

void Machine::Run(const Code& code, const Lanes& lanes, int base) {
  const int outer_base = base_, outer_top = top_;
  base_ = top_ = base;
  for (const auto& step : code.instructions) Step(step, code, lanes);
  base_ = outer_base;
  top_ = outer_top;
}

void Machine::Step(const Instruction& step, const Code& code, const Lanes& lanes) {
  switch (step.op) {
    case Op::kConstant:
      if (step.type == ValueType::kDouble)
        std::fill_n(Doubles(top_), lanes.count, step.number);
      else
        std::fill_n(Integers(top_), lanes.count, step.integer);
      ++top_;
      return;
    case Op::kColumn:
      return Load(step, lanes);
    case Op::kElement:
      return LoadElement(step, code.references[step.argument], lanes);
    case Op::kEntry:
    case Op::kIteration:
    case Op::kLength:
      return Special(step, lanes);
    case Op::kReduce:
      return Reduce(code.reductions[step.argument], lanes, base_ + code.depth);
    case Op::kToDouble: {
      const auto* from = Integers(top_ - 1 - step.argument);
      auto* to = Doubles(top_ - 1 - step.argument);
      for (int i = 0; i < lanes.count; ++i) to[i] = static_cast<double>(from[i]);
      return;
    }
    case Op::kSelect:
      return Select(step, lanes.count);
    default:
      return Calculate(step, lanes);
  }
}

void Machine::Load(const Instruction& step, const Lanes& lanes) {
  const ColumnBlock& column = *chunk_.columns[step.argument];
  Dispatch(column.type(), [&](auto zero) {
    using T = decltype(zero);
    const T* from = column.values<T>().data() + chunk_.begin;
    const auto copy = [&](auto* to) {
      using To = std::remove_reference_t<decltype(*to)>;
      if (lanes.row)
        for (int i = 0; i < lanes.count; ++i) to[i] = static_cast<To>(from[lanes.row[i]]);
      else
        for (int i = 0; i < lanes.count; ++i) to[i] = static_cast<To>(from[i]);
    };
    if (step.type == ValueType::kDouble) return copy(Doubles(top_));
    copy(Integers(top_));
    if constexpr (std::is_same_v<T, std::uint64_t>)  // 2^63 and more has become negative
      for (int i = 0; i < lanes.count; ++i)
        if (Integers(top_)[i] < 0) SetFault(lanes.Row(i));
  });
  ++top_;
}

void Machine::LoadElement(const Instruction& step, const Reference& reference, const Lanes& lanes) {
  const ColumnBlock& column = *chunk_.columns[reference.column];
  top_ -= static_cast<int>(
      std::count_if(reference.dimensions.begin(), reference.dimensions.end(),
                    [](const Dimension& d) { return d.kind == Dimension::kComputed; }));
  const ElementFinder find(*this, reference, lanes, top_);
  auto* doubles = Doubles(top_);
  auto* integers = Integers(top_);
  auto* exists = reference.alternative < 0 ? nullptr : Integers(base_ + reference.alternative);
  Dispatch(column.type(), [&](auto zero) {
    using T = decltype(zero);
    const T* values = column.values<T>().data();
    for (int i = 0; i < lanes.count; ++i) {
      const std::int64_t at = find(i);
      bool good = at >= 0;
      if (!good && exists) exists[i] = 0;
      if (step.type == ValueType::kDouble) {
        doubles[i] = good ? static_cast<double>(values[at]) : kNaN;
        continue;
      }
      integers[i] = good ? static_cast<std::int64_t>(values[at]) : 0;
      if constexpr (std::is_same_v<T, std::uint64_t>) good = good && integers[i] >= 0;
      if (!good && !(exists && at < 0)) SetFault(lanes.Row(i));
    }
  });
  ++top_;
}

void Machine::Special(const Instruction& step, const Lanes& lanes) {
  auto* out = Integers(top_++);
  for (int i = 0; i < lanes.count; ++i)
    out[i] = step.op == Op::kEntry       ? chunk_.first_entry + chunk_.begin + lanes.Row(i)
             : step.op == Op::kIteration ? (lanes.iteration ? lanes.iteration[i] : 0)
                                         : (lanes.total ? lanes.total[i] : 1);
}

void Machine::Select(const Instruction& step, int count) {
  top_ -= 2;
  const auto* condition = Integers(top_ - 1);
  const auto choose = [&](auto* out, const auto* a, const auto* b) {
    for (int i = 0; i < count; ++i) out[i] = condition[i] ? a[i] : b[i];
  };
  if (step.type == ValueType::kDouble)
    choose(Doubles(top_ - 1), Doubles(top_), Doubles(top_ + 1));
  else
    choose(Integers(top_ - 1), Integers(top_), Integers(top_ + 1));
}

void Machine::Calculate(const Instruction& step, const Lanes& lanes) {
  const int operands = OperandsOf(step.op);
  top_ -= operands - 1;
  const int a = top_ - 1, b = operands > 1 ? top_ : a, c = operands > 2 ? top_ + 1 : a;
  if (step.type == ValueType::kDouble)
    return ApplyToDoubles(step, lanes.count, Doubles(a), Doubles(b), Doubles(c), Integers(a));
  std::array<std::uint8_t, kLanes> bad;
  std::fill_n(bad.begin(), lanes.count, std::uint8_t{0});
  if (!ApplyToIntegers(step, lanes.count, Integers(a), Integers(b), bad.data())) return;
  for (int i = 0; i < lanes.count; ++i)
    if (bad[i]) SetFault(lanes.Row(i));
}

void Machine::Reduce(const Reduction& reduction, const Lanes& lanes, int free_slot) {
  if (!lanes.row) {
    ReduceRows(*this, reduction, lanes, free_slot, top_);
  } else {  // once for every different row, then copied to its lanes
    auto* rows = Integers(free_slot);
    auto* place = Integers(free_slot + 1);
    int count = 0;
    for (int i = 0; i < lanes.count; ++i) {
      if (count == 0 || rows[count - 1] != lanes.row[i]) rows[count++] = lanes.row[i];
      place[i] = count - 1;
    }
    Lanes different;
    different.count = count;
    different.row = rows;
    ReduceRows(*this, reduction, different, free_slot, top_);
    const auto spread = [&](auto* values) {
      for (int i = lanes.count - 1; i >= 0; --i) values[i] = values[place[i]];
    };
    spread(Doubles(top_));
    spread(Integers(top_));
  }
  ++top_;
}

}  // namespace TMVA::inline standalone
