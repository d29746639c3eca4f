// Histograms and graphs as they are kept in ROOT files.
#include <TDirectory.h>
#include <TGraph.h>
#include <TH1.h>
#include <TH2.h>

#include <TMVA/Histogram.h>

inline namespace tmva_root {
namespace {

TAxis AxisOf(int bins, double low, double high, const std::vector<double>& edges,
             const std::string& title, const std::vector<std::string>& labels) {
  TAxis axis = edges.empty() ? TAxis(bins, low, high) : TAxis(bins, edges.data());
  axis.SetTitle(title.c_str());
  for (std::size_t i = 0; i < labels.size(); ++i)
    axis.SetBinLabel(static_cast<Int_t>(i) + 1, labels[i].c_str());
  return axis;
}

}  // namespace

TMVA::Histogram1 TH1::ToHistogram() const {
  TMVA::Histogram1 h(GetName(), GetTitle(), x_.GetNbins(), x_.GetXmin(), x_.GetXmax(), IsSingle());
  h.x_title = x_.GetTitle();
  h.y_title = y_.GetTitle();
  h.edges = x_.Edges();
  h.x_labels = x_.Labels();
  h.contents = contents_;
  h.sumw2 = sumw2_;
  h.entries = entries_;
  const Sums sums = is_set_ ? SumsOfBins() : sums_;
  h.sumw = sums.w;
  h.sumw_sq = sums.ww;
  h.sumwx = sums.x;
  h.sumwx2 = sums.xx;
  return h;
}

void TH1::SetContents(const TMVA::Histogram1& h) {
  contents_ = h.contents;
  sumw2_ = h.sumw2;
  entries_ = h.entries;
  sums_ = {h.sumw, h.sumw_sq, h.sumwx, h.sumwx2};
  y_.SetTitle(h.y_title.c_str());
}

TH1F::TH1F(const TMVA::Histogram1& h)
    : TH1F(h.name.c_str(), h.title.c_str(),
           AxisOf(h.nbins, h.xmin, h.xmax, h.edges, h.x_title, h.x_labels)) {
  SetContents(h);
}

Int_t TH1::WriteInto(TDirectory& directory, const std::string& name) {
  TMVA::Histogram1 histogram = ToHistogram();
  histogram.name = name;
  directory.Output().Write(directory.PathInFile(), histogram);
  return static_cast<Int_t>(contents_.size() * sizeof(double));
}

TMVA::Histogram2 TH2F::ToHistogram() const {
  TMVA::Histogram2 h(GetName(), GetTitle(), x_.GetNbins(), x_.GetXmin(), x_.GetXmax(),
                     y_.GetNbins(), y_.GetXmin(), y_.GetXmax(), IsSingle());
  h.x_title = x_.GetTitle();
  h.y_title = y_.GetTitle();
  h.x_edges = x_.Edges();
  h.y_edges = y_.Edges();
  h.x_labels = x_.Labels();
  h.y_labels = y_.Labels();
  h.contents = contents_;
  h.sumw2 = sumw2_;
  h.entries = entries_;
  const Sums sums = is_set_ ? SumsOfBins() : sums_;
  h.sumw = sums.w;
  h.sumw_sq = sums.ww;
  h.sumwx = sums.x;
  h.sumwx2 = sums.xx;
  h.sumwy = sums.y;
  h.sumwy2 = sums.yy;
  h.sumwxy = sums.xy;
  return h;
}

TH2F::TH2F(const TMVA::Histogram2& h)
    : TH2F(h.name.c_str(), h.title.c_str(),
           AxisOf(h.nx, h.xmin, h.xmax, h.x_edges, h.x_title, h.x_labels),
           AxisOf(h.ny, h.ymin, h.ymax, h.y_edges, h.y_title, h.y_labels)) {
  contents_ = h.contents;
  sumw2_ = h.sumw2;
  entries_ = h.entries;
  sums_ = {h.sumw, h.sumw_sq, h.sumwx, h.sumwx2, h.sumwy, h.sumwy2, h.sumwxy};
}

Int_t TH2F::WriteInto(TDirectory& directory, const std::string& name) {
  TMVA::Histogram2 histogram = ToHistogram();
  histogram.name = name;
  directory.Output().Write(directory.PathInFile(), histogram);
  return static_cast<Int_t>(contents_.size() * sizeof(double));
}

TMVA::Graph TGraph::ToGraph() const {
  return {GetName(), GetTitle(), x_axis_.GetTitle(), y_axis_.GetTitle(), x_, y_};
}

TGraph::TGraph(const TMVA::Graph& graph)
    : TNamed(graph.name, graph.title), x_(graph.x), y_(graph.y) {
  x_axis_.SetTitle(graph.x_title.c_str());
  y_axis_.SetTitle(graph.y_title.c_str());
}

Int_t TGraph::WriteInto(TDirectory& directory, const std::string& name) {
  TMVA::Graph graph = ToGraph();
  graph.name = name;
  directory.Output().Write(directory.PathInFile(), graph);
  return static_cast<Int_t>(2 * x_.size() * sizeof(double));
}

Int_t TMultiGraph::WriteInto(TDirectory& directory, const std::string&) {
  Int_t bytes = 0;
  for (const auto& graph : graphs_) bytes += directory.WriteTObject(graph.get());
  return bytes;
}

}  // namespace tmva_root
