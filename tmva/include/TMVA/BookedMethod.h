// BookedMethod: a method with what the framework adds - common options, transformations, MVA PDFs,
// its weight file.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/DataSet.h>
#include <TMVA/Method.h>
#include <TMVA/RTensor.h>
#include <TMVA/Transformation.h>

namespace TMVA::inline standalone {

/// A method with its options, transformations and weight file. A Factory or Reader shares it with
/// whoever asks for a shared_ptr, so that a handle may outlive what it was taken from.
class BookedMethod : public std::enable_shared_from_this<BookedMethod> {
 public:
  /// Books: parses `options` (OptionError) for a data set.
  BookedMethod(const MethodInfo& method, std::string title, std::string_view options,
               const DataSetInfo& info, std::string weight_directory, std::string job_name);
  /// Reads a weight file. `user_code` is a Python file to be run; `allow_pickle` allows model files
  /// that can run code (pickles, torch.export archives).
  static std::unique_ptr<BookedMethod> FromFile(const std::string& path,
                                                std::string_view user_code = {},
                                                bool allow_pickle = false);
  /// A model, "model.onnx" or "file.root:dir/name", as a method SOFIE. Its metadata say what the
  /// variables, classes and targets are; where they do not, the variables are those given here.
  /// FromFile() does the same for such a path.
  static std::unique_ptr<BookedMethod> FromModel(const std::string& path,
                                                 const std::vector<std::string>& variables = {});
  static std::unique_ptr<BookedMethod> FromXml(std::string_view xml, const std::string& name);
  virtual ~BookedMethod();  ///< virtual: a pointer may be cast, as TMVA's macros do

  const std::string& Type() const;  ///< "BDT"
  const std::string& Title() const;
  const DataSetInfo& Info() const;  ///< of the data set, or as stored in the weight file
  const OptionSet& Options() const;
  const TransformationChain& Transformations() const;
  const Method& Implementation() const;

  /// Fits the transformations, trains, and writes the weight file (when a path is given).
  void Train(const DataSet& data, const std::string& weight_file);
  void Save(const std::string& weight_file) const;
  double TrainingTime() const;

  /// Responses to untransformed events: [n, variables], [n, spectators] -> [n, outputs].
  /// Thread-safe; does not allocate for a single event of up to 256 variables. Regression outputs
  /// are in the targets' own units.
  void Evaluate(RTensor<const float> variables, RTensor<const double> spectators,
                RTensor<double> out, double aux = 0) const;
  bool HasMvaPdfs() const;
  double Probability(double response, double signal_fraction) const;
  double Rarity(double response) const;

 private:
  BookedMethod();
  static std::unique_ptr<BookedMethod> FromNode(const WeightNode& root, std::string directory,
                                                std::string_view user_code, bool allow_pickle);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace TMVA::inline standalone
