// Scaler, Normalizer, Binarizer, Imputer, FeatureVectorizer, ArrayFeatureExtractor of ai.onnx.ml.
#include <algorithm>
#include <cmath>

#include "tmva/graph/operators/machine_learning.h"
#include "tmva/graph/operators/scores.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Numbers as floats.
class FeatureOperator : public LayoutOperator {
 public:
  explicit FeatureOperator(const NodeView& node) : LayoutOperator(node) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }

 protected:
  /// `out` gets the shape and the numbers of `in`; columns are those of the last axis.
  std::span<float> Convert(const Array& in, Array& out, std::size_t& columns) const {
    Reset(out, DataType::kFloat, in.GetShape());
    columns = in.Rank() == 0 ? 1 : static_cast<std::size_t>(in.GetShape().back());
    const auto numbers = out.Get<float>();
    if (!Dispatch(Numbers(), in.Type(), [&]<class T>(T) {
          const auto from = in.Get<T>();
          for (std::size_t i = 0; i < from.size(); ++i) numbers[i] = static_cast<float>(from[i]);
        }))
      UnsupportedType(in.Type());
    return numbers;
  }
  /// One for all columns, or one a column.
  void CheckNumber(const char* name, std::size_t size, std::size_t columns) const {
    if (size != 1 && size != columns)
      Fail(std::string(name) + " has " + std::to_string(size) + " numbers for " +
           std::to_string(columns) + " columns");
  }
};

class ScalerOperator : public FeatureOperator {
 public:
  explicit ScalerOperator(const NodeView& node)
      : FeatureOperator(node),
        offset_(node.Floats("offset", {0})),
        scale_(node.Floats("scale", {1})) {}
  void Run(Inputs inputs, Outputs outputs) const override {
    std::size_t columns = 0;
    const auto numbers = Convert(*inputs[0], outputs[0], columns);
    CheckNumber("offset", offset_.size(), columns);
    CheckNumber("scale", scale_.size(), columns);
    for (std::size_t i = 0; i < numbers.size(); ++i)
      numbers[i] = (numbers[i] - offset_[offset_.size() == 1 ? 0 : i % columns]) *
                   scale_[scale_.size() == 1 ? 0 : i % columns];
  }

 private:
  std::vector<float> offset_, scale_;
};

/// Rows of norm 0 stay as they are.
class NormalizerOperator : public FeatureOperator {
 public:
  explicit NormalizerOperator(const NodeView& node)
      : FeatureOperator(node), norm_(node.String("norm", "MAX")) {
    if (norm_ != "MAX" && norm_ != "L1" && norm_ != "L2")
      Fail("norm '" + norm_ + "' is none of MAX, L1, L2");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    std::size_t columns = 0;
    const auto numbers = Convert(*inputs[0], outputs[0], columns);
    for (std::size_t at = 0; at < numbers.size(); at += columns) {
      const auto row = numbers.subspan(at, columns);
      float norm = 0;
      if (norm_ == "MAX") {
        norm = *std::max_element(row.begin(), row.end());
      } else {
        for (const float x : row) norm += norm_ == "L1" ? std::abs(x) : x * x;
        if (norm_ == "L2") norm = std::sqrt(norm);
      }
      if (norm == 0) continue;
      for (float& x : row) x /= norm;
    }
  }

 private:
  std::string norm_;
};

class BinarizerOperator : public FeatureOperator {
 public:
  explicit BinarizerOperator(const NodeView& node)
      : FeatureOperator(node), threshold_(node.Float("threshold", 0)) {}
  void Run(Inputs inputs, Outputs outputs) const override {
    std::size_t columns = 0;
    for (float& x : Convert(*inputs[0], outputs[0], columns)) x = x > threshold_ ? 1.0F : 0.0F;
  }

 private:
  float threshold_;
};

class ImputerOperator : public FeatureOperator {
 public:
  explicit ImputerOperator(const NodeView& node)
      : FeatureOperator(node),
        floats_(node.Floats("imputed_value_floats")),
        ints_(node.Ints("imputed_value_int64s")),
        replaced_(node.Float("replaced_value_float", 0)),
        replaced_int_(node.Int("replaced_value_int64", 0)) {
    if (floats_.empty() == ints_.empty())
      Fail("has to have either imputed_value_floats or imputed_value_int64s");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    if (in.Type() == DataType::kFloat)
      Replace<float>(in, floats_, replaced_, outputs[0]);
    else if (in.Type() == DataType::kInt64)
      Replace<std::int64_t>(in, ints_, replaced_int_, outputs[0]);
    else
      UnsupportedType(in.Type());
  }

 private:
  template <class T>
  void Replace(const Array& in, const std::vector<T>& values, T replaced, Array& out) const {
    const std::size_t columns = in.Rank() == 0 ? 1 : static_cast<std::size_t>(in.GetShape().back());
    CheckNumber("the imputed value", values.size(), columns);
    Reset(out, in.Type(), in.GetShape());
    const auto from = in.Get<T>();
    const auto to = out.Get<T>();
    for (std::size_t i = 0; i < from.size(); ++i) {
      const bool missing = from[i] == replaced || (replaced != replaced && from[i] != from[i]);
      to[i] = missing ? values[values.size() == 1 ? 0 : i % columns] : from[i];
    }
  }

  std::vector<float> floats_;
  std::vector<std::int64_t> ints_;
  float replaced_;
  std::int64_t replaced_int_;
};

/// Columns of all inputs side by side; inputs that are too narrow are filled up with 0.
class FeatureVectorizerOperator : public LayoutOperator {
 public:
  explicit FeatureVectorizerOperator(const NodeView& node)
      : LayoutOperator(node), widths_(node.Ints("inputdimensions")) {
    node.CheckInputs(widths_.size(), widths_.size());
    node.CheckOutputs(1, 1);
    if (widths_.empty()) Fail("has no attribute 'inputdimensions'");
    for (const auto width : widths_)
      if (width < 0 || width > kMostInDimension)
        Fail("inputdimensions " + ShapeText(widths_) + " cannot be");
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    std::vector<Samples> samples;
    std::int64_t total = 0;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      samples.emplace_back(*inputs[k]);
      if (samples[k].shape.empty() || samples[k].shape.size() > 2 ||
          samples[k].size != samples[0].size)
        Fail("expects inputs of as many rows, got shape " + ShapeText(samples[k].shape));
      if (!samples[k].is_number) UnsupportedType(inputs[k]->Type());
      total = std::min(total + widths_[k], kMostInDimension + 1);
    }
    Reset(outputs[0], DataType::kFloat, {static_cast<std::int64_t>(samples[0].size), total});
    FillWithZero(outputs[0]);
    if (outputs[0].Size() == 0) return;
    float* out = outputs[0].Get<float>().data();
    for (std::size_t i = 0; i < samples[0].size; ++i)
      for (std::size_t k = 0; k < samples.size(); ++k) {
        const auto width = static_cast<std::size_t>(widths_[k]);
        std::copy_n(samples[k].Row(i).data(), std::min(width, samples[k].columns), out);
        out += width;
      }
  }

 private:
  std::vector<std::int64_t> widths_;
};

class ArrayFeatureExtractorOperator : public LayoutOperator {
 public:
  explicit ArrayFeatureExtractorOperator(const NodeView& node) : LayoutOperator(node) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& in = *inputs[0];
    if (in.Rank() == 0) Fail("has an input without dimensions");
    Shape shape = in.GetShape();
    const std::int64_t columns = shape.back();
    const auto chosen = Integers(*inputs[1], "Y");
    if (chosen.empty()) Fail("chooses no columns");
    for (const auto index : chosen)
      if (index < 0 || index >= columns)
        Fail("index " + std::to_string(index) + " is not there: there are " +
             std::to_string(columns) + " columns");
    shape.back() = static_cast<std::int64_t>(chosen.size());
    if (shape.size() == 1) shape.insert(shape.begin(), 1);
    Reset(outputs[0], in.Type(), shape);
    for (std::size_t i = 0; i < outputs[0].Size(); ++i)
      CopyBlock(in,
                i / chosen.size() * static_cast<std::size_t>(columns) +
                    static_cast<std::size_t>(chosen[i % chosen.size()]),
                outputs[0], i, 1);
  }
};

}  // namespace

void RegisterFeatures(OperatorRegistry& registry) {
  registry.Add<ScalerOperator>("Scaler", 1, kMachineLearning);
  registry.Add<NormalizerOperator>("Normalizer", 1, kMachineLearning);
  registry.Add<BinarizerOperator>("Binarizer", 1, kMachineLearning);
  registry.Add<ImputerOperator>("Imputer", 1, kMachineLearning);
  registry.Add<FeatureVectorizerOperator>("FeatureVectorizer", 1, kMachineLearning);
  registry.Add<ArrayFeatureExtractorOperator>("ArrayFeatureExtractor", 1, kMachineLearning);
}

}  // namespace TMVA::inline standalone::onnx
