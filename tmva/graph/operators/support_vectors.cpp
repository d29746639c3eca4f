// SVMRegressor and SVMClassifier of ai.onnx.ml.
#include <algorithm>
#include <cmath>

#include "tmva/graph/operators/machine_learning.h"
#include "tmva/graph/operators/scores.h"

namespace TMVA::inline standalone::onnx {
namespace {

class SupportVectors : public ScoreOperator {
 public:
  explicit SupportVectors(const NodeView& node)
      : ScoreOperator(node),
        coefficients_(node.Floats("coefficients")),
        rho_(node.Floats("rho")),
        kernel_(node.String("kernel_type", "LINEAR")),
        vectors_(node.Floats("support_vectors")) {
    node.CheckInputs(1, 1);
    const auto parameters = node.Floats("kernel_params", {0, 0, 0});
    if (parameters.size() != 3) Fail("kernel_params has to have 3 numbers");
    gamma_ = parameters[0];
    offset_ = parameters[1];
    degree_ = parameters[2];
    if (kernel_ != "LINEAR" && kernel_ != "POLY" && kernel_ != "RBF" && kernel_ != "SIGMOID")
      Fail("kernel_type '" + kernel_ + "' is unknown");
  }

 protected:
  void SetNumber(std::size_t vectors, const NodeView& node) {
    if (vectors == 0) node.Unsupported("a model without support vectors");
    if (vectors_.empty() || vectors_.size() % vectors != 0)
      Fail("has " + std::to_string(vectors_.size()) + " numbers in support_vectors, of " +
           std::to_string(vectors) + " vectors");
    num_columns_ = vectors_.size() / vectors;
  }
  std::size_t NumColumns() const { return num_columns_; }
  std::vector<float> Kernels(std::span<const float> row) const {
    std::vector<float> values(vectors_.size() / num_columns_);
    for (std::size_t s = 0; s < values.size(); ++s)
      values[s] = Kernel(row, vectors_.data() + s * num_columns_);
    return values;
  }

  std::vector<float> coefficients_, rho_;

 private:
  float Kernel(std::span<const float> row, const float* vector) const {
    float sum = 0;
    if (kernel_ == "RBF") {
      for (std::size_t c = 0; c < row.size(); ++c)
        sum += (row[c] - vector[c]) * (row[c] - vector[c]);
      return std::exp(-gamma_ * sum);
    }
    for (std::size_t c = 0; c < row.size(); ++c) sum += row[c] * vector[c];
    if (kernel_ == "POLY") return std::pow(gamma_ * sum + offset_, degree_);
    return kernel_ == "SIGMOID" ? std::tanh(gamma_ * sum + offset_) : sum;
  }

  std::string kernel_;
  std::vector<float> vectors_;
  float gamma_, offset_, degree_;
  std::size_t num_columns_ = 0;
};

class SvmRegressorOperator : public SupportVectors {
 public:
  explicit SvmRegressorOperator(const NodeView& node)
      : SupportVectors(node), one_class_(node.Int("one_class", 0) != 0) {
    node.CheckOutputs(1, 1);
    CheckSingleScore(node);
    SetNumber(coefficients_.size(), node);
    if (node.Int("n_supports", 0) != static_cast<std::int64_t>(coefficients_.size()) ||
        rho_.size() != 1)
      Fail("n_supports has to be the number of coefficients, and rho one number");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Samples samples = Read(*inputs[0]);
    CheckColumns(samples, NumColumns());
    Reset(outputs[0], DataType::kFloat, {static_cast<std::int64_t>(samples.size), 1});
    const auto out = outputs[0].Get<float>();
    for (std::size_t i = 0; i < samples.size; ++i) {
      const auto kernels = Kernels(samples.Row(i));
      float sum = rho_[0];
      for (std::size_t s = 0; s < kernels.size(); ++s) sum += coefficients_[s] * kernels[s];
      out[i] = one_class_ ? (sum > 0 ? 1.0F : -1.0F) : sum;
      if (!one_class_) Transform(transform_, out.subspan(i, 1));
    }
  }

 private:
  bool one_class_;
};

/// Probabilities of classes from those of pairs, pairs[i][j] that of i against j: method 2 of Wu,
/// Lin and Weng, J. Mach. Learn. Res. 5 (2004) 975.
std::vector<double> Couple(const std::vector<std::vector<double>>& pairs) {
  const std::size_t n = pairs.size();
  std::vector<std::vector<double>> q(n, std::vector<double>(n));
  for (std::size_t t = 0; t < n; ++t)
    for (std::size_t j = 0; j < n; ++j) {
      if (j == t) continue;
      q[t][t] += pairs[j][t] * pairs[j][t];
      q[t][j] = -pairs[j][t] * pairs[t][j];
    }
  const double tolerance = 0.005 / static_cast<double>(n);
  std::vector<double> p(n, 1 / static_cast<double>(n)), qp(n);
  for (std::size_t step = 0; step < std::max<std::size_t>(100, n); ++step) {
    double pqp = 0, error = 0;
    for (std::size_t t = 0; t < n; ++t) {
      qp[t] = 0;
      for (std::size_t j = 0; j < n; ++j) qp[t] += q[t][j] * p[j];
      pqp += p[t] * qp[t];
    }
    for (const double x : qp) error = std::max(error, std::abs(x - pqp));
    if (error < tolerance) break;
    for (std::size_t t = 0; t < n; ++t) {
      const double change = (pqp - qp[t]) / q[t][t], scale = 1 + change;
      p[t] += change;
      pqp = (pqp + change * (change * q[t][t] + 2 * qp[t])) / scale / scale;
      for (std::size_t j = 0; j < n; ++j) {
        qp[j] = (qp[j] + change * q[t][j]) / scale;
        p[j] /= scale;
      }
    }
  }
  return p;
}

class SvmClassifierOperator : public SupportVectors {
 public:
  explicit SvmClassifierOperator(const NodeView& node)
      : SupportVectors(node),
        labels_(node, "classlabels_ints", "classlabels_strings"),
        prob_a_(node.Floats("prob_a")),
        prob_b_(node.Floats("prob_b")) {
    node.CheckOutputs(2, 2);
    std::int64_t total = 0;
    for (const auto count : node.Ints("vectors_per_class")) {
      if (count < 0 || count > kMostInDimension)
        Fail("vectors_per_class cannot be " + std::to_string(count));
      first_.push_back(static_cast<std::size_t>(total));
      total += count;
      if (total > kMostInDimension) Fail("has too many support vectors");
    }
    SetNumber(static_cast<std::size_t>(total), node);
    const std::size_t n = first_.size(), pairs = n * (n - 1) / 2;
    first_.push_back(static_cast<std::size_t>(total));
    if (n < 2 || labels_.Size() != n ||
        coefficients_.size() != (n - 1) * static_cast<std::size_t>(total) || rho_.size() != pairs ||
        prob_a_.size() != prob_b_.size() || (!prob_a_.empty() && prob_a_.size() != pairs))
      Fail("labels, coefficients, rho, prob_a or prob_b do not fit the " + std::to_string(n) +
           " classes and " + std::to_string(total) + " support vectors");
    if (n == 2 && prob_a_.empty() && transform_ == PostTransform::kProbit)
      node.Unsupported("post_transform PROBIT of a single score");
  }

  void Run(Inputs inputs, Outputs outputs) const override {
    const Samples samples = Read(*inputs[0]);
    CheckColumns(samples, NumColumns());
    const std::size_t n = labels_.Size();
    const std::size_t columns = n == 2 || !prob_a_.empty() ? n : rho_.size();
    Reset(outputs[1], DataType::kFloat,
          {static_cast<std::int64_t>(samples.size), static_cast<std::int64_t>(columns)});
    std::vector<std::size_t> classes(samples.size);
    for (std::size_t i = 0; i < samples.size; ++i) {
      const auto out = outputs[1].Get<float>().subspan(i * columns, columns);
      const auto scores = PairScores(Kernels(samples.Row(i)), classes[i]);
      if (!prob_a_.empty()) {
        const auto p = Probabilities(scores);
        std::copy(p.begin(), p.end(), out.begin());
        Transform(transform_, out);
      } else if (n == 2) {
        TransformTwo(scores[0], transform_ != PostTransform::kNone, out);
      } else {
        std::copy(scores.begin(), scores.end(), out.begin());
        Transform(transform_, out);
      }
    }
    labels_.Write(classes, outputs[0]);
  }

 private:
  /// Of class 0 against 1, 0 against 2, ...; `winner` is the class that wins most of them.
  std::vector<float> PairScores(const std::vector<float>& kernels, std::size_t& winner) const {
    const std::size_t n = labels_.Size(), total = kernels.size();
    std::vector<float> scores;
    std::vector<int> wins(n);
    const auto sum = [&](std::size_t of, std::size_t line) {
      double s = 0;
      for (std::size_t v = first_[of]; v < first_[of + 1]; ++v)
        s += coefficients_[line * total + v] * kernels[v];
      return s;
    };
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j) {
        scores.push_back(static_cast<float>(sum(i, j - 1) + sum(j, i) + rho_[scores.size()]));
        ++wins[scores.back() > 0 ? i : j];
      }
    winner = static_cast<std::size_t>(std::max_element(wins.begin(), wins.end()) - wins.begin());
    return scores;
  }

  std::vector<double> Probabilities(const std::vector<float>& scores) const {
    constexpr double kLeast = 1e-7;
    const std::size_t n = labels_.Size();
    std::vector<std::vector<double>> pairs(n, std::vector<double>(n));
    std::size_t k = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j, ++k) {
        const double p = 1 / (1 + std::exp(double{scores[k]} * prob_a_[k] + prob_b_[k]));
        pairs[i][j] = std::clamp(p, kLeast, 1 - kLeast);
        pairs[j][i] = 1 - pairs[i][j];
      }
    return Couple(pairs);
  }

  ClassLabels labels_;
  std::vector<float> prob_a_, prob_b_;
  std::vector<std::size_t> first_;  ///< vector of each class, and their number
};

}  // namespace

void RegisterSupportVectors(OperatorRegistry& registry) {
  registry.Add<SvmRegressorOperator>("SVMRegressor", 1, kMachineLearning);
  registry.Add<SvmClassifierOperator>("SVMClassifier", 1, kMachineLearning);
}

}  // namespace TMVA::inline standalone::onnx
