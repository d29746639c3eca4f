// Functions that transformations need and ONNX has no operator for, as nodes of a graph. All act on
// elements, in double precision: a variable that comes out a little different may end up on the
// other side of a cut.
#pragma once

#include <span>
#include <string>

#include "tmva/graph/graph_parts.h"
#include "tmva/pdf/pdf.h"

namespace TMVA::inline standalone {

/// The normal quantile of (1 + `argument`) / 2, which is sqrt(2) times the inverse of the error
/// function at `argument`, whose magnitude is at most 0.99999999.
std::string NormalQuantile(onnx::GraphBuilder& graph, const std::string& argument);
/// The integral of the normal distribution up to `x`.
std::string NormalIntegral(onnx::GraphBuilder& graph, const std::string& x);

/// Pdf::Interpolate and Pdf::Inverse, column by column of [N, pdfs.size()]. ModelError for tables
/// without equidistant points.
std::string InterpolateTables(onnx::GraphBuilder& graph, const std::string& x,
                              std::span<const Pdf* const> pdfs);
std::string InvertTables(onnx::GraphBuilder& graph, const std::string& y,
                         std::span<const Pdf* const> pdfs);

}  // namespace TMVA::inline standalone
