// TObjArray: a collection under another of ROOT's names.
#pragma once

#include <TCollection.h>

inline namespace tmva_root {

class TObjArray : public TCollection {
 public:
  const char* ClassName() const override { return "TObjArray"; }
};

}  // namespace tmva_root
