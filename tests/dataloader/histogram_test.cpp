// Bins, edges and sums of histograms against values from ROOT 6.40.
#include <TMVA/Error.h>
#include <TMVA/Histogram.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using namespace TMVA;

TEST(Histogram, EdgesDecideTheBin) {
  // Points on or beside edges, most of them where the quotient alone would give another bin.
  const struct {
    int bins;
    double low, high, x;
    int bin;
  } cases[] = {{7, -0.5, 0.5, -0.07142857142857147, 3},
               {10, -0.5, 0.2, -0.29000000000000004, 4},
               {100, -1, -0.3, -0.5660000000000001, 63},
               {100, 0, 1, 0.77, 78},
               {100, -0.5, 0.6, -0.104, 36},
               {10, -3.3, 3.3, 2.6399999999999992, 9},
               {40, 0, 1.1, 0.99, 36},
               {10, -0.5, 0.6, 0.05000000000000004, 5},
               {10, -0.5, 0.2, -0.010000000000000066, 7},
               {40, -1, 1, 0.19999999999999996, 24},
               {10, -1, 0.1, -0.2299999999999999, 7},
               {20, -1, 1, 0.3, 13},
               {7, -1, 5.6, -0.05714285714285717, 1},
               {20, -1, 5.6, 1.9699999999999995, 9},
               {10, 0.1, 0.8, 0.31, 3},
               {3, 0, 6.6, 4.3999999999999995, 3},
               {10, 0, 2, 1.4, 7},
               {10, -0.5, 6.1, 1.4799999999999998, 4},
               {1000, 0.1, 6.7, 3.994, 590},
               {1000, 0.1, 1.2, 0.5421999999999999, 403},
               {10, -1, 1, 0.6, 8},
               {3, -1, -0.3, -0.7666666666666667, 2},
               {3, -3.3, -2.3, -2.6333333333333333, 3},
               {10, 0, 6.6, 1.32, 3}};
  for (const auto& c : cases) {
    const Histogram1 histogram("h", "", c.bins, c.low, c.high);
    EXPECT_EQ(histogram.FindBin(c.x), c.bin)
        << c.bins << " bins, " << c.low << " to " << c.high << ", x = " << c.x;
  }
}

TEST(Histogram, EveryPointLiesInItsBin) {
  for (const int bins : {1, 3, 7, 100}) {
    const double low = -0.3, high = 1.1, width = (high - low) / bins;
    const Histogram1 histogram("h", "", bins, low, high);
    for (int i = 0; i < bins; ++i) {
      const double edge = low + i * width;
      EXPECT_EQ(histogram.FindBin(edge), i + 1);
      EXPECT_EQ(histogram.FindBin(std::nextafter(edge, low - 1)), i);
      EXPECT_EQ(histogram.FindBin(histogram.BinCenter(i + 1)), i + 1);
    }
    EXPECT_EQ(histogram.FindBin(std::nextafter(high, low)), bins);
    EXPECT_EQ(histogram.FindBin(high), bins + 1);
  }
}

TEST(Histogram, NotANumberAndInfinitiesGoOutside) {
  const double inf = std::numeric_limits<double>::infinity();
  Histogram1 histogram("h", "", 4, -1, 3);
  for (const bool variable : {false, true}) {
    if (variable) histogram.edges = {-1, 0, 1, 2, 3};
    EXPECT_EQ(histogram.FindBin(std::nan("")), 5);
    EXPECT_EQ(histogram.FindBin(inf), 5);
    EXPECT_EQ(histogram.FindBin(-inf), 0);
    EXPECT_EQ(histogram.FindBin(1e300), 5);
  }
  histogram.Fill(std::nan(""));
  EXPECT_EQ(histogram.contents[5], 1);
  EXPECT_EQ(histogram.sumw, 0);
  EXPECT_EQ(histogram.sumwx, 0);
}

TEST(Histogram, BinsOfDifferentWidth) {
  Histogram1 histogram("h", "", 4, 0, 1, false);
  histogram.edges = {0, 0.1, 0.3, 0.7, 1};
  const double x[] = {-1, 0, 0.05, 0.1, 0.3, 0.69999, 0.7, 1};
  const int bins[] = {0, 1, 1, 2, 3, 3, 4, 5};
  for (std::size_t i = 0; i < std::size(x); ++i)
    EXPECT_EQ(histogram.FindBin(x[i]), bins[i]) << x[i];
  const double centers[] = {-0.125, 0.05, 0.2, 0.5, 0.85, 1.125};
  const double widths[] = {0.25, 0.1, 0.2, 0.4, 0.3, 0.25};
  for (int bin = 0; bin < 6; ++bin) {
    EXPECT_DOUBLE_EQ(histogram.BinCenter(bin), centers[bin]);
    EXPECT_DOUBLE_EQ(histogram.BinWidth(bin), widths[bin]);
  }
}

TEST(Histogram, WeightsStartTheSumsOfSquares) {
  Histogram1 histogram("h", "", 2, 0, 2);
  histogram.Fill(0.5);
  histogram.Fill(0.5);
  EXPECT_TRUE(histogram.sumw2.empty());
  histogram.Fill(0.5, 3);
  histogram.Fill(5, 2);
  EXPECT_EQ(histogram.contents, (std::vector<double>{0, 5, 0, 2}));
  EXPECT_EQ(histogram.sumw2, (std::vector<double>{0, 11, 0, 4}));
  EXPECT_EQ(histogram.entries, 4);
  EXPECT_EQ(histogram.sumw, 5);  // of what lies in range
  EXPECT_EQ(histogram.sumw_sq, 11);
  EXPECT_EQ(histogram.sumwx, 2.5);
  EXPECT_EQ(histogram.sumwx2, 1.25);
}

TEST(Histogram, TwoDimensions) {
  Histogram2 histogram("h", "", 2, 0, 2, 3, 0, 3);
  histogram.Fill(1.5, 2.5, 2);
  histogram.Fill(-1, 0.5);
  histogram.Fill(0.5, 7);
  EXPECT_EQ(histogram.contents[2 + 4 * 3], 2);
  EXPECT_EQ(histogram.contents[0 + 4 * 1], 1);
  EXPECT_EQ(histogram.contents[1 + 4 * 4], 1);
  EXPECT_EQ(histogram.entries, 3);
  EXPECT_EQ(histogram.sumw, 2);
  EXPECT_EQ(histogram.sumwxy, 7.5);
}

TEST(Histogram, RefusesAxesWithoutBinsOrRange) {
  EXPECT_THROW(Histogram1("h", "", 0, 0, 1), DataError);
  EXPECT_THROW(Histogram1("h", "", -3, 0, 1), DataError);
  EXPECT_THROW(Histogram1("h", "", 3, 1, 1), DataError);
  EXPECT_THROW(Histogram1("h", "", 3, 0, std::nan("")), DataError);
  EXPECT_THROW(Histogram2("h", "", 3, 0, 1, 3, 1, 0), DataError);
}

}  // namespace
