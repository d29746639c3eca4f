// The list of readers: one a family of classes.
#include "tmva/root/stored_objects.h"

#include <TGraph.h>
#include <TH1.h>
#include <TH2.h>
#include <TMatrixD.h>
#include <TObjString.h>

inline namespace tmva_root {

namespace {

/// A histogram that belongs to the directory that reads it, not to the current one.
template <class Histogram, class Stored>
std::unique_ptr<TObject> Free(const Stored& stored) {
  auto histogram = std::make_unique<Histogram>(stored);
  histogram->SetDirectory(nullptr);
  return histogram;
}

/// "TH1F;2" of a key "dir/h": what File's calls understand.
std::string NameOf(const TMVA::KeyInfo& key) { return key.name + ";" + std::to_string(key.cycle); }

std::unique_ptr<TObject> ReadHistogram(const TMVA::File& file, const TMVA::KeyInfo& key) {
  const std::string& name = key.class_name;
  if (name.starts_with("TH1")) {
    const auto stored = file.GetHistogram1(NameOf(key));
    return stored.single ? Free<TH1F>(stored) : Free<TH1D>(stored);
  }
  if (name.starts_with("TH2") && !name.starts_with("TH2Poly")) {
    const auto stored = file.GetHistogram2(NameOf(key));
    return stored.single ? Free<TH2F>(stored) : Free<TH2D>(stored);
  }
  return nullptr;
}

std::unique_ptr<TObject> ReadGraph(const TMVA::File& file, const TMVA::KeyInfo& key) {
  if (!key.class_name.starts_with("TGraph")) return nullptr;
  return std::make_unique<TGraph>(file.GetGraph(NameOf(key)));
}

std::unique_ptr<TObject> ReadMatrix(const TMVA::File& file, const TMVA::KeyInfo& key) {
  if (!key.class_name.starts_with("TMatrixT") && !key.class_name.starts_with("TVectorT"))
    return nullptr;
  const auto stored = file.GetMatrix(NameOf(key));
  const auto rows = static_cast<Int_t>(stored.rows), columns = static_cast<Int_t>(stored.columns);
  if (key.class_name.starts_with("TVectorT"))
    return std::make_unique<TVectorD>(rows, stored.values.data());
  return std::make_unique<TMatrixD>(rows, columns, stored.values.data());
}

std::unique_ptr<TObject> ReadText(const TMVA::File& file, const TMVA::KeyInfo& key) {
  if (key.class_name != "TObjString") return nullptr;
  return std::make_unique<TObjString>(file.GetString(NameOf(key)).c_str());
}

}  // namespace

std::span<const StoredReader> StoredReaders() {
  static constexpr StoredReader kReaders[] = {ReadHistogram, ReadGraph, ReadMatrix, ReadText};
  return kReaders;
}

}  // namespace tmva_root
