// TObjString: a text as an object.
#pragma once

#include <TObject.h>

inline namespace tmva_root {

class TObjString : public TObject {
 public:
  TObjString(const char* text = "") : text_(text) {}
  const char* GetName() const override { return text_.Data(); }
  const char* ClassName() const override { return "TObjString"; }
  const TString& GetString() const { return text_; }
  TString& String() { return text_; }
  void SetString(const char* text) { text_ = text; }

 protected:
  Int_t WriteInto(TDirectory& directory, const std::string& name) override;

 private:
  TString text_;
};

}  // namespace tmva_root
