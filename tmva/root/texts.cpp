// TObjString and TMacro: texts that are objects.
#include <TDirectory.h>
#include <TMacro.h>
#include <TObjString.h>

#include <cstdio>
#include <fstream>

#include <TMVA/Error.h>

inline namespace tmva_root {

Int_t TObjString::WriteInto(TDirectory& directory, const std::string& name) {
  directory.Output().WriteString(directory.PathInFile(), name, text_);
  return text_.Length();
}

void TMacro::SaveSource(const char* path) const {
  std::ofstream file(path);
  for (const auto& line : lines_) file << line << '\n';
  if (!file.flush()) throw TMVA::DataError(std::string("TMacro: '") + path + "' cannot be written");
}

void TMacro::Print(Option_t*) const {
  for (const auto& line : lines_) std::puts(line.c_str());
}

}  // namespace tmva_root
