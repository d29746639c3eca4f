// RStandardScaler: shifts and scales columns to mean 0 and standard deviation 1.
#pragma once

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <TMVA/Error.h>
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>
#include <TMVA/RTensor.h>

namespace TMVA::inline standalone::Experimental {

template <class T>
class RStandardScaler {
 public:
  RStandardScaler() = default;
  /// What Save() wrote under a name.
  RStandardScaler(const std::string& name, const std::string& path) {
    const auto file = File::Open(path);
    means_ = Values(*file, name + "/means");
    stds_ = Values(*file, name + "/stds");
  }
  /// Adds to a ROOT file, or makes it.
  void Save(const std::string& name, const std::string& path) const {
    auto file = std::filesystem::exists(path) ? OutputFile::Update(path) : OutputFile::Create(path);
    const auto column = [](const std::vector<T>& v) {
      return StoredMatrix{static_cast<std::int64_t>(v.size()), 1, {v.begin(), v.end()}};
    };
    file->Write(name, "means", column(means_));
    file->Write(name, "stds", column(stds_));
    file->Close();
  }

  /// Mean and standard deviation (with n - 1) of each column. DataError for fewer than two rows.
  void Fit(const RTensor<T>& x) {
    CheckMatrix(x);
    const std::size_t rows = x.GetShape()[0], columns = x.GetShape()[1];
    if (rows < 2) throw DataError("RStandardScaler: at least two rows are needed to fit");
    means_.assign(columns, 0);
    stds_.assign(columns, 0);
    for (std::size_t j = 0; j < columns; ++j) {
      double sum = 0, squares = 0;
      for (std::size_t i = 0; i < rows; ++i) sum += x(i, j);
      const double mean = sum / static_cast<double>(rows);
      for (std::size_t i = 0; i < rows; ++i) squares += (x(i, j) - mean) * (x(i, j) - mean);
      means_[j] = static_cast<T>(mean);
      stds_[j] = static_cast<T>(std::sqrt(squares / static_cast<double>(rows - 1)));
    }
  }
  std::vector<T> Compute(const std::vector<T>& x) const {
    CheckWidth(x.size());
    std::vector<T> y(x.size());
    for (std::size_t j = 0; j < x.size(); ++j) y[j] = (x[j] - means_[j]) / stds_[j];
    return y;
  }
  RTensor<T> Compute(const RTensor<T>& x) const {
    CheckMatrix(x);
    CheckWidth(x.GetShape()[1]);
    RTensor<T> y(x.GetShape(), x.GetMemoryLayout());
    for (std::size_t i = 0; i < x.GetShape()[0]; ++i)
      for (std::size_t j = 0; j < x.GetShape()[1]; ++j) y(i, j) = (x(i, j) - means_[j]) / stds_[j];
    return y;
  }
  std::vector<T> GetMeans() const { return means_; }
  std::vector<T> GetStds() const { return stds_; }

 private:
  static std::vector<T> Values(const File& file, const std::string& name) {
    const auto values = file.GetMatrix(name).values;
    return {values.begin(), values.end()};
  }
  static void CheckMatrix(const RTensor<T>& x) {
    if (x.GetRank() != 2)
      throw DataError("RStandardScaler: a tensor of rank " + std::to_string(x.GetRank()) +
                      ", expected [rows, columns]");
  }
  void CheckWidth(std::size_t width) const {
    if (width != means_.size())
      throw DataError("RStandardScaler: " + std::to_string(width) +
                      " columns, but it was fitted to " + std::to_string(means_.size()));
  }
  std::vector<T> means_, stds_;
};

}  // namespace TMVA::inline standalone::Experimental
