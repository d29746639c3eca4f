// LD: linear discriminant and linear regression by least squares.
#include <algorithm>
#include <cmath>

#include <TMVA/Error.h>
#include <TMVA/Method.h>

#include "methods/common/linear_model.h"
#include "methods/common/symmetric_solve.h"
#include "tmva/data/moments.h"

namespace TMVA::inline standalone {

class MethodLD : public Method {
 public:
  explicit MethodLD(const MethodContext& context) : info_(context.info) {}

  void DeclareOptions(OptionSet& options) override {
    options.Declare(ignored_, "LD", "Without effect; scripts for TMVA contain it")
        .Deprecated("it has no effect, leave it out");
  }

  void Configure(const OptionSet&) override {
    if (Regression() && info_.targets.empty()) throw DataError("LD: regression needs a target");
    if (!Regression() && info_.classes.size() != 2)
      throw DataError("LD: needs two classes, there are " + std::to_string(info_.classes.size()));
  }

  void Train(TrainingContext& context) override;

  void Evaluate(const EventBlock& events, ResponseBlock& response) const override {
    model_.Evaluate(events, response);
  }

  std::string ToGraph(onnx::GraphBuilder& graph, const std::string& variables) const override {
    return model_.ToGraph(graph, variables);
  }

  void Save(WeightNode& weights) const override {
    weights.Set("NOut", model_.Outputs()).Set("NCoeff", model_.NumCoefficients());
    model_.Save(weights, "IndexOut", "IndexCoeff");
  }

  void Load(const WeightNode& weights) override {
    const auto outputs = static_cast<std::int64_t>(Outputs());
    const auto coefficients = static_cast<std::int64_t>(info_.variables.size()) + 1;
    weights.GetInt("NOut", outputs, outputs);
    weights.GetInt("NCoeff", coefficients, coefficients);
    model_ = LinearModel(Outputs(), info_.variables.size());
    model_.Load(weights, "IndexOut", "IndexCoeff");
  }

  std::optional<Ranking> VariableRanking() const override {
    if (model_.Outputs() == 0) return std::nullopt;
    std::vector<double> values(info_.variables.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::abs(model_.At(0, i + 1));
    return MakeRanking("Discr. power", info_, values);
  }

  std::string Help() const override;

 private:
  bool Regression() const { return info_.analysis == Types::kRegression; }
  std::size_t Outputs() const { return Regression() ? info_.targets.size() : 1; }
  /// Moments of (variables, wanted outputs).
  Moments Accumulate(const DataSet& data) const;

  const DataSetInfo& info_;
  bool ignored_ = false;
  LinearModel model_;
};

Moments MethodLD::Accumulate(const DataSet& data) const {
  const auto width = info_.variables.size();
  const auto signal = static_cast<std::uint32_t>(info_.SignalClass());
  Moments moments(width + Outputs());
  std::vector<float> row(width + Outputs());
  data.ForEach({}, [&](const EventBatch& batch) {
    for (std::size_t i = 0; i < batch.weights.size(); ++i) {
      std::ranges::copy(batch.variables.Row(i), row.begin());
      if (Regression())
        std::ranges::copy(batch.targets.Row(i), row.begin() + static_cast<std::ptrdiff_t>(width));
      else
        row[width] = batch.classes[i] == signal ? 1 : 0;
      moments.Add(row, batch.weights[i]);
    }
  });
  return moments;
}

void MethodLD::Train(TrainingContext& context) {
  const auto moments = Accumulate(context.data);
  const double total = moments.SumOfWeights();
  if (!(total > 0))
    throw DataError("LD: the sum of weights of the training events is " + std::to_string(total) +
                    "; it must be positive");
  const auto width = static_cast<Eigen::Index>(info_.variables.size());
  const auto outputs = static_cast<Eigen::Index>(Outputs());
  const Eigen::VectorXd mean = moments.Mean();
  const Eigen::MatrixXd covariance = moments.Covariance();
  CheckFinite(mean.head(width), covariance.topLeftCorner(width, width), info_);
  if (!mean.allFinite() || !covariance.allFinite())
    throw DataError("LD: a target has values that are NaN, infinite or too large");

  const auto solution =
      SolveSymmetric(covariance.topLeftCorner(width, width),
                     covariance.topRightCorner(width, outputs), mean.head(width), info_);
  WarnOfSingularVariables(solution, info_, context.log);
  model_ = LinearModel(Outputs(), info_.variables.size());
  for (Eigen::Index k = 0; k < outputs; ++k) {
    const double at_mean = solution.values.col(k).dot(mean.head(width));
    const auto output = static_cast<std::size_t>(k);
    // A regression fits the constant; for a discriminant TMVA's convention is minus half the mean.
    model_.At(output, 0) = Regression() ? mean(width + k) - at_mean : -0.5 * at_mean;
    for (Eigen::Index i = 0; i < width; ++i)
      model_.At(output, static_cast<std::size_t>(i) + 1) = solution.values(i, k);
  }
}

std::string MethodLD::Help() const {
  return "Linear discriminant: the linear combination of the variables that fits the class (signal "
         "1,\n"
         "background 0) or the targets of a regression best in the sense of least squares. Apart "
         "from a\n"
         "scale it is the Fisher discriminant.\n"
         "\n"
         "It needs no tuning. Variables that separate or predict only through non-linear relations "
         "do\n"
         "not help; transform them first. Perfectly correlated variables are allowed: they share "
         "one\n"
         "coefficient.\n";
}

}  // namespace TMVA::inline standalone

TMVA_METHOD(LD, TMVA::MethodLD, "Linear discriminant", TMVA::Classification | TMVA::Regression)
