// The Python methods in a C++ program: the plug-in starts an interpreter of its own.
#include <gtest/gtest.h>

#include <TMVA/BookedMethod.h>
#include <TMVA/Error.h>
#include <TMVA/Method.h>

namespace TMVA::inline standalone {
namespace {

DataSetInfo TwoVariables() {
  DataSetInfo info;
  info.variables = {VariableInfo::Make("x"), VariableInfo::Make("y")};
  info.classes = {{"Signal", "", ""}, {"Background", "", ""}};
  info.analysis = Types::kClassification;
  return info;
}

const MethodInfo* PyTorch() {
  try {
    return &MethodRegistry::Instance().Find("PyTorch");
  } catch (const OptionError&) {
    return nullptr;  // built without Python
  }
}

TEST(PythonEmbedding, ErrorsOfThePythonSideArriveAsOurs) {
  const auto* method = PyTorch();
  if (method == nullptr) GTEST_SKIP() << "the plug-in of the Python methods is not built";
  const auto info = TwoVariables();
  try {
    BookedMethod booked(*method, "Net", "FilenameModel=no_such_model.pt", info, "weights", "job");
    FAIL() << "a missing model file was accepted";
  } catch (const OptionError& error) {
    EXPECT_NE(std::string(error.what()).find("no_such_model.pt"), std::string::npos) << error.what();
  } catch (const Error& error) {  // Python without the package or without PyTorch: it is said so
    const std::string text = error.what();
    EXPECT_TRUE(text.find("tmva[torch]") != std::string::npos || text.find("TMVA_PYTHON") != std::string::npos)
        << text;
  }
}

TEST(PythonEmbedding, UnknownOptionsAreRefusedBeforePythonStarts) {
  const auto* method = PyTorch();
  if (method == nullptr) GTEST_SKIP() << "the plug-in of the Python methods is not built";
  const auto info = TwoVariables();
  EXPECT_THROW(BookedMethod(*method, "Net", "NumEpoch=3", info, "weights", "job"), OptionError);
}

}  // namespace
}  // namespace TMVA::inline standalone
