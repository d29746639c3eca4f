// PyTorch: options of the method; tmva/pymva/torch.py does the work.
#include "methods/python/python_method.h"
#include "methods/python/register.h"

namespace TMVA::inline standalone {
namespace {

class MethodPyTorch : public PythonMethod {
 public:
  explicit MethodPyTorch(const MethodContext& context)
      : PythonMethod(context, "PyTorch", "tmva.pymva.torch", "TorchMethod", ".pt") {}

  void DeclareOptions(OptionSet& options) override {
    DeclareNetworkOptions(options);
    options.Declare(use_weights_, "UseWeights",
                    "The loaders yield (X, y, w) with the event weights instead of (X, y)");
  }
  std::string Help() const override {
    return "Trains a TorchScript model (torch.jit.save) with the functions of the script's dictionary\n"
           "load_model_custom_objects: train_func, predict_func, criterion and optimizer. Without it\n"
           "the model is trained with Adam and cross entropy or mean squared error. The loaders read\n"
           "the events batch by batch from the input files.\n";
  }

 protected:
  std::vector<std::pair<std::string, PythonOption>> OwnOptionValues() const override {
    return {{"UseWeights", use_weights_}};
  }

 private:
  bool use_weights_ = false;
};

}  // namespace

MethodInfo DescribePyTorch() {
  return {"PyTorch", "PyTorch models", Classification | Multiclass | Regression,
          [](const MethodContext& context) { return std::make_unique<MethodPyTorch>(context); }};
}

}  // namespace TMVA::inline standalone
