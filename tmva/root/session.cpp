// TROOT and TApplication.
#include <TApplication.h>
#include <TF1.h>
#include <TFile.h>
#include <TROOT.h>
#include <TStyle.h>

#include <cstdlib>
#include <thread>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

#include "tmva/root/open_files.h"

inline namespace tmva_root {
namespace {

const TMVA::Log& Messages() {
  static const TMVA::Log log("TROOT");
  return log;
}

}  // namespace

TROOT* gROOT = new TROOT;
TApplication* gApplication = nullptr;

const TString& TROOT::GetTutorialDir() const {
  static TString folder;
  if (const char* named = std::getenv("TMVA_TUTORIALS_DIR"); named != nullptr && *named != '\0')
    folder = named;
  else if (const char* root = std::getenv("ROOTSYS"); root != nullptr && *root != '\0')
    folder = std::string(root) + "/tutorials";
  else
    throw TMVA::DataError(
        "GetTutorialDir: where ROOT's tutorials are is not known; set TMVA_TUTORIALS_DIR to that "
        "folder");
  return folder;
}

Bool_t TROOT::cd(const char* path) const {
  const TString text(path);
  const Ssiz_t colon = text.Index(":/");
  if (colon < 0) return gDirectory->cd(path);
  const TString name(text(0, colon));
  for (TObject* object : *GetListOfFiles())
    if (name == object->GetName()) return static_cast<TFile*>(object)->cd(path);
  Messages().Error("no file '" + name + "' is open");
  return false;
}

TList* TROOT::GetListOfFiles() const {
  static TList list;
  list.Clear();
  for (TFile* file : OpenFiles::Instance().All()) list.Add(file);
  return &list;
}

TObject* TROOT::FindObject(const char* name) const { return gDirectory->FindObject(name); }

TF1* TROOT::GetFunction(const char* name) const { return TF1::Find(name); }

TStyle* TROOT::GetStyle(const char*) const { return gStyle; }

Long_t TROOT::ProcessLine(const char* line, Int_t* error) const {
  Messages().Error(std::string("a compiled macro cannot interpret '") + line +
                   "': write the call itself, or #include the macro that it loads");
  if (error != nullptr) *error = 1;
  return 0;
}

Int_t TROOT::LoadMacro(const char* path, Int_t* error, Bool_t) const {
  ProcessLine((std::string(".L ") + path).c_str(), error);
  return -1;
}

Long_t TROOT::Macro(const char* path, Int_t* error) const {
  return ProcessLine((std::string(".x ") + path).c_str(), error);
}

TApplication::TApplication(const char* name, int* argc, char** argv) : TNamed(name, "") {
  if (argc != nullptr && argv != nullptr) arguments_.assign(argv, argv + *argc);
  for (auto& argument : arguments_) pointers_.push_back(argument.data());
  gApplication = this;
}

TApplication::~TApplication() {
  if (gApplication == this) gApplication = nullptr;
}

void TApplication::Run(Bool_t return_after) {
  if (!return_after) Terminate(0);
}

void TApplication::Terminate(Int_t status) { std::exit(status); }

}  // namespace tmva_root

namespace ROOT {
inline namespace tmva_root {

namespace {
bool is_threaded = false;
}

void EnableImplicitMT(UInt_t threads) {
  is_threaded = true;
  TMVA::Config::Instance().SetNumThreads(static_cast<int>(threads));
}

void DisableImplicitMT() {
  is_threaded = false;
  TMVA::Config::Instance().SetNumThreads(1);
}

Bool_t IsImplicitMTEnabled() { return is_threaded; }

UInt_t GetThreadPoolSize() {
  if (!is_threaded) return 0;
  const int threads = TMVA::Config::Instance().NumThreads();
  return threads > 0 ? static_cast<UInt_t>(threads) : std::thread::hardware_concurrency();
}

}  // namespace tmva_root
}  // namespace ROOT
