// TMVA/File.h: writing ROOT files, flat trees from numpy arrays.
#include <TMVA/OutputFile.h>

#include "tmva/python/bindings/interruptible.h"
#include "tmva/python/bindings/numpy_types.h"

namespace TMVA::inline standalone {
namespace {

Compression MakeCompression(const std::string& codec, int level) {
  const std::vector<std::pair<std::string, Codec>> codecs = {
      {"none", Codec::kNone}, {"zlib", Codec::kZlib}, {"lzma", Codec::kLzma},
      {"lz4", Codec::kLz4}, {"zstd", Codec::kZstd}};
  std::vector<std::string> names;
  for (const auto& [name, value] : codecs) {
    if (name == codec) return {value, level};
    names.push_back(name);
  }
  throw OptionError("compression '" + codec + "' is not one of none, zlib, lzma, lz4, zstd" +
                    DidYouMean(codec, names));
}

/// `columns`: (name, dtype, values an entry).
TableWriter& MakeTree(OutputFile& file, const std::string& directory, const std::string& name,
                     const std::string& title,
                     const std::vector<std::tuple<std::string, py::dtype, std::int64_t>>& columns) {
  std::vector<BranchSpec> branches;
  for (const auto& [column, dtype, length] : columns)
    branches.push_back({column, {{.name = column, .type = FromDtype(dtype, column), .length = length}}});
  return file.MakeTree(directory, name, title, std::move(branches));
}

/// The arrays are C-contiguous and of the types of MakeTree.
void Append(TableWriter& tree, const std::vector<py::array>& arrays, std::int64_t entries) {
  std::vector<const std::byte*> columns;
  for (const auto& array : arrays) columns.push_back(static_cast<const std::byte*>(array.data()));
  Interruptible([&] { tree.Append(columns, entries); });
}

}  // namespace

void BindOutputFile(py::module_& m) {
  py::class_<TableWriter>(m, "TableWriter", "Appends entries to a TTree that is being written.")
      .def("Append", &Append, py::arg("arrays"), py::arg("entries"))
      .def("NumEntries", &TableWriter::NumEntries);

  py::class_<OutputFile>(m, "OutputFile", "A ROOT file being written.")
      .def_static("Create",
                  [](const std::string& path, const std::string& codec, int level) {
                    return OutputFile::Create(path, MakeCompression(codec, level));
                  },
                  py::arg("path"), py::arg("codec") = "zlib", py::arg("level") = 1)
      .def("Path", &OutputFile::Path)
      .def("MakeTree", &MakeTree, py::arg("directory"), py::arg("name"), py::arg("title"),
           py::arg("columns"), py::return_value_policy::reference_internal)
      .def("MakeDirectory", &OutputFile::MakeDirectory, py::arg("directory"))
      .def("WriteString", &OutputFile::WriteString, py::arg("directory"), py::arg("name"), py::arg("text"))
      .def("Close", &OutputFile::Close, py::call_guard<py::gil_scoped_release>());

  py::class_<Graph>(m, "Graph", "A curve, TMVA's TGraph.")
      .def_readonly("name", &Graph::name)
      .def_readonly("title", &Graph::title)
      .def_readonly("x_title", &Graph::x_title)
      .def_readonly("y_title", &Graph::y_title)
      .def_property_readonly("x", [](const Graph& g) { return AsArray(g.x); })
      .def_property_readonly("y", [](const Graph& g) { return AsArray(g.y); })
      .def("GetN", [](const Graph& g) { return g.x.size(); })
      .def("GetX", [](const Graph& g) { return AsArray(g.x); })
      .def("GetY", [](const Graph& g) { return AsArray(g.y); });
}

}  // namespace TMVA::inline standalone
