// TF1, and random numbers after functions and histograms.
#include <TF1.h>
#include <TH1.h>
#include <TRandom.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <string_view>

#include <TMVA/ColumnSource.h>
#include <TMVA/Error.h>
#include <TMVA/Formula.h>

inline namespace tmva_root {
namespace {

constexpr int kSteps = 1000;  ///< of sums that stand for integrals

struct Registry {
  std::mutex mutex;
  std::map<std::string, TF1*> functions;
};
Registry& Known() {
  static Registry registry;
  return registry;
}

/// A formula in x with parameters [0], [1], ...: these become columns p0, p1, ... of a table of one
/// entry.
TF1::Function Compile(std::string text, int& parameters) {
  parameters = 0;
  for (std::size_t open = text.find('['); open != std::string::npos; open = text.find('[', open)) {
    const std::size_t close = text.find(']', open);
    const std::string number = text.substr(open + 1, close - open - 1);
    if (close == std::string::npos || number.empty() ||
        number.find_first_not_of("0123456789") != std::string::npos || number.size() > 2)
      throw TMVA::OptionError("TF1: '" + text + "': parameters are written [0], [1], ...");
    parameters = std::max(parameters, std::stoi(number) + 1);
    text.replace(open, close - open + 1, "p" + number);
  }
  std::vector<TMVA::ColumnInfo> schema{{.name = "x", .type = TMVA::DataType::kFloat64}};
  for (int i = 0; i < parameters; ++i)
    schema.push_back({.name = "p" + std::to_string(i), .type = TMVA::DataType::kFloat64});
  auto formula = std::make_shared<TMVA::Formula>(text, schema, "TF1");
  return [formula](const Double_t* x, const Double_t* values) {
    std::vector<TMVA::ColumnBlock> blocks(formula->Columns().size());
    std::vector<const TMVA::ColumnBlock*> pointers;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      blocks[i].Resize(TMVA::DataType::kFloat64, 1, 1);
      const std::size_t column = formula->Columns()[i];
      *reinterpret_cast<double*>(blocks[i].data()) = column == 0 ? *x : values[column - 1];
      pointers.push_back(&blocks[i]);
    }
    double value = 0;
    formula->Evaluate(pointers, 0, std::span<double>(&value, 1));
    return value;
  };
}

TF1::Function FunctionOf(const std::string& text, int& parameters) {
  if (text == "gaus") {
    parameters = 3;
    return [](const Double_t* x, const Double_t* p) {
      const double z = (*x - p[1]) / p[2];
      return p[0] * std::exp(-0.5 * z * z);
    };
  }
  if (text == "expo") {
    parameters = 2;
    return [](const Double_t* x, const Double_t* p) { return std::exp(p[0] + p[1] * *x); };
  }
  if (text.size() == 4 && text.starts_with("pol") &&
      std::isdigit(static_cast<unsigned char>(text[3]))) {
    parameters = text[3] - '0' + 1;
    return [n = parameters](const Double_t* x, const Double_t* p) {
      double value = 0;
      for (int i = n; i-- > 0;) value = value * *x + p[i];
      return value;
    };
  }
  return Compile(text, parameters);
}

/// The x where a rising sum reaches a share of its end, between two steps on a straight line.
double Invert(const std::vector<double>& sums, double share, double low, double width) {
  const double wanted = share * sums.back();
  const auto upper = std::ranges::upper_bound(sums, wanted);
  const auto i = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(
      upper - sums.begin(), 1, static_cast<std::ptrdiff_t>(sums.size()) - 1));
  const double step = sums[i] - sums[i - 1];
  return low +
         width * (static_cast<double>(i - 1) + (step > 0 ? (wanted - sums[i - 1]) / step : 0));
}

}  // namespace

TF1::TF1(const char* name, const char* formula, Double_t low, Double_t high)
    : TNamed(name, formula), low_(low), high_(high) {
  int parameters = 0;
  function_ = FunctionOf(formula, parameters);
  parameters_.assign(static_cast<std::size_t>(parameters), 0);
  const std::scoped_lock lock(Known().mutex);
  Known().functions[name] = this;
}

TF1::TF1(const char* name, Function function, Double_t low, Double_t high, Int_t parameters)
    : TNamed(name, ""),
      function_(std::move(function)),
      parameters_(static_cast<std::size_t>(parameters)),
      low_(low),
      high_(high) {
  const std::scoped_lock lock(Known().mutex);
  Known().functions[name] = this;
}

TF1::~TF1() {
  const std::scoped_lock lock(Known().mutex);
  const auto found = Known().functions.find(GetName());
  if (found != Known().functions.end() && found->second == this) Known().functions.erase(found);
}

TF1* TF1::Find(const std::string& name) {
  const std::scoped_lock lock(Known().mutex);
  const auto found = Known().functions.find(name);
  return found == Known().functions.end() ? nullptr : found->second;
}

Double_t TF1::Eval(Double_t x) const { return function_(&x, parameters_.data()); }

void TF1::Assign(std::vector<Double_t> values) {
  if (values.size() > parameters_.size())
    throw TMVA::DataError("TF1 '" + std::string(GetName()) + "': " + std::to_string(values.size()) +
                          " values for " + std::to_string(parameters_.size()) + " parameters");
  std::ranges::copy(values, parameters_.begin());
}

Double_t TF1::GetMaximum() const {
  double maximum = Eval(low_);
  for (int i = 1; i <= kSteps; ++i)
    maximum = std::max(maximum, Eval(low_ + (high_ - low_) * i / kSteps));
  return maximum;
}

// Simpson's rule.
Double_t TF1::Integral(Double_t low, Double_t high) const {
  const double width = (high - low) / kSteps;
  double sum = Eval(low) + Eval(high);
  for (int i = 1; i < kSteps; ++i) sum += (i % 2 == 0 ? 2 : 4) * Eval(low + width * i);
  return sum * width / 3;
}

Double_t TF1::GetRandom() const {
  const double width = (high_ - low_) / kSteps;
  std::vector<double> sums(kSteps + 1, 0);
  for (int i = 0; i < kSteps; ++i)
    sums[static_cast<std::size_t>(i) + 1] =
        sums[static_cast<std::size_t>(i)] + std::max(0.0, Eval(low_ + width * (i + 0.5)));
  return Invert(sums, gRandom->Rndm(), low_, width);
}

void TH1::FillRandom(const char* function, Int_t entries) {
  if (TF1* known = TF1::Find(function)) return FillRandom(known, entries);
  TF1 made("", function, x_.GetXmin(), x_.GetXmax());
  if (made.GetNpar() == 3) made.SetParameters(1, 0, 1);  // the normal distribution
  FillRandom(&made, entries);
}

void TH1::FillRandom(TF1* function, Int_t entries) {
  const Int_t bins = GetNbinsX();
  std::vector<double> sums(static_cast<std::size_t>(bins) + 1, 0);
  for (Int_t i = 1; i <= bins; ++i)
    sums[static_cast<std::size_t>(i)] =
        sums[static_cast<std::size_t>(i) - 1] +
        std::max(0.0, function->Eval(x_.GetBinCenter(i)) * x_.GetBinWidth(i));
  if (!(sums.back() > 0))
    throw TMVA::DataError(std::string("histogram '") + GetName() + "': FillRandom with function '" +
                          function->GetName() + "', which is nowhere above 0 on its axis");
  for (Int_t i = 0; i < entries; ++i) {
    const double position = Invert(sums, gRandom->Rndm(), 1, 1);
    const Int_t bin = std::min(static_cast<Int_t>(position), bins);
    Fill(x_.GetBinLowEdge(bin) + (position - bin) * x_.GetBinWidth(bin));
  }
}

void TH1::FillRandom(TH1* histogram, Int_t entries) {
  for (Int_t i = 0; i < entries; ++i) Fill(histogram->GetRandom());
}

Double_t TH1::GetRandom() const {
  const Int_t bins = GetNbinsX();
  std::vector<double> sums(static_cast<std::size_t>(bins) + 1, 0);
  for (Int_t i = 1; i <= bins; ++i)
    sums[static_cast<std::size_t>(i)] =
        sums[static_cast<std::size_t>(i) - 1] + std::max(0.0, GetBinContent(i));
  if (!(sums.back() > 0)) return 0;
  const double position = Invert(sums, gRandom->Rndm(), 1, 1);
  const Int_t bin = std::min(static_cast<Int_t>(position), bins);
  return x_.GetBinLowEdge(bin) + (position - bin) * x_.GetBinWidth(bin);
}

}  // namespace tmva_root
