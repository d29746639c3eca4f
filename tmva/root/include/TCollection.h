// TCollection and its kinds: lists of objects that somebody else owns.
#pragma once

#include <cstddef>
#include <vector>

#include <TNamed.h>

inline namespace tmva_root {

/// Objects in an order. They are not owned.
class TCollection : public TObject {
 public:
  const char* ClassName() const override { return "TCollection"; }

  virtual void Add(TObject* object) { objects_.push_back(object); }
  void AddLast(TObject* object) { Add(object); }
  /// The object that was taken off; nullptr where it is not there.
  virtual TObject* Remove(TObject* object);
  void Clear(Option_t* = "") { objects_.clear(); }
  Int_t GetSize() const { return static_cast<Int_t>(objects_.size()); }
  Int_t GetEntries() const { return GetSize(); }
  Int_t GetEntriesFast() const { return GetSize(); }
  Int_t GetLast() const { return GetSize() - 1; }
  Bool_t IsEmpty() const { return objects_.empty(); }
  /// nullptr outside the range.
  TObject* At(Int_t i) const {
    return i < 0 || i >= GetSize() ? nullptr : objects_[static_cast<std::size_t>(i)];
  }
  TObject* UncheckedAt(Int_t i) const { return At(i); }
  TObject* operator[](Int_t i) const { return At(i); }
  TObject* First() const { return At(0); }
  TObject* Last() const { return At(GetLast()); }
  /// By name; nullptr where there is none.
  TObject* FindObject(const char* name) const;
  TObject* FindObject(const TObject* object) const;
  Bool_t Contains(const char* name) const { return FindObject(name) != nullptr; }
  Int_t IndexOf(const TObject* object) const;
  void Print(Option_t* option = "") const override;

  auto begin() const { return objects_.begin(); }
  auto end() const { return objects_.end(); }

 private:
  std::vector<TObject*> objects_;
};

/// Goes through a collection: `while (auto* object = next())`.
class TIter {
 public:
  TIter(const TCollection* collection) : collection_(collection) {}
  TObject* operator()() { return collection_ ? collection_->At(position_++) : nullptr; }
  TObject* Next() { return (*this)(); }
  void Reset() { position_ = 0; }

 private:
  const TCollection* collection_;
  Int_t position_ = 0;
};
using TIterator = TIter;

}  // namespace tmva_root
