// TList: a collection under another of ROOT's names.
#pragma once

#include <TCollection.h>

inline namespace tmva_root {

class TList : public TCollection {
 public:
  const char* ClassName() const override { return "TList"; }
};

}  // namespace tmva_root
