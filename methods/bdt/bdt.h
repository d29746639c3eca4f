// MethodBDT: boosted decision trees.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <TMVA/Method.h>

#include "methods/bdt/bdt_options.h"
#include "methods/bdt/forest_training.h"
#include "methods/bdt/preselection.h"
#include "tmva/trees/forest.h"

namespace TMVA::inline standalone {

class BookedMethod;
struct TreeEnsemble;

class MethodBDT : public Method {
 public:
  explicit MethodBDT(const MethodContext& context);
  void DeclareOptions(OptionSet& options) override;
  void Configure(const OptionSet& options) override;
  void Train(TrainingContext& context) override;
  void Evaluate(const EventBlock& events, ResponseBlock& response) const override;
  bool AcceptsMissing() const override { return accepts_missing_; }
  std::string ToGraph(onnx::GraphBuilder& graph, const std::string& variables) const override;
  void Save(WeightNode& weights) const override;
  void Load(const WeightNode& weights) override;
  std::optional<Ranking> VariableRanking() const override;
  std::string Help() const override;
  void WriteMonitoring(OutputFile& file, const std::string& directory) const override;
  friend TreeEnsemble ToTreeEnsemble(const BookedMethod& booked);

 protected:
  const DataSetInfo& info_;
  Log log_;
  BdtOptions options_;
  bool accepts_missing_ = false;

 private:
  /// How the answers of the trees become a response.
  enum class Combination : std::uint8_t {
    kGradient,
    kSoftmax,
    kGradientRegression,
    kMean,
    kMedian
  };

  void BuildForest();
  std::vector<Graph> Monitor(const DataSet& data) const;
  LeafAnswer ChooseAnswer() const;
  Combination ChooseCombination() const;
  double MedianAnswer(const float* variables) const;
  void Combine(const Rows& rows, std::span<double> sums) const;
  /// The trees with the sums that Combine is given, and what it makes of them; without
  /// preselection. Not for medians.
  TreeEnsemble Ensemble() const;
  std::string AddMedian(onnx::GraphBuilder& graph, const std::string& variables,
                        TreeEnsemble ensemble) const;

  std::string title_;
  bool regression_trees_ = false;
  TrainedForest trained_;  ///< the trees; what else was seen in training, if any
  Preselection preselection_;
  Forest forest_;
  Combination combination_ = Combination::kMean;
  double sum_of_weights_ = 0;
  std::vector<Graph> monitor_;  ///< DoBoostMonitor
};

}  // namespace TMVA::inline standalone
