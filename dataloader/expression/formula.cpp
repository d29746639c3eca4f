// Formula: compiles its text once, and runs it over the columns chunk by chunk.
#include <TMVA/Formula.h>

#include <algorithm>
#include <limits>
#include <utility>

#include <TMVA/Error.h>

#include "dataloader/expression/compiler.h"
#include "dataloader/expression/instances.h"
#include "dataloader/expression/machine.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kMaxLength = 65536;

/// Scratch memory of this thread: it grows to what the largest formula needs.
Stack& ThreadStack() {
  thread_local Stack stack;
  return stack;
}

}  // namespace

struct Formula::Program {
  std::string text;
  std::vector<std::size_t> columns;
  std::vector<ColumnInfo> infos;  ///< of `columns`
  Code exact;                     ///< integers stay integers
  Code in_doubles;                ///< for the rows where they do not fit

  void Check(std::span<const ColumnBlock* const> blocks, std::size_t entries) const;
  /// Calls take(machine, begin, count) after each chunk of rows.
  template <class Take>
  void ForChunks(std::span<const ColumnBlock* const> blocks, std::int64_t first_entry,
                 std::size_t entries, Take take) const;
  template <class T>
  void Evaluate(std::span<const ColumnBlock* const> blocks, std::int64_t first_entry,
                std::span<T> out) const;
  double InDoubles(Machine& machine, Lanes lanes, int lane) const;
  void Append(Machine& machine, const InstanceBlocks& block, std::vector<double>& values) const;
};

Formula::Formula(std::string_view text, const std::vector<ColumnInfo>& schema,
                 std::string_view table) {
  if (text.size() > kMaxLength)
    throw DataError("a formula of " + std::to_string(text.size()) +
                    " characters is too long; the limit is " + std::to_string(kMaxLength));
  auto program = std::make_unique<Program>();
  program->text = text;
  Compiler exact(text, schema, table, true);
  program->exact = exact.Compile();
  program->in_doubles = Compiler(text, schema, table, false).Compile();
  program->columns = exact.Columns();
  for (const auto column : program->columns) program->infos.push_back(schema[column]);
  program_ = std::move(program);
}

Formula::~Formula() = default;
Formula::Formula(Formula&&) noexcept = default;
Formula& Formula::operator=(Formula&&) noexcept = default;

const std::string& Formula::Text() const { return program_->text; }
const std::vector<std::size_t>& Formula::Columns() const { return program_->columns; }
bool Formula::IsMultiValued() const { return program_->exact.free_dimensions > 0; }
bool Formula::IsInteger() const { return program_->exact.type == ValueType::kInteger; }

void Formula::Program::Check(std::span<const ColumnBlock* const> blocks,
                             std::size_t entries) const {
  if (blocks.size() != infos.size())
    throw DataError("formula '" + text + "' reads " + std::to_string(infos.size()) +
                    " columns, not " + std::to_string(blocks.size()));
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (blocks[i]->length() != infos[i].length ||
        TMVA::IsInteger(blocks[i]->type()) != TMVA::IsInteger(infos[i].type) ||
        blocks[i]->entries() < static_cast<std::int64_t>(entries))
      throw DataError("formula '" + text + "': the block of column '" + infos[i].name +
                      "' does not have the entries, length or type that were announced");
}

template <class Take>
void Formula::Program::ForChunks(std::span<const ColumnBlock* const> blocks,
                                 std::int64_t first_entry, std::size_t entries, Take take) const {
  Check(blocks, entries);
  Stack& stack = ThreadStack();
  stack.Reserve(kInstanceSlots + std::max(exact.slots, in_doubles.slots) + 1);
  for (std::size_t begin = 0; begin < entries; begin += kLanes) {
    const Chunk chunk{blocks, first_entry, static_cast<std::int64_t>(begin)};
    Machine machine(stack, chunk);
    take(machine, begin, static_cast<int>(std::min<std::size_t>(kLanes, entries - begin)));
  }
}

/// The value of one lane computed in double, as TTreeFormula computes everything.
double Formula::Program::InDoubles(Machine& machine, Lanes lanes, int lane) const {
  const std::int64_t row = lanes.Row(lane);
  lanes.count = 1;
  const auto shift = [lane](const std::int64_t*& p) {
    if (p) p += lane;
  };
  for (auto& index : lanes.index) shift(index);
  shift(lanes.iteration);
  shift(lanes.total);
  lanes.row = &row;
  machine.Run(in_doubles, lanes, kInstanceSlots);
  return machine.Doubles(kInstanceSlots)[0];
}

template <class T>
void Formula::Program::Evaluate(std::span<const ColumnBlock* const> blocks,
                                std::int64_t first_entry, std::span<T> out) const {
  if (exact.free_dimensions > 0)
    throw DataError("formula '" + text +
                    "' has several values an entry; name one element, or use Sum$, Max$, ...");
  ForChunks(blocks, first_entry, out.size(), [&](Machine& machine, std::size_t begin, int count) {
    Lanes lanes;
    lanes.count = count;
    machine.Run(exact, lanes, kInstanceSlots);
    const auto copy = [&](const auto* from) {
      for (int i = 0; i < count; ++i) out[begin + i] = static_cast<T>(from[i]);
    };
    if (exact.type == ValueType::kDouble)
      copy(machine.Doubles(kInstanceSlots));
    else
      copy(machine.Integers(kInstanceSlots));
    if (exact.may_miss)
      for (int i = 0; i < count; ++i)
        if (!IsComplete(exact, machine.chunk(), i)) machine.SetFault(i);
    if (!machine.AnyFault()) return;
    for (int i = 0; i < count; ++i) {
      if (!machine.Fault(i)) continue;
      if constexpr (std::is_same_v<T, std::int64_t>)
        throw DataError("formula '" + text + "': the value of entry " +
                        std::to_string(first_entry + static_cast<std::int64_t>(begin) + i) +
                        " is no 64-bit integer");
      out[begin + i] = static_cast<T>(IsComplete(exact, machine.chunk(), i)
                                          ? InDoubles(machine, lanes, i)
                                          : std::numeric_limits<double>::quiet_NaN());
    }
  });
}

void Formula::Evaluate(std::span<const ColumnBlock* const> columns, std::int64_t first_entry,
                       std::span<double> out) const {
  program_->Evaluate(columns, first_entry, out);
}

void Formula::Evaluate(std::span<const ColumnBlock* const> columns, std::int64_t first_entry,
                       std::span<float> out) const {
  program_->Evaluate(columns, first_entry, out);
}

void Formula::EvaluateInteger(std::span<const ColumnBlock* const> columns, std::int64_t first_entry,
                              std::span<std::int64_t> out) const {
  if (!IsInteger()) throw DataError("formula '" + Text() + "' is not computed in integers");
  program_->Evaluate(columns, first_entry, out);
}

void Formula::Program::Append(Machine& machine, const InstanceBlocks& block,
                              std::vector<double>& values) const {
  const Lanes& lanes = block.lanes();
  machine.Run(exact, lanes, kInstanceSlots);
  const std::size_t begin = values.size();
  if (exact.type == ValueType::kDouble) {
    const auto* from = machine.Doubles(kInstanceSlots);
    values.insert(values.end(), from, from + lanes.count);
  } else {
    const auto* from = machine.Integers(kInstanceSlots);
    for (int i = 0; i < lanes.count; ++i) values.push_back(static_cast<double>(from[i]));
  }
  if (!machine.AnyFault()) return;
  for (int i = 0; i < lanes.count; ++i)
    if (machine.Fault(lanes.Row(i))) values[begin + i] = InDoubles(machine, lanes, i);
}

void Formula::EvaluateAll(std::span<const ColumnBlock* const> columns, std::int64_t first_entry,
                          std::vector<double>& values, std::vector<std::int64_t>& counts) const {
  if (columns.empty())
    throw DataError("formula '" + Text() + "' reads no column; Evaluate knows how many entries");
  const auto entries = static_cast<std::size_t>(columns.front()->entries());
  program_->ForChunks(columns, first_entry, entries, [&](Machine& machine, std::size_t, int count) {
    Lanes rows;
    rows.count = count;
    for (int i = 0; i < count; ++i)
      counts.push_back(CountInstances(program_->exact, machine.chunk(), i));
    InstanceBlocks block(machine, program_->exact, rows, 0);
    while (block.Next()) program_->Append(machine, block, values);
  });
}

}  // namespace TMVA::inline standalone
