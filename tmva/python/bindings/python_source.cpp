// Tables that Python reads: a ColumnSource over a function of an entry range.
#include <algorithm>
#include <cstring>

#include <TMVA/ColumnSource.h>
#include <TMVA/Error.h>

#include "tmva/python/bindings/bindings.h"
#include "tmva/python/bindings/numpy_types.h"
#include "tmva/python/bindings/python_owner.h"

namespace TMVA::inline standalone {
namespace {

/// Fills a block from a numpy array, or from (values, offsets) of lists.
void ToBlock(const py::handle& result, const ColumnInfo& info, EntryRange range,
             const std::string& where, ColumnBlock& out) {
  using Offsets = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>;
  const auto what = where + ": column '" + info.name + "' ";
  const bool lists = info.list_levels > 0;
  if (lists != py::isinstance<py::tuple>(result))
    throw DataError(what + (lists ? "is not (values, offsets)" : "is not an array"));
  const auto given = lists ? py::cast<py::tuple>(result)[0].cast<py::object>()
                           : py::reinterpret_borrow<py::object>(result);
  const auto array = py::array::ensure(given, py::array::c_style);
  if (!array || FromDtype(array.dtype(), info.name) != info.type)
    throw DataError(what + "is not of type " + TypeName(info.type));
  if (lists) {
    const auto offsets = py::cast<Offsets>(py::cast<py::tuple>(result)[1]);
    std::vector<std::int64_t> ends(offsets.data(), offsets.data() + offsets.size());
    if (std::ssize(ends) != range.size() + 1 || ends.front() != 0 || ends.back() != array.size() ||
        !std::is_sorted(ends.begin(), ends.end()))
      throw DataError(what + "has offsets that do not fit to its values and entries");
    out.ResizeVariable(info.type, std::move(ends));
  } else {
    if (array.size() != range.size() * info.length)
      throw DataError(what + "has " + std::to_string(array.size()) + " values, expected " +
                      std::to_string(range.size() * info.length));
    out.Resize(info.type, info.length, range.size());
  }
  if (array.nbytes() > 0)
    std::memcpy(out.data(), array.data(), static_cast<std::size_t>(array.nbytes()));
}

class PythonCursor : public ColumnCursor {
 public:
  PythonCursor(std::shared_ptr<const void> read, std::vector<ColumnInfo> infos,
               std::string description)
      : read_(std::move(read)), infos_(std::move(infos)), description_(std::move(description)) {}

  void Read(EntryRange range, std::span<ColumnBlock> out) override {
    const auto where = description_ + ", entries " + std::to_string(range.begin) + " to " +
                       std::to_string(range.end - 1);
    const py::gil_scoped_acquire gil;
    try {
      py::list names;
      for (const auto& info : infos_) names.append(info.name);
      const py::handle read(static_cast<PyObject*>(const_cast<void*>(read_.get())));
      const auto results = py::cast<py::sequence>(read(range.begin, range.end, names));
      if (results.size() != infos_.size())
        throw DataError(where + ": " + std::to_string(results.size()) + " columns came, expected " +
                        std::to_string(infos_.size()));
      for (std::size_t i = 0; i < infos_.size(); ++i)
        ToBlock(py::object(results[i]), infos_[i], range, where, out[i]);
    } catch (const py::error_already_set& error) {
      throw DataError(where + ": " + error.what());
    } catch (const py::cast_error&) {
      throw DataError(where + ": the reader did not return a list of arrays");
    }
  }

 private:
  std::shared_ptr<const void> read_;
  std::vector<ColumnInfo> infos_;
  std::string description_;
};

class PythonSource : public ColumnSource {
 public:
  PythonSource(std::vector<ColumnInfo> infos, std::vector<std::int64_t> starts,
               std::int64_t entries, std::shared_ptr<const void> read, std::string description)
      : infos_(std::move(infos)),
        starts_(std::move(starts)),
        entries_(entries),
        read_(std::move(read)),
        description_(std::move(description)) {}

  std::string Description() const override { return description_; }
  std::int64_t NumEntries() const override { return entries_; }
  const std::vector<ColumnInfo>& Columns() const override { return infos_; }
  std::vector<EntryRange> Clusters() const override {
    std::vector<EntryRange> clusters;
    for (std::size_t i = 0; i < starts_.size(); ++i) {
      const auto end = i + 1 < starts_.size() ? starts_[i + 1] : entries_;
      if (starts_[i] < end) clusters.push_back({starts_[i], end});
    }
    return clusters;
  }
  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    std::vector<ColumnInfo> chosen;
    for (const auto column : columns) {
      if (column >= infos_.size())
        throw DataError(description_ + ": there is no column number " + std::to_string(column));
      if (!infos_[column].unsupported.empty())
        throw DataError(description_ + ": column '" + infos_[column].name +
                        "' cannot be read: " + infos_[column].unsupported);
      chosen.push_back(infos_[column]);
    }
    return std::make_unique<PythonCursor>(read_, std::move(chosen), description_);
  }

 private:
  std::vector<ColumnInfo> infos_;
  std::vector<std::int64_t> starts_;
  std::int64_t entries_;
  std::shared_ptr<const void> read_;
  std::string description_;
};

/// (name, dtype or reason why it cannot be read, values an entry; -1: lists)
ColumnInfo MakeInfo(const py::tuple& column) {
  ColumnInfo info;
  info.name = py::cast<std::string>(column[0]);
  info.length = py::cast<std::int64_t>(column[2]);
  if (info.length == ColumnInfo::kVariable)
    info.list_levels = 1;
  else if (info.length > 1)
    info.dimensions = {info.length};
  // All columns of a range come together, from one run over the table.
  info.storage_group = 0;
  if (py::isinstance<py::str>(column[1]))
    info.unsupported = py::cast<std::string>(column[1]);
  else
    info.type = FromDtype(py::dtype::from_args(column[1]), info.name);
  return info;
}

}  // namespace

void BindPythonSource(py::module_& m) {
  m.def(
      "make_python_source",
      [](const std::vector<py::tuple>& columns, std::vector<std::int64_t> starts,
         std::int64_t entries, py::function read, std::string description) {
        ReleaseOwned();
        std::vector<ColumnInfo> infos;
        for (const auto& column : columns) infos.push_back(MakeInfo(column));
        return std::shared_ptr<ColumnSource>(
            std::make_shared<PythonSource>(std::move(infos), std::move(starts), entries,
                                           Own(std::move(read)), std::move(description)));
      },
      py::arg("columns"), py::arg("starts"), py::arg("entries"), py::arg("read"),
      py::arg("description"),
      "A table that read(begin, end, names) reads: it returns an array a column, or (values, "
      "offsets) "
      "of lists. `columns`: (name, dtype, values an entry or -1 for lists); text in place of a "
      "dtype "
      "says why a column cannot be read. `starts`: first entries of what is best read at once.");
}

}  // namespace TMVA::inline standalone
