// The Python methods in a C++ program: the plug-in starts an interpreter of its own.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include <TMVA/BookedMethod.h>
#include <TMVA/Error.h>
#include <TMVA/Method.h>
#include <TMVA/PyMethodBase.h>
#include <TMVA/Reader.h>

namespace TMVA::inline standalone {
namespace {

DataSetInfo TwoVariables() {
  DataSetInfo info;
  info.variables = {VariableInfo::Make("x"), VariableInfo::Make("y")};
  info.classes = {{"Signal", "", ""}, {"Background", "", ""}};
  info.analysis = Types::kClassification;
  return info;
}

const MethodInfo* Find(const char* method) {
  try {
    return &MethodRegistry::Instance().Find(method);
  } catch (const OptionError&) {
    return nullptr;  // built without Python
  }
}
const MethodInfo* PyTorch() { return Find("PyTorch"); }

/// Signal at x > y, background at x < y.
std::unique_ptr<DataSet> Events(const DataSetInfo& info) {
  MemoryEvents events;
  for (int i = 0; i < 400; ++i) {
    const auto x = static_cast<float>(i % 20), y = static_cast<float>(i / 20);
    events.variables.insert(events.variables.end(), {x, y});
    events.weights.push_back(1);
    events.classes.push_back(x > y ? 0 : 1);
  }
  return MakeMemoryDataSet(info, events, events);
}

/// An empty folder of the test's own, gone at its end.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("tmva_embedding_{}", ::getpid())) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const char* name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Books and trains a method in this C++ program, and applies it from its weight file. The user
/// code may write "model.keras" in the folder that it finds in the variable `folder`.
void TrainAndRead(const char* method, const std::string& options, const std::string& user_code) {
  const auto* found = Find(method);
  if (found == nullptr) GTEST_SKIP() << "the plug-in of the Python methods is not built";
  const Folder folder;
  const auto info = TwoVariables();
  const auto data = Events(info);
  std::string all = options;
  const std::string initial = "FilenameModel=";
  if (all.starts_with(initial)) all.insert(initial.size(), folder / "");
  if (!user_code.empty()) {
    std::ofstream(folder / "code.py") << "folder = '" << folder / "" << "'\n" << user_code;
    all += ":UserCode=" + (folder / "code.py");
  }
  try {
    BookedMethod booked(*found, "M", all, info, folder / "weights", "job");
    booked.Train(*data, folder / "weights/job_M.weights.xml");
  } catch (const Error& error) {  // Python without the package or the framework: it is said so
    const std::string text = error.what();
    if (text.find("pip install") == std::string::npos &&
        text.find("TMVA_PYTHON") == std::string::npos)
      throw;
    GTEST_SKIP() << text;
  }
  std::filesystem::rename(folder / "weights", folder / "moved");
  Reader reader("Silent");
  reader.BookMVA("M", folder / "moved/job_M.weights.xml",
                 user_code.empty() ? "" : folder / "code.py");
  EXPECT_GT(reader.EvaluateMVA(std::vector<float>{18, 3}, "M"), 0.5);
  EXPECT_LT(reader.EvaluateMVA(std::vector<float>{3, 18}, "M"), 0.5);
}

TEST(PythonEmbedding, ErrorsOfThePythonSideArriveAsOurs) {
  const auto* method = PyTorch();
  if (method == nullptr) GTEST_SKIP() << "the plug-in of the Python methods is not built";
  const auto info = TwoVariables();
  try {
    BookedMethod booked(*method, "Net", "FilenameModel=no_such_model.pt", info, "weights", "job");
    FAIL() << "a missing model file was accepted";
  } catch (const OptionError& error) {
    EXPECT_NE(std::string(error.what()).find("no_such_model.pt"), std::string::npos)
        << error.what();
  } catch (const Error& error) {  // Python without the package or without PyTorch: it is said so
    const std::string text = error.what();
    EXPECT_TRUE(text.find("tmva[torch]") != std::string::npos ||
                text.find("TMVA_PYTHON") != std::string::npos)
        << text;
  }
}

TEST(PythonEmbedding, UnknownOptionsAreRefusedBeforePythonStarts) {
  const auto* method = PyTorch();
  if (method == nullptr) GTEST_SKIP() << "the plug-in of the Python methods is not built";
  const auto info = TwoVariables();
  EXPECT_THROW(BookedMethod(*method, "Net", "NumEpoch=3", info, "weights", "job"), OptionError);
}

TEST(PythonEmbedding, PyInitializeStartsPython) {
  if (PyTorch() == nullptr) GTEST_SKIP() << "the plug-in of the Python methods is not built";
  try {
    PyMethodBase::PyInitialize();
  } catch (const PythonError& error) {
    GTEST_SKIP() << error.what();
  }
  EXPECT_TRUE(PyMethodBase::PyIsInitialized());
  EXPECT_THROW(PyMethodBase::PySetProgramName("python3"), PythonError);
  PyMethodBase::PyInitialize();
  PyMethodBase::PyFinalize();
  EXPECT_TRUE(PyMethodBase::PyIsInitialized());
}

TEST(PythonEmbedding, ProgramNameDecidesWhichPythonStarts) {
  if (PyTorch() == nullptr) GTEST_SKIP() << "the plug-in of the Python methods is not built";
  if (PyMethodBase::PyIsInitialized()) GTEST_SKIP() << "another test has started Python";
  const auto before = PyMethodBase::Py_GetProgramName();
  PyMethodBase::PySetProgramName("/no/such/python");
  EXPECT_EQ(PyMethodBase::Py_GetProgramName(), "/no/such/python");
  try {
    PyMethodBase::PyInitialize();
    FAIL() << "a Python that does not exist has started";
  } catch (const PythonError& error) {
    EXPECT_NE(std::string(error.what()).find("/no/such/python"), std::string::npos) << error.what();
  }
  EXPECT_FALSE(PyMethodBase::PyIsInitialized());
  PyMethodBase::PySetProgramName(before);
}

TEST(PythonEmbedding, RandomForestTrainsAndIsReadInCpp) {
  TrainAndRead("PyRandomForest", "NEstimators=5:MaxDepth=6:RandomState=1", "");
}

TEST(PythonEmbedding, TorchModelOfUserCodeTrainsAndIsReadInCpp) {
  TrainAndRead("PyTorch", "NumEpochs=30:BatchSize=20:LearningRateSchedule=0,0.03:VarTransform=N",
               "import torch\n"
               "load_model_custom_objects = {'model': lambda: torch.nn.Linear(2, 2)}\n");
}

TEST(PythonEmbedding, KerasModelTrainsAndIsReadInCpp) {
  ::setenv("KERAS_BACKEND", "torch", 0);
  TrainAndRead("PyKeras",
               "FilenameModel=model.keras:NumEpochs=20:BatchSize=20:Verbose=0:VarTransform=N",
               "import keras\n"
               "layers = [keras.layers.Input((2,)), keras.layers.Dense(2, 'softmax')]\n"
               "m = keras.Sequential(layers)\n"
               "m.compile(loss='categorical_crossentropy', optimizer=keras.optimizers.Adam(0.05))\n"
               "m.save(folder + 'model.keras')\n");
}

}  // namespace
}  // namespace TMVA::inline standalone
