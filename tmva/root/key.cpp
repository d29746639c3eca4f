// TKey: reads its object through its directory.
#include <TKey.h>

#include <TDirectory.h>

inline namespace tmva_root {
namespace {

std::string Leaf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

TKey::TKey(TDirectory* directory, const TMVA::KeyInfo& info)
    : TNamed(Leaf(info.name), info.title), directory_(directory), info_(info) {}

TObject* TKey::ReadObj() const {
  const std::string name = GetName();
  const auto* newest = directory_->KeyOf(name, "");
  const bool is_newest = newest == nullptr || newest->cycle == info_.cycle;
  return directory_->Get((is_newest ? name : name + ";" + std::to_string(info_.cycle)).c_str());
}

}  // namespace tmva_root
