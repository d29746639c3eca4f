// TNamed: an object with a name and a title.
#pragma once

#include <TObject.h>

inline namespace tmva_root {

class TNamed : public TObject {
 public:
  TNamed() = default;
  TNamed(TString name, TString title) : name_(std::move(name)), title_(std::move(title)) {}
  const char* GetName() const override { return name_.Data(); }
  const char* GetTitle() const override { return title_.Data(); }
  virtual void SetName(const char* name) { name_ = name; }
  virtual void SetTitle(const char* title) { title_ = title; }
  void SetNameTitle(const char* name, const char* title) {
    SetName(name);
    SetTitle(title);
  }
  const char* ClassName() const override { return "TNamed"; }

 private:
  TString name_;
  TString title_;
};

}  // namespace tmva_root
