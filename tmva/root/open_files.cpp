// Closing what is still open at the end.
#include "tmva/root/open_files.h"

#include <TMVA/Log.h>

#include <cstdlib>

#include <TFile.h>

inline namespace tmva_root {

OpenFiles& OpenFiles::Instance() {
  static auto* files = new OpenFiles;  // for ever: used at exit
  return *files;
}

OpenFiles::OpenFiles() {
  (void)TMVA::Config::Instance();  // made first, it is there when the files are closed
  std::atexit(&TFile::CloseAll);
}

void TFile::CloseAll() {
  while (auto* file = OpenFiles::Instance().Last()) {
    try {
      file->Close();
    } catch (const std::exception& error) {
      TMVA::Log("TFile").Error(error.what());
    }
    OpenFiles::Instance().Remove(file);
  }
}

void TFile::AbandonAll() {
  while (auto* file = OpenFiles::Instance().Last()) file->Abandon();
}

}  // namespace tmva_root
