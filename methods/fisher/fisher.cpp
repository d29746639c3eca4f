// Fisher: the linear combination that best separates the class means, in units of the spread.
#include <cmath>

#include <TMVA/Error.h>
#include <TMVA/Method.h>

#include "methods/common/linear_model.h"
#include "methods/common/symmetric_solve.h"
#include "tmva/data/moments.h"

namespace TMVA::inline standalone {

class MethodFisher : public Method {
 public:
  explicit MethodFisher(const MethodContext& context) : info_(context.info) {}

  void DeclareOptions(OptionSet& options) override {
    options
        .Declare(matrix_, "Method",
                 "Matrix in whose units means are compared: within the classes, or of all events")
        .Choices({"Fisher", "Mahalanobis"});
  }

  void Configure(const OptionSet&) override {
    if (info_.classes.size() != 2)
      throw DataError("Fisher: needs two classes, there are " +
                      std::to_string(info_.classes.size()));
  }

  void Train(TrainingContext& context) override;

  void Evaluate(const EventBlock& events, ResponseBlock& response) const override {
    model_.Evaluate(events, response);
  }

  std::string ToGraph(onnx::GraphBuilder& graph, const std::string& variables) const override {
    return model_.ToGraph(graph, variables);
  }

  void Save(WeightNode& weights) const override {
    weights.Set("NCoeff", model_.NumCoefficients());
    model_.Save(weights, "", "Index");
  }

  void Load(const WeightNode& weights) override {
    const auto expected = static_cast<std::int64_t>(info_.variables.size()) + 1;
    weights.GetInt("NCoeff", expected, expected);
    model_ = LinearModel(1, info_.variables.size());
    model_.Load(weights, "", "Index");
  }

  std::optional<Ranking> VariableRanking() const override {
    if (power_.empty()) return std::nullopt;
    return MakeRanking("Discr. power", info_, power_);
  }

  std::string Help() const override;

 private:
  struct ClassMoments {
    Moments signal, background;
  };
  ClassMoments Accumulate(const DataSet& data) const;

  const DataSetInfo& info_;
  std::string matrix_ = "Fisher";
  LinearModel model_;
  std::vector<double> power_;  ///< between-class variance over total variance
};

MethodFisher::ClassMoments MethodFisher::Accumulate(const DataSet& data) const {
  const auto width = info_.variables.size();
  ClassMoments moments{Moments(width), Moments(width)};
  const auto signal_class = static_cast<std::uint32_t>(info_.SignalClass());
  data.ForEach({}, [&](const EventBatch& batch) {
    for (std::size_t i = 0; i < batch.weights.size(); ++i)
      (batch.classes[i] == signal_class ? moments.signal : moments.background)
          .Add(batch.variables.Row(i), batch.weights[i]);
  });
  return moments;
}

void MethodFisher::Train(TrainingContext& context) {
  const auto moments = Accumulate(context.data);
  const double signal = moments.signal.SumOfWeights(),
               background = moments.background.SumOfWeights();
  if (!(signal > 0) || !(background > 0))
    throw DataError("Fisher: the sum of weights of the training events is " +
                    std::to_string(signal) + " for signal and " + std::to_string(background) +
                    " for background; both must be positive");
  const double total = signal + background;
  const Eigen::VectorXd mean_s = moments.signal.Mean(), mean_b = moments.background.Mean();
  const Eigen::VectorXd difference = mean_s - mean_b;
  const Eigen::VectorXd mean = (signal * mean_s + background * mean_b) / total;
  // TMVA adds the covariances of the classes whatever their sums of weights.
  const Eigen::MatrixXd within = moments.signal.Covariance() + moments.background.Covariance();
  const Eigen::MatrixXd between =
      signal * background / (total * total) * difference * difference.transpose();
  CheckFinite(mean, within, info_);

  const Eigen::MatrixXd matrix = matrix_ == "Fisher" ? within : Eigen::MatrixXd(within + between);
  const auto solution = SolveSymmetric(matrix, difference, mean, info_);
  WarnOfSingularVariables(solution, info_, context.log);

  const Eigen::VectorXd coefficients =
      std::sqrt(signal * background) / total * solution.values.col(0);
  model_ = LinearModel(1, info_.variables.size());
  model_.At(0, 0) = -0.5 * coefficients.dot(mean_s + mean_b);
  power_.assign(info_.variables.size(), 0.0);
  for (std::size_t i = 0; i < power_.size(); ++i) {
    const auto k = static_cast<Eigen::Index>(i);
    model_.At(0, i + 1) = coefficients(k);
    const double variance = within(k, k) + between(k, k);
    if (variance > 0) power_[i] = between(k, k) / variance;
  }
}

std::string MethodFisher::Help() const {
  return "Fisher discriminant: the linear combination of the variables for which the distance of "
         "the\n"
         "class means is largest in units of the spread within the classes (Method=Fisher) or of "
         "all\n"
         "events (Method=Mahalanobis). The response is not bounded; 0 lies half-way between the "
         "means.\n"
         "\n"
         "It is optimal for Gaussian classes with equal covariances, needs no tuning, and is blind "
         "to\n"
         "variables whose means are equal in both classes: transform these first, e.g. to "
         "absolute\n"
         "values. VarTransform=G helps where distributions are far from Gaussian.\n";
}

}  // namespace TMVA::inline standalone

TMVA_METHOD(Fisher, TMVA::MethodFisher, "Fisher discriminant", TMVA::Classification)
