// Python objects that C++ objects keep alive.
#include "tmva/python/bindings/python_owner.h"

#include <mutex>
#include <vector>

namespace TMVA::inline standalone {
namespace {

/// Python objects whose C++ owner is gone. It may be released by a thread without the GIL, so the
/// objects wait here for the next call from Python.
class Wastebasket {
 public:
  static Wastebasket& Instance() {
    static Wastebasket basket;
    return basket;
  }
  void Put(PyObject* object) {
    const std::lock_guard lock(mutex_);
    objects_.push_back(object);
  }
  void Empty() {
    std::vector<PyObject*> objects;
    {
      const std::lock_guard lock(mutex_);
      objects.swap(objects_);
    }
    for (auto* object : objects) Py_DECREF(object);
  }

 private:
  std::mutex mutex_;
  std::vector<PyObject*> objects_;
};

}  // namespace

std::shared_ptr<const void> Own(py::object object) {
  return {object.release().ptr(), [](const void* p) {
            auto* owned = static_cast<PyObject*>(const_cast<void*>(p));
            if (Py_IsInitialized() != 0 && PyGILState_Check() != 0)
              Py_DECREF(owned);
            else
              Wastebasket::Instance().Put(owned);
          }};
}

void ReleaseOwned() { Wastebasket::Instance().Empty(); }

}  // namespace TMVA::inline standalone
