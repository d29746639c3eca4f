// TMacro: lines of text that are saved as a script.
#pragma once

#include <string>
#include <vector>

#include <TNamed.h>

inline namespace tmva_root {

class TMacro : public TNamed {
 public:
  TMacro() = default;
  TMacro(const char* name, const char* title = "") : TNamed(name, title) {}
  const char* ClassName() const override { return "TMacro"; }
  void AddLine(const char* text) { lines_.emplace_back(text); }
  /// Throws DataError where the file cannot be written.
  void SaveSource(const char* path) const;
  void Print(Option_t* option = "") const override;

 private:
  std::vector<std::string> lines_;
};

}  // namespace tmva_root
