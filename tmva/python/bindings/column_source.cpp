// TMVA/ColumnSource.h: tables, read into numpy arrays; and tables made from numpy arrays.
#include <TMVA/ColumnSource.h>

#include <algorithm>

#include "tmva/python/bindings/interruptible.h"
#include "tmva/python/bindings/numpy_types.h"
#include "tmva/python/bindings/python_owner.h"

namespace TMVA::inline standalone {
namespace {

ArrayColumn MakeColumn(const std::string& name, const py::array& array, std::int64_t entries) {
  if (array.ndim() < 1 || array.shape(0) != entries)
    throw DataError("column '" + name + "' does not have " + std::to_string(entries) +
                    " entries like the first column");
  ArrayColumn column;
  column.name = name;
  column.type = FromDtype(array.dtype(), name);
  column.data = array.data();
  for (py::ssize_t d = 1; d < array.ndim(); ++d) column.length *= array.shape(d);
  py::ssize_t expected = array.itemsize();
  for (py::ssize_t d = array.ndim(); d-- > 1; expected *= array.shape(d))
    if (array.strides(d) != expected)
      throw DataError("column '" + name + "': the values of an entry are not contiguous");
  column.stride = array.strides(0);
  column.owner = Own(array);
  return column;
}

/// `lists`: (values, offsets of each level, values of each item).
ArrayColumn MakeLists(const std::string& name, const py::tuple& lists) {
  using Offsets = py::array_t<std::int64_t, py::array::c_style>;
  const auto values = py::cast<py::array>(lists[0]);
  const auto offsets = py::cast<std::vector<Offsets>>(lists[1]);
  ArrayColumn column;
  column.name = name;
  column.type = FromDtype(values.dtype(), name);
  column.data = values.data();
  column.length = py::cast<std::int64_t>(lists[2]);
  for (const auto& level : offsets)
    column.offsets.emplace_back(level.data(), static_cast<std::size_t>(level.size()));
  if (offsets.empty() || offsets.back().size() == 0 ||
      offsets.back().data()[offsets.back().size() - 1] > values.size() ||
      (values.flags() & py::array::c_style) == 0)
    throw DataError("column '" + name + "': the offsets do not fit to the values");
  column.owner = Own(py::make_tuple(values, py::cast(offsets)));
  return column;
}

std::shared_ptr<ColumnSource> FromArrays(const py::dict& arrays, std::string description) {
  ReleaseOwned();
  std::vector<ArrayColumn> columns;
  std::int64_t entries = -1;
  for (const auto& [key, value] : arrays) {
    const auto name = py::cast<std::string>(key);
    if (py::isinstance<py::tuple>(value)) {
      columns.push_back(MakeLists(name, py::cast<py::tuple>(value)));
      if (entries < 0) entries = std::ssize(columns.back().offsets.front()) - 1;
      continue;
    }
    const auto array = py::cast<py::array>(value);
    if (entries < 0) entries = array.ndim() > 0 ? array.shape(0) : 0;
    columns.push_back(MakeColumn(name, array, entries));
  }
  return std::const_pointer_cast<ColumnSource>(MakeArraySource(
      std::move(columns), std::max<std::int64_t>(entries, 0), std::move(description)));
}

/// (values, offsets): the offsets of each level of lists, outermost first.
py::tuple ToNumpy(ColumnBlock&& block, const ColumnInfo& info) {
  auto owner = std::make_unique<ColumnBlock>(std::move(block));
  auto* data = owner.get();
  const py::capsule keep(
      data, [](void* p) { std::unique_ptr<ColumnBlock>(static_cast<ColumnBlock*>(p)); });
  owner.release();
  std::vector<py::ssize_t> shape;
  py::list offsets;
  if (data->length() == ColumnInfo::kVariable) {
    shape = {data->size()};
    for (int level = 0; level < data->list_levels(); ++level) {
      const auto numbers = data->offsets(level);
      offsets.append(py::array_t<std::int64_t>(static_cast<py::ssize_t>(numbers.size()),
                                               numbers.data(), keep));
    }
  } else {
    shape = {data->entries()};
    shape.insert(shape.end(), info.dimensions.begin(), info.dimensions.end());
    if (info.dimensions.empty() && data->length() != 1) shape.push_back(data->length());
  }
  return py::make_tuple(py::array(ToDtype(data->type()), shape, data->data(), keep), offsets);
}

py::list ReadArrays(const ColumnSource& source, const std::vector<std::string>& names,
                    std::int64_t begin, std::int64_t end, int threads) {
  ReleaseOwned();
  if (begin < 0 || end < begin || end > source.NumEntries())
    throw DataError("entries [" + std::to_string(begin) + ", " + std::to_string(end) + ") of " +
                    source.Description() + ", which has " + std::to_string(source.NumEntries()));
  std::vector<ColumnBlock> blocks(names.size());
  std::vector<std::size_t> indices;
  for (const auto& name : names) indices.push_back(source.FindColumn(name));
  bool stopped = false;
  Interruptible([&] {
    const auto stop = CurrentStopToken();
    ReadColumns(source, indices, {begin, end}, blocks, threads, stop);
    stopped = stop.stop_requested();
  });
  if (stopped) throw Error("reading " + source.Description() + " was interrupted");
  py::list result;
  for (std::size_t i = 0; i < names.size(); ++i)
    result.append(ToNumpy(std::move(blocks[i]), source.Columns()[indices[i]]));
  return result;
}

}  // namespace

void BindColumnSource(py::module_& m) {
  py::class_<ColumnInfo>(m, "ColumnInfo", "Name and shape of one column.")
      .def_readonly("name", &ColumnInfo::name)
      .def_property_readonly("type",
                             [](const ColumnInfo& c) { return std::string(TypeName(c.type)); })
      .def_property_readonly("dtype", [](const ColumnInfo& c) { return ToDtype(c.type); })
      .def_readonly("length", &ColumnInfo::length, "values an entry; -1 where it varies")
      .def_readonly("dimensions", &ColumnInfo::dimensions)
      .def_readonly("list_levels", &ColumnInfo::list_levels, "lists within lists")
      .def_readonly("is_text", &ColumnInfo::is_text)
      .def_readonly("path", &ColumnInfo::path, "in its file; '' where it equals the name")
      .def_readonly("type_name", &ColumnInfo::type_name, "what its file calls the type")
      .def_readonly("count_branch", &ColumnInfo::count_branch,
                    "the branch with the numbers of items, or ''")
      .def_readonly("unsupported", &ColumnInfo::unsupported, "why it cannot be read, or ''");

  py::class_<ColumnSource, std::shared_ptr<ColumnSource>>(m, "ColumnSource", "A table.")
      .def("Description", &ColumnSource::Description)
      .def("Files", &ColumnSource::Files, "Paths of the files that are read.")
      .def("NumEntries", &ColumnSource::NumEntries)
      .def("Columns", &ColumnSource::Columns)
      .def("Clusters",
           [](const ColumnSource& source) {
             std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
             for (const auto& range : source.Clusters())
               ranges.emplace_back(range.begin, range.end);
             return ranges;
           })
      .def("FindColumn", &ColumnSource::FindColumn, py::arg("name"))
      .def("Read", &ReadArrays, py::arg("names"), py::arg("begin"), py::arg("end"),
           py::arg("threads") = 0,
           "A list of (values, offsets): the offsets of each level of lists, outermost first.");

  m.def(
      "make_array_source", &FromArrays, py::arg("arrays"), py::arg("description"),
      "A table over numpy arrays, which are not copied. Lists are tuples: (values, offsets of each "
      "level, values of each item).");
}

}  // namespace TMVA::inline standalone
