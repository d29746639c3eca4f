// TKey: an object in a file that has not been read yet.
#pragma once

#include <TMVA/File.h>

#include <TNamed.h>

inline namespace tmva_root {

class TDirectory;

class TKey : public TNamed {
 public:
  TKey(TDirectory* directory, const TMVA::KeyInfo& info);
  const char* ClassName() const override { return "TKey"; }
  const char* GetClassName() const { return info_.class_name.c_str(); }
  Short_t GetCycle() const { return static_cast<Short_t>(info_.cycle); }
  Int_t GetNbytes() const { return static_cast<Int_t>(info_.bytes); }
  Int_t GetObjlen() const { return static_cast<Int_t>(info_.object_bytes); }
  TDirectory* GetMotherDir() const { return directory_; }
  /// nullptr for a class that is not known here.
  TObject* ReadObj() const;
  template <class T>
  T* ReadObject() const {
    return dynamic_cast<T*>(ReadObj());
  }

 private:
  TDirectory* directory_;
  TMVA::KeyInfo info_;
};

}  // namespace tmva_root
