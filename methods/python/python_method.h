// PythonMethod: what all methods share whose work is done in Python.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <TMVA/Method.h>

#include "methods/python/bridge.h"

namespace TMVA::inline standalone {

class PythonMethod : public Method {
 public:
  void Configure(const OptionSet& options) override;
  void Train(TrainingContext& context) override;
  void Evaluate(const EventBlock& events, ResponseBlock& response) const override;
  bool ParallelEvaluation() const override { return false; }  // one interpreter lock
  void Save(WeightNode& weights) const override;
  void Load(const WeightNode& weights) override;

 protected:
  /// `module` and `class_name` name the Python class; `extension` that of trained model files.
  PythonMethod(const MethodContext& context, std::string method, std::string module,
               std::string class_name, std::string extension);
  /// Options that all methods with a network have.
  void DeclareNetworkOptions(OptionSet& options);

  std::vector<std::pair<std::string, PythonOption>> OptionValues() const;
  /// Values of the options that only this method has.
  virtual std::vector<std::pair<std::string, PythonOption>> OwnOptionValues() const = 0;

 private:
  void Make();

  MethodContext context_;
  PythonMethodSetup setup_;
  std::string extension_;
  std::unique_ptr<PythonModel> model_;

  std::string filename_model_, filename_trained_model_, learning_rate_schedule_, user_code_;
  std::string validation_size_ = "20%";
  int batch_size_ = 100, num_epochs_ = 10, num_threads_ = 0;
  bool continue_training_ = false, save_best_only_ = true;
};

}  // namespace TMVA::inline standalone
