// PythonClassifier: what the methods share that train a classifier of scikit-learn.
#pragma once

#include <string>

#include "methods/python/python_method.h"

namespace TMVA::inline standalone {

class PythonClassifier : public PythonMethod {
 protected:
  /// `stem` starts the name of the classifier's file: "PyRFModel".
  PythonClassifier(const MethodContext& context, std::string method, std::string class_name,
                   std::string stem)
      : PythonMethod(context, std::move(method), "tmva.pymva.sklearn", std::move(class_name)),
        stem_(std::move(stem)) {}
  void Declare(OptionSet& options) override {
    options
        .Declare(filename_classifier_, "FilenameClassifier",
                 "File of the trained classifier: .skops, or .pkl for a pickle (default: " + stem_ +
                     "_<title>.skops beside the weight file)")
        .KeepBlanks();
  }
  std::string& ModelFile() override { return filename_classifier_; }
  std::string DefaultModelFile() const override { return stem_ + "_" + Title() + ".skops"; }

 private:
  std::string stem_, filename_classifier_;
};

}  // namespace TMVA::inline standalone
