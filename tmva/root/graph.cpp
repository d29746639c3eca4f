// TGraph and TMultiGraph.
#include <TGraph.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string_view>

inline namespace tmva_root {

TGraph::TGraph(Int_t n, const Double_t* x, const Double_t* y) : TGraph() {
  x_.assign(x, x + n);
  y_.assign(y, y + n);
}

TGraph::TGraph(Int_t n, const Float_t* x, const Float_t* y) : TGraph() {
  x_.assign(x, x + n);
  y_.assign(y, y + n);
}

void TGraph::SetTitle(const char* title) {
  const std::string_view text(title ? title : "");
  const auto first = std::min(text.find(';'), text.size());
  const auto second = std::min(text.find(';', first + 1), text.size());
  TNamed::SetTitle(std::string(text.substr(0, first)).c_str());
  if (first == text.size()) return;
  x_axis_.SetTitle(std::string(text.substr(first + 1, second - first - 1)).c_str());
  if (second < text.size()) y_axis_.SetTitle(std::string(text.substr(second + 1)).c_str());
}

void TGraph::Set(Int_t n) {
  x_.resize(static_cast<std::size_t>(std::max(n, 0)));
  y_.resize(x_.size());
}

void TGraph::SetPoint(Int_t i, Double_t x, Double_t y) {
  if (i < 0) return;
  if (i >= GetN()) Set(i + 1);
  x_[static_cast<std::size_t>(i)] = x;
  y_[static_cast<std::size_t>(i)] = y;
}

Int_t TGraph::GetPoint(Int_t i, Double_t& x, Double_t& y) const {
  if (i < 0 || i >= GetN()) return -1;
  x = x_[static_cast<std::size_t>(i)];
  y = y_[static_cast<std::size_t>(i)];
  return i;
}

Double_t TGraph::GetPointX(Int_t i) const {
  Double_t x = -1, y = -1;
  GetPoint(i, x, y);
  return x;
}

Double_t TGraph::GetPointY(Int_t i) const {
  Double_t x = -1, y = -1;
  GetPoint(i, x, y);
  return y;
}

Int_t TGraph::RemovePoint(Int_t i) {
  if (i < 0 || i >= GetN()) return -1;
  x_.erase(x_.begin() + i);
  y_.erase(y_.begin() + i);
  return i;
}

void TGraph::Sort() {
  std::vector<std::size_t> order(x_.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [this](std::size_t i) { return x_[i]; });
  const auto x = x_, y = y_;
  for (std::size_t i = 0; i < order.size(); ++i) {
    x_[i] = x[order[i]];
    y_[i] = y[order[i]];
  }
}

Double_t TGraph::Eval(Double_t x) const {
  if (x_.empty()) return 0;
  if (x_.size() == 1) return y_[0];
  TGraph sorted(GetN(), GetX(), GetY());
  sorted.Sort();
  const auto& xs = sorted.x_;
  const auto& ys = sorted.y_;
  const auto upper = static_cast<std::size_t>(std::ranges::lower_bound(xs, x) - xs.begin());
  const std::size_t right = std::clamp<std::size_t>(upper, 1, xs.size() - 1), left = right - 1;
  if (xs[right] == xs[left]) return ys[left];
  return ys[left] + (x - xs[left]) * (ys[right] - ys[left]) / (xs[right] - xs[left]);
}

Double_t TGraph::Integral() const {
  double twice = 0;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    const std::size_t next = (i + 1) % x_.size();
    twice += (x_[i] - x_[next]) * (y_[i] + y_[next]);
  }
  return 0.5 * std::abs(twice);
}

Double_t TGraph::GetMean(Int_t axis) const {
  const auto& values = axis == 2 ? y_ : x_;
  return values.empty() ? 0
                        : std::accumulate(values.begin(), values.end(), 0.0) /
                              static_cast<double>(values.size());
}

void TGraph::Print(Option_t*) const {
  for (std::size_t i = 0; i < x_.size(); ++i)
    std::printf("x[%zu]=%g, y[%zu]=%g\n", i, x_[i], i, y_[i]);
}

void TMultiGraph::Add(TGraph* graph, Option_t*) {
  graphs_.emplace_back(graph);
  list_.Add(graph);
}

}  // namespace tmva_root
