// What the models of ai.onnx.ml have in common: rows of numbers as input, scores that are
// transformed, labels.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tmva/graph/operators/layout.h"

namespace TMVA::inline standalone::onnx {

/// An array as rows of floats: [N, C], or one row [C].
struct Samples {
  explicit Samples(const Array& array);
  Samples(Samples&&) = default;
  std::span<const float> Row(std::size_t i) const { return {data + i * columns, columns}; }

  std::size_t size = 0, columns = 0;
  const float* data = nullptr;
  bool is_number = true;  ///< false: of a type that holds no numbers
  Shape shape;

 private:
  std::vector<float> converted_;
};

enum class PostTransform : std::uint8_t { kNone, kSoftmax, kLogistic, kSoftmaxZero, kProbit };

/// An operator that answers with scores.
class ScoreOperator : public LayoutOperator {
 public:
  explicit ScoreOperator(const NodeView& node);

 protected:
  Samples Read(const Array& array) const;
  void CheckColumns(const Samples& samples, std::size_t expected) const;
  /// In place, over the scores of one row.
  static void Transform(PostTransform transform, std::span<float> scores);
  /// The scores of two classes of a single one, `score` of the second: the other's is 1 - score
  /// when `complement`, or else -score.
  void TransformTwo(float score, bool complement, std::span<float> two) const;
  /// Runtimes disagree on what transforms of a single score other than PROBIT are.
  void CheckSingleScore(const NodeView& node) const;

  PostTransform transform_;
};

/// The labels of classes: whole numbers or texts.
class ClassLabels {
 public:
  /// `ints` and `strings` name the attributes.
  ClassLabels(const NodeView& node, const char* ints, const char* strings);
  std::size_t Size() const { return strings_.empty() ? ints_.size() : strings_.size(); }
  void Write(const std::vector<std::size_t>& classes, Array& out) const;

 private:
  std::vector<std::int64_t> ints_;
  std::vector<std::string> strings_;
};

}  // namespace TMVA::inline standalone::onnx
