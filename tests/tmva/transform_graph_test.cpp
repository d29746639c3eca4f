// The functions that transformations write as nodes of a graph, run by a session, against those
// they stand for.
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "tmva/graph/session.h"
#include "tmva/transform/graph_values.h"
#include "tmva/transform/inverse_erf.h"

namespace TMVA::inline standalone {
namespace {

using onnx::GraphBuilder;

/// `build` applied to a matrix of doubles with `columns` columns.
std::vector<double> Apply(
    const std::vector<double>& x, std::int64_t columns,
    const std::function<std::string(GraphBuilder&, const std::string&)>& build) {
  GraphBuilder graph("test");
  const std::vector<onnx::Dimension> shape{{-1, "N"}, {columns, ""}};
  const auto input = graph.Input("x", onnx::DataType::kDouble, shape);
  graph.Output(build(graph, input), "y", onnx::DataType::kDouble, shape);
  const onnx::Session session(graph.Finish(), "test");
  std::vector<onnx::Array> inputs(1);
  inputs[0].Borrow(onnx::DataType::kDouble,
                   {static_cast<std::int64_t>(x.size()) / columns, columns}, x.data());
  const auto outputs = session.Run(inputs);
  const auto y = std::as_const(outputs[0]).Get<double>();
  return {y.begin(), y.end()};
}

void ExpectClose(const std::vector<double>& found, const std::vector<double>& expected,
                 double tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_NEAR(found[i], expected[i], tolerance * std::max(1., std::abs(expected[i]))) << i;
}

TEST(TransformGraph, NormalQuantileIsTheInverseErrorFunction) {
  std::vector<double> x{0,      0.85,   -0.85,      std::nextafter(0.85, 1),
                        1e-300, -1e-12, 0.99999999, -0.99999999};
  for (int i = -999; i < 1000; ++i) x.push_back(i / 1000.);
  for (double d = 1; d > 1e-8; d /= 1.3) x.push_back(1 - d), x.push_back(d - 1);
  if (x.size() % 2 != 0) x.push_back(0.5);
  std::vector<double> expected;
  for (const double a : x) expected.push_back(std::numbers::sqrt2 * InverseErf(a));
  ExpectClose(Apply(x, 2, NormalQuantile), expected, 1e-14);
}

TEST(TransformGraph, NormalIntegralIsTheErrorFunction) {
  std::vector<double> x{0,  -8.5,  8.5,    -50,
                        50, 1e300, -1e300, std::numeric_limits<double>::infinity()};
  for (double a = -9; a < 9; a += 0.00317) x.push_back(a);
  std::vector<double> expected;
  for (const double a : x) expected.push_back(std::erfc(-a / std::numbers::sqrt2) / 2);
  ExpectClose(Apply(x, 1, NormalIntegral), expected, 1e-14);
}

/// A cumulative distribution with a long flat part.
Pdf Cumulative(double low, double high, std::size_t bins) {
  BinnedContent histogram(bins, low, high);
  for (std::size_t i = 0; i < bins; ++i)
    histogram[i] = static_cast<float>(i < bins / 3   ? 0.5 * i / bins
                                      : i < bins / 2 ? 0.2
                                                     : 0.2 + 1.6 * (i + 1 - bins / 2) / bins);
  PdfSettings settings;
  settings.interpolation = PdfInterpolation::kSpline1;
  settings.normalise = false;
  return Pdf::Build("pdf", std::move(histogram), settings);
}

TEST(TransformGraph, TablesAreThoseOfPdfs) {
  const Pdf first = Cumulative(-3, 5, 50), second = Cumulative(100, 100.5, 7);
  const std::vector<const Pdf*> pdfs{&first, &second};
  std::vector<double> x, y, interpolated, inverted;
  for (double part = -0.3; part < 1.3; part += 0.00071) {
    for (const Pdf* pdf : pdfs) {
      x.push_back(pdf->Low() + part * (pdf->High() - pdf->Low()));
      interpolated.push_back(pdf->Interpolate(x.back()));
      y.push_back(part);
      inverted.push_back((pdf->Inverse(part) - pdf->Low()) / (pdf->High() - pdf->Low()));
    }
  }
  for (const double edge :
       {first.Table().Center(0), first.Table().Center(9999), first.Table().LowEdge(5000)}) {
    x.insert(x.end(), {edge, second.Table().LowEdge(77)});
    interpolated.insert(interpolated.end(),
                        {first.Interpolate(edge), second.Interpolate(x.back())});
    const double content = first.Table()[first.Table().Find(edge)];  // exactly what a bin holds
    y.insert(y.end(), {content, content});
    for (const Pdf* pdf : pdfs)
      inverted.push_back((pdf->Inverse(content) - pdf->Low()) / (pdf->High() - pdf->Low()));
  }
  ExpectClose(Apply(x, 2,
                    [&](GraphBuilder& graph, const std::string& in) {
                      return InterpolateTables(graph, in, pdfs);
                    }),
              interpolated, 1e-9);
  auto found = Apply(y, 2, [&](GraphBuilder& graph, const std::string& in) {
    return InvertTables(graph, in, pdfs);
  });
  for (std::size_t i = 0; i < found.size(); ++i)
    found[i] = (found[i] - pdfs[i % 2]->Low()) / (pdfs[i % 2]->High() - pdfs[i % 2]->Low());
  ExpectClose(found, inverted, 1e-9);
}

TEST(TransformGraph, TablesOfStepsAreRefused) {
  PdfSettings settings;
  settings.interpolation = PdfInterpolation::kSpline0;
  BinnedContent histogram(std::vector<double>{0, 1, 3});
  histogram[0] = 1;
  const Pdf pdf = Pdf::Build("steps", std::move(histogram), settings);
  const std::vector<const Pdf*> pdfs{&pdf};
  GraphBuilder graph("test");
  EXPECT_THROW(InterpolateTables(graph, graph.Doubles({1, 1}, {0}), pdfs), ModelError);
}

}  // namespace
}  // namespace TMVA::inline standalone
