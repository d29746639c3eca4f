// Buffers and vectors of Python as memory of branches, and values for Python.
#include <TMVA/Error.h>

#include <cstring>

#include "tmva/python/bindings/numpy_types.h"
#include "tmva/python/bindings/python_owner.h"
#include "tmva/python/bindings/root_names.h"

namespace TMVA::inline standalone {
namespace {

/// Memory of Python's that can be written to, held as long as anybody needs it.
struct Buffer {
  explicit Buffer(const py::object& object, const std::string& branch) {
    if (PyObject_CheckBuffer(object.ptr()) == 0)
      throw py::type_error("branch '" + branch +
                           "': expected a buffer, such as array('f', [0.]) or numpy.zeros(1, 'f'), "
                           "or a std.vector; got " +
                           std::string(Py_TYPE(object.ptr())->tp_name));
    auto view = py::reinterpret_steal<py::object>(
        PyMemoryView_GetContiguous(object.ptr(), PyBUF_WRITE, 'C'));
    if (!view) {
      PyErr_Clear();
      throw DataError("branch '" + branch +
                      "': the buffer is read-only, or its values do not lie one behind the other");
    }
    array = py::array::ensure(view);
    if (!array) throw py::error_already_set();
    owner = Own(view);
  }
  bool IsNumber() const { return std::strchr("biuf?", array.dtype().kind()) != nullptr; }
  void* data() { return array.mutable_data(); }
  std::size_t bytes() const { return static_cast<std::size_t>(array.nbytes()); }

  py::array array;
  std::shared_ptr<const void> owner;
};

bool IsVector(const py::object& object) { return py::hasattr(object, "_tmva_vector"); }

/// "float", "vector<int>", "string": what the items of a vector are.
MemoryType TypeOfItems(std::string item) {
  MemoryType type;
  type.list_levels = 1;
  while (item.starts_with("vector<") && item.ends_with(">")) {
    ++type.list_levels;
    item = item.substr(7, item.size() - 8);
    item.erase(0, item.find_first_not_of(' '));
    item.erase(item.find_last_not_of(' ') + 1);
  }
  type.is_text = item == "string" || item == "TString";
  if (type.is_text) type.type = DataType::kUInt8;
  const std::pair<const char*, DataType> kNames[] = {{"float", DataType::kFloat32},
                                                     {"double", DataType::kFloat64},
                                                     {"int", DataType::kInt32},
                                                     {"unsigned int", DataType::kUInt32},
                                                     {"unsigned", DataType::kUInt32},
                                                     {"short", DataType::kInt16},
                                                     {"unsigned short", DataType::kUInt16},
                                                     {"char", DataType::kInt8},
                                                     {"signed char", DataType::kInt8},
                                                     {"unsigned char", DataType::kUInt8},
                                                     {"bool", DataType::kBool},
                                                     {"long", DataType::kInt64},
                                                     {"unsigned long", DataType::kUInt64},
                                                     {"long long", DataType::kInt64},
                                                     {"unsigned long long", DataType::kUInt64},
                                                     {"Float_t", DataType::kFloat32},
                                                     {"Double_t", DataType::kFloat64},
                                                     {"Int_t", DataType::kInt32},
                                                     {"UInt_t", DataType::kUInt32},
                                                     {"Long64_t", DataType::kInt64},
                                                     {"ULong64_t", DataType::kUInt64},
                                                     {"Short_t", DataType::kInt16},
                                                     {"UShort_t", DataType::kUInt16},
                                                     {"Char_t", DataType::kInt8},
                                                     {"UChar_t", DataType::kUInt8},
                                                     {"Bool_t", DataType::kBool},
                                                     {"int32_t", DataType::kInt32},
                                                     {"uint32_t", DataType::kUInt32},
                                                     {"int64_t", DataType::kInt64},
                                                     {"uint64_t", DataType::kUInt64},
                                                     {"size_t", DataType::kUInt64}};
  for (const auto& [name, number] : kNames)
    if (item == name) type.type = number;
  return type;
}

/// A vector of Python's: numbers in a buffer that grows, or a list of texts or vectors.
class VectorMemory : public BranchMemory {
 public:
  VectorMemory(const py::object& vector, MemoryType type) : owner_(Own(vector)), type_(type) {}

  void Store(std::span<ColumnBuffer> leaves) const override {
    auto& out = leaves[0];
    if (type_.list_levels == 1 && !type_.is_text) {
      StoreNumbers(Vector(), out);
    } else {
      for (const auto item : Vector()) {
        if (type_.is_text) {
          const auto text = item.cast<std::string>();
          out.AppendValues(text.data(), text.size());
        } else {
          StoreNumbers(item, out);
        }
        out.EndList(1);
      }
    }
    out.EndList();
  }

  void Load(std::span<const ColumnRow> leaves) override {
    const auto& row = leaves[0];
    auto vector = py::reinterpret_borrow<py::object>(Vector());
    vector.attr("clear")();
    if (type_.list_levels == 1 && !type_.is_text) {
      const auto bytes = static_cast<std::size_t>(row.count) * row.value_size;
      vector.attr("frombytes")(py::bytes(row.As<char>(), bytes));
      return;
    }
    for (std::size_t i = 1; i < row.lists.size(); ++i) {
      const auto begin = static_cast<std::size_t>(row.lists[i - 1] - row.lists[0]) * row.value_size;
      const auto bytes = static_cast<std::size_t>(row.lists[i] - row.lists[i - 1]) * row.value_size;
      if (type_.is_text) {
        vector.attr("append")(py::cast(std::string(row.As<char>() + begin, bytes)));
      } else {
        vector.attr("append")(py::tuple());
        vector[py::int_(-1)].attr("frombytes")(py::bytes(row.As<char>() + begin, bytes));
      }
    }
  }

 private:
  py::handle Vector() const { return static_cast<PyObject*>(const_cast<void*>(owner_.get())); }
  static void StoreNumbers(py::handle vector, ColumnBuffer& out) {
    Py_buffer view;
    if (PyObject_GetBuffer(vector.ptr(), &view, PyBUF_C_CONTIGUOUS) != 0)
      throw py::error_already_set();
    if (view.itemsize == static_cast<Py_ssize_t>(SizeOf(out.type())))
      out.AppendValues(view.buf, static_cast<std::size_t>(view.len / view.itemsize));
    PyBuffer_Release(&view);
  }

  std::shared_ptr<const void> owner_;
  MemoryType type_;
};

py::array Numbers(const ColumnRow& row, DataType type, std::vector<py::ssize_t> shape) {
  return py::array(ToDtype(type), std::move(shape), row.values);
}

py::object ListValue(const ColumnRow& row, const ColumnInfo& column) {
  if (column.is_text && column.list_levels == 1)
    return py::cast(std::string(row.As<char>(), static_cast<std::size_t>(row.count)));
  if (column.list_levels == 1) {
    std::vector<py::ssize_t> shape{row.count};
    for (const auto size : column.dimensions) {
      shape.push_back(size);
      shape[0] /= size;
    }
    return Numbers(row, column.type, std::move(shape));
  }
  py::list lists;
  for (std::size_t i = 1; i < row.lists.size(); ++i) {
    ColumnRow part{
        row.values + static_cast<std::size_t>(row.lists[i - 1] - row.lists[0]) * row.value_size,
        row.lists[i] - row.lists[i - 1],
        {},
        row.value_size};
    if (column.is_text)
      lists.append(py::cast(std::string(part.As<char>(), static_cast<std::size_t>(part.count))));
    else
      lists.append(Numbers(part, column.type, {part.count}));
  }
  return lists;
}

py::object Scalar(const ColumnRow& row, DataType type) {
  switch (type) {
    case DataType::kBool:
      return py::bool_(*row.As<bool>());
    case DataType::kFloat32:
      return py::float_(static_cast<double>(*row.As<float>()));
    case DataType::kFloat64:
      return py::float_(*row.As<double>());
    default:
      return Numbers(row, type, {}).attr("item")();
  }
}

py::object LeafValue(const ColumnRow& row, const ColumnInfo& column) {
  if (column.list_levels > 0) return ListValue(row, column);
  if (column.length == 1 && column.dimensions.empty()) return Scalar(row, column.type);
  std::vector<py::ssize_t> shape(column.dimensions.begin(), column.dimensions.end());
  if (shape.empty()) shape = {row.count};
  return Numbers(row, column.type, std::move(shape));
}

}  // namespace

void BindMemory(TTree& tree, TBranch& branch, const py::object& memory) {
  if (memory.is_none()) return branch.SetMemory(nullptr);
  const std::string name = branch.GetName();
  if (IsVector(memory)) {
    const auto type = TypeOfItems(memory.attr("_tmva_vector").cast<std::string>());
    return tree.BindObject(branch, type, std::make_shared<VectorMemory>(memory, type));
  }
  Buffer buffer(memory, name);
  const auto& columns = branch.Columns();
  const bool is_struct = !buffer.IsNumber() || columns.size() > 1;
  auto type = is_struct ? columns[0].type : FromDtype(buffer.array.dtype(), name);
  if (columns[0].type == DataType::kBool && SizeOf(type) == 1) type = DataType::kBool;
  tree.BindNumbers(branch, buffer.data(), type, buffer.bytes(), std::move(buffer.owner));
}

TBranch* NewBranch(TTree& tree, const std::string& name, const py::object& memory,
                   const std::string& leaves) {
  if (IsVector(memory)) {
    const auto type = TypeOfItems(memory.attr("_tmva_vector").cast<std::string>());
    return tree.NewObject(name, type, std::make_shared<VectorMemory>(memory, type));
  }
  Buffer buffer(memory, name);
  if (leaves.empty()) {
    if (!buffer.IsNumber())
      throw DataError("branch '" + name +
                      "': a structured buffer needs a list of leaves: \"x/F:n/I\"");
    std::vector<std::int64_t> dimensions(buffer.array.shape(),
                                         buffer.array.shape() + buffer.array.ndim());
    if (dimensions == std::vector<std::int64_t>{1}) dimensions.clear();
    return tree.NewNumber(name, buffer.data(), FromDtype(buffer.array.dtype(), name),
                          std::move(dimensions), std::move(buffer.owner));
  }
  const auto type = buffer.IsNumber() ? FromDtype(buffer.array.dtype(), name) : DataType::kUInt8;
  return tree.NewLeaves(name, buffer.data(), leaves, buffer.bytes(), std::move(buffer.owner),
                        buffer.IsNumber() ? std::optional(type) : std::nullopt);
}

py::object ValueOf(TBranch& branch) {
  const auto rows = branch.Rows();
  const auto& columns = branch.Columns();
  if (columns.size() == 1) return LeafValue(rows[0], columns[0]);
  py::dict leaves;
  for (std::size_t i = 0; i < columns.size(); ++i)
    leaves[static_cast<TLeaf*>(branch.GetListOfLeaves()->At(static_cast<int>(i)))->GetName()] =
        LeafValue(rows[i], columns[i]);
  return py::module_::import("types").attr("SimpleNamespace")(**leaves);
}

}  // namespace TMVA::inline standalone
