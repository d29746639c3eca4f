// PythonNetwork: the options that PyKeras and PyTorch have in common.
#pragma once

#include <string>

#include "methods/python/python_method.h"

namespace TMVA::inline standalone {

class PythonNetwork : public PythonMethod {
 protected:
  using PythonMethod::PythonMethod;
  void Declare(OptionSet& options) override;
  std::string& ModelFile() override { return filename_trained_model_; }
  std::string DefaultModelFile() const override { return "TrainedModel_" + Title() + Extension(); }
  virtual std::string Extension() const = 0;  ///< of the trained model's file
  const std::string& InitialModelFile() const { return filename_model_; }

 private:
  std::string filename_model_, filename_trained_model_, learning_rate_schedule_, user_code_;
  std::string tensor_board_;
  std::string validation_size_ = "20%";
  int batch_size_ = 100, num_epochs_ = 10, num_threads_ = 0, tries_early_stopping_ = -1;
  bool continue_training_ = false, save_best_only_ = true;
};

}  // namespace TMVA::inline standalone
