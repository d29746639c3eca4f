// Factory: books, trains, tests and compares methods.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <TMVA/DataLoader.h>
#include <TMVA/File.h>
#include <TMVA/Method.h>
#include <TMVA/Types.h>

namespace TMVA::inline standalone {

class BookedMethod;

/// Where the Factory writes its results: a path, or a pointer to an open file, such as the TFile of
/// the compatibility headers, that hands its path over.
class FileArgument {
 public:
  FileArgument(std::nullptr_t) {}
  FileArgument(const char* path) : path_(path) {}
  FileArgument(std::string path) : path_(std::move(path)) {}
  template <class T>
    requires requires(T& file) {
      { file.HandOver() } -> std::convertible_to<std::string>;
    }
  FileArgument(T* file) : path_(file ? file->HandOver() : std::string()) {}

  const std::string& Path() const { return path_; }

 private:
  std::string path_;
};

/// The ROC curves of all methods of a data set. Stands where TMVA returns a canvas: it answers
/// `->`, and becomes a pointer to any class of pictures that can be made from curves.
class ROCCurves {
 public:
  explicit ROCCurves(std::vector<Graph> curves) : curves_(std::move(curves)) {}
  const std::vector<Graph>& Curves() const { return curves_; }
  const ROCCurves* operator->() const { return this; }
  /// Nothing is drawn in C++: says so, and which curves these are.
  void Draw(std::string_view option = {}) const;
  template <class Picture>
    requires requires(const ROCCurves& curves) {
      { Picture::Of(curves) } -> std::convertible_to<Picture*>;
    }
  operator Picture*() const {
    return Picture::Of(*this);
  }

 private:
  std::vector<Graph> curves_;
};

class Factory {
 public:
  /// `target` is the ROOT file that EvaluateAllMethods writes; "" writes none.
  Factory(std::string job_name, const FileArgument& target, std::string_view options);
  /// Without an output file.
  explicit Factory(std::string job_name, std::string_view options = {});
  ~Factory();
  Factory(const Factory&) = delete;
  Factory& operator=(const Factory&) = delete;

  /// Books a method. OptionError for unknown options or an analysis the method can't do; the loader
  /// must outlive the factory. What is returned lives, as in TMVA, until the method is trained:
  /// GetMethod() then gives the one that was read back from its weight file.
  BookedMethod* BookMethod(DataLoader& loader, std::string_view method, std::string_view title,
                           std::string_view options = {});
  BookedMethod* BookMethod(DataLoader& loader, Types::EMVA method, std::string_view title,
                           std::string_view options = {});
  BookedMethod* BookMethod(DataLoader* loader, std::string_view method, std::string_view title,
                           std::string_view options = {}) {
    return BookMethod(*loader, method, title, options);
  }
  BookedMethod* BookMethod(DataLoader* loader, Types::EMVA method, std::string_view title,
                           std::string_view options = {}) {
    return BookMethod(*loader, method, title, options);
  }

  /// A Python method that raises is reported and skipped; the first such error is thrown at the
  /// end.
  void TrainAllMethods();
  void TestAllMethods();
  void EvaluateAllMethods();

  /// Area under the exact weighted ROC curve. Multiclass: class `cls` against the rest.
  double GetROCIntegral(std::string_view dataset, std::string_view title, unsigned cls = 0,
                        Types::ETreeType sample = Types::kTesting) const;
  double GetROCIntegral(const DataLoader& loader, std::string_view title, unsigned cls = 0,
                        Types::ETreeType sample = Types::kTesting) const;
  double GetROCIntegral(const DataLoader* loader, std::string_view title, unsigned cls = 0) const {
    return GetROCIntegral(*loader, title, cls);
  }
  /// x: signal efficiency, y: background rejection.
  Graph GetROCCurve(std::string_view dataset, std::string_view title, unsigned cls = 0,
                    Types::ETreeType sample = Types::kTesting) const;
  Graph GetROCCurve(const DataLoader& loader, std::string_view title, unsigned cls = 0) const;
  Graph GetROCCurve(const DataLoader* loader, std::string_view title, unsigned cls = 0) const {
    return GetROCCurve(*loader, title, cls);
  }
  /// Of all methods.
  ROCCurves GetROCCurve(const DataLoader& loader, unsigned cls = 0) const;
  ROCCurves GetROCCurve(const DataLoader* loader, unsigned cls = 0) const {
    return GetROCCurve(*loader, cls);
  }

  bool HasMethod(std::string_view dataset, std::string_view title) const;
  BookedMethod& GetMethod(std::string_view dataset, std::string_view title) const;
  std::vector<std::string> MethodTitles(std::string_view dataset) const;
  void DeleteAllMethods();
  void PrintHelpMessage(std::string_view dataset, std::string_view title = {}) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace TMVA::inline standalone
