// Application: tasks of whole clusters for the threads, blocks of events within them.
#include "tmva/factory/application.h"

#include <algorithm>
#include <atomic>
#include <set>

#include <fmt/format.h>

#include <TMVA/Error.h>
#include <TMVA/Log.h>
#include <TMVA/Stop.h>

#include "tmva/factory/event_scores.h"
#include "tmva/factory/in_order.h"
#include "tmva/factory/input_formulas.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::int64_t kBlock = 16384;           // events whose columns are read at once
constexpr std::int64_t kLargeBlock = 65536;      // for methods that answer from one thread only
constexpr std::int64_t kLargestTask = 262144;    // events
constexpr std::int64_t kTaskBytes = 32'000'000;  // of copied columns, lists estimated
constexpr std::int64_t kListBytes = 64;

/// New columns of one block of events.
struct Piece {
  std::int64_t entries = 0;
  std::vector<ColumnBlock> columns;
};

/// What a thread needs: its place in the file, and memory.
struct Workspace {
  std::unique_ptr<ColumnCursor> cursor;
  std::vector<ColumnBlock> blocks;
  std::vector<InputBlock> nominal;     // of each kind of inputs
  std::vector<std::uint8_t> computed;  // are they those of this block?
  InputBlock varied;
  ScoreSpace scores;
};

std::string NameOf(const std::string& name, const std::string& suffix) {
  return suffix.empty() ? name : name + "_" + suffix;
}

}  // namespace

struct Application::Impl {
  ApplicationPlan plan;
  InputFormulas inputs;
  std::vector<std::size_t> input_of;   // [scores]: number of the inputs of its methods
  std::vector<std::size_t> copied;     // columns of the table
  std::vector<std::size_t> copied_at;  // where they are among the blocks
  std::size_t num_folds = 1, num_columns = 0;
  bool parallel = true;

  Impl(std::shared_ptr<const ColumnSource> source, ApplicationPlan given)
      : plan(std::move(given)), inputs(std::move(source), plan.variations) {
    for (const auto& scores : plan.scores) Add(scores);
    if (num_folds > 1 && plan.fold_expression.empty())
      throw OptionError(
          fmt::format("{} methods, one a fold, need an expression of the event number", num_folds));
    if (num_folds > 1) inputs.SetFold(plan.fold_expression);
    for (const auto& name : plan.copied) {
      copied.push_back(inputs.Source().FindColumn(name));
      inputs.AddColumn(name);
    }
    inputs.Bind();
    const auto& read = inputs.Columns();
    for (const auto column : copied)
      copied_at.push_back(
          static_cast<std::size_t>(std::ranges::lower_bound(read, column) - read.begin()));
    CheckNames();
    num_columns = Branches().size();
  }

  void Add(const ScoreColumns& scores) {
    if (scores.folds.empty()) throw OptionError("there is no method to be applied");
    const auto& first = *scores.folds.front();
    if (scores.folds.size() > 1 && num_folds > 1 && scores.folds.size() != num_folds)
      throw OptionError(fmt::format("'{}' has {} folds, other methods have {}", first.Title(),
                                    scores.folds.size(), num_folds));
    num_folds = std::max(num_folds, scores.folds.size());
    if (scores.outputs.size() != first.Info().NumOutputs())
      throw OptionError(fmt::format("'{}' has {} outputs, {} names are given", first.Title(),
                                    first.Info().NumOutputs(), scores.outputs.size()));
    input_of.push_back(inputs.AddMethod(first.Info()));
    for (const auto& method : scores.folds) {
      const auto& info = method->Info();
      bool same =
          info.analysis == first.Info().analysis && info.NumOutputs() == scores.outputs.size();
      for (std::size_t c = 0; same && c < info.classes.size(); ++c)
        same =
            c < first.Info().classes.size() && info.classes[c].name == first.Info().classes[c].name;
      if (!same || inputs.AddMethod(info) != input_of.back())
        throw OptionError(fmt::format(
            "the folds of '{}' differ in analysis, classes, targets or variables", first.Title()));
      parallel = parallel && method->Implementation().ParallelEvaluation();
    }
  }

  void CheckNames() const {
    std::set<std::string> names;
    for (const auto& branch : Branches())
      if (!names.insert(branch.name).second)
        throw OptionError("two columns would be called '" + branch.name +
                          "': give the scores another name");
  }

  std::vector<BranchSpec> Branches() const {
    std::vector<BranchSpec> branches;
    for (const auto column : copied)
      branches.push_back(BranchFor(inputs.Source().Columns()[column]));
    const auto add = [&](const std::string& name, DataType type) {
      branches.push_back({name, {LeafSpec{.name = name, .type = type}}});
    };
    for (std::size_t v = 0; v <= plan.variations.size(); ++v) {
      const auto suffix = v == 0 ? std::string() : plan.variations[v - 1].suffix;
      for (const auto& scores : plan.scores) {
        for (const auto& name : scores.outputs) add(NameOf(name, suffix), DataType::kFloat32);
        if (!scores.max_score.empty()) add(NameOf(scores.max_score, suffix), DataType::kFloat32);
        if (!scores.max_index.empty()) add(NameOf(scores.max_index, suffix), DataType::kInt32);
      }
    }
    return branches;
  }

  std::vector<EntryRange> Tasks() const;
  void Work(EntryRange task, Workspace& space, std::vector<Piece>& pieces,
            std::atomic<std::int64_t>& missing) const;
};

/// Whole clusters where they are not too large: a basket is decoded by one thread only.
std::vector<EntryRange> Application::Impl::Tasks() const {
  std::int64_t bytes = 1;
  for (const auto column : copied) {
    const auto& info = inputs.Source().Columns()[column];
    bytes += info.list_levels > 0 ? kListBytes
                                  : info.length * static_cast<std::int64_t>(SizeOf(info.type));
  }
  const auto block = parallel ? kBlock : kLargeBlock;
  const auto largest = std::clamp(kTaskBytes / bytes, block / 4, kLargestTask);
  std::vector<EntryRange> tasks;
  for (const auto& cluster : inputs.Source().Clusters()) {
    if (cluster.size() == 0) continue;
    if (!tasks.empty() && tasks.back().size() < block &&
        tasks.back().size() + cluster.size() <= largest) {
      tasks.back().end = cluster.end;
      continue;
    }
    for (auto begin = cluster.begin; begin < cluster.end; begin += largest)
      tasks.push_back({begin, std::min(begin + largest, cluster.end)});
  }
  return tasks;
}

void Application::Impl::Work(EntryRange task, Workspace& space, std::vector<Piece>& pieces,
                             std::atomic<std::int64_t>& missing) const {
  if (!space.cursor) {
    space.cursor = inputs.Source().OpenCursor(inputs.Columns());
    space.blocks.resize(inputs.Columns().size());
    space.nominal.resize(inputs.NumInputs());
    space.computed.resize(inputs.NumInputs());
  }
  const auto step = parallel ? kBlock : kLargeBlock;
  pieces.resize(static_cast<std::size_t>((task.size() + step - 1) / step));
  space.cursor->Prepare(task);
  auto piece = pieces.begin();
  for (auto begin = task.begin; begin < task.end; begin += step, ++piece) {
    const EntryRange range{begin, std::min(begin + step, task.end)};
    const auto n = static_cast<std::size_t>(range.size());
    space.cursor->Read(range, space.blocks);
    if (num_folds > 1)
      inputs.ComputeFolds(space.blocks, range, static_cast<std::int64_t>(num_folds),
                          space.scores.folds);
    piece->entries = range.size();
    piece->columns.resize(num_columns);
    std::ranges::fill(space.computed, 0);
    auto column = copied.size();
    for (std::size_t v = 0; v <= plan.variations.size(); ++v) {
      for (std::size_t s = 0; s < plan.scores.size(); ++s) {
        const auto& scores = plan.scores[s];
        const auto input = input_of[s];
        const bool changed = v > 0 && inputs.Changes(input, v);
        auto& events = changed ? space.varied : space.nominal[input];
        if (changed || !space.computed[input])
          inputs.Compute(input, v, space.blocks, range, events);
        if (!changed) space.computed[input] = 1;
        const auto width = NumColumns(scores);
        const auto refused = FillScores(scores, events, n, parallel, space.scores,
                                        std::span(piece->columns).subspan(column, width));
        if (v == 0) missing += refused;
        column += width;
      }
    }
    for (std::size_t c = 0; c < copied.size(); ++c)
      std::swap(piece->columns[c], space.blocks[copied_at[c]]);
  }
}

Application::Application(std::shared_ptr<const ColumnSource> source, ApplicationPlan plan)
    : impl_(std::make_unique<Impl>(std::move(source), std::move(plan))) {}
Application::~Application() = default;

std::vector<BranchSpec> Application::Branches() const { return impl_->Branches(); }

bool Application::Run(TableWriter& out) const {
  const auto& impl = *impl_;
  const auto tasks = impl.Tasks();
  const auto wanted = impl.plan.threads > 0 ? impl.plan.threads : Config::Instance().NumThreads();
  const auto threads =
      impl.parallel ? std::min(tasks.size(), static_cast<std::size_t>(std::max(wanted, 1))) : 0;
  std::vector<Workspace> spaces(std::max<std::size_t>(threads, 1));
  OrderedWork work;
  work.count = tasks.size();
  work.slots = threads + 2;
  std::vector<std::vector<Piece>> results(work.slots);
  std::atomic<std::int64_t> missing = 0;
  Progress progress("Application", impl.inputs.Source().NumEntries(), "events");
  work.work = [&](std::size_t task, std::size_t slot, std::size_t thread) {
    impl.Work(tasks[task], spaces[thread], results[slot], missing);
  };
  std::vector<ColumnView> views;
  work.use = [&](std::size_t task, std::size_t slot) {
    for (const auto& piece : results[slot]) {
      views.assign(piece.columns.begin(), piece.columns.end());
      out.Append(views, piece.entries);
    }
    progress.Update(tasks[task].end);
  };
  if (!RunInOrder(work, threads, CurrentStopToken())) return false;
  if (missing > 0)
    Log("Application")
        .Warning(fmt::format("{} of {} events have NaN inputs, which are answered with -999",
                             missing.load(), impl.inputs.Source().NumEntries()));
  return true;
}

}  // namespace TMVA::inline standalone
