// TMVA/File.h: writing ROOT files, flat trees from numpy arrays.
#include <TMVA/MergedObject.h>
#include <TMVA/OutputFile.h>

#include "tmva/python/bindings/interruptible.h"
#include "tmva/python/bindings/numpy_types.h"

namespace TMVA::inline standalone {
namespace {

Compression MakeCompression(const std::string& codec, int level) {
  const std::vector<std::pair<std::string, Codec>> codecs = {{"none", Codec::kNone},
                                                             {"zlib", Codec::kZlib},
                                                             {"lzma", Codec::kLzma},
                                                             {"lz4", Codec::kLz4},
                                                             {"zstd", Codec::kZstd}};
  std::vector<std::string> names;
  for (const auto& [name, value] : codecs) {
    if (name == codec) return {value, level};
    names.push_back(name);
  }
  throw OptionError("compression '" + codec + "' is not one of none, zlib, lzma, lz4, zstd" +
                    DidYouMean(codec, names));
}

/// (name, dtype, dimensions, list_levels, is_text, count_branch); a text is a list, as in
/// ColumnInfo.
using PyColumn =
    std::tuple<std::string, py::dtype, std::vector<std::int64_t>, int, bool, std::string>;
/// (codec, level) of a table, or nothing for the file's.
using PyCompression = std::optional<std::pair<std::string, int>>;
/// (alias, tree, file)
using PyFriends = std::vector<std::tuple<std::string, std::string, std::string>>;

ColumnInfo MakeInfo(const PyColumn& column) {
  const auto& [name, dtype, dimensions, list_levels, is_text, count] = column;
  ColumnInfo info;
  info.name = name;
  info.type = FromDtype(dtype, name);
  info.dimensions = dimensions;
  info.list_levels = list_levels;
  info.is_text = is_text;
  for (const auto dimension : dimensions) info.length *= dimension;
  if (list_levels > 0) info.length = ColumnInfo::kVariable;
  return info;
}

std::vector<BranchSpec> MakeBranches(const std::vector<PyColumn>& columns) {
  std::vector<BranchSpec> branches;
  for (const auto& column : columns) {
    branches.push_back(BranchFor(MakeInfo(column)));
    branches.back().count_branch = std::get<5>(column);
  }
  return branches;
}

TreeOptions MakeOptions(const PyCompression& compression, std::int64_t cluster_entries,
                        const PyFriends& friends) {
  TreeOptions options;
  if (compression) options.compression = MakeCompression(compression->first, compression->second);
  options.cluster_entries = cluster_entries;
  for (const auto& [alias, tree, file] : friends) options.friends.push_back({alias, tree, file});
  return options;
}

TableWriter& MakeTree(OutputFile& file, const std::string& directory, const std::string& name,
                      const std::string& title, const std::vector<PyColumn>& columns,
                      const PyCompression& compression, std::int64_t cluster_entries,
                      const PyFriends& friends) {
  return file.MakeTree(directory, name, title, MakeBranches(columns),
                       MakeOptions(compression, cluster_entries, friends));
}

TableWriter& MakeRNTuple(OutputFile& file, const std::string& directory, const std::string& name,
                         const std::string& description, const std::vector<PyColumn>& columns,
                         const PyCompression& compression, std::int64_t cluster_entries) {
  std::vector<ColumnInfo> fields;
  for (const auto& column : columns) fields.push_back(MakeInfo(column));
  return file.MakeRNTuple(directory, name, description, std::move(fields),
                          MakeOptions(compression, cluster_entries, {}));
}

TableWriter& AddBranches(OutputFile& file, const std::string& tree,
                         const std::vector<PyColumn>& columns) {
  return file.AddBranches(tree, MakeBranches(columns));
}

using Offsets = py::array_t<std::int64_t, py::array::c_style>;

/// `columns`: (values, offsets of each level); C-contiguous and of the types of the table.
void Append(TableWriter& table,
            const std::vector<std::pair<py::array, std::vector<Offsets>>>& columns,
            std::int64_t entries) {
  std::vector<ColumnView> views;
  for (const auto& [values, levels] : columns) {
    views.emplace_back(static_cast<const std::byte*>(values.data()));
    for (const auto& level : levels)
      views.back().offsets.emplace_back(level.data(), static_cast<std::size_t>(level.size()));
  }
  Interruptible([&] { table.Append(views, entries); });
}

/// A matrix, or a vector where the array has one dimension.
void WriteMatrix(OutputFile& file, const std::string& directory, const std::string& name,
                 const py::array_t<double, py::array::c_style | py::array::forcecast>& array) {
  if (array.ndim() != 1 && array.ndim() != 2)
    throw DataError("matrix '" + name + "': the array has " + std::to_string(array.ndim()) +
                    " dimensions, expected 1 or 2");
  StoredMatrix matrix{array.shape(0), array.ndim() == 2 ? array.shape(1) : 1, {}};
  matrix.values.assign(array.data(), array.data() + array.size());
  file.Write(directory, name, matrix);
}

}  // namespace

void BindOutputFile(py::module_& m) {
  py::class_<TableWriter>(m, "TableWriter", "Appends entries to a table that is being written.")
      .def("Append", &Append, py::arg("columns"), py::arg("entries"),
           "`columns`: (values, offsets of each level of lists, outermost first) of each.")
      .def("NumEntries", &TableWriter::NumEntries);

  BindHistograms(m);

  py::class_<MergedObject> merged(m, "MergedObject",
                                  "Objects of several files added up, as hadd does.");
  py::enum_<MergedObject::Rule>(merged, "Rule")
      .value("kAdd", MergedObject::Rule::kAdd)
      .value("kAppend", MergedObject::Rule::kAppend)
      .value("kKeep", MergedObject::Rule::kKeep);
  merged
      .def(py::init([](const std::shared_ptr<File>& file, const std::string& name) {
             return MergedObject(*file, name);
           }),
           py::arg("file"), py::arg("name"))
      .def_static("RuleOf", &MergedObject::RuleOf, py::arg("class_name"))
      .def("ClassName", &MergedObject::ClassName)
      .def(
          "Add",
          [](MergedObject& object, const std::shared_ptr<File>& file, const std::string& name) {
            object.Add(*file, name);
          },
          py::arg("file"), py::arg("name"))
      .def(
          "Equals",
          [](const MergedObject& object, const std::shared_ptr<File>& file,
             const std::string& name) { return object.Equals(*file, name); },
          py::arg("file"), py::arg("name"));

  py::class_<OutputFile>(m, "OutputFile", "A ROOT file being written.")
      .def_static(
          "Create",
          [](const std::string& path, const std::string& codec, int level) {
            return OutputFile::Create(path, MakeCompression(codec, level));
          },
          py::arg("path"), py::arg("codec") = "zlib", py::arg("level") = 1)
      .def_static(
          "Update",
          [](const std::string& path, const std::string& codec, int level) {
            return OutputFile::Update(path, MakeCompression(codec, level));
          },
          py::arg("path"), py::arg("codec") = "zlib", py::arg("level") = 1)
      .def("Path", &OutputFile::Path)
      .def("MakeTree", &MakeTree, py::arg("directory"), py::arg("name"), py::arg("title"),
           py::arg("columns"), py::arg("compression") = py::none(), py::arg("cluster_entries") = 0,
           py::arg("friends") = PyFriends(), py::return_value_policy::reference_internal,
           "`columns`: (name, dtype, dimensions, list_levels, is_text, count_branch) of each.")
      .def("MakeRNTuple", &MakeRNTuple, py::arg("directory"), py::arg("name"),
           py::arg("description"), py::arg("columns"), py::arg("compression") = py::none(),
           py::arg("cluster_entries") = 0, py::return_value_policy::reference_internal)
      .def("AddBranches", &AddBranches, py::arg("tree"), py::arg("columns"),
           py::return_value_policy::reference_internal)
      .def("Delete", &OutputFile::Delete, py::arg("path"))
      .def("MakeDirectory", &OutputFile::MakeDirectory, py::arg("directory"))
      .def("WriteString", &OutputFile::WriteString, py::arg("directory"), py::arg("name"),
           py::arg("text"))
      .def("WriteNumber", &OutputFile::WriteNumber, py::arg("directory"), py::arg("name"),
           py::arg("value"))
      .def("WriteMatrix", &WriteMatrix, py::arg("directory"), py::arg("name"), py::arg("array"))
      .def("Write",
           static_cast<void (OutputFile::*)(std::string_view, const Histogram1&)>(
               &OutputFile::Write),
           py::arg("directory"), py::arg("histogram"))
      .def("Write",
           static_cast<void (OutputFile::*)(std::string_view, const Histogram2&)>(
               &OutputFile::Write),
           py::arg("directory"), py::arg("histogram"))
      .def("Write",
           static_cast<void (OutputFile::*)(std::string_view, const Graph&)>(&OutputFile::Write),
           py::arg("directory"), py::arg("graph"))
      .def(
          "Write",
          [](OutputFile& file, const std::string& name, const MergedObject& object) {
            object.WriteTo(file, name);
          },
          py::arg("name"), py::arg("object"))
      .def("Close", &OutputFile::Close, py::call_guard<py::gil_scoped_release>());
}

}  // namespace TMVA::inline standalone
