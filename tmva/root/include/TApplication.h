// TApplication: command line of a program. There is no event loop, as there are no windows.
#pragma once

#include <string>
#include <vector>

#include <TNamed.h>

inline namespace tmva_root {

class TApplication : public TNamed {
 public:
  TApplication(const char* name, int* argc, char** argv);
  ~TApplication() override;
  const char* ClassName() const override { return "TApplication"; }
  int Argc() const { return static_cast<int>(arguments_.size()); }
  char** Argv() { return pointers_.data(); }
  char* Argv(int i) {
    return i < 0 || i >= Argc() ? nullptr : pointers_[static_cast<std::size_t>(i)];
  }
  /// Returns at once, or ends the program, which ROOT does by default.
  void Run(Bool_t return_after = false);
  [[noreturn]] void Terminate(Int_t status = 0);

 private:
  std::vector<std::string> arguments_;
  std::vector<char*> pointers_;
};
using TRint = TApplication;

/// The program's application; nullptr unless it made one.
extern TApplication* gApplication;

}  // namespace tmva_root
