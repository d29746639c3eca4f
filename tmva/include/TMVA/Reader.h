// Reader: applies trained methods from their weight files.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/RTensor.h>
#include <TMVA/Types.h>

namespace TMVA::inline standalone {

class BookedMethod;
class RModel;

/// TMVA's Reader. The classic form reads the values behind the pointers given to AddVariable; the
/// other forms take the values and may be used from several threads at once.
class Reader {
 public:
  explicit Reader(std::string_view options = {}, bool verbose = false);
  Reader(const std::vector<std::string>& variables, std::string_view options = {},
         bool verbose = false);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void AddVariable(std::string_view expression, const float* value);
  void AddVariable(std::string_view expression, const int* value);  ///< throws, as in TMVA
  void AddSpectator(std::string_view expression, const float* value);
  void AddSpectator(std::string_view expression, const int* value);
  void AddSpectator(std::string_view expression, const double* value);
  void AddSpectator(std::string_view expression, const long long* value);

  /// Reads a weight file (.xml or .xml.gz) or a model ("model.onnx", "file.root:dir/name"), and
  /// checks its variables and spectators against those declared here; none declared: those of the
  /// file are taken. `user_code` names a Python file that the user wants to be run; one named in
  /// the weight file never is. Model files that can run code (pickles, torch.export archives) are
  /// read only with `allow_pickle`.
  BookedMethod* BookMVA(std::string_view tag, std::string_view weight_file,
                        std::string_view user_code = {}, bool allow_pickle = false);
  BookedMethod* BookMVA(Types::EMVA type, std::string_view weight_file);

  /// Response to the values behind the pointers (first target or class of a regression or
  /// multiclass method); -999 for NaN inputs, with an error message.
  double EvaluateMVA(std::string_view tag, double aux = 0) const;
  double EvaluateMVA(std::span<const float> values, std::string_view tag, double aux = 0) const;
  double EvaluateMVA(std::span<const double> values, std::string_view tag, double aux = 0) const;
  std::vector<float> EvaluateRegression(std::string_view tag, double aux = 0) const;
  float EvaluateRegression(unsigned target, std::string_view tag, double aux = 0) const;
  std::vector<float> EvaluateMulticlass(std::string_view tag, double aux = 0) const;
  float EvaluateMulticlass(unsigned cls, std::string_view tag, double aux = 0) const;
  /// P(signal | response) for a signal fraction; -1 without MVA PDFs.
  double GetProba(std::string_view tag, double signal_fraction = 0.5, double mva = -9999999) const;
  /// Integral of the background PDF up to the response; -1 without MVA PDFs.
  double GetRarity(std::string_view tag, double mva = -9999999) const;
  double GetMVAError() const;
  double GetMVAErrorLower() const;
  double GetMVAErrorUpper() const;

  /// Batches: [n, variables] (spectators [n, spectators] or empty) -> [n, outputs]. Thread-safe.
  void Evaluate(std::string_view tag, RTensor<const float> variables,
                RTensor<const double> spectators, RTensor<double> out, double aux = 0) const;
  /// Whole tables: the variables' labels or expressions are evaluated over `source`, streaming.
  /// Returns [entries, outputs].
  RTensor<double> Evaluate(std::string_view tag, const ColumnSource& source, double aux = 0) const;

  /// Never null: DataError with the nearest tag where there is no such method.
  BookedMethod* FindMVA(std::string_view tag) const;
  /// A booked method as a model, transformations included: to be kept in a ROOT file, or to leave
  /// as ONNX. ModelError for a method that cannot be a graph.
  RModel ToGraph(std::string_view tag) const;
  std::vector<std::string> Tags() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace TMVA::inline standalone
