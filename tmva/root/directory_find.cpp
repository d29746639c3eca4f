// TDirectory: paths, keys and sub-directories.
#include <TDirectory.h>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

#include <algorithm>
#include <iostream>

#include <TFile.h>
#include <TTree.h>
#include "tmva/root/stored_objects.h"

inline namespace tmva_root {
namespace {

const TMVA::Log& Messages() {
  static const TMVA::Log log("TDirectory");
  return log;
}

/// "a/b/name" as "a" and "b/name"; without a slash as "" and the name.
std::pair<std::string_view, std::string_view> FirstStep(std::string_view path) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return {"", path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

bool IsDirectory(const TMVA::KeyInfo& key) { return key.class_name.starts_with("TDirectory"); }

}  // namespace

const TMVA::KeyInfo* TDirectory::KeyOf(std::string_view name, std::string_view cycle) const {
  const auto path = Below(name);
  const auto is_it = [&](const TMVA::KeyInfo& key) {
    return key.name == path && (cycle.empty() || std::to_string(key.cycle) == cycle);
  };
  if (const auto found = std::find_if(written_.rbegin(), written_.rend(), is_it);
      found != written_.rend())
    return &*found;
  if (file_ == nullptr || !file_->Input()) return nullptr;
  const auto& keys = file_->Input()->Keys();
  const auto found = std::find_if(keys.begin(), keys.end(), is_it);
  return found == keys.end() ? nullptr : &*found;
}

void TDirectory::AddWritten(std::string_view name, std::string_view class_name,
                            std::string_view title) {
  const auto* before = KeyOf(name, "");
  written_.push_back(
      {Below(name), before ? before->cycle + 1 : 1, std::string(class_name), std::string(title)});
}

TDirectory* TDirectory::Child(std::string_view name) {
  if (name.empty() || name == ".") return this;
  if (name == "..") return mother_ ? mother_ : this;
  if (file_ && !file_->IsOpen()) return nullptr;
  for (const auto& child : children_)
    if (name == child->GetName()) return child.get();
  const auto* key = KeyOf(name, "");
  return key && IsDirectory(*key) ? MakeChild(name, key->title) : nullptr;
}

TDirectory* TDirectory::MakeChild(std::string_view name, std::string_view title) {
  children_.push_back(
      std::make_unique<TDirectory>(std::string(name).c_str(), std::string(title).c_str(), this));
  return children_.back().get();
}

TDirectory* TDirectory::GetDirectory(const char* path) {
  std::string_view rest(path ? path : "");
  TDirectory* directory = this;
  if (const auto colon = rest.find(":/"); colon != std::string_view::npos) {
    rest.remove_prefix(colon + 1);
  }
  if (rest.starts_with('/'))
    while (directory->mother_) directory = directory->mother_;
  while (!rest.empty() && directory) {
    const auto slash = rest.find('/');
    directory = directory->Child(rest.substr(0, slash));
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  }
  return directory;
}

Bool_t TDirectory::cd(const char* path) {
  auto* directory = GetDirectory(path);
  if (directory == nullptr) {
    Messages().Error(std::string(GetPath()) + ": there is no directory '" + path + "'");
    return false;
  }
  gDirectory = directory;
  if (directory->file_) gFile = directory->file_;
  return true;
}

TDirectory* TDirectory::mkdir(const char* path, const char* title, Bool_t return_existing) {
  if (path == nullptr || *path == '\0') return nullptr;
  const auto [first, rest] = FirstStep(path);
  if (!first.empty()) {
    auto* child = Child(first);
    if (child == nullptr) child = mkdir(std::string(first).c_str());
    return child && !rest.empty() ? child->mkdir(std::string(rest).c_str(), title, return_existing)
                                  : child;
  }
  if (rest.empty()) return nullptr;
  if (auto* there = Child(rest); there && return_existing) return there;
  if (objects_.FindObject(path) || Child(rest) || KeyOf(rest, "")) {
    Messages().Error(std::string(GetPath()) + ": there is a '" + path + "' already");
    return nullptr;
  }
  if (file_ != nullptr) Output().MakeDirectory(Below(rest));
  auto* made = MakeChild(rest, *title ? title : path);
  AddWritten(made->GetName(), made->ClassName(), made->GetTitle());
  return made;
}

TObject* TDirectory::Get(const char* path) {
  const std::string_view text(path ? path : "");
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos) return Find(std::string(text));
  auto* directory = GetDirectory(std::string(text.substr(0, slash == 0 ? 1 : slash)).c_str());
  return directory ? directory->Find(std::string(text.substr(slash + 1))) : nullptr;
}

TObject* TDirectory::Find(const std::string& name) {
  const auto semicolon = name.find(';');
  const auto plain = name.substr(0, semicolon);
  const auto cycle = semicolon == std::string::npos ? "" : name.substr(semicolon + 1);
  if (plain.empty()) return nullptr;
  if (cycle.empty()) {
    if (auto* object = objects_.FindObject(plain.c_str())) return object;
    if (auto* child = Child(plain)) return child;
  }
  return Read(plain, cycle);
}

TObject* TDirectory::Read(const std::string& name, const std::string& cycle) {
  const auto* key = KeyOf(name, cycle);
  if (key == nullptr) return nullptr;
  if (IsDirectory(*key)) return Child(name);
  const bool is_new = !written_.empty() && key >= written_.data() && key <= &written_.back();
  if (is_new || file_ == nullptr || !file_->Input()) return objects_.FindObject(name.c_str());
  const auto full_name = name + ";" + std::to_string(key->cycle);
  for (const auto& owned : owned_)
    if (owned.key == full_name) return owned.object;
  const auto& file = *file_->Input();
  std::unique_ptr<TObject> made;
  if (TMVA::IsTree(key->class_name) || TMVA::IsRNTuple(key->class_name))
    made.reset(new TTree(file.GetTable(Below(full_name)), this));
  for (const auto reader : StoredReaders())
    if (!made) made = reader(file, *key);
  if (!made) {
    Messages().Warning(std::string(GetPath()) + ": '" + name + "' is a " + key->class_name +
                       ", a class that is not known here");
    return nullptr;
  }
  const bool is_newest = KeyOf(name, "") == key;
  if (is_newest) Append(made.get(), true);
  owned_.push_back({made.get(), full_name, nullptr});
  return made.release();
}

/// Keys stay where they are until the file is closed; new ones come behind.
TList* TDirectory::GetListOfKeys() {
  const auto prefix = Below("");
  const auto add = [&](const TMVA::KeyInfo& key) {
    if (!key.name.starts_with(prefix) || key.name.find('/', prefix.size()) != std::string::npos)
      return;
    key_objects_.push_back(std::make_unique<TKey>(this, key));
    keys_.Add(key_objects_.back().get());
  };
  if (!has_keys_ && file_ && file_->Input())
    for (const auto& key : file_->Input()->Keys()) add(key);
  has_keys_ = true;
  for (; listed_ < written_.size(); ++listed_) add(written_[listed_]);
  return &keys_;
}

TKey* TDirectory::GetKey(const char* name) {
  return static_cast<TKey*>(GetListOfKeys()->FindObject(name));
}

void TDirectory::ls(Option_t*) const {
  std::cout << ClassName() << "  " << GetPath() << "  " << GetTitle() << '\n';
  for (const auto* object : objects_)
    std::cout << "  OBJ: " << object->ClassName() << "  " << object->GetName() << "  "
              << object->GetTitle() << '\n';
  for (const auto* key : *const_cast<TDirectory*>(this)->GetListOfKeys())
    std::cout << "  KEY: " << static_cast<const TKey*>(key)->GetClassName() << "  "
              << key->GetName() << ";" << static_cast<const TKey*>(key)->GetCycle() << "  "
              << key->GetTitle() << '\n';
  std::cout << std::flush;
}

}  // namespace tmva_root
