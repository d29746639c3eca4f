// The files of this process that are open.
#pragma once

#include <vector>

inline namespace tmva_root {

class TFile;

/// In the order in which they were opened. What is still open when the process ends is closed then.
class OpenFiles {
 public:
  static OpenFiles& Instance();
  void Add(TFile* file) { files_.push_back(file); }
  void Remove(TFile* file) { std::erase(files_, file); }
  const std::vector<TFile*>& All() const { return files_; }
  TFile* Last() const { return files_.empty() ? nullptr : files_.back(); }

 private:
  OpenFiles();
  std::vector<TFile*> files_;
};

}  // namespace tmva_root
