// What all methods share whose work is done in Python.
#include "methods/python/python_method.h"

#include "methods/python/interpreter.h"

namespace TMVA::inline standalone {

PythonMethod::PythonMethod(const MethodContext& context, std::string method, std::string module,
                           std::string class_name, std::string extension)
    : context_(context), extension_(std::move(extension)) {
  setup_.method = std::move(method);
  setup_.module = std::move(module);
  setup_.class_name = std::move(class_name);
}

void PythonMethod::DeclareNetworkOptions(OptionSet& options) {
  options.Declare(filename_model_, "FilenameModel", "File of the model to be trained").KeepBlanks();
  options.Declare(filename_trained_model_, "FilenameTrainedModel",
                  "File of the trained model (default: TrainedModel_<title>" + extension_ +
                      " beside the weight file)").KeepBlanks();
  options.Declare(batch_size_, "BatchSize", "Events per training batch").AtLeast(1);
  options.Declare(num_epochs_, "NumEpochs", "Number of training epochs").AtLeast(1);
  options.Declare(num_threads_, "NumThreads", "Threads of the framework (0: its default)").AtLeast(0);
  options.Declare(continue_training_, "ContinueTraining",
                  "Start from FilenameTrainedModel instead of FilenameModel");
  options.Declare(save_best_only_, "SaveBestOnly",
                  "Keep the model with the smallest validation loss, not the last one");
  options.Declare(learning_rate_schedule_, "LearningRateSchedule",
                  "Learning rate from an epoch on, as 'epoch,rate;epoch,rate'");
  options.Declare(validation_size_, "ValidationSize",
                  "Training events set aside for validation: '20%', '0.2' or a number of events");
  options.Declare(user_code_, "UserCode",
                  "Python file that is run in __main__ before the model is loaded").KeepBlanks();
}

std::vector<std::pair<std::string, PythonOption>> PythonMethod::OptionValues() const {
  std::vector<std::pair<std::string, PythonOption>> values = {
      {"FilenameModel", filename_model_},
      {"FilenameTrainedModel", filename_trained_model_},
      {"BatchSize", std::int64_t{batch_size_}},
      {"NumEpochs", std::int64_t{num_epochs_}},
      {"NumThreads", std::int64_t{num_threads_}},
      {"ContinueTraining", continue_training_},
      {"SaveBestOnly", save_best_only_},
      {"LearningRateSchedule", learning_rate_schedule_},
      {"ValidationSize", validation_size_},
      {"UserCode", user_code_}};
  for (auto& value : OwnOptionValues()) values.push_back(std::move(value));
  return values;
}

void PythonMethod::Make() {
  if (filename_trained_model_.empty())
    filename_trained_model_ =
        context_.weight_directory + "/TrainedModel_" + context_.title + extension_;
  setup_.context = &context_;
  setup_.options = OptionValues();
  model_ = GetPythonBridge().make(setup_);
}

void PythonMethod::Configure(const OptionSet&) {
  if (context_.job_name.empty()) return;  // from a weight file: the initial model is not needed
  Make();
  model_->Book();
}

void PythonMethod::Train(TrainingContext& context) {
  if (!model_) {
    Make();
    model_->Book();
  }
  model_->Train(context);
}

void PythonMethod::Evaluate(const EventBlock& events, ResponseBlock& response) const {
  if (!model_) throw ModelError(setup_.method + " '" + context_.title + "' has not been trained");
  model_->Evaluate(events, response);
}

// The model has a file of its own; the options name it.
void PythonMethod::Save(WeightNode&) const {}

void PythonMethod::Load(const WeightNode&) {
  Make();
  model_->Load();
}

}  // namespace TMVA::inline standalone
