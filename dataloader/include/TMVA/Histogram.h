// Histograms, graphs, matrices and vectors as they are kept in ROOT files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone {

/// A one-dimensional histogram as TH1F (single) or TH1D. contents has nbins+2 entries: underflow,
/// bins, overflow; sumw2 the same or none.
struct Histogram1 {
  std::string name, title, x_title, y_title;
  bool single = true;
  int nbins = 0;
  double xmin = 0, xmax = 1;
  std::vector<double> edges;  ///< nbins+1 edges when the bins differ in width
  std::vector<double> contents;
  std::vector<double> sumw2;
  double entries = 0;
  double sumw = 0, sumw_sq = 0, sumwx = 0, sumwx2 = 0;  ///< statistics of what was filled in range
  std::vector<std::string> x_labels = {};               ///< of the first bins, or none

  Histogram1() = default;
  Histogram1(std::string name, std::string title, int nbins, double xmin, double xmax,
             bool single = true);
  int FindBin(double x) const;  ///< 0: underflow, nbins+1: overflow
  void Fill(double x, double weight = 1);
  double BinCenter(int bin) const;
  double BinWidth(int bin) const;
};

/// TH2F (single) or TH2D; cell ix + (nx+2) * iy.
struct Histogram2 {
  std::string name, title, x_title, y_title;
  bool single = true;
  int nx = 0, ny = 0;
  double xmin = 0, xmax = 1, ymin = 0, ymax = 1;
  std::vector<double> contents, sumw2;
  std::vector<std::string> x_labels, y_labels;
  double entries = 0;
  double sumw = 0, sumw_sq = 0, sumwx = 0, sumwx2 = 0, sumwy = 0, sumwy2 = 0, sumwxy = 0;
  std::vector<double> x_edges = {}, y_edges = {};  ///< where the bins of an axis differ in width

  Histogram2() = default;
  Histogram2(std::string name, std::string title, int nx, double xmin, double xmax, int ny,
             double ymin, double ymax, bool single = true);
  void Fill(double x, double y, double weight = 1);
};

/// TGraph.
struct Graph {
  std::string name, title, x_title, y_title;
  std::vector<double> x, y;
};

/// A TMatrixT (rows x columns, row after row), or a TVectorT (one column).
struct StoredMatrix {
  std::int64_t rows = 0, columns = 0;
  std::vector<double> values;
};

/// A std::vector of numbers; `values` are their bytes, as this machine has them.
struct StoredVector {
  DataType type = DataType::kFloat32;
  std::vector<std::byte> values;
};

}  // namespace TMVA::inline standalone
