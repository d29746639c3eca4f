// TObject: writing, and what objects do that have nothing to draw.
#include <TObject.h>

#include <TMVA/Error.h>

#include <iostream>

#include <TDirectory.h>
#include <TPad.h>

inline namespace tmva_root {

Int_t TObject::Write(const char* name, Int_t option, Int_t) {
  return gDirectory->WriteTObject(this, name,
                                  (option & (kOverwrite | kWriteDelete)) != 0 ? "overwrite" : "");
}

Int_t TObject::WriteInto(TDirectory&, const std::string& name) {
  throw TMVA::DataError(std::string("'") + name + "': objects of class " + ClassName() +
                        " cannot be written to files");
}

void TObject::Draw(Option_t*) { SayNotDrawn(GetName()); }

void TObject::Print(Option_t*) const {
  std::cout << ClassName() << " Name: " << GetName() << " Title: " << GetTitle() << std::endl;
}

}  // namespace tmva_root
