// Streaming of histograms, graphs.
#pragma once

#include <TMVA/OutputFile.h>

#include <string_view>

#include "dataloader/rootio/write_buffer.h"

namespace TMVA::inline standalone::rootwrite {

/// "TH1F", "TH1D", "TH2F" or "TH2D".
std::string_view ClassOf(const Histogram1& histogram);
std::string_view ClassOf(const Histogram2& histogram);

/// DataError naming the histogram or graph when its arrays do not fit its bins.
void StreamHistogram(WriteBuffer& out, const Histogram1& histogram);
void StreamHistogram(WriteBuffer& out, const Histogram2& histogram);
void StreamGraph(WriteBuffer& out, const Graph& graph);

}  // namespace TMVA::inline standalone::rootwrite
