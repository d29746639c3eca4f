// PdfOptions: the option family of PDFs (NSmooth, PDFInterpol, KDEtype, ...), with a suffix.
#pragma once

#include <cstddef>
#include <string>

#include <TMVA/Options.h>

#include "tmva/pdf/pdf.h"

namespace TMVA::inline standalone {

/// One family. Methods declare it with the suffix "" or "MVAPdf", and again for each PDF with a
/// more special suffix ("Sig[0]", "MVAPdfS") whose options default to those of the general family:
///   base.Declare(options, ""); special.Declare(options, "Sig[0]");
///   ... parse ...
///   special.InheritFrom(base, options, "Sig[0]");
struct PdfOptions {
  int smooth = 0, min_smooth = -1, max_smooth = -1;
  int events_per_bin = 50;
  int bins = 0;
  bool check = false;
  std::string interpolation = "Spline2";
  std::string kde_type = "Gauss";
  std::string kde_iteration = "Nonadaptive";
  double kde_fine_factor = 1;
  std::string kde_border = "None";

  void Declare(OptionSet& options, const std::string& suffix);
  /// Takes from `base` what the user did not set under `suffix`.
  void InheritFrom(const PdfOptions& base, const OptionSet& options, const std::string& suffix);
  /// OptionError for contradictory values.
  PdfSettings Settings() const;
  /// Bins for a histogram of `events` events; OptionError when there would be none.
  std::size_t NumBins(std::size_t events) const;
};

}  // namespace TMVA::inline standalone
