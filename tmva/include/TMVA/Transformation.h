// TransformationChain: the input transformations I D N P U G of a method (option VarTransform).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/DataSet.h>
#include <TMVA/WeightNode.h>

namespace TMVA::inline standalone {

namespace onnx {
class GraphBuilder;
}

/// Rows on which a transformation acts in place. A span may be empty where there are no such values
/// (targets are unknown in application: transformations of missing values do nothing).
struct TransformRows {
  std::int64_t size = 0;
  std::span<float> variables;    ///< size x variables, row-major
  std::span<float> targets;      ///< size x targets, or empty
  std::span<double> spectators;  ///< size x spectators, or empty
};

/// One transformation: fitted on a stream, applied to blocks.
class Transformation {
 public:
  virtual ~Transformation() = default;
  virtual std::string Name() const = 0;  ///< as in the weight file: "Normalize", "Gauss", ...
  virtual std::string ShortName()
      const = 0;  ///< as in histogram names: "Norm", "Gauss", "Deco_Signal", ...
  /// One or more passes over training events already transformed by the earlier elements.
  virtual void Fit(const DataSet& data) = 0;
  /// Tables of class `cls` (-1 or out of range: all classes together).
  virtual void Apply(TransformRows& rows, int cls) const = 0;
  /// Back-transformation of targets [size x targets]; ModelError where there is none.
  virtual void InverseTargets(std::int64_t size, std::span<double> targets) const = 0;
  virtual bool ActsOnTargets() const = 0;
  /// Adds what Apply does to variables alone: from a value [N, variables] of float to another.
  /// ModelError where operators of ONNX cannot say it.
  virtual std::string ToGraph(onnx::GraphBuilder& graph, const std::string& variables,
                              int cls) const = 0;
  /// Adds what InverseTargets does, to a value [N, targets] of float.
  virtual std::string InverseToGraph(onnx::GraphBuilder& graph,
                                     const std::string& targets) const = 0;
  virtual void Save(WeightNode& transform) const = 0;
  virtual void Load(const WeightNode& transform) = 0;
  /// Class whose tables this element uses (number), or -1 for all classes together.
  int reference_class = -1;
};

class TransformationChain {
 public:
  TransformationChain() = default;
  TransformationChain(TransformationChain&&) noexcept = default;
  TransformationChain& operator=(TransformationChain&&) noexcept = default;

  /// Reads "G_Signal,D", "N(_V0_,var3)+P", "None", "". OptionError for unknown names, classes or
  /// indices.
  static TransformationChain Parse(std::string_view text, const DataSetInfo& info);
  /// Reads the Transformations element. `text` is the method's VarTransform option: it gives the
  /// reference classes, which the element lacks; pass "" for a file that TMVA wrote, whose Reader
  /// applies the all-classes tables.
  static TransformationChain Load(const WeightNode& transformations, std::string_view text,
                                  const DataSetInfo& info);
  /// Fits element after element, each on events transformed by those before it.
  void Fit(const DataSet& data);
  void Save(WeightNode& transformations) const;

  bool Empty() const { return elements_.empty(); }
  std::size_t Size() const { return elements_.size(); }
  const Transformation& operator[](std::size_t i) const { return *elements_[i]; }
  /// Applies all elements with their reference classes; `cls` >= 0 overrides these (Likelihood,
  /// HMatrix).
  void Apply(TransformRows& rows, int cls = -1) const;
  void InverseTargets(std::int64_t size, std::span<double> targets) const;
  bool ActsOnTargets() const;
  /// The same as nodes of a graph: see Transformation.
  std::string ToGraph(onnx::GraphBuilder& graph, std::string variables) const;
  std::string InverseToGraph(onnx::GraphBuilder& graph, std::string targets) const;
  /// "Id", "Deco", "Gauss_Deco": for directories and histograms.
  std::string ShortName() const;

 private:
  std::vector<std::unique_ptr<Transformation>> elements_;
  std::size_t num_variables_ = 0, num_targets_ = 0, num_spectators_ = 0;
};

/// `data` with every event passed through the first `elements` of `chain` (all when negative). Both
/// must outlive the result.
std::unique_ptr<DataSet> MakeTransformedDataSet(const DataSet& data,
                                                const TransformationChain& chain,
                                                int elements = -1);

}  // namespace TMVA::inline standalone
