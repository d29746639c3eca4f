// BatchTransformation: VarTransform's transformations of the features of a BatchGenerator.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/BatchGenerator.h>

namespace TMVA::inline standalone {

/// Fitted in passes over all rows in bounded memory (N, D, P: one or two; U, G: more), then applied
/// to any rows; const and thread-safe. Events have the weights of the generator.
///
///   auto gauss = std::make_shared<BatchTransformation>("G,D", tables, options);
///   generator.SetTransform(gauss->Function());
class BatchTransformation {
 public:
  /// `text` as in option VarTransform: "N", "G_signal,D", "U(x,y)+P". The tables and options are
  /// those of the generator (order, balance and shares do not matter); its labels are the classes,
  /// called `classes` in ascending order ("0", "1", ... when there are no names). OptionError for
  /// what does not fit, DataError for values that are not finite.
  BatchTransformation(std::string_view text, std::vector<BatchTable> tables, BatchOptions options,
                      std::vector<std::string> classes = {},
                      const std::function<void()>& poll = {});
  ~BatchTransformation();
  BatchTransformation(BatchTransformation&&) noexcept;
  BatchTransformation& operator=(BatchTransformation&&) noexcept;

  /// OptionError for a text that does not fit to the columns and classes.
  static void Check(std::string_view text, const std::vector<std::string>& columns,
                    const std::vector<std::string>& classes);

  const std::vector<std::string>& Columns() const;
  /// In place; `x` is [rows, columns], row-major.
  void Apply(std::span<float> x) const;
  /// For BatchGenerator::SetTransform(); keeps the tables of the transformation alive.
  BatchFunction Function() const;

  /// XML in the schema of weight files; as bytes that Load() takes.
  std::string Save() const;
  static BatchTransformation Load(std::string_view state);

 private:
  struct Impl;
  explicit BatchTransformation(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace TMVA::inline standalone
