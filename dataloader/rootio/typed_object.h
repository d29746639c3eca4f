// An object of a file whose class is one of those that are wanted.
#pragma once

#include <functional>

#include <TMVA/Error.h>
#include <TMVA/File.h>

namespace TMVA::inline standalone::rootio {

class TypedObject {
 public:
  /// DataError naming both classes when `fits` refuses the object's.
  TypedObject(const File& file, std::string_view name, const std::string& expected,
              const std::function<bool(const std::string&)>& fits)
      : path_(file.Path()), name_(name), object_(file.GetObject(name)) {
    if (fits(object_->class_name)) return;
    throw DataError(path_ + ": '" + name_ + "' is a " + object_->class_name + ", expected a " +
                    expected);
  }
  const std::string& path() const { return path_; }
  const StoredObject* operator->() const { return object_.get(); }
  const StoredObject& operator*() const { return *object_; }
  [[noreturn]] void Fail(const std::string& what) const {
    throw FileFormatError(path_, what, -1, object_->class_name + " " + name_);
  }

 private:
  std::string path_, name_;
  std::shared_ptr<const StoredObject> object_;
};

}  // namespace TMVA::inline standalone::rootio
