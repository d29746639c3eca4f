// TMVA/File.h: reading ROOT files.
#include <TMVA/File.h>

#include "tmva/python/bindings/interruptible.h"

namespace TMVA::inline standalone {
namespace {
template <class T>
std::shared_ptr<T> Mutable(std::shared_ptr<const T> pointer) {
  return std::const_pointer_cast<T>(std::move(pointer));
}
using SourcePtr = std::shared_ptr<ColumnSource>;
}  // namespace

void BindFile(py::module_& m) {
  py::class_<KeyInfo>(m, "KeyInfo", "One object of a ROOT file.")
      .def_readonly("name", &KeyInfo::name)
      .def_readonly("cycle", &KeyInfo::cycle)
      .def_readonly("class_name", &KeyInfo::class_name)
      .def_readonly("title", &KeyInfo::title);

  py::class_<Table, ColumnSource, std::shared_ptr<Table>>(m, "Table", "A table of a file.")
      .def("Name", &Table::Name)
      .def("Title", &Table::Title)
      .def("FilePath", &Table::FilePath)
      .def("CompressedBytes", &Table::CompressedBytes)
      .def("UncompressedBytes", &Table::UncompressedBytes);
  py::class_<Tree, Table, std::shared_ptr<Tree>>(m, "Tree", "A TTree of a file.");

  py::class_<File, std::shared_ptr<File>>(m, "File", "A ROOT file opened for reading.")
      .def_static("Open",
                  [](const std::string& path) {
                    return Interruptible([&] { return Mutable(File::Open(path)); });
                  },
                  py::arg("path"))
      .def("Path", &File::Path)
      .def("Size", &File::Size)
      .def("Keys", &File::Keys)
      .def("GetTree",
           [](const File& file, const std::string& name) {
             return Interruptible([&] { return Mutable(file.GetTree(name)); });
           },
           py::arg("name"))
      .def("ReadObject",
           [](const File& file, const std::string& name) {
             const auto bytes = file.ReadObject(name);
             return py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
           },
           py::arg("name"));

  m.def("open_source",
        [](const std::string& path) { return Interruptible([&] { return Mutable(OpenSource(path)); }); },
        py::arg("path_and_tree"));
  m.def("open_sources",
        [](const std::vector<std::string>& paths) {
          return Interruptible([&] { return Mutable(OpenSources(paths)); });
        },
        py::arg("paths_and_trees"));
  m.def("make_chain",
        [](const std::vector<SourcePtr>& parts) {
          return Mutable(MakeChain({parts.begin(), parts.end()}));
        },
        py::arg("parts"));
}

}  // namespace TMVA::inline standalone
