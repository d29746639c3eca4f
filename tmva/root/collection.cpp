// Collections of objects.
#include <TCollection.h>

#include <algorithm>
#include <cstring>

inline namespace tmva_root {

TObject* TCollection::Remove(TObject* object) {
  const auto found = std::find(objects_.begin(), objects_.end(), object);
  if (found == objects_.end()) return nullptr;
  objects_.erase(found);
  return object;
}

TObject* TCollection::FindObject(const char* name) const {
  const auto found = std::find_if(objects_.begin(), objects_.end(), [name](const TObject* object) {
    return std::strcmp(object->GetName(), name) == 0;
  });
  return found == objects_.end() ? nullptr : *found;
}

TObject* TCollection::FindObject(const TObject* object) const { return At(IndexOf(object)); }

Int_t TCollection::IndexOf(const TObject* object) const {
  const auto found = std::find(objects_.begin(), objects_.end(), object);
  return found == objects_.end() ? -1 : static_cast<Int_t>(found - objects_.begin());
}

void TCollection::Print(Option_t* option) const {
  for (const auto* object : objects_) object->Print(option);
}

}  // namespace tmva_root
