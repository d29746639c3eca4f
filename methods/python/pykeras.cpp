// PyKeras: options of the method; tmva/pymva/keras.py does the work.
#include "methods/python/python_method.h"
#include "methods/python/register.h"

namespace TMVA::inline standalone {
namespace {

class MethodPyKeras : public PythonMethod {
 public:
  explicit MethodPyKeras(const MethodContext& context)
      : PythonMethod(context, "PyKeras", "tmva.pymva.keras", "KerasMethod", ".keras") {}

  void DeclareOptions(OptionSet& options) override {
    DeclareNetworkOptions(options);
    options.Declare(tries_early_stopping_, "TriesEarlyStopping",
                    "Epochs without a better validation loss before the training stops (< 0: never)");
    options.Declare(verbose_, "Verbose", "Verbosity of Keras: 0, 1 or 2").Range(0, 2);
    options.Declare(gpu_options_, "GpuOptions",
                    "TensorFlow's GPU settings, as 'allow_growth=True'");
    options.Declare(tensor_board_, "TensorBoard", "Folder for TensorBoard's logs").KeepBlanks();
    options.Declare(tf_keras_, "tf.keras", "Take tensorflow.keras where TensorFlow is the backend");
    options.Declare(tfkeras_, "tfkeras", "Same as tf.keras, usable as a Python keyword");
  }
  std::string Help() const override {
    return "Trains a compiled Keras model (.keras or .h5). The batches are read from the input files\n"
           "while the model trains; the event weights are given to Keras as sample weights.\n";
  }

 protected:
  std::vector<std::pair<std::string, PythonOption>> OwnOptionValues() const override {
    return {{"TriesEarlyStopping", std::int64_t{tries_early_stopping_}},
            {"Verbose", std::int64_t{verbose_}},
            {"GpuOptions", gpu_options_},
            {"TensorBoard", tensor_board_},
            {"tf.keras", tf_keras_ && tfkeras_}};
  }

 private:
  int tries_early_stopping_ = -1, verbose_ = 1;
  std::string gpu_options_, tensor_board_;
  bool tf_keras_ = true, tfkeras_ = true;
};

}  // namespace

MethodInfo DescribePyKeras() {
  return {"PyKeras", "Keras models", Classification | Multiclass | Regression,
          [](const MethodContext& context) { return std::make_unique<MethodPyKeras>(context); }};
}

}  // namespace TMVA::inline standalone
