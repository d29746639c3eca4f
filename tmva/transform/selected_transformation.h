// SelectedTransformation: what all transformations share - gathering the selected values of an
// event, choosing the class's table, putting the results back as floats.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <TMVA/Transformation.h>

#include "tmva/transform/selection.h"

namespace TMVA::inline standalone {

class SelectedTransformation : public Transformation {
 public:
  SelectedTransformation(Selection selection, std::shared_ptr<const DataSetInfo> info);
  void Apply(TransformRows& rows, int cls) const final;
  void InverseTargets(std::int64_t size, std::span<double> targets) const final;
  bool ActsOnTargets() const final { return !target_inputs_.empty(); }
  std::string ToGraph(onnx::GraphBuilder& graph, const std::string& variables, int cls) const final;
  std::string InverseToGraph(onnx::GraphBuilder& graph, const std::string& targets) const final;
  void Save(WeightNode& transform) const final;
  void Load(const WeightNode& transform) final;
  std::string ShortName() const final;

 protected:
  /// Transforms the selected values of one event in place, with doubles in between.
  virtual void Transform(std::span<float> values, std::size_t table) const = 0;
  /// Transforms the selected targets back; `inputs` are their places among the selected inputs.
  virtual void Invert(std::span<float> targets, std::span<const std::size_t> inputs,
                      std::size_t table) const = 0;
  /// Adds what Transform does: from a value [N, inputs.size()] of float, the selected inputs
  /// `inputs`, to another.
  virtual std::string AddTransform(onnx::GraphBuilder& graph, const std::string& values,
                                   std::span<const std::size_t> inputs,
                                   std::size_t table) const = 0;
  /// Adds what Invert does, in the same way.
  virtual std::string AddInvert(onnx::GraphBuilder& graph, const std::string& targets,
                                std::span<const std::size_t> inputs, std::size_t table) const = 0;
  virtual std::size_t NumTables() const = 0;
  /// Each value is transformed by itself: then targets may be missing.
  virtual bool Elementwise() const { return true; }
  virtual std::string BaseName() const = 0;  ///< "Deco"
  virtual void SaveTables(WeightNode& transform) const = 0;
  virtual void LoadTables(const WeightNode& transform) = 0;
  /// Inputs of files from before 2010, which have no Selection.
  virtual Selection LegacySelection() const { return Selection::All(Info(), false); }

  /// One training event: selected values, weight, class, hash.
  struct Event {
    std::span<const float> values;
    double weight;
    std::size_t cls;
    std::uint64_t hash;
  };
  /// Calls `use` for each training event. DataError for values that are not finite.
  void ForEachEvent(const DataSet& data, const std::function<void(const Event&)>& use) const;
  /// Tables: one a class, and one for all classes together if there are several.
  static std::size_t TablesFor(const DataSet& data);
  /// "class 'Signal'" or "all classes": for messages.
  std::string TableName(std::size_t table) const;
  std::string Label(std::size_t input) const { return selection_.Label(input, Info()); }
  const DataSetInfo& Info() const { return *info_; }
  const Selection& Selected() const { return selection_; }
  std::size_t NumInputs() const { return selection_.Size(); }
  [[noreturn]] void Fail(const std::string& what) const;  ///< DataError with the name in front

 private:
  void SetSelection(Selection selection);
  /// The number of the tables of class `cls`. ModelError before training.
  std::size_t TableOf(int cls) const;
  Selection selection_;
  std::vector<std::size_t> target_inputs_;  ///< places of targets among the inputs
  std::shared_ptr<const DataSetInfo> info_;
};

}  // namespace TMVA::inline standalone
