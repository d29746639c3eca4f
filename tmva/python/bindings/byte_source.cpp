// TMVA/ByteSource.h: bytes that a Python object reads.
#include <TMVA/ByteSource.h>

#include <TMVA/Error.h>

#include "tmva/python/bindings/python_owner.h"

namespace TMVA::inline standalone {
namespace {

/// Passes calls on to a Python object with `size`, `read_into(offset, buffer)` and
/// `will_read(ranges)`, which does its own locking: a lock held here while waiting for the GIL
/// could block a thread that has it.
class PythonByteSource final : public ByteSource {
 public:
  PythonByteSource(const py::object& reader, std::string path)
      : path_(std::move(path)),
        size_(reader.attr("size").cast<std::int64_t>()),
        reader_(reader.ptr()),
        owner_(Own(reader)) {}

  const std::string& Path() const override { return path_; }
  std::int64_t Size() const override { return size_; }

  void Read(std::int64_t offset, std::span<std::byte> out) const override {
    if (out.empty()) return;
    const py::gil_scoped_acquire gil;
    Call(offset, [&] {
      const auto memory =
          py::memoryview::from_memory(out.data(), static_cast<py::ssize_t>(out.size()));
      py::handle(reader_).attr("read_into")(offset, memory);
      memory.attr("release")();  // nobody may keep a view of memory that is ours
    });
  }

  void WillRead(std::span<const ByteRange> ranges) const override {
    const py::gil_scoped_acquire gil;
    Call(-1, [&] {
      py::list list;
      for (const auto& range : ranges) list.append(py::make_tuple(range.offset, range.size));
      py::handle(reader_).attr("will_read")(list);
    });
  }

 private:
  template <class F>
  void Call(std::int64_t offset, F&& call) const {
    try {
      call();
    } catch (py::error_already_set& error) {
      if (!error.matches(PyExc_Exception)) throw;  // KeyboardInterrupt, SystemExit
      const auto type = py::str(error.type().attr("__name__")).cast<std::string>();
      throw FileFormatError(
          path_, "cannot read: " + type + ": " + py::str(error.value()).cast<std::string>(),
          offset);
    }
  }

  std::string path_;
  std::int64_t size_;
  PyObject* reader_;
  std::shared_ptr<const void> owner_;  ///< of reader_
};

}  // namespace

void BindByteSource(py::module_& m) {
  py::class_<ByteSource, std::shared_ptr<ByteSource>>(m, "ByteSource", "Bytes read by position.")
      .def(py::init([](const py::object& reader, std::string path) -> std::shared_ptr<ByteSource> {
             return std::make_shared<PythonByteSource>(reader, std::move(path));
           }),
           py::arg("reader"), py::arg("path"),
           "Bytes of an object with `size`, `read_into(offset, buffer)` and `will_read(ranges)`.")
      .def("Path", &ByteSource::Path)
      .def("Size", &ByteSource::Size);
}

}  // namespace TMVA::inline standalone
