// TMVA/StoredObject.h: objects of ROOT files by their members.
#include <TMVA/Error.h>
#include <TMVA/StoredObject.h>

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {
namespace {

using ObjectPtr = std::shared_ptr<StoredObject>;

/// An object of the same record, which lives as long as `owner`.
py::object Share(const ObjectPtr& owner, const StoredObject* object) {
  if (object == nullptr) return py::none();
  return py::cast(ObjectPtr(owner, const_cast<StoredObject*>(object)));
}

/// A value as None, int, float, str, a read-only numpy array, a list of str or a StoredObject.
/// Arrays share the memory of the object.
struct ToPython {
  const ObjectPtr& owner;

  py::object operator()(std::monostate) const { return py::none(); }
  py::object operator()(std::int64_t value) const { return py::int_(value); }
  py::object operator()(double value) const { return py::float_(value); }
  py::object operator()(const std::string& value) const { return py::cast(value); }
  py::object operator()(const std::vector<std::string>& values) const { return py::cast(values); }
  template <class T>
  py::object operator()(const std::vector<T>& values) const {
    py::array_t<T> array(static_cast<py::ssize_t>(values.size()), values.data(), py::cast(owner));
    array.attr("setflags")(py::arg("write") = false);
    return array;
  }
  py::object operator()(const StoredObject* object) const { return Share(owner, object); }
};

py::object MemberOf(const ObjectPtr& object, const std::string& name) {
  if (const auto* value = object->Find(name)) return std::visit(ToPython{object}, *value);
  std::vector<std::string> names;
  for (const auto& member : object->members) names.emplace_back(member.name);
  throw DataError("a " + object->class_name + " has no member '" + name + "'" +
                  DidYouMean(name, names));
}

}  // namespace

void BindStoredObject(py::module_& m) {
  py::class_<StoredObject, ObjectPtr>(m, "StoredObject", "An object of a ROOT file by its members.")
      .def_readonly("class_name", &StoredObject::class_name)
      .def_readonly("version", &StoredObject::version)
      .def(
          "Names",
          [](const StoredObject& object) {
            std::vector<std::string> names;
            for (const auto& member : object.members) names.emplace_back(member.name);
            return names;
          },
          "Names of the members, those of base classes too.")
      .def(
          "Has",
          [](const StoredObject& object, const std::string& name) {
            return object.Find(name) != nullptr;
          },
          py::arg("name"))
      .def("Member", &MemberOf, py::arg("name"))
      .def(
          "Items",
          [](const ObjectPtr& object) {
            py::list items;
            for (const auto* item : object->items) items.append(Share(object, item));
            return items;
          },
          "Items of a collection; None where one is missing.");
}

}  // namespace TMVA::inline standalone
