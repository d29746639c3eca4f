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

/// As its own class: Python does not see those of pointers to Table.
py::object GetTable(const File& file, const std::string& name) {
  const auto table = Interruptible([&] { return Mutable(file.GetTable(name)); });
  if (auto tree = std::dynamic_pointer_cast<Tree>(table)) return py::cast(std::move(tree));
  if (auto ntuple = std::dynamic_pointer_cast<RNTuple>(table)) return py::cast(std::move(ntuple));
  return py::cast(table);
}

/// Calls `open` for the files of friends; what it raises is why a friend is absent.
FileOpener OpenerOf(const py::object& open) {
  if (open.is_none()) return {};
  return [&open](const std::string& path) -> std::shared_ptr<const File> {
    const py::gil_scoped_acquire gil;
    try {
      return open(path).cast<std::shared_ptr<File>>();
    } catch (py::error_already_set& error) {
      if (!error.matches(PyExc_Exception)) throw;
      throw DataError(py::str(error.value()).cast<std::string>());
    }
  };
}

SourcePtr JoinFriends(const std::shared_ptr<Table>& table, const py::object& open) {
  return Interruptible([&] { return Mutable(WithFriends(table, OpenerOf(open))); });
}
}  // namespace

void BindFile(py::module_& m) {
  py::class_<KeyInfo>(m, "KeyInfo", "One object of a ROOT file.")
      .def_readonly("name", &KeyInfo::name)
      .def_readonly("cycle", &KeyInfo::cycle)
      .def_readonly("class_name", &KeyInfo::class_name)
      .def_readonly("title", &KeyInfo::title)
      .def_readonly("bytes", &KeyInfo::bytes, "of its record on disk")
      .def_readonly("object_bytes", &KeyInfo::object_bytes, "once decompressed");

  py::class_<Table, ColumnSource, std::shared_ptr<Table>>(m, "Table", "A table of a file.")
      .def("Name", &Table::Name)
      .def("Title", &Table::Title)
      .def("FilePath", &Table::FilePath)
      .def("CompressedBytes", &Table::CompressedBytes)
      .def("UncompressedBytes", &Table::UncompressedBytes)
      .def(
          "BytesOf",
          [](const Table& table, std::size_t column) {
            const auto bytes = table.BytesOf(column);
            return std::pair(bytes.compressed, bytes.uncompressed);
          },
          py::arg("column"), "(compressed, uncompressed), of the column's whole branch");
  py::class_<Tree, Table, std::shared_ptr<Tree>>(m, "Tree", "A TTree of a file.")
      .def(
          "Friends",
          [](const Tree& tree) {
            std::vector<std::tuple<std::string, std::string, std::string>> friends;
            for (const auto& f : tree.Friends()) friends.emplace_back(f.alias, f.tree, f.file);
            return friends;
          },
          "(alias, tree, file) of each");
  py::class_<RNTuple, Table, std::shared_ptr<RNTuple>>(m, "RNTuple", "An RNTuple of a file.");

  py::class_<File, std::shared_ptr<File>>(m, "File", "A ROOT file opened for reading.")
      .def_static(
          "Open",
          [](const std::string& path) {
            return Interruptible([&] { return Mutable(File::Open(path)); });
          },
          py::arg("path"))
      .def_static(
          "Open",
          [](const std::shared_ptr<ByteSource>& bytes) {
            return Interruptible([&] { return Mutable(File::Open(bytes)); });
          },
          py::arg("bytes"))
      .def("Path", &File::Path)
      .def("Size", &File::Size)
      .def("RootVersion", &File::RootVersion, "of the ROOT that wrote it: 64000 is 6.40.00")
      .def("IsRecovered", &File::IsRecovered)
      .def("Keys", &File::Keys)
      .def("GetTable", &GetTable, py::arg("name"), "A Tree or an RNTuple.")
      .def(
          "GetTree",
          [](const File& file, const std::string& name) {
            return Interruptible([&] { return Mutable(file.GetTree(name)); });
          },
          py::arg("name"))
      .def(
          "GetObject",
          [](const File& file, const std::string& name) {
            return Interruptible([&] { return Mutable(file.GetObject(name)); });
          },
          py::arg("name"))
      .def(
          "ReadObject",
          [](const File& file, const std::string& name) {
            const auto bytes = Interruptible([&] { return file.ReadObject(name); });
            return py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
          },
          py::arg("name"));

  m.def("with_friends", &JoinFriends, py::arg("table"), py::arg("open") = py::none(),
        "The table joined with the friends that its file names; `open` opens their files.");
  m.def(
      "open_source",
      [](const std::string& path) {
        return Interruptible([&] { return Mutable(OpenSource(path)); });
      },
      py::arg("path_and_tree"));
  m.def(
      "open_sources",
      [](const std::vector<std::string>& paths) {
        return Interruptible([&] { return Mutable(OpenSources(paths)); });
      },
      py::arg("paths_and_trees"));
  m.def(
      "make_chain",
      [](const std::vector<SourcePtr>& parts) {
        return Mutable(MakeChain({parts.begin(), parts.end()}));
      },
      py::arg("parts"));
}

}  // namespace TMVA::inline standalone
