// PyKeras: options of the method; tmva/pymva/keras.py does the work.
#include "methods/python/python_network.h"
#include "methods/python/register.h"

namespace TMVA::inline standalone {
namespace {

class MethodPyKeras : public PythonNetwork {
 public:
  explicit MethodPyKeras(const MethodContext& context)
      : PythonNetwork(context, "PyKeras", "tmva.pymva.keras", "KerasMethod") {}

  std::string Help() const override {
    return "Trains a compiled Keras model (.keras or .h5) on the backend that KERAS_BACKEND\n"
           "names. The batches are read from the input files while the model trains; the event\n"
           "weights are given to Keras as sample weights. The script or UserCode may list more\n"
           "callbacks than the options make, as load_model_custom_objects[\"callbacks\"].\n";
  }

 protected:
  void Declare(OptionSet& options) override {
    PythonNetwork::Declare(options);
    options.Declare(verbose_, "Verbose", "Verbosity of Keras: 0, 1 or 2").Range(0, 2);
    options.Declare(gpu_options_, "GpuOptions", "TensorFlow's GPU settings: 'allow_growth=True'");
    options.Declare(tf_keras_, "tf.keras", "Take tensorflow.keras where TensorFlow is the backend");
    options.Declare(tfkeras_, "tfkeras", "Same as tf.keras, usable as a Python keyword");
  }
  std::string Extension() const override {
    return InitialModelFile().ends_with(".h5") ? ".h5" : ".keras";
  }

 private:
  int verbose_ = 1;
  std::string gpu_options_;
  bool tf_keras_ = true, tfkeras_ = true;
};

}  // namespace

MethodInfo DescribePyKeras() {
  return {"PyKeras", "Keras models", Classification | Multiclass | Regression,
          [](const MethodContext& context) { return std::make_unique<MethodPyKeras>(context); }};
}

}  // namespace TMVA::inline standalone
