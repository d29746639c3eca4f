// PythonMethod: what all methods share whose work is done in Python.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <TMVA/Method.h>

#include "methods/python/bridge.h"

namespace TMVA::inline standalone {

class PythonMethod : public Method {
 public:
  void DeclareOptions(OptionSet& options) final;
  void Configure(const OptionSet& options) override;
  void Train(TrainingContext& context) override;
  void Evaluate(const EventBlock& events, ResponseBlock& response) const override;
  bool ParallelEvaluation() const override { return false; }  // one interpreter lock
  void Save(WeightNode& weights) const override;
  void Load(const WeightNode& weights) override;
  std::string ToGraph(onnx::GraphBuilder& graph, const std::string& variables) const override;
  std::optional<Ranking> VariableRanking() const override;
  void WriteMonitoring(OutputFile& file, const std::string& directory) const override;

 protected:
  /// `module` and `class_name` name the Python class.
  PythonMethod(const MethodContext& context, std::string method, std::string module,
               std::string class_name);
  virtual void Declare(OptionSet& options) = 0;
  virtual std::string& ModelFile() = 0;  ///< option with the trained model's file
  const std::string& ModelFile() const { return const_cast<PythonMethod*>(this)->ModelFile(); }
  virtual std::string DefaultModelFile() const = 0;  ///< its name beside the weight file
  const std::string& Title() const { return context_.title; }

 private:
  void Make();

  MethodContext context_;
  PythonMethodSetup setup_;
  const OptionSet* options_ = nullptr;
  std::unique_ptr<PythonModel> model_;
  TrainingRecord record_;
};

}  // namespace TMVA::inline standalone
