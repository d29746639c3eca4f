// MvaPdfs: built from the responses to the training events.
#include "tmva/pdf/mva_pdfs.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

// TMVA keeps the responses to training events as floats.
double Rounded(double response) { return static_cast<float>(response); }

BinnedContent FillHistogram(const MvaResponses& responses, bool signal, std::size_t bins,
                            std::pair<double, double> range) {
  // Summed in double, as TMVA's histogram does, then normalised to unit area and kept as float.
  BinnedContent histogram(bins, range.first, range.second);
  std::vector<double> sums(bins, 0.);
  double total = 0;
  for (std::size_t i = 0; i < responses.values.size(); ++i) {
    const double x = Rounded(responses.values[i]);
    if ((responses.classes[i] == responses.signal_class) != signal) continue;
    if (!(x >= range.first && x < range.second)) continue;
    sums[histogram.Find(x)] += responses.weights[i];
    total += responses.weights[i];
  }
  if (!(total > 0))
    throw DataError(std::string("CreateMVAPdfs: the sum of the weights of ") +
                    (signal ? "signal" : "background") + " is not positive");
  for (std::size_t i = 0; i < bins; ++i)
    histogram[i] = static_cast<float>(sums[i] / (total * histogram.Width(i)));
  return histogram;
}

std::pair<double, double> RangeOf(std::span<const double> values) {
  for (const double value : values)
    if (!std::isfinite(value)) throw DataError("CreateMVAPdfs: a response is not finite");
  if (values.empty()) throw DataError("CreateMVAPdfs: there are no responses");
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const std::pair<double, double> range{Rounded(*low), Rounded(*high)};
  if (!(range.first < range.second)) throw DataError("CreateMVAPdfs: all responses are the same");
  return range;
}

double CountEvents(const MvaResponses& responses, bool signal) {
  return static_cast<double>(
      std::count_if(responses.classes.begin(), responses.classes.end(),
                    [&](std::uint32_t cls) { return (cls == responses.signal_class) == signal; }));
}

Pdf BuildOne(const std::string& method, const MvaResponses& responses, const PdfOptions& options,
             bool signal, const Log& log) {
  const auto range = RangeOf(responses.values);
  BinnedContent histogram =
      FillHistogram(responses, signal, options.NumBins(responses.values.size()), range);
  Pdf pdf = Pdf::Build(method + (signal ? "_PDFSig" : "_PDFBkg"), std::move(histogram),
                       options.Settings());
  pdf.histogram_name = method + (signal ? "_tr_S_original" : "_tr_B_original");
  const std::string bad = options.check ? pdf.Check(CountEvents(responses, signal)) : std::string();
  if (!bad.empty()) log.Warning(pdf.Name() + ": smoothing changed bins " + bad + " beyond 5 sigma");
  return pdf;
}

}  // namespace

void MvaPdfOptions::Declare(OptionSet& options) {
  both.Declare(options, "MVAPdf");
  signal.Declare(options, "MVAPdfS");
  background.Declare(options, "MVAPdfB");
}

void MvaPdfOptions::Resolve(const OptionSet& options) {
  signal.InheritFrom(both, options, "MVAPdfS");
  background.InheritFrom(both, options, "MVAPdfB");
}

MvaPdfs MvaPdfs::Build(const std::string& method, const MvaResponses& responses,
                       const MvaPdfOptions& options, const Log& log) {
  MvaPdfs result;
  result.signal_ = BuildOne(method, responses, options.signal, true, log);
  result.background_ = BuildOne(method, responses, options.background, false, log);
  return result;
}

std::optional<MvaPdfs> MvaPdfs::Load(const WeightNode& mva_pdfs) {
  const auto pdfs = mva_pdfs.Children("PDF");
  if (pdfs.empty()) return std::nullopt;
  if (pdfs.size() != 2) mva_pdfs.Fail("expected two PDF elements, signal and background");
  MvaPdfs result;
  result.signal_ = Pdf::Load(*pdfs[0], true);
  result.background_ = Pdf::Load(*pdfs[1], true);
  return result;
}

void MvaPdfs::Save(WeightNode& mva_pdfs) const {
  signal_.Save(mva_pdfs.AddChild("PDF"));
  background_.Save(mva_pdfs.AddChild("PDF"));
}

double MvaPdfs::Probability(double response, double signal_fraction) const {
  const double signal = signal_fraction * signal_.Value(response);
  const double background = (1 - signal_fraction) * background_.Value(response);
  return signal + background > 0 ? signal / (signal + background) : -1;
}

double MvaPdfs::Rarity(double response, bool of_signal) const {
  const Pdf& pdf = of_signal ? signal_ : background_;
  return pdf.Integral(pdf.Low(), response);
}

}  // namespace TMVA::inline standalone
