// gSystem: files, folders, the environment and commands.
#pragma once

#include <TNamed.h>

inline namespace tmva_root {

enum EAccessMode {
  kFileExists = 0,
  kExecutePermission = 1,
  kWritePermission = 2,
  kReadPermission = 4
};

class TSystem : public TNamed {
 public:
  TSystem() : TNamed("Unix", "Unix System") {}
  const char* ClassName() const override { return "TSystem"; }

  /// True where the path can NOT be accessed: ROOT's convention.
  Bool_t AccessPathName(const char* path, EAccessMode mode = kFileExists) const;
  /// Runs a command of the shell: 0 where it succeeds, else the status that system() gives, as in
  /// ROOT.
  Int_t Exec(const char* command) const;
  TString GetFromPipe(const char* command) const;

  /// 0, or -1 where it failed. With `recursive`, missing parents are made and a folder that exists
  /// already is no failure.
  Int_t mkdir(const char* path, Bool_t recursive = false) const;
  Int_t MakeDirectory(const char* path) const { return mkdir(path); }
  Int_t Unlink(const char* path) const;
  Int_t Rename(const char* from, const char* to) const;
  Int_t CopyFile(const char* from, const char* to, Bool_t overwrite = false) const;
  Bool_t ChangeDirectory(const char* path) const;
  Bool_t cd(const char* path) const { return ChangeDirectory(path); }
  TString GetWorkingDirectory() const;
  const char* WorkingDirectory() const;
  const char* pwd() const { return WorkingDirectory(); }
  const char* TempDirectory() const;

  const char* BaseName(const char* path) const;
  const char* DirName(const char* path) const;
  TString GetDirName(const char* path) const;
  Bool_t IsAbsoluteFileName(const char* path) const { return path && path[0] == '/'; }
  const char* ConcatFileName(const char* folder, const char* name) const;
  /// Replaces "~", $NAME and ${NAME}.
  Bool_t ExpandPathName(TString& path) const;
  const char* ExpandPathName(const char* path) const;

  const char* Getenv(const char* name) const;
  void Setenv(const char* name, const char* value) const;
  void Unsetenv(const char* name) const;
  const char* HostName() const;
  Int_t GetPid() const;

  void Sleep(UInt_t milliseconds) const;
  Bool_t ProcessEvents() const { return false; }
  [[noreturn]] void Exit(Int_t code) const;
  /// Libraries of ROOT have nothing to add here: 0, with a line that says so.
  Int_t Load(const char* library) const;
  void AddIncludePath(const char*) const {}
  void AddLinkedLibs(const char*) const {}
};

extern TSystem* gSystem;

}  // namespace tmva_root
