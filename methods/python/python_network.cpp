// The options that PyKeras and PyTorch have in common.
#include "methods/python/python_network.h"

namespace TMVA::inline standalone {

void PythonNetwork::Declare(OptionSet& options) {
  options.Declare(filename_model_, "FilenameModel", "File of the model to be trained").KeepBlanks();
  options
      .Declare(filename_trained_model_, "FilenameTrainedModel",
               "File of the trained model (default: TrainedModel_<title> beside the weight file)")
      .KeepBlanks();
  options.Declare(batch_size_, "BatchSize", "Events per training batch").AtLeast(1);
  options.Declare(num_epochs_, "NumEpochs", "Number of training epochs").AtLeast(1);
  options.Declare(num_threads_, "NumThreads", "Threads of the framework (0: its default)")
      .AtLeast(0);
  options.Declare(continue_training_, "ContinueTraining",
                  "Start from FilenameTrainedModel instead of FilenameModel");
  options.Declare(save_best_only_, "SaveBestOnly",
                  "Keep the model with the smallest validation loss, not the last one");
  options.Declare(tries_early_stopping_, "TriesEarlyStopping",
                  "Epochs without a better validation loss until the training stops (< 0: never)");
  options.Declare(learning_rate_schedule_, "LearningRateSchedule",
                  "Learning rate from an epoch on, as 'epoch,rate;epoch,rate', first epoch 0");
  options.Declare(tensor_board_, "TensorBoard", "Folder for TensorBoard's logs").KeepBlanks();
  options.Declare(validation_size_, "ValidationSize",
                  "Training events set aside for validation: '20%', '0.2' or a number of events");
  options
      .Declare(user_code_, "UserCode",
               "Python file that is run in __main__ before the model is loaded")
      .KeepBlanks();
}

}  // namespace TMVA::inline standalone
