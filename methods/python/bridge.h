// The bridge between the C++ side of Python methods and their Python side. The plug-in knows no
// pybind11: the module tmva._core offers one function, found through a capsule, that makes a model.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <TMVA/Method.h>

namespace TMVA::inline standalone {

using PythonOption = std::variant<bool, std::int64_t, double, std::string>;

/// What the Python class is made from.
struct PythonMethodSetup {
  std::string module;      ///< "tmva.pymva.torch"
  std::string class_name;  ///< "TorchMethod"
  std::string method;      ///< "PyTorch"
  const MethodContext* context = nullptr;
  std::vector<std::pair<std::string, PythonOption>> options;
};

/// What a training leaves behind beside the model.
struct TrainingRecord {
  std::vector<std::pair<std::string, std::vector<double>>> history;  ///< values by epoch
  std::vector<double> importances;                                   ///< of the variables, or empty
};

/// A method that lives in Python. Errors that Python code raises arrive as PythonError with the
/// traceback; those of tmva's own tree as what they are.
class PythonModel {
 public:
  virtual ~PythonModel() = default;
  virtual void Book() = 0;  ///< checks options and model file against the data set
  virtual void Train(TrainingContext& context) = 0;
  virtual TrainingRecord Record() const = 0;
  virtual std::string Save() const = 0;  ///< puts the model beside the weight file; its checksum
  /// Finds and reads the trained model; `checksum` is empty when the weight file has none.
  virtual void Load(const std::string& checksum) = 0;
  virtual void Evaluate(const EventBlock& events, ResponseBlock& response) const = 0;
};

struct PythonBridge {
  std::unique_ptr<PythonModel> (*make)(const PythonMethodSetup& setup);
};
inline constexpr const char* kPythonBridgeCapsule = "tmva._core._bridge";

}  // namespace TMVA::inline standalone
