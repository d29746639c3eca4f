// PdfOptions: declaration, inheritance and translation into settings.
#include "tmva/pdf/pdf_options.h"

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

PdfInterpolation InterpolationOf(const std::string& name) {
  if (name == "Spline0") return PdfInterpolation::kSpline0;
  if (name == "Spline1") return PdfInterpolation::kSpline1;
  if (name == "Spline2") return PdfInterpolation::kSpline2;
  if (name == "Spline3") return PdfInterpolation::kSpline3;
  if (name == "Spline5") return PdfInterpolation::kSpline5;
  if (name == "KDE") return PdfInterpolation::kKde;
  throw OptionError("PDFInterpol: unknown interpolation '" + name + "'");
}

KdeBorder BorderOf(const std::string& name) {
  if (name == "None") return KdeBorder::kNone;
  if (name == "Renorm") return KdeBorder::kRenormalise;
  if (name == "Mirror") return KdeBorder::kMirror;
  throw OptionError("KDEborder: unknown treatment of borders '" + name + "'");
}

}  // namespace

void PdfOptions::Declare(OptionSet& options, const std::string& suffix) {
  options
      .Declare(smooth, "NSmooth" + suffix,
               "Number of smoothing iterations for the input histograms")
      .Range(0, 10000);
  options
      .Declare(min_smooth, "MinNSmooth" + suffix,
               "Min number of smoothing iterations, for bins with most data (-1: NSmooth)")
      .Range(-1, 10000);
  options
      .Declare(max_smooth, "MaxNSmooth" + suffix,
               "Max number of smoothing iterations, for bins with least data (-1: NSmooth)")
      .Range(-1, 10000);
  options.Declare(events_per_bin, "NAvEvtPerBin" + suffix, "Average number of events per PDF bin")
      .AtLeast(0);
  options.Declare(bins, "Nbins" + suffix, "Number of bins of the PDF (0: from NAvEvtPerBin)")
      .Range(0, 1e6);
  options.Declare(check, "CheckHist" + suffix, "Compare the smoothed with the original histogram");
  options
      .Declare(interpolation, "PDFInterpol" + suffix,
               "Interpolation method for reference histograms")
      .Choices({"Spline0", "Spline1", "Spline2", "Spline3", "Spline5", "KDE"});
  options.Declare(kde_type, "KDEtype" + suffix, "KDE kernel type").Choices({"Gauss"});
  options.Declare(kde_iteration, "KDEiter" + suffix, "Number of iterations of the KDE")
      .Choices({"Nonadaptive", "Adaptive"});
  options.Declare(kde_fine_factor, "KDEFineFactor" + suffix, "Width factor of adaptive kernels")
      .Range(1e-6, 1e6);
  options
      .Declare(kde_border, "KDEborder" + suffix, "Treatment of the borders of the range by the KDE")
      .Choices({"None", "Renorm", "Mirror"});
}

void PdfOptions::InheritFrom(const PdfOptions& base, const OptionSet& options,
                             const std::string& suffix) {
  const auto take = [&](auto& member, const auto& from, const char* name) {
    if (!options.IsSet(name + suffix)) member = from;
  };
  take(smooth, base.smooth, "NSmooth");
  take(min_smooth, base.min_smooth, "MinNSmooth");
  take(max_smooth, base.max_smooth, "MaxNSmooth");
  take(events_per_bin, base.events_per_bin, "NAvEvtPerBin");
  take(bins, base.bins, "Nbins");
  take(check, base.check, "CheckHist");
  take(interpolation, base.interpolation, "PDFInterpol");
  take(kde_type, base.kde_type, "KDEtype");
  take(kde_iteration, base.kde_iteration, "KDEiter");
  take(kde_fine_factor, base.kde_fine_factor, "KDEFineFactor");
  take(kde_border, base.kde_border, "KDEborder");
}

PdfSettings PdfOptions::Settings() const {
  PdfSettings settings;
  settings.interpolation = InterpolationOf(interpolation);
  const bool adaptive = min_smooth >= 0 && max_smooth >= 0;
  settings.min_smooth = adaptive ? min_smooth : smooth;
  settings.max_smooth = adaptive ? max_smooth : smooth;
  if (settings.max_smooth < settings.min_smooth)
    throw OptionError("MaxNSmooth=" + std::to_string(max_smooth) +
                      " is less than MinNSmooth=" + std::to_string(min_smooth));
  settings.kde.adaptive = kde_iteration == "Adaptive";
  settings.kde.border = BorderOf(kde_border);
  settings.kde.fine_factor = kde_fine_factor;
  return settings;
}

std::size_t PdfOptions::NumBins(std::size_t events) const {
  // Kernels need a finer histogram to start from.
  const std::size_t factor = InterpolationOf(interpolation) == PdfInterpolation::kKde ? 5 : 1;
  if (bins > 0) return factor * static_cast<std::size_t>(bins);
  const std::size_t result =
      events_per_bin > 0 ? events / static_cast<std::size_t>(events_per_bin) * factor : 0;
  if (result == 0)
    throw OptionError("NAvEvtPerBin=" + std::to_string(events_per_bin) + " leaves no bin for " +
                      std::to_string(events) + " events: lower it or set Nbins");
  return result;
}

}  // namespace TMVA::inline standalone
