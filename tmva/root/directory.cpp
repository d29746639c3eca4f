// TDirectory: what belongs to it, who owns that, and how it is written.
#include <TDirectory.h>

#include <TMVA/Error.h>

#include <algorithm>
#include <cctype>
#include <iostream>
#include <utility>

#include <TFile.h>
#include <TTree.h>

inline namespace tmva_root {

TDirectory* gDirectory = &TDirectory::Memory();

TDirectory& TDirectory::Memory() {
  static auto* memory = new TDirectory("root", "objects that belong to no file");
  return *memory;  // for ever: objects that outlive everything else take leave of it
}

TDirectory::TDirectory(const char* name, const char* title, TDirectory* mother)
    : TNamed(name, title), file_(mother ? mother->file_ : nullptr), mother_(mother) {}

TDirectory::~TDirectory() {
  Clear();
  if (gDirectory == this) gDirectory = mother_ ? mother_ : &Memory();
}

std::string TDirectory::PathInFile() const {
  if (mother_ == nullptr) return "";
  return mother_->Below(GetName());
}

std::string TDirectory::Below(std::string_view name) const {
  const auto path = PathInFile();
  return path.empty() ? std::string(name) : path + "/" + std::string(name);
}

const char* TDirectory::GetPath() const {
  path_ = (file_ ? file_->GetName() : Memory().GetName()) + std::string(":/") + PathInFile();
  return path_.c_str();
}

void TDirectory::pwd() const { std::cout << GetPath() << std::endl; }

Bool_t TDirectory::IsWritable() const { return file_ != nullptr && file_->IsWritable(); }

TMVA::OutputFile& TDirectory::Output() const {
  if (file_ == nullptr)
    throw TMVA::DataError(
        "no file is open to write to; open one with TFile(path, \"RECREATE\"), and cd() to it "
        "where "
        "another is current");
  return file_->OutputOf();
}

void TDirectory::Append(TObject* object, Bool_t replace) {
  if (replace)
    while (auto* other = objects_.FindObject(object->GetName())) {
      if (other == object) return;
      objects_.Remove(other);
    }
  if (objects_.IndexOf(object) < 0) objects_.Add(object);
  object->JoinDirectory(*this);
}

TObject* TDirectory::Remove(TObject* object) {
  std::erase_if(owned_, [object](const Owned& owned) { return owned.object == object; });
  return objects_.Remove(object);
}

std::shared_ptr<TObject> TDirectory::Share(TObject* object) {
  const auto found = std::find_if(owned_.begin(), owned_.end(),
                                  [object](const Owned& owned) { return owned.object == object; });
  if (auto shared = object->weak_from_this().lock()) {
    if (found == owned_.end()) owned_.push_back({object, "", shared});
    return shared;
  }
  if (found == owned_.end()) return {std::shared_ptr<void>(), object};  // somebody's in C++
  return found->shared = std::shared_ptr<TObject>(object);
}

void TDirectory::Clear() {
  const std::vector<TObject*> objects(objects_.begin(), objects_.end());
  objects_.Clear();
  keys_.Clear();
  for (auto* object : objects) object->ForgetDirectory();
  for (auto& owned : std::exchange(owned_, {}))
    if (!owned.shared) delete owned.object;
  for (auto& child : children_) child->Clear();  // they stay: somebody may hold them
  key_objects_.clear();
  written_.clear();
  has_keys_ = false;
  listed_ = 0;
}

Int_t TDirectory::WriteTObject(TObject* object, const char* name, Option_t* option) {
  if (object == nullptr)
    throw TMVA::DataError(std::string(GetPath()) + ": nothing was given to be written");
  const std::string key = name && *name ? name : object->GetName();
  std::string lower(option);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  const bool overwrite = lower.find("overwrite") != std::string::npos ||
                         lower.find("writedelete") != std::string::npos;
  if (auto* tree = dynamic_cast<TTree*>(object)) return tree->Store(*this, key, overwrite);
  if (overwrite && KeyOf(key, "") != nullptr) Output().Delete(Below(key));
  const auto bytes = object->WriteInto(*this, key);
  AddWritten(key, object->ClassName(), object->GetTitle());
  return bytes;
}

Int_t TDirectory::Write(const char* name, Int_t option, Int_t buffer_size) {
  Int_t bytes = 0;
  const std::vector<TObject*> objects(objects_.begin(), objects_.end());
  for (auto* object : objects)
    bytes += WriteTObject(object, nullptr,
                          (option & (kOverwrite | kWriteDelete)) != 0 ? "overwrite" : "");
  for (auto& child : children_) bytes += child->Write(name, option, buffer_size);
  return bytes;
}

void TDirectory::Delete(const char* name) {
  const std::string_view text(name);
  const std::string plain(text.substr(0, text.find(';')));
  if (auto* object = objects_.FindObject(plain.c_str())) objects_.Remove(object);
  if (KeyOf(plain, "") != nullptr) Output().Delete(Below(plain));
}

}  // namespace tmva_root
