// PyTorch: options of the method; tmva/pymva/torch.py does the work.
#include "methods/python/python_network.h"
#include "methods/python/register.h"

namespace TMVA::inline standalone {
namespace {

class MethodPyTorch : public PythonNetwork {
 public:
  explicit MethodPyTorch(const MethodContext& context)
      : PythonNetwork(context, "PyTorch", "tmva.pymva.torch", "TorchMethod") {}

  std::string Help() const override {
    return "Trains a model of PyTorch: a TorchScript file (torch.jit.save), a torch.export\n"
           "archive (.pt2), or a module of the script or of UserCode,\n"
           "load_model_custom_objects[\"model\"], to which FilenameModel may add a state_dict.\n"
           "The same dictionary has the functions train_func, predict_func, criterion and\n"
           "optimizer. Without them the model is trained with Adam and cross entropy or mean\n"
           "squared error, with event weights. The loaders read the events batch by batch from\n"
           "the input files.\n";
  }

 protected:
  void Declare(OptionSet& options) override {
    PythonNetwork::Declare(options);
    options.Declare(use_weights_, "UseWeights",
                    "The loaders of train_func yield (X, y, w) with the event weights, not (X, y)");
  }
  std::string Extension() const override {
    return InitialModelFile().ends_with(".pt2") ? ".pt2" : ".pt";
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
