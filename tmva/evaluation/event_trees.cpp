// TestTree and TrainTree: the events with the responses of all methods, written batch by batch.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <TMVA/Error.h>

#include "tmva/evaluation/evaluation.h"
#include "tmva/evaluation/result_directory.h"
#include "tmva/evaluation/sorted_responses.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kMaxClassName = 40;

/// The columns of a batch as the tree wants them: one contiguous array a leaf.
class TreeColumns {
 public:
  TreeColumns(const DataSetInfo& info, Types::ETreeType sample,
              std::span<const MethodResponses> methods)
      : info_(info), training_(sample == Types::kTraining) {
    for (const auto& method : methods)
      if (!Responses(method).empty()) methods_.push_back(&method);
    std::sort(methods_.begin(), methods_.end(),
              [](const auto* a, const auto* b) { return a->title < b->title; });
  }

  /// Variables, targets and spectators may share a name (a spectator "weight", a variable that is
  /// also a spectator); such ones get a number, as every branch must be found by its name.
  std::vector<BranchSpec> Branches() const {
    std::set<std::string> used{"classID", "className", "weight"};
    const auto unique = [&used](const std::string& name) {
      auto result = name;
      for (int n = 2; !used.insert(result).second; ++n) result = name + "_" + std::to_string(n);
      return result;
    };
    const auto simple = [](const std::string& name) {
      return BranchSpec{name, {LeafSpec{.name = name}}};
    };
    std::vector<BranchSpec> responses;
    for (const auto* method : methods_) {
      responses.push_back({unique(method->title), Leaves(*method)});
      if (method->probability) responses.push_back(simple(unique("prob_" + method->title)));
    }
    std::vector<BranchSpec> branches{
        {"classID", {LeafSpec{.name = "classID", .type = DataType::kInt32}}},
        {"className", {LeafSpec{.name = "className", .type = DataType::kInt8, .is_string = true}}}};
    for (const auto* variables : {&info_.variables, &info_.targets, &info_.spectators})
      for (const auto& variable : *variables)
        branches.push_back(simple(unique(variable.internal_name)));
    branches.push_back(simple("weight"));
    branches.insert(branches.end(), responses.begin(), responses.end());
    return branches;
  }

  void Check(const SampleTruth& truth) const {
    for (const auto* method : methods_)
      CheckResponses(truth, Responses(*method), info_.NumOutputs());
  }

  /// Appends a batch whose first event is number `first` of the sample.
  void Append(const EventBatch& batch, const SampleTruth& truth, std::size_t first,
              TableWriter& writer) {
    size_ = static_cast<std::size_t>(batch.size);
    used_ = 0;
    class_ids_.assign(batch.classes.begin(), batch.classes.end());
    AddRows(batch.variables.GetData(), info_.variables.size());
    AddRows(batch.targets.GetData(), info_.targets.size());
    AddRows(batch.spectators.GetData(), info_.spectators.size());
    AddRows(truth.weights.data() + first, 1);
    for (const auto* method : methods_) {
      const float* responses = Responses(*method).data() + first * info_.NumOutputs();
      AddRows(responses, info_.NumOutputs());
      if (!method->probability) continue;
      auto& column = NextColumn();
      for (std::size_t i = 0; i < size_; ++i)
        column[i] = static_cast<float>(method->probability(responses[i]));
    }
    Write(writer);
  }

 private:
  const std::vector<float>& Responses(const MethodResponses& method) const {
    return training_ ? method.training : method.test;
  }

  std::vector<LeafSpec> Leaves(const MethodResponses& method) const {
    std::vector<LeafSpec> leaves;
    if (info_.analysis == Types::kRegression)
      for (const auto& target : info_.targets) leaves.push_back({.name = target.internal_name});
    else if (info_.analysis == Types::kMulticlass)
      for (const auto& cls : info_.classes) leaves.push_back({.name = cls.name});
    else
      leaves.push_back({.name = method.title});
    return leaves;
  }

  std::vector<float>& NextColumn() {
    if (used_ == columns_.size()) columns_.emplace_back();
    columns_[used_].resize(size_);
    return columns_[used_++];
  }

  template <class Value>
  void AddRows(const Value* rows, std::size_t width) {
    for (std::size_t c = 0; c < width; ++c) {
      auto& column = NextColumn();
      for (std::size_t i = 0; i < size_; ++i) column[i] = static_cast<float>(rows[i * width + c]);
    }
  }

  void Write(TableWriter& writer) {
    std::vector<std::string> names;
    for (const auto id : class_ids_)
      names.push_back(info_.classes[static_cast<std::size_t>(id)].name.substr(0, kMaxClassName));
    const auto name_block = MakeTextBlock(names);
    std::vector<ColumnView> views{ColumnView(reinterpret_cast<const std::byte*>(class_ids_.data())),
                                  name_block};
    for (std::size_t c = 0; c < used_; ++c)
      views.emplace_back(reinterpret_cast<const std::byte*>(columns_[c].data()));
    writer.Append(views, static_cast<std::int64_t>(size_));
  }

  const DataSetInfo& info_;
  bool training_;
  std::vector<const MethodResponses*> methods_;
  std::size_t size_ = 0, used_ = 0;
  std::vector<std::int32_t> class_ids_;
  std::vector<std::vector<float>> columns_;
};

}  // namespace

void WriteEventTrees(OutputFile& file, const DataSet& data, Types::ETreeType sample,
                     const SampleTruth& truth, std::span<const MethodResponses> methods) {
  const DataSetInfo& info = data.Info();
  const std::string name = sample == Types::kTraining ? "TrainTree" : "TestTree";
  TreeColumns columns(info, sample, methods);
  columns.Check(truth);
  TableWriter& writer = file.MakeTree(ResultDirectory(info.name), name, name, columns.Branches());
  std::size_t event = 0;
  const StreamOptions options{.sample = sample};
  data.ForEach(options, [&](const EventBatch& batch) {
    if (event + static_cast<std::size_t>(batch.size) > truth.size())
      throw DataError("data set '" + info.name + "': the sample of " + name + " has grown");
    columns.Append(batch, truth, event, writer);
    event += static_cast<std::size_t>(batch.size);
  });
  if (event != truth.size())
    throw DataError("data set '" + info.name + "': the sample of " + name + " has " +
                    std::to_string(event) + " events, expected " + std::to_string(truth.size()));
}

}  // namespace TMVA::inline standalone
