// Ranges, means, RMS and correlations of variables and targets, from one pass over a sample.
#pragma once

#include <cstddef>
#include <vector>

#include <TMVA/DataSet.h>

namespace TMVA::inline standalone {

/// Columns are the variables, then the targets.
class VariableMoments {
 public:
  /// `cross`: also the products that correlations need (columns squared numbers a class).
  VariableMoments(const DataSet& data, Types::ETreeType sample, bool cross);

  std::size_t columns() const { return columns_; }
  double Min(std::size_t column) const { return min_[column]; }
  double Max(std::size_t column) const { return max_[column]; }
  /// Of all classes together.
  double Mean(std::size_t column) const;
  double Rms(std::size_t column) const;
  /// Range of histograms: the data, cut at eight RMS around the mean.
  double Low(std::size_t column) const;
  double High(std::size_t column) const;
  /// Linear correlation within a class; 0 for a column without spread.
  double Correlation(std::size_t cls, std::size_t a, std::size_t b) const;
  bool HasEvents(std::size_t cls) const { return classes_[cls].weight > 0; }

 private:
  struct ClassSums {
    double weight = 0;
    std::vector<double> sum, square, cross;  ///< of values minus origin_
  };
  void Add(const EventBatch& batch, bool cross);
  void AddValues(ClassSums& sums, double weight, bool cross);

  std::size_t columns_, variables_;
  std::vector<double> origin_, min_, max_, values_;
  std::vector<ClassSums> classes_;
  bool started_ = false;
};

/// Value of a column (variables, then targets) of event `e`.
inline float ColumnValue(const EventBatch& batch, std::size_t variables, std::size_t targets,
                         std::size_t e, std::size_t column) {
  return column < variables ? batch.variables.GetData()[e * variables + column]
                            : batch.targets.GetData()[e * targets + column - variables];
}

}  // namespace TMVA::inline standalone
