// gROOT: the state of the session, and where the tutorials are.
#pragma once

#include <RConfigure.h>
#include <TDirectory.h>
#include <TError.h>
#include <TNamed.h>

inline namespace tmva_root {

class TF1;
class TStyle;

class TROOT : public TNamed {
 public:
  TROOT() : TNamed("root", "The ROOT of EVERYTHING") {}
  const char* ClassName() const override { return "TROOT"; }

  /// The folder of ROOT's tutorials: TMVA_TUTORIALS_DIR, else $ROOTSYS/tutorials. DataError when
  /// neither is set.
  const TString& GetTutorialDir() const;
  const TString& GetTutorialsDir() const { return GetTutorialDir(); }
  /// The release of ROOT whose names these are: "6.40.00".
  const char* GetVersion() const { return "6.40.00"; }
  Int_t GetVersionInt() const { return 64000; }

  /// True under `tmva run -b`, or once it is set.
  Bool_t IsBatch() const { return is_batch_; }
  void SetBatch(Bool_t on = true) { is_batch_ = on; }
  /// Makes a directory current: "file.root:/dir" of an open file, or one below the current file.
  Bool_t cd(const char* path = nullptr) const;
  TList* GetListOfFiles() const;
  /// In the current directory.
  TObject* FindObject(const char* name) const;
  TObject* Get(const char* name) const { return FindObject(name); }
  TF1* GetFunction(const char* name) const;

  /// A compiled macro has no interpreter: says what to do instead; 0.
  Long_t ProcessLine(const char* line, Int_t* error = nullptr) const;
  Int_t LoadMacro(const char* path, Int_t* error = nullptr, Bool_t check = false) const;
  Long_t Macro(const char* path, Int_t* error = nullptr) const;

  TStyle* GetStyle(const char* name) const;
  void SetStyle(const char* = "Default") {}
  void ForceStyle(Bool_t = true) {}
  void Reset(Option_t* = "") {}
  void SetMacroPath(const char*) {}

 private:
  Bool_t is_batch_ = false;
};

extern TROOT* gROOT;

}  // namespace tmva_root

namespace ROOT {
inline namespace tmva_root {

inline TROOT* GetROOT() { return gROOT; }
/// Threads for training and application; 0: all cores.
void EnableImplicitMT(UInt_t threads = 0);
void DisableImplicitMT();
Bool_t IsImplicitMTEnabled();
UInt_t GetThreadPoolSize();
inline void EnableThreadSafety() {}

}  // namespace tmva_root
}  // namespace ROOT
