// TH1: bins, filling and arithmetic.
#include <TH1.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>

#include <TDirectory.h>

#include <TMVA/Error.h>
#include <TMVA/Histogram.h>

inline namespace tmva_root {

using TMVA::DataError;

bool TH1::add_to_directory_ = true;
bool TH1::default_sumw2_ = false;

TH1::TH1(const char* name, const char* title, const TAxis& x, std::size_t cells)
    : TNamed(name, ""), x_(x), contents_(cells) {
  if (x.GetNbins() < 1 || !(x.GetXmin() < x.GetXmax()))
    throw DataError(std::string("histogram '") + name + "': an axis of " +
                    std::to_string(x.GetNbins()) + " bins from " + std::to_string(x.GetXmin()) +
                    " to " + std::to_string(x.GetXmax()) +
                    ", expected at least one bin and an ascending range");
  TH1::SetTitle(title);
  if (default_sumw2_) Sumw2();
  if (add_to_directory_ && gDirectory != nullptr) SetDirectory(gDirectory);
}

// A copy belongs to nobody: who copies says where it goes.
TH1::TH1(const TH1& other)
    : TNamed(other),
      TAttLine(other),
      TAttFill(other),
      TAttMarker(other),
      x_(other.x_),
      y_(other.y_),
      contents_(other.contents_),
      sumw2_(other.sumw2_),
      entries_(other.entries_),
      sums_(other.sums_),
      is_set_(other.is_set_) {}

TH1::~TH1() { SetDirectory(nullptr); }

void TH1::SetDirectory(TDirectory* directory) {
  if (directory == directory_) return;
  if (directory_ != nullptr) directory_->Remove(this);
  directory_ = directory;
  if (directory_ != nullptr) directory_->Append(this);
}

void TH1::SetTitle(const char* title) {
  std::string_view rest(title ? title : "");
  const auto next = [&rest] {
    const auto end = std::min(rest.find(';'), rest.size());
    const std::string part(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
  };
  TNamed::SetTitle(next().c_str());
  for (TAxis* axis : {&x_, &y_})
    if (!rest.empty()) axis->SetTitle(next().c_str());
}

void TH1::AddToCell(std::size_t cell, double weight) {
  if (sumw2_.empty() && weight != 1) sumw2_ = contents_;
  contents_[cell] += weight;
  if (!sumw2_.empty()) sumw2_[cell] += weight * weight;
  entries_ += 1;
}

Int_t TH1::Fill(Double_t x) { return TH1::Fill(x, 1); }

Int_t TH1::Fill(Double_t x, Double_t weight) {
  const Int_t bin = x_.FindBin(x);
  AddToCell(static_cast<std::size_t>(bin), weight);
  if (bin == 0 || bin > GetNbinsX()) return -1;
  sums_.w += weight;
  sums_.ww += weight * weight;
  sums_.x += weight * x;
  sums_.xx += weight * x * x;
  return bin;
}

void TH1::FillN(Int_t n, const Double_t* x, const Double_t* weights, Int_t stride) {
  for (Int_t i = 0; i < n; ++i) Fill(x[i * stride], weights ? weights[i * stride] : 1);
}

Double_t TH1::GetBinContent(Int_t bin) const {
  return bin < 0 || bin >= GetNcells() ? 0 : contents_[static_cast<std::size_t>(bin)];
}

Double_t TH1::GetBinError(Int_t bin) const {
  if (bin < 0 || bin >= GetNcells()) return 0;
  const auto cell = static_cast<std::size_t>(bin);
  return std::sqrt(sumw2_.empty() ? std::abs(contents_[cell]) : sumw2_[cell]);
}

void TH1::SetBinContent(Int_t bin, Double_t content) {
  if (bin < 0 || bin >= GetNcells()) return;
  contents_[static_cast<std::size_t>(bin)] = content;
  entries_ += 1;
  is_set_ = true;
}

void TH1::SetBinError(Int_t bin, Double_t error) {
  if (bin < 0 || bin >= GetNcells()) return;
  Sumw2();
  sumw2_[static_cast<std::size_t>(bin)] = error * error;
}

void TH1::AddBinContent(Int_t bin, Double_t weight) {
  if (bin < 0 || bin >= GetNcells()) return;
  contents_[static_cast<std::size_t>(bin)] += weight;
  is_set_ = true;
}

void TH1::Sumw2(Bool_t on) {
  if (!on)
    sumw2_.clear();
  else if (sumw2_.empty())
    sumw2_ = contents_;
}

void TH1::CheckBins(const TH1& other, const char* what) const {
  if (other.contents_.size() == contents_.size() && other.x_.GetXmin() == x_.GetXmin() &&
      other.x_.GetXmax() == x_.GetXmax())
    return;
  throw DataError(std::string("histogram '") + GetName() + "': " + what +
                  " needs the same bins, but '" + other.GetName() + "' has " +
                  std::to_string(other.GetNcells()) + " cells, this one " +
                  std::to_string(GetNcells()));
}

double TH1::EntriesOfCells() const {
  const double sum = std::accumulate(contents_.begin(), contents_.end(), 0.0);
  const double squares = std::accumulate(sumw2_.begin(), sumw2_.end(), 0.0);
  return squares > 0 ? sum * sum / squares : std::abs(sum);
}

Bool_t TH1::Add(const TH1* other, Double_t factor) {
  CheckBins(*other, "Add");
  if (!other->sumw2_.empty() || factor != 1) Sumw2();
  for (std::size_t i = 0; i < contents_.size(); ++i) {
    contents_[i] += factor * other->contents_[i];
    const double squares = other->sumw2_.empty() ? other->contents_[i] : other->sumw2_[i];
    if (!sumw2_.empty()) sumw2_[i] += factor * factor * squares;
  }
  entries_ = sumw2_.empty() ? entries_ + other->entries_ : EntriesOfCells();
  is_set_ = is_set_ || other->is_set_;
  const Sums& add = other->sums_;
  sums_.w += factor * add.w;
  sums_.ww += factor * factor * add.ww;
  sums_.x += factor * add.x;
  sums_.xx += factor * add.xx;
  sums_.y += factor * add.y;
  sums_.yy += factor * add.yy;
  sums_.xy += factor * add.xy;
  return true;
}

Bool_t TH1::Divide(const TH1* other) {
  CheckBins(*other, "Divide");
  Sumw2();
  const TH1& by = *other;
  for (Int_t i = 0; i < GetNcells(); ++i) {
    const auto cell = static_cast<std::size_t>(i);
    const double a = contents_[cell], b = by.contents_[cell], b2 = b * b;
    const double squares = by.GetBinError(i) * by.GetBinError(i);
    contents_[cell] = b != 0 ? a / b : 0;
    sumw2_[cell] = b != 0 ? (sumw2_[cell] * b2 + squares * a * a) / (b2 * b2) : 0;
  }
  is_set_ = true;
  entries_ = EntriesOfCells();
  return true;
}

Bool_t TH1::Multiply(const TH1* other) {
  CheckBins(*other, "Multiply");
  Sumw2();
  for (Int_t i = 0; i < GetNcells(); ++i) {
    const auto cell = static_cast<std::size_t>(i);
    const double a = contents_[cell], b = other->contents_[cell];
    const double squares = other->GetBinError(i) * other->GetBinError(i);
    contents_[cell] = a * b;
    sumw2_[cell] = sumw2_[cell] * b * b + squares * a * a;
  }
  is_set_ = true;
  entries_ = EntriesOfCells();
  return true;
}

void TH1::Scale(Double_t factor, Option_t* option) {
  const bool by_width = TString(option).Contains("width", TString::kIgnoreCase);
  Sumw2();
  for (Int_t i = 0; i < GetNcells(); ++i) {
    const Int_t ix = i % (GetNbinsX() + 2), iy = i / (GetNbinsX() + 2);
    double by = factor;
    if (by_width) by /= x_.GetBinWidth(ix) * (GetDimension() == 2 ? y_.GetBinWidth(iy) : 1);
    contents_[static_cast<std::size_t>(i)] *= by;
    sumw2_[static_cast<std::size_t>(i)] *= by * by;
  }
  is_set_ = is_set_ || by_width;
  sums_.w *= factor;
  sums_.ww *= factor * factor;
  for (double* sum : {&sums_.x, &sums_.xx, &sums_.y, &sums_.yy, &sums_.xy}) *sum *= factor;
}

void TH1::Reset(Option_t*) {
  std::ranges::fill(contents_, 0);
  std::ranges::fill(sumw2_, 0);
  entries_ = 0;
  sums_ = {};
  is_set_ = false;
}

TH1* TH1::Clone(const char* name) const {
  auto copy = Copy();
  if (name != nullptr && *name != '\0') copy->SetName(name);
  if (add_to_directory_ && gDirectory != nullptr) copy->SetDirectory(gDirectory);
  return copy.release();
}

TH1F::TH1F(const char* name, const char* title, const TAxis& x)
    : TH1(name, title, x, static_cast<std::size_t>(std::max(x.GetNbins(), 0)) + 2) {}

}  // namespace tmva_root
