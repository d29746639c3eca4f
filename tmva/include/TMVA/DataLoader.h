// DataLoader: collects variables, trees, cuts and weights, and makes the data set from them.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/DataSet.h>
#include <TMVA/DataSetInfo.h>
#include <TMVA/Types.h>

namespace TMVA::inline standalone {

/// What is taken where TMVA takes a TTree: a ColumnSource, or a pointer to what knows how to become
/// one, such as the TTree of the compatibility headers.
class TreeArgument {
 public:
  using TreePtr = std::shared_ptr<const ColumnSource>;

  TreeArgument(std::nullptr_t) {}
  template <std::convertible_to<TreePtr> Source>
  TreeArgument(Source source) : source_(std::move(source)) {}
  template <class T>
    requires requires(const T& tree) {
      { tree.AsColumnSource() } -> std::convertible_to<TreePtr>;
    }
  TreeArgument(T* tree) : source_(tree ? tree->AsColumnSource() : nullptr) {}

  /// Null where no tree was given.
  const TreePtr& Source() const { return source_; }

 private:
  TreePtr source_;
};

/// TMVA's DataLoader. Wherever TMVA takes a TTree it takes a ColumnSource: a Tree of a File, a
/// chain (OpenSource), or arrays. Nothing is read before the first booking or training asks for
/// data.
class DataLoader {
 public:
  explicit DataLoader(std::string name = "default");
  ~DataLoader();
  DataLoader(const DataLoader&) = delete;
  DataLoader& operator=(const DataLoader&) = delete;
  const std::string& GetName() const;

  /// "expression" or "label := expression"; type 'F' or 'I'. min == max: the range is taken from
  /// data.
  void AddVariable(std::string_view expression, std::string_view title, std::string_view unit,
                   char type = 'F', double min = 0, double max = 0);
  void AddVariable(std::string_view expression, char type = 'F', double min = 0, double max = 0);
  /// One fixed-size array branch as `size` variables expression[0], expression[1], ...
  void AddVariablesArray(std::string_view expression, int size, char type = 'F', double min = 0,
                         double max = 0);
  void AddTarget(std::string_view expression, std::string_view title = {},
                 std::string_view unit = {}, double min = 0, double max = 0);
  void AddRegressionTarget(std::string_view expression, std::string_view title = {},
                           std::string_view unit = {}, double min = 0, double max = 0);
  void AddSpectator(std::string_view expression, std::string_view title = {},
                    std::string_view unit = {}, double min = 0, double max = 0);

  void AddSignalTree(TreeArgument tree, double weight = 1,
                     Types::ETreeType type = Types::kMaxTreeType);
  void AddSignalTree(TreeArgument tree, double weight, std::string_view type);
  void AddBackgroundTree(TreeArgument tree, double weight = 1,
                         Types::ETreeType type = Types::kMaxTreeType);
  void AddBackgroundTree(TreeArgument tree, double weight, std::string_view type);
  void AddRegressionTree(TreeArgument tree, double weight = 1,
                         Types::ETreeType type = Types::kMaxTreeType);
  void AddTree(TreeArgument tree, std::string_view class_name, double weight = 1,
               std::string_view cut = {}, Types::ETreeType type = Types::kMaxTreeType);
  void AddTree(TreeArgument tree, std::string_view class_name, double weight, std::string_view cut,
               std::string_view type);
  void SetInputTrees(TreeArgument signal, TreeArgument background, double signal_weight = 1,
                     double background_weight = 1);
  void SetInputTrees(TreeArgument tree, std::string_view signal_cut,
                     std::string_view background_cut);

  /// Event by event: values are variables, targets, spectators in the order of registration.
  void AddEvent(std::string_view class_name, Types::ETreeType type, std::span<const double> values,
                double weight = 1);
  void AddSignalTrainingEvent(std::span<const double> values, double weight = 1);
  void AddSignalTestEvent(std::span<const double> values, double weight = 1);
  void AddBackgroundTrainingEvent(std::span<const double> values, double weight = 1);
  void AddBackgroundTestEvent(std::span<const double> values, double weight = 1);
  void AddTrainingEvent(std::string_view class_name, std::span<const double> values,
                        double weight = 1);
  void AddTestEvent(std::string_view class_name, std::span<const double> values, double weight = 1);

  void SetSignalWeightExpression(std::string_view expression);
  void SetBackgroundWeightExpression(std::string_view expression);
  /// "" as class: Signal and Background.
  void SetWeightExpression(std::string_view expression, std::string_view class_name = {});
  /// SetCut replaces, AddCut ANDs; "" as class: all classes registered so far.
  void SetCut(std::string_view cut, std::string_view class_name = {});
  void AddCut(std::string_view cut, std::string_view class_name = {});

  void PrepareTrainingAndTestTree(std::string_view cut, std::string_view options);
  void PrepareTrainingAndTestTree(std::string_view signal_cut, std::string_view background_cut,
                                  std::string_view options);
  void PrepareTrainingAndTestTree(std::string_view cut, int signal_train, int background_train,
                                  int signal_test, int background_test,
                                  std::string_view options = "SplitMode=Random:!V");
  void PrepareTrainingAndTestTree(std::string_view cut, int train, int test = -1);

  /// Paths of all files that the trees read.
  std::vector<std::string> InputFiles() const;
  /// The registrations so far. Variable ranges are filled once the data have been read.
  const DataSetInfo& GetDataSetInfo() const;
  /// Fixes the analysis and checks every expression against the trees; nothing is read.
  void SetAnalysisType(Types::EAnalysisType analysis);
  /// Applies cuts, splits, and checks all values: once, at the first call. Registrations made later
  /// are an error.
  const DataSet& GetDataSet() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace TMVA::inline standalone
