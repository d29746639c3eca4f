// TObject and TNamed: the base of ROOT's classes, as far as a name, a title and a place to be
// written need it.
#pragma once

#include <memory>
#include <string>

#include <Rtypes.h>
#include <TString.h>

inline namespace tmva_root {

class TDirectory;

/// Shared ownership is for languages that have it; in C++ a directory, or who said `new`, owns.
class TObject : public std::enable_shared_from_this<TObject> {
 public:
  enum { kSingleKey = 1 << 0, kOverwrite = 1 << 1, kWriteDelete = 1 << 2 };

  virtual ~TObject() = default;
  virtual const char* GetName() const { return ClassName(); }
  virtual const char* GetTitle() const { return ""; }
  virtual const char* ClassName() const = 0;
  Bool_t InheritsFrom(const char* class_name) const { return TString(class_name) == ClassName(); }
  Bool_t IsZombie() const { return is_zombie_; }
  /// Writes the object into the current directory, under its own name unless one is given. Returns
  /// the number of bytes, 0 where it was not written. Throws DataError when there is no file to
  /// write to.
  virtual Int_t Write(const char* name = nullptr, Int_t option = 0, Int_t buffer_size = 0);
  /// Says, once, that C++ macros do not draw.
  virtual void Draw(Option_t* option = "");
  virtual void Print(Option_t* option = "") const;

 protected:
  friend class TDirectory;
  /// Puts the object into a file; DataError for a class that cannot be stored.
  virtual Int_t WriteInto(TDirectory& directory, const std::string& name);
  /// The directory that the object belongs to is no more.
  virtual void ForgetDirectory() {}
  /// A directory has taken the object in.
  virtual void JoinDirectory(TDirectory&) {}
  void MakeZombie() { is_zombie_ = true; }

 private:
  bool is_zombie_ = false;
};

}  // namespace tmva_root
