// TFile, TDirectory and TKey of the compatibility headers.
#include <TMVA/Error.h>

#include <TFile.h>

#include "tmva/python/bindings/interruptible.h"
#include "tmva/python/bindings/root_names.h"
#include "tmva/root/open_files.h"

namespace TMVA::inline standalone {
namespace {

/// Errors as PyROOT raises them.
template <class Open>
std::shared_ptr<TFile> Opened(const Open& open) {
  try {
    return Interruptible([&] { return std::shared_ptr<TFile>(open()); });
  } catch (const OptionError&) {
    throw;
  } catch (const Error& error) {
    PyErr_SetObject(PyExc_OSError, ToReadable(error.what()).ptr());
    throw py::error_already_set();
  }
}

std::shared_ptr<TFile> OpenFile(const NameText& path, const NameText& mode, const NameText& title,
                                int compression) {
  return Opened(
      [&] { return TFile::OpenOrThrow(path.value, mode.value, title.value, compression); });
}

TDirectory& Of(const py::object& self) { return self.cast<TDirectory&>(); }

/// Trees, directories, and objects that are in memory; for another the key, for Python to read.
py::object Get(const py::object& self, const NameText& path) {
  auto& directory = Of(self);
  const auto slash = path.value.rfind('/');
  auto* folder = slash == std::string::npos
                     ? &directory
                     : directory.GetDirectory(path.value.substr(0, slash).c_str());
  if (folder == nullptr) return py::none();
  const auto name = path.value.substr(slash == std::string::npos ? 0 : slash + 1);
  const auto plain = name.substr(0, name.find(';'));
  const auto holder = folder == &directory ? self : WrapDirectory(folder);
  const auto is_ours = [](const std::string& type) {
    return IsTree(type) || IsRNTuple(type) || type.starts_with("TDirectory");
  };
  for (auto* object : *folder->GetListOfKeys()) {
    const auto& key = static_cast<const TKey&>(*object);
    if (key.GetName() != plain || is_ours(key.GetClassName())) continue;
    const bool is_it = plain == name || name == plain + ";" + std::to_string(key.GetCycle());
    if (is_it && folder->FindObject(plain.c_str()) == nullptr) return py::cast(TKey(key));
  }
  return Wrap(folder->Get(name.c_str()), folder, holder);
}

py::list Keys(const py::object& self) {
  py::list keys;
  for (const auto* key : *Of(self).GetListOfKeys()) {
    auto copy = py::cast(std::make_shared<TKey>(*static_cast<const TKey*>(key)));
    py::detail::keep_alive_impl(copy, self);
    keys.append(std::move(copy));
  }
  return keys;
}

void BindDirectories(py::module_& m) {
  py::class_<TObject, std::shared_ptr<TObject>>(m, "TObject", "An object of a file.")
      .def("GetName", &TObject::GetName)
      .def("GetTitle", &TObject::GetTitle)
      .def("ClassName", &TObject::ClassName)
      .def("InheritsFrom",
           [](const TObject& o, const NameText& name) { return name.value == o.ClassName(); })
      .def("IsZombie", &TObject::IsZombie)
      .def(
          "Print", [](const TObject& o, const NameText& option) { o.Print(option); },
          py::arg("option") = "", py::call_guard<py::scoped_ostream_redirect>())
      .def("__bool__", [](const TObject&) { return true; });
  py::class_<TNamed, TObject, std::shared_ptr<TNamed>>(m, "TNamed")
      .def("SetName", [](TNamed& o, const NameText& name) { o.SetName(name); })
      .def("SetTitle", [](TNamed& o, const NameText& title) { o.SetTitle(title); });
  py::class_<TKey, TNamed, std::shared_ptr<TKey>>(m, "TKey",
                                                  "An object in a file that has not been read yet.")
      .def("GetClassName", &TKey::GetClassName)
      .def("GetCycle", &TKey::GetCycle)
      .def("GetNbytes", &TKey::GetNbytes)
      .def("GetObjlen", &TKey::GetObjlen)
      .def("GetMotherDir", [](const TKey& key) { return WrapDirectory(key.GetMotherDir()); });
  py::class_<TDirectory, TNamed, std::shared_ptr<TDirectory>>(
      m, "TDirectory", "A folder of a file, or of memory.", py::dynamic_attr())
      .def(
          "cd", [](TDirectory& d, const NameText& path) { return d.cd(path); },
          py::arg("path") = "", "Makes this directory, or one below it, the current one.")
      .def("pwd", &TDirectory::pwd, py::call_guard<py::scoped_ostream_redirect>())
      .def(
          "ls", [](const TDirectory& d, const NameText& option) { d.ls(option); },
          py::arg("option") = "", py::call_guard<py::scoped_ostream_redirect>())
      .def("_get", &Get, py::arg("path"))
      .def("_keys", &Keys)
      .def("_list",
           [](const py::object& self) {
             py::list objects;
             for (auto* object : *Of(self).GetList()) objects.append(Wrap(object, &Of(self), self));
             return objects;
           })
      .def(
          "_write", [](TDirectory& d, int option) { return d.Write(nullptr, option); },
          py::arg("option") = 0)
      .def(
          "_write_object",
          [](TDirectory& d, TObject& object, const NameText& name, const NameText& option) {
            return d.WriteTObject(&object, name, option);
          },
          py::arg("object"), py::arg("name"), py::arg("option"))
      .def(
          "_input",
          [](const TDirectory& d) {
            return d.GetFile() ? std::const_pointer_cast<File>(d.GetFile()->Input()) : nullptr;
          },
          "What the directory's file is read from; None where it is new.")
      .def("_add_written", &TDirectory::AddWritten, py::arg("name"), py::arg("class_name"),
           py::arg("title"))
      .def(
          "GetDirectory",
          [](TDirectory& d, const NameText& path) { return WrapDirectory(d.GetDirectory(path)); },
          py::arg("path"), "None where there is none.")
      .def(
          "mkdir",
          [](TDirectory& d, const NameText& path, const NameText& title, bool return_existing) {
            return WrapDirectory(d.mkdir(path, title, return_existing));
          },
          py::arg("path"), py::arg("title") = "", py::arg("returnExistingDirectory") = false,
          "A new directory; None where it is there already.")
      .def(
          "Delete", [](TDirectory& d, const NameText& name) { d.Delete(name); }, py::arg("name"))
      .def("GetFile", [](TDirectory& d) { return WrapDirectory(d.GetFile()); })
      .def("GetMotherDir", [](TDirectory& d) { return WrapDirectory(d.GetMotherDir()); })
      .def("GetPath", &TDirectory::GetPath)
      .def("PathInFile", &TDirectory::PathInFile, "From the top of the file: 'a/b'.")
      .def("IsWritable", &TDirectory::IsWritable)
      .def("Output", &TDirectory::Output, py::return_value_policy::reference_internal,
           "Where objects of this directory are written. DataError when the file cannot be "
           "written.");
}

}  // namespace

py::object WrapDirectory(TDirectory* directory) {
  if (directory == nullptr) return py::none();
  if (auto shared = directory->weak_from_this().lock())
    return py::cast(std::static_pointer_cast<TDirectory>(shared));
  auto wrapped = py::cast(directory, py::return_value_policy::reference);
  auto* file = static_cast<TDirectory*>(directory->GetFile());
  if (file && file != directory) py::detail::keep_alive_impl(wrapped, WrapDirectory(file));
  return wrapped;
}

py::object Wrap(TObject* object, TDirectory* directory, py::handle directory_object) {
  if (object == nullptr) return py::none();
  if (auto* folder = dynamic_cast<TDirectory*>(object)) return WrapDirectory(folder);
  const bool is_wrapped = !object->weak_from_this().expired();
  auto wrapped = py::cast(directory->Share(object));
  if (!is_wrapped) py::detail::keep_alive_impl(wrapped, directory_object);
  return wrapped;
}

void BindRootFiles(py::module_& m) {
  BindDirectories(m);
  py::class_<TFile, TDirectory, std::shared_ptr<TFile>>(
      m, "TFile", R"(A ROOT file that is read, written, or added to.

Modes: "READ" (or nothing), "RECREATE", "NEW" and "CREATE" (for files that do not exist yet), "UPDATE".
What is written appears under the file's name when it is closed; before, the file is as it was.)")
      .def(py::init(&OpenFile), py::arg("path"), py::arg("mode") = "", py::arg("title") = "",
           py::arg("compression") = 101)
      .def_static(
          "_over",
          [](const std::shared_ptr<File>& file) {
            return Opened([&] { return TFile::Over(file); });
          },
          py::arg("file"))
      .def_static("_open", &OpenFile, py::arg("path"), py::arg("mode") = "", py::arg("title") = "",
                  py::arg("compression") = 101)
      .def_static("CloseAll", &TFile::CloseAll)
      .def_static("AbandonAll", &TFile::AbandonAll)
      .def("Abandon", &TFile::Abandon, "Closes the file without what has been written to it.")
      .def("IsOpen", &TFile::IsOpen)
      .def("IsWritable", &TFile::IsWritable)
      .def("GetOption", &TFile::GetOption)
      .def("GetSize", &TFile::GetSize)
      .def("GetCompressionSettings", &TFile::GetCompressionSettings)
      .def("SetCompressionSettings", &TFile::SetCompressionSettings, py::arg("settings"))
      .def("SetCompressionLevel", &TFile::SetCompressionLevel, py::arg("level"))
      .def("SetCompressionAlgorithm", &TFile::SetCompressionAlgorithm, py::arg("algorithm"))
      .def("Flush", &TFile::Flush)
      .def("_close", [](TFile& file) { file.Close(); })
      .def("HandOver", &TFile::HandOver, "The path, for a Factory that writes the file itself.");
  m.def("current_directory", [] { return WrapDirectory(gDirectory); });
  m.def(
      "leave_files", [] { TDirectory::Memory().cd(); },
      "What is made from now on belongs to no file.");
  m.def("open_files", [] {
    py::list files;
    for (auto* file : OpenFiles::Instance().All()) files.append(WrapDirectory(file));
    return files;
  });
  m.def("current_file", [] { return WrapDirectory(gFile); });
}

}  // namespace TMVA::inline standalone
