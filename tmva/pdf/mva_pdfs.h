// MvaPdfs: densities of a classifier's response for signal and background (option CreateMVAPdfs).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <TMVA/Log.h>
#include <TMVA/Options.h>
#include <TMVA/WeightNode.h>

#include "tmva/pdf/pdf.h"
#include "tmva/pdf/pdf_options.h"

namespace TMVA::inline standalone {

/// The options NsmoothMVAPdf, NbinsMVAPdfS, PDFInterpolMVAPdfB, ...
struct MvaPdfOptions {
  PdfOptions both, signal, background;
  void Declare(OptionSet& options);
  /// After parsing: signal and background take what they lack from `both`.
  void Resolve(const OptionSet& options);
};

/// Responses of a classifier to its training events.
struct MvaResponses {
  std::span<const double> values, weights;
  std::span<const std::uint32_t> classes;
  std::uint32_t signal_class = 0;  ///< every other class is background
};

class MvaPdfs {
 public:
  /// `method` is the method's type: "Fisher" gives "Fisher_PDFSig" and "Fisher_tr_S".
  static MvaPdfs Build(const std::string& method, const MvaResponses& responses,
                       const MvaPdfOptions& options, const Log& log);
  /// Reads the MVAPdfs element; nothing when it is empty.
  static std::optional<MvaPdfs> Load(const WeightNode& mva_pdfs);
  void Save(WeightNode& mva_pdfs) const;

  /// Probability of being signal, where a fraction `signal_fraction` of all events is.
  double Probability(double response, double signal_fraction) const;
  /// Fraction of background (or signal) events with a smaller response.
  double Rarity(double response, bool of_signal = false) const;
  const Pdf& Signal() const { return signal_; }
  const Pdf& Background() const { return background_; }

 private:
  Pdf signal_, background_;
};

}  // namespace TMVA::inline standalone
