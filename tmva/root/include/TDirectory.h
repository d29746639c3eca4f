// TDirectory: a folder of a file, or of memory, and the objects in it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/File.h>
#include <TMVA/OutputFile.h>

#include <TKey.h>
#include <TList.h>
#include <TNamed.h>

inline namespace tmva_root {

class TFile;

class TDirectory : public TNamed {
 public:
  TDirectory(const char* name, const char* title, TDirectory* mother = nullptr);
  ~TDirectory() override;
  TDirectory(const TDirectory&) = delete;
  TDirectory& operator=(const TDirectory&) = delete;
  const char* ClassName() const override { return "TDirectoryFile"; }
  /// What is current while no file is open.
  static TDirectory& Memory();

  /// Makes this directory, or one below it, the current one. False, with an error message, where
  /// there is none.
  virtual Bool_t cd(const char* path = nullptr);
  void pwd() const;
  /// An object by its path from here, "dir/name" or "name;2"; what is in memory comes before what
  /// the file holds. nullptr where there is none. The directory owns what it reads.
  TObject* Get(const char* path);
  template <class T>
  T* Get(const char* path) {
    return dynamic_cast<T*>(Get(path));
  }
  template <class T>
  void GetObject(const char* path, T*& object) {
    object = Get<T>(path);
  }
  TDirectory* GetDirectory(const char* path);
  /// A new directory, with those on the way to it. nullptr when it is there already, unless that
  /// one is asked for.
  TDirectory* mkdir(const char* path, const char* title = "", Bool_t return_existing = false);
  /// Keys of the file, in its order; those of this directory only.
  TList* GetListOfKeys();
  TKey* GetKey(const char* name);
  TKey* FindKey(const char* name) { return GetKey(name); }
  /// Objects in memory that belong to this directory.
  TList* GetList() { return &objects_; }
  TObject* FindObject(const char* name) const { return objects_.FindObject(name); }
  void ls(Option_t* option = "") const;
  void Print(Option_t* option = "") const override { ls(option); }
  /// Takes an object, "name" or "name;*", with all its cycles, out of the file.
  void Delete(const char* name);

  TFile* GetFile() const { return file_; }
  TDirectory* GetMotherDir() const { return mother_; }
  TDirectory* GetMother() const { return mother_; }
  /// "file.root:/dir"
  const char* GetPath() const;
  Bool_t IsWritable() const;
  /// From the top of the file: "a/b"; "" at the top.
  std::string PathInFile() const;

  /// Writes all objects that belong to this directory and to those below.
  Int_t Write(const char* name = nullptr, Int_t option = 0, Int_t buffer_size = 0) override;
  /// Writes one object, under its own name unless one is given.
  Int_t WriteTObject(TObject* object, const char* name = nullptr, Option_t* option = "");
  template <class T>
  Int_t WriteObject(T* object, const char* name, Option_t* option = "") {
    return WriteTObject(object, name, option);
  }

  /// An object that is made now belongs to the current directory: it is written with it.
  void Append(TObject* object, Bool_t replace = false);
  /// Lets go of an object, which then belongs to the caller.
  TObject* Remove(TObject* object);
  /// As a language with shared ownership has it: the object lives as long as anybody wants it.
  std::shared_ptr<TObject> Share(TObject* object);

  /// Where objects of this directory are written: with PathInFile() as directory. DataError when
  /// the file cannot be written.
  TMVA::OutputFile& Output() const;
  /// Notes an object that was written there, for the list of keys.
  void AddWritten(std::string_view name, std::string_view class_name, std::string_view title);

 protected:
  /// Forgets all objects; deletes those that were read.
  void Clear();
  void SetFile(TFile* file) { file_ = file; }

 private:
  friend class TFile;
  friend class TKey;
  friend class TTree;
  TDirectory* Child(std::string_view name);
  TDirectory* MakeChild(std::string_view name, std::string_view title);
  TObject* Find(const std::string& name);
  TObject* Read(const std::string& name, const std::string& cycle);
  const TMVA::KeyInfo* KeyOf(std::string_view name, std::string_view cycle) const;
  std::string Below(std::string_view name) const;

  /// Who keeps an object alive: the directory, or whoever shares it.
  struct Owned {
    TObject* object;
    std::string key;  ///< "name;2" of an object that was read
    std::shared_ptr<TObject> shared;
  };
  TFile* file_ = nullptr;
  TDirectory* mother_ = nullptr;
  TList objects_, keys_;
  std::vector<Owned> owned_;
  std::vector<TMVA::KeyInfo> written_;  ///< in this session
  bool has_keys_ = false;               ///< are those of the file in the list?
  std::size_t listed_ = 0;              ///< of those written
  std::vector<std::unique_ptr<TDirectory>> children_;
  std::vector<std::unique_ptr<TKey>> key_objects_;
  mutable std::string path_;
};
using TDirectoryFile = TDirectory;

/// The current directory: new trees and histograms belong to it.
extern TDirectory* gDirectory;

}  // namespace tmva_root
