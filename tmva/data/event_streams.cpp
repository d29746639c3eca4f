// Streams over a LoadedDataSet: its trees through the batch generator.
#include <algorithm>

#include <fmt/format.h>

#include <TMVA/BatchGenerator.h>

#include "tmva/data/loaded_data_set.h"

namespace TMVA::inline standalone {
namespace {

// Names that no branch and no expression has.
constexpr const char* kWeight = "#weight";
constexpr const char* kTree = "#tree";
constexpr const char* kEntry = "Entry$";

class GeneratorStream : public EventStream {
 public:
  GeneratorStream(const LoadedDataSet& data, const StreamOptions& options)
      : data_(data),
        testing_(options.sample == Types::kTesting),
        generator_(Tables(data, options), Options(data.Info(), options)),
        rows_(generator_.Iterate(options.epoch)) {}

  bool Next(EventBatch& batch) override {
    batch_ = rows_->Next();
    if (!batch_) return false;
    const auto& info = data_.Info();
    const auto n = static_cast<std::size_t>(batch_.size());
    batch.size = batch_.size();
    batch.variables = batch_.X();
    batch.targets = batch_.Y();
    if (info.targets.empty()) batch.targets = {nullptr, {n, 0}};
    spectators_.resize(n * info.spectators.size());
    for (std::size_t s = 0; s < info.spectators.size(); ++s) {
      const auto values = batch_.Get<double>({TensorRole::kSpectator, SpectatorName(s)});
      for (std::size_t i = 0; i < n; ++i)
        spectators_[i * info.spectators.size() + s] = values(i, 0);
    }
    batch.spectators = {spectators_.data(), {n, info.spectators.size()}};
    const auto trees = batch_.Spectator<std::int64_t>(kTree);
    const auto entries = batch_.Spectator<std::int64_t>(kEntry);
    auto weights = batch_.Spectator<double>(kWeight);
    classes_.resize(n);
    hashes_.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      const auto tree = static_cast<std::size_t>(trees(i, 0));
      classes_[i] = static_cast<std::uint32_t>(data_.Trees()[tree].cls);
      hashes_[i] = EventHash(data_.Seed(), tree, entries(i, 0));
      if (!testing_) weights(i, 0) *= data_.TrainingFactor(classes_[i]);
    }
    batch.weights = {weights.GetData(), n};
    batch.classes = classes_;
    batch.hashes = hashes_;
    return true;
  }

 private:
  static std::string SpectatorName(std::size_t i) { return "#spectator" + std::to_string(i); }

  /// A number as an expression that gives it back bit for bit.
  static std::string Exactly(double value) { return fmt::format("({:.17g})", value); }

  static std::vector<BatchTable> Tables(const LoadedDataSet& data, const StreamOptions& options) {
    const auto& info = data.Info();
    std::vector<BatchTable> tables;
    for (std::size_t c = 0; c < info.classes.size(); ++c) {
      if (options.only_class >= 0 && c != static_cast<std::size_t>(options.only_class)) continue;
      for (std::size_t t = 0; t < data.Trees().size(); ++t)
        if (data.Trees()[t].cls == c) tables.push_back(TableOf(data, options, t));
    }
    return tables;
  }

  static BatchTable TableOf(const LoadedDataSet& data, const StreamOptions& options,
                            std::size_t number) {
    const auto& info = data.Info();
    const auto& tree = data.Trees()[number];
    const auto& cls = info.classes[tree.cls];
    const auto& weight = tree.weight_expression ? *tree.weight_expression : cls.weight_expression;
    BatchTable table;
    table.label = static_cast<double>(tree.cls);
    table.source = WithDefinition(tree.source, kTree, std::to_string(number));
    // A sum with 0. makes doubles of integers.
    table.source = WithDefinition(
        table.source, kWeight,
        Exactly(tree.weight) + "*(" + (IsBlank(weight) ? std::string("1.") : weight) + ")+0.");
    for (std::size_t s = 0; s < info.spectators.size(); ++s)
      table.source = WithDefinition(table.source, SpectatorName(s),
                                    "(" + info.spectators[s].expression + ")+0.");
    const auto& roles = data.Roles()[number];
    const auto* bits = options.sample == Types::kTesting ? &roles.testing : &roles.training;
    table.chosen = [&data, bits, number, options](std::int64_t entry) {
      return (*bits)[entry] &&
             (options.part == Part::kAll ||
              IsValidation(EventHash(data.Seed(), number, entry), options.validation_fraction) ==
                  (options.part == Part::kValidation));
    };
    return table;
  }

  static BatchOptions Options(const DataSetInfo& info, const StreamOptions& options) {
    BatchOptions result;
    result.batch_size = options.batch_size;
    result.round_integers = true;
    for (const auto& variable : info.variables) result.columns.push_back(variable.expression);
    for (const auto& target : info.targets) result.targets.push_back(target.expression);
    result.spectators = {kWeight, kTree, kEntry};
    for (std::size_t s = 0; s < info.spectators.size(); ++s)
      result.spectators.push_back(SpectatorName(s));
    result.shuffle = options.shuffle ? ShuffleMode::kStreaming : ShuffleMode::kNone;
    result.seed = options.seed;
    // In order, rows stay only until their batch is full.
    result.shuffle_rows = options.shuffle
                              ? static_cast<std::int64_t>(options.shuffle_memory / EventBytes(info))
                              : options.batch_size;
    result.shuffle_rows = std::max<std::int64_t>(result.shuffle_rows, 1);
    return result;
  }

  static std::size_t EventBytes(const DataSetInfo& info) {
    return sizeof(float) * (info.variables.size() + info.targets.size()) +
           sizeof(double) * (info.spectators.size() + 3);
  }

  const LoadedDataSet& data_;
  const bool testing_;
  BatchGenerator generator_;
  std::unique_ptr<BatchIteration> rows_;
  Batch batch_;
  std::vector<double> spectators_;
  std::vector<std::uint32_t> classes_;
  std::vector<std::uint64_t> hashes_;
};

}  // namespace

std::unique_ptr<EventStream> MakeStream(const LoadedDataSet& data, const StreamOptions& options) {
  return std::make_unique<GeneratorStream>(data, options);
}

}  // namespace TMVA::inline standalone
