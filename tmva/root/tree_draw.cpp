// TTree::Draw: fills histograms from expressions. Nothing appears on a screen.
#include <TH1.h>
#include <TH2.h>
#include <TPad.h>
#include <TTree.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <TMVA/Error.h>

#include "tmva/root/function_source.h"

inline namespace tmva_root {
namespace {

constexpr std::int64_t kBlock = 16384;  ///< entries at once
constexpr Int_t kBins1 = 100, kBins2 = 40;

/// "y:x>>+name(10,0,1)", taken apart.
struct Request {
  std::vector<std::string> expressions;  ///< x, y
  std::string name = "htemp";
  std::vector<double> binning;  ///< bins, low, high, axis after axis
  bool adds = false;            ///< to what the histogram holds
};

std::vector<std::string> SplitAt(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '(' || text[i] == '[';
    depth -= text[i] == ')' || text[i] == ']';
    const bool is_scope =
        text[i] == ':' && (text.substr(i, 2) == "::" || (i > 0 && text[i - 1] == ':'));
    if (text[i] == separator && depth == 0 && !is_scope)
      parts.emplace_back();
    else
      parts.back() += text[i];
  }
  return parts;
}

Request Parse(std::string_view text) {
  Request request;
  const auto arrow = text.rfind(">>");
  request.expressions = SplitAt(text.substr(0, arrow), ':');
  std::ranges::reverse(request.expressions);
  if (request.expressions.size() > 2)
    throw TMVA::DataError("Draw: '" + std::string(text) + "' has more than two dimensions");
  if (arrow == std::string_view::npos) return request;
  std::string_view target = text.substr(arrow + 2);
  request.adds = target.starts_with('+');
  if (request.adds) target.remove_prefix(1);
  const auto open = target.find('(');
  request.name = target.substr(0, open);
  if (open == std::string_view::npos) return request;
  for (const auto& number : SplitAt(target.substr(open + 1, target.rfind(')') - open - 1), ','))
    request.binning.push_back(std::strtod(number.c_str(), nullptr));
  if (request.binning.size() != 3 * request.expressions.size())
    throw TMVA::DataError("Draw: '" + std::string(target) +
                          "' needs bins, low and high for each of " +
                          std::to_string(request.expressions.size()) + " axes");
  return request;
}

/// Values that pass the cut, and the cut's values, which are weights.
struct Selected {
  std::vector<std::vector<double>> values;
  std::vector<double> weights;
};

Selected Select(const TTree& tree, const Request& request, const std::string& cut, Long64_t entries,
                Long64_t first) {
  const auto source = tree.AsColumnSource();
  if (!source)
    throw TMVA::DataError(std::string("Draw: tree '") + tree.GetName() + "' has no branches");
  auto expressions = request.expressions;
  if (!cut.empty()) expressions.push_back(cut);
  ValueReader reader(source, expressions);
  Selected selected{std::vector<std::vector<double>>(request.expressions.size()), {}};
  const std::int64_t last = std::min<std::int64_t>(
      source->NumEntries(),
      entries > source->NumEntries() ? source->NumEntries() : first + entries);
  for (std::int64_t begin = std::max<std::int64_t>(first, 0); begin < last; begin += kBlock) {
    const TMVA::EntryRange range{begin, std::min(begin + kBlock, last)};
    const auto& values = reader.Read(range);
    for (std::size_t i = 0; i < static_cast<std::size_t>(range.size()); ++i) {
      const double weight = cut.empty() ? 1 : values.back()[i];
      if (weight == 0 || std::isnan(weight)) continue;
      for (std::size_t k = 0; k < selected.values.size(); ++k)
        selected.values[k].push_back(values[k][i]);
      selected.weights.push_back(weight);
    }
  }
  return selected;
}

/// The range of the values, a little wider so that the largest lies inside.
TAxis AxisFor(const Request& request, const Selected& selected, std::size_t k) {
  if (!request.binning.empty())
    return TAxis(static_cast<Int_t>(request.binning[3 * k]), request.binning[3 * k + 1],
                 request.binning[3 * k + 2]);
  double low = 0, high = 1;
  const auto& values = selected.values[k];
  if (!values.empty()) {
    low = *std::ranges::min_element(values);
    high = *std::ranges::max_element(values);
  }
  const double margin = low < high ? 0.05 * (high - low) : 0.5;
  return TAxis(selected.values.size() == 1 ? kBins1 : kBins2, low - margin, high + margin);
}

TH1* TargetOf(const Request& request, const Selected& selected, const char* title) {
  TObject* known = gDirectory->FindObject(request.name.c_str());
  auto* histogram = dynamic_cast<TH1*>(known);
  if (histogram != nullptr && request.name != "htemp") {
    if (histogram->GetDimension() != static_cast<Int_t>(selected.values.size()))
      throw TMVA::DataError("Draw: histogram '" + request.name + "' has " +
                            std::to_string(histogram->GetDimension()) +
                            " dimension(s), the expression " +
                            std::to_string(selected.values.size()));
    if (!request.adds) histogram->Reset();
    return histogram;
  }
  delete histogram;  // the htemp of the last call
  const TAxis x = AxisFor(request, selected, 0);
  if (selected.values.size() == 1)
    return new TH1F(request.name.c_str(), title, x.GetNbins(), x.GetXmin(), x.GetXmax());
  const TAxis y = AxisFor(request, selected, 1);
  return new TH2F(request.name.c_str(), title, x.GetNbins(), x.GetXmin(), x.GetXmax(), y.GetNbins(),
                  y.GetXmin(), y.GetXmax());
}

}  // namespace

Long64_t TTree::Draw(const char* expressions, const char* cut, Option_t* option, Long64_t entries,
                     Long64_t first) {
  const Request request = Parse(expressions);
  const Selected selected = Select(*this, request, cut, entries, first);
  TH1* histogram = TargetOf(request, selected, expressions);
  auto* plane = dynamic_cast<TH2F*>(histogram);
  for (std::size_t i = 0; i < selected.weights.size(); ++i) {
    if (plane)
      plane->Fill(selected.values[0][i], selected.values[1][i], selected.weights[i]);
    else
      histogram->Fill(selected.values[0][i], selected.weights[i]);
  }
  if (!TString(option).Contains("goff", TString::kIgnoreCase)) SayNotDrawn(expressions);
  return static_cast<Long64_t>(selected.weights.size());
}

}  // namespace tmva_root
