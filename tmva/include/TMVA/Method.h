// Method: the whole contract between the framework and what learns.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <TMVA/DataSet.h>
#include <TMVA/Log.h>
#include <TMVA/Options.h>
#include <TMVA/OutputFile.h>
#include <TMVA/RTensor.h>
#include <TMVA/WeightNode.h>

namespace TMVA::inline standalone {

namespace onnx {
class GraphBuilder;
}

/// Events to be evaluated, after the method's transformations. Rows are events.
struct EventBlock {
  RTensor<const float> variables;         ///< [n, variables]
  RTensor<const double> spectators;       ///< [n, spectators], may be empty
  double required_signal_efficiency = 0;  ///< Cuts only
};

/// Where a method puts its answers.
struct ResponseBlock {
  RTensor<double> value;         ///< [n, DataSetInfo::NumOutputs()]
  RTensor<double> lower, upper;  ///< errors; empty when not asked for
};

/// Variables ordered by importance, most important first.
struct Ranking {
  std::string quantity;  ///< "Discr. power", "Variable Importance", ...
  std::vector<std::pair<std::string, double>> entries;
};

/// What a method is given when it is made, at booking or when its weight file is read.
struct MethodContext {
  const DataSetInfo& info;       ///< outlives the method
  std::string title;             ///< booking title
  std::string weight_directory;  ///< folder of the weight file, for files beside it
  bool written_by_tmva = false;  ///< the weight file is real TMVA's: apply it as TMVA's Reader does
  Log log;
  std::string user_code;      ///< Python file that the user named for the Reader, or empty
  std::string job_name;       ///< the Factory's; empty when a weight file is read
  bool allow_pickle = false;  ///< the user lets model files that can run code be read
};

/// What a method may use while it trains.
struct TrainingContext {
  const DataSet& data;   ///< events after the method's transformations
  std::stop_token stop;  ///< polled between trees and epochs: stop early with the model so far
  Log& log;
  int threads = 1;  ///< results must not depend on it
};

/// A classifier or regressor. Made by its registration with a MethodContext; then DeclareOptions,
/// parsing, Configure; then Train or Load; then Evaluate, which must be thread-safe.
class Method {
 public:
  virtual ~Method() = default;
  virtual void DeclareOptions(OptionSet& options) = 0;
  /// After the options are read at booking: check them against the data set (OptionError,
  /// DataError).
  virtual void Configure(const OptionSet& options) = 0;
  virtual void Train(TrainingContext& context) = 0;
  virtual void Evaluate(const EventBlock& events, ResponseBlock& response) const = 0;
  /// May several threads evaluate at once with a gain? (Python methods hold a lock: no.)
  virtual bool ParallelEvaluation() const { return true; }
  /// Can the method (as it is booked, or as it was trained) answer events with NaN in a variable?
  virtual bool AcceptsMissing() const { return false; }
  /// Fills the Weights element.
  virtual void Save(WeightNode& weights) const = 0;
  virtual void Load(const WeightNode& weights) = 0;
  /// Adds what Evaluate does to a graph of ONNX's operators: from `variables`, a value [N,
  /// variables] of float, to the value that is returned, [N, outputs] of float. ModelError, without
  /// the method's name, for methods that have no such form.
  virtual std::string ToGraph(onnx::GraphBuilder& graph, const std::string& variables) const;
  virtual std::optional<Ranking> VariableRanking() const { return std::nullopt; }
  /// Text of the method's help page (algorithm, advice); the options table is added by the
  /// framework.
  virtual std::string Help() const { return {}; }
  /// Writes monitoring histograms into the result file.
  virtual void WriteMonitoring(OutputFile& file, const std::string& directory) const {
    (void)file, (void)directory;
  }
};

/// What is known of a method before one is made.
struct MethodInfo {
  std::string name;       ///< "BDT"
  std::string summary;    ///< "Boosted decision trees"
  unsigned analyses = 0;  ///< Capability bits
  std::function<std::unique_ptr<Method>(const MethodContext&)> make;
};

/// The methods that can be booked, by name.
class MethodRegistry {
 public:
  /// The registry of the process: the methods compiled in, and those of plug-ins once opened.
  static MethodRegistry& Instance();
  void Add(MethodInfo info);
  /// Opens the Python plug-in when a Python method is asked for. OptionError with the nearest name
  /// for an unknown method; a known TMVA method that is not there is said to be so.
  const MethodInfo& Find(std::string_view name);
  std::vector<std::string> Names() const;

 private:
  MethodRegistry();
  std::map<std::string, MethodInfo, std::less<>> methods_;
};

/// Defined by the build from the TMVA_METHOD lines in methods/.
void RegisterBuiltinMethods(MethodRegistry& registry);

}  // namespace TMVA::inline standalone

/// Registers a method: the last line of its .cpp file, at the start of a line, outside any
/// namespace.
///   TMVA_METHOD(Fisher, TMVA::MethodFisher, "Fisher discriminant", TMVA::Classification)
/// The build finds the line; nothing else is edited. The class is made from a MethodContext.
#define TMVA_METHOD(Name, Class, Summary, Analyses)                                         \
  namespace TMVA::inline standalone {                                                       \
  MethodInfo DescribeMethod##Name() {                                                       \
    return {#Name, Summary, Analyses,                                                       \
            [](const MethodContext& context) { return std::make_unique<Class>(context); }}; \
  }                                                                                         \
  }
