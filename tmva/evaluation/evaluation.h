// Figures of merit, tables and histograms of one method, from its responses.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <TMVA/BookedMethod.h>
#include <TMVA/DataSet.h>
#include <TMVA/DataSetInfo.h>
#include <TMVA/OutputFile.h>
#include <TMVA/Transformation.h>

namespace TMVA::inline standalone {

/// A figure that can't be computed (no events, no weight, responses that are not numbers).
inline constexpr double kNoFigure = std::numeric_limits<double>::quiet_NaN();

/// Truth of a sample, in the order of the unshuffled stream.
struct SampleTruth {
  std::vector<float> weights;
  std::vector<std::uint8_t> classes;
  std::vector<float> targets;  ///< [n, targets]
  std::size_t size() const { return weights.size(); }
};

/// One unshuffled pass over a sample.
SampleTruth CollectTruth(const DataSet& data, Types::ETreeType sample);

/// Responses of one method, [n, outputs] in the order of the sample.
struct MethodResponses {
  std::string type, title;                      ///< "BDT", "BDTG"
  std::vector<float> test = {}, training = {};  ///< either may be empty: not evaluated
  std::vector<std::pair<std::string, std::string>> strings =
      {};  ///< TObjStrings: TrainingPath, WeightFileName
  /// Methods with MVA PDFs (CreateMVAPdfs): P(response) and rarity; empty without.
  std::function<double(double)> probability = {}, rarity = {};
  /// Cuts only: background efficiencies at the required signal efficiencies 0.005 ... 0.995.
  std::vector<double> test_cuts = {}, training_cuts = {};
};

/// Background efficiencies of a Cuts method at the required signal efficiencies 0.005, 0.015 ...
/// 0.995 (MethodResponses::test_cuts, training_cuts): one pass over the sample.
std::vector<double> CutsBackgroundEfficiencies(const DataSet& data, Types::ETreeType sample,
                                               const BookedMethod& method);

/// Background efficiencies at which signal efficiencies are given.
inline constexpr std::array<double, 3> kWorkingPoints{0.01, 0.10, 0.30};

/// Figures of one sample.
struct ClassificationFigures {
  double roc_integral = kNoFigure;     ///< exact, weighted
  double efficiency_area = kNoFigure;  ///< from the 10000-bin histograms, TMVA's GetEfficiency("")
  std::array<double, 3> efficiency{kNoFigure, kNoFigure, kNoFigure};  ///< at kWorkingPoints
  std::array<double, 3> error{kNoFigure, kNoFigure, kNoFigure};
};

/// Figures of one target on one sample; truncated ones leave out what is beyond bias +- 2 RMS.
struct RegressionFigures {
  double bias = kNoFigure, deviation = kNoFigure, rms = kNoFigure, mutual_information = kNoFigure;
  double bias_truncated = kNoFigure, deviation_truncated = kNoFigure, rms_truncated = kNoFigure,
         mutual_information_truncated = kNoFigure;
  double correlation = kNoFigure;
};

/// One class against the rest, and against each other class ("confusion": efficiency of this class
/// for kWorkingPoints of the other, by this class's own response; kNoFigure on the diagonal).
struct MulticlassFigures {
  double roc_integral = kNoFigure;
  std::array<double, 3> efficiency{kNoFigure, kNoFigure, kNoFigure};
  std::vector<std::array<double, 3>> confusion = {};  ///< [classes]
};

/// What the tables and the result file need of one method; holds no events.
struct MethodEvaluation {
  std::string type, title;
  std::vector<std::pair<std::string, std::string>> strings = {};
  std::int64_t not_finite =
      0;  ///< responses that are NaN or infinite; the sample's figures are kNoFigure then

  ClassificationFigures test = {}, training = {};
  double separation = kNoFigure, significance = kNoFigure;
  double reference_cut = kNoFigure;  ///< where signal efficiency = background rejection
  std::vector<RegressionFigures> target_test = {}, target_training = {};  ///< [targets]
  std::vector<MulticlassFigures> class_test = {}, class_training = {};    ///< [classes]

  std::vector<Histogram1> histograms = {};
  std::vector<Histogram2> histograms_2d = {};
};

/// All figures and histograms that the analysis type of `info` asks for. Needs 12 bytes an event
/// beyond its inputs. DataError when the numbers of responses and events differ.
MethodEvaluation EvaluateMethod(const DataSetInfo& info, const SampleTruth& test,
                                const SampleTruth& training, const MethodResponses& responses);

/// Regression only: adds the histograms of the deviations against each input variable, of one
/// sample. Two passes over it.
void AddRegressionDeviations(MethodEvaluation& evaluation, const DataSet& data,
                             Types::ETreeType sample, const SampleTruth& truth,
                             const MethodResponses& responses);

/// The console tables of a data set, best method first.
std::string EvaluationTables(const DataSetInfo& info, std::span<const MethodEvaluation> methods);

/// Factory option Correlations, for classification: linear correlations of the methods' responses
/// with each other and with the variables, by class, and the fractions of events that two methods
/// judge alike at the cuts where signal efficiency = background rejection. Test sample, one pass.
std::string ResponseCorrelations(const DataSet& data, const SampleTruth& truth,
                                 std::span<const MethodResponses> responses,
                                 std::span<const MethodEvaluation> methods);

/// Writes <dataset>/Method_<Type>/<Title>/.
void WriteMethodHistograms(OutputFile& file, const DataSetInfo& info,
                           const MethodEvaluation& method);

/// Writes <dataset>/TestTree or TrainTree: the untransformed events and the responses of all
/// methods that have some for this sample, sorted by title. One pass over the sample.
void WriteEventTrees(OutputFile& file, const DataSet& data, Types::ETreeType sample,
                     const SampleTruth& truth, std::span<const MethodResponses> methods);

/// Area under the exact weighted ROC curve of the events of `signal` against all others.
double RocIntegral(const DataSetInfo& info, const SampleTruth& truth,
                   std::span<const float> responses, std::size_t output, std::size_t signal);
/// The exact curve: x signal efficiency, y background rejection, thinned to at most `points`.
Graph RocCurve(const DataSetInfo& info, const SampleTruth& truth, std::span<const float> responses,
               std::size_t output, std::size_t signal, std::size_t points = 2000);

}  // namespace TMVA::inline standalone
