// TMVA/BatchGenerator.h: batches as numpy arrays and DLPack capsules that share their memory.
#include <TMVA/BatchGenerator.h>

#include "tmva/python/bindings/bindings.h"
#include "tmva/python/bindings/dlpack.h"
#include "tmva/python/bindings/numpy_types.h"
#include "tmva/python/bindings/python_owner.h"

namespace TMVA::inline standalone {
namespace {

/// "x", "mask", "y", "w", else a spectator.
TensorKey KeyOf(const std::string& name) {
  if (name == "x") return {TensorRole::kFeatures};
  if (name == "mask") return {TensorRole::kMask};
  if (name == "y") return {TensorRole::kTargets};
  if (name == "w") return {TensorRole::kWeights};
  return {TensorRole::kSpectator, name};
}

std::string NameOf(const TensorKey& key) {
  switch (key.role) {
    case TensorRole::kFeatures:
      return "x";
    case TensorRole::kMask:
      return "mask";
    case TensorRole::kTargets:
      return "y";
    case TensorRole::kWeights:
      return "w";
    default:
      return key.name;
  }
}

const BatchTensor& TensorOf(const Batch& batch, const TensorKey& key) {
  for (const auto& tensor : batch.memory()->tensors)
    if (tensor.key == key) return tensor;
  throw DataError("batch: there is no tensor '" + NameOf(key) + "'");
}

py::array ToArray(const Batch& batch, const TensorKey& key) {
  const auto& tensor = TensorOf(batch, key);
  auto owner = std::make_unique<std::shared_ptr<BatchMemory>>(batch.memory());
  const py::capsule keep(owner.get(),
                         [](void* p) { delete static_cast<std::shared_ptr<BatchMemory>*>(p); });
  owner.release();
  return py::array(ToDtype(tensor.type), {batch.size(), tensor.width}, tensor.data, keep);
}

py::dict ToDict(const BatchStatistics& s) {
  using namespace py::literals;
  return py::dict("rows"_a = s.rows, "batches"_a = s.batches, "skipped_rows"_a = s.skipped_rows,
                  "seconds"_a = s.seconds, "wait_seconds"_a = s.wait_seconds,
                  "pool_rows"_a = s.pool_rows, "memory"_a = s.memory);
}

void BindBatchOptions(py::module_& m) {
  py::enum_<ShuffleMode>(m, "ShuffleMode")
      .value("kNone", ShuffleMode::kNone)
      .value("kStreaming", ShuffleMode::kStreaming)
      .value("kGlobal", ShuffleMode::kGlobal);
  py::enum_<BalanceMode>(m, "BalanceMode")
      .value("kNone", BalanceMode::kNone)
      .value("kUndersample", BalanceMode::kUndersample)
      .value("kOversample", BalanceMode::kOversample)
      .value("kBatch", BalanceMode::kBatch);
  py::class_<RowSplit>(m, "RowSplit", "A part of the rows, drawn row by row.")
      .def(py::init([](std::uint64_t seed, double begin, double end, bool outside,
                       const std::map<double, std::pair<double, double>>& classes) {
             RowSplit split{seed, begin, end, outside, {}};
             for (const auto& [label, borders] : classes)
               split.classes[label] = {borders.first, borders.second};
             return split;
           }),
           py::arg("seed"), py::arg("begin"), py::arg("end"), py::arg("outside") = false,
           py::arg("classes") = std::map<double, std::pair<double, double>>())
      .def_readonly("seed", &RowSplit::seed)
      .def_readonly("begin", &RowSplit::begin)
      .def_readonly("end", &RowSplit::end)
      .def_readonly("outside", &RowSplit::outside);
  py::class_<BatchOptions>(m, "BatchOptions", "See TMVA/BatchGenerator.h.")
      .def(py::init<>())
      .def_readwrite("batch_size", &BatchOptions::batch_size)
      .def_readwrite("columns", &BatchOptions::columns)
      .def_readwrite("targets", &BatchOptions::targets)
      .def_readwrite("label", &BatchOptions::label)
      .def_readwrite("weight", &BatchOptions::weight)
      .def_readwrite("spectators", &BatchOptions::spectators)
      .def_readwrite("cut", &BatchOptions::cut)
      .def_property(
          "lists",
          [](const BatchOptions& options) {
            std::vector<std::tuple<std::string, std::int64_t, double>> lists;
            for (const auto& list : options.lists)
              lists.emplace_back(list.column, list.length, list.fill);
            return lists;
          },
          [](BatchOptions& options,
             const std::vector<std::tuple<std::string, std::int64_t, double>>& lists) {
            options.lists.clear();
            for (const auto& [column, length, fill] : lists)
              options.lists.push_back({column, length, fill});
          },
          "(column, length, fill) of each column of lists")
      .def_readwrite("mask", &BatchOptions::mask)
      .def_property(
          "dtype", [](const BatchOptions& options) { return ToDtype(options.dtype); },
          [](BatchOptions& options, const py::dtype& dtype) {
            options.dtype = FromDtype(dtype, "dtype");
          })
      .def_readwrite("shuffle", &BatchOptions::shuffle)
      .def_readwrite("memory", &BatchOptions::memory)
      .def_readwrite("shuffle_rows", &BatchOptions::shuffle_rows)
      .def_readwrite("seed", &BatchOptions::seed)
      .def_readwrite("splits", &BatchOptions::splits, "rows must lie in all of them")
      .def_readwrite("balance", &BatchOptions::balance)
      .def_readwrite("drop_remainder", &BatchOptions::drop_remainder)
      .def_readwrite("rank", &BatchOptions::rank)
      .def_readwrite("world_size", &BatchOptions::world_size)
      .def_readwrite("threads", &BatchOptions::threads)
      .def_readwrite("prefetch", &BatchOptions::prefetch)
      .def_readwrite("cache", &BatchOptions::cache)
      .def_readwrite("cache_path", &BatchOptions::cache_path)
      .def_readwrite("skip_damaged", &BatchOptions::skip_damaged)
      .def("__copy__", [](const BatchOptions& options) { return options; });
}

}  // namespace

void CheckSignals() {
  const py::gil_scoped_acquire gil;
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
}

void BindBatchGenerator(py::module_& m) {
  BindBatchOptions(m);
  py::class_<Batch>(m, "Batch", "Tensors of some rows, each [rows, width].")
      .def("__len__", &Batch::size)
      .def(
          "array",
          [](const Batch& batch, const std::string& name) { return ToArray(batch, KeyOf(name)); },
          py::arg("name"),
          "A numpy array that shares the memory: of \"x\", \"mask\", \"y\", \"w\" or a spectator.")
      .def(
          "spectator",
          [](const Batch& batch, const std::string& name) {
            return ToArray(batch, {TensorRole::kSpectator, name});
          },
          py::arg("name"), "As array(), of a spectator of any name.")
      .def(
          "dlpack",
          [](const Batch& batch, const std::string& name) {
            return ToDlpack(batch.memory(), TensorOf(batch, KeyOf(name)));
          },
          py::arg("name"), "An unversioned DLPack capsule that shares the memory.");
  // Their threads may wait for the GIL: whoever ends them must not hold it.
  py::class_<BatchIteration>(m, "BatchIteration", "One pass over the rows.",
                             py::release_gil_before_calling_cpp_dtor())
      .def("Next",
           [](BatchIteration& iteration) -> py::object {
             Batch batch;
             {
               const py::gil_scoped_release release;
               batch = iteration.Next(&CheckSignals);
             }
             if (!batch) return py::none();
             return py::cast(std::move(batch));
           })
      .def("Statistics",
           [](const BatchIteration& iteration) { return ToDict(iteration.Statistics()); });
  using Table = std::pair<std::shared_ptr<ColumnSource>, std::optional<double>>;
  py::class_<BatchGenerator>(m, "BatchGenerator", "Tables that become batches.",
                             py::release_gil_before_calling_cpp_dtor())
      .def(py::init([](const std::vector<Table>& tables, const BatchOptions& options) {
             ReleaseOwned();
             std::vector<BatchTable> inputs;
             for (const auto& [source, label] : tables) inputs.push_back({source, label, {}});
             const py::gil_scoped_release release;
             return std::make_unique<BatchGenerator>(std::move(inputs), options);
           }),
           py::arg("tables"), py::arg("options"))
      .def_property_readonly("options", &BatchGenerator::Options)
      .def(
          "Names",
          [](const BatchGenerator& generator, const std::string& tensor) {
            return generator.Names(KeyOf(tensor));
          },
          py::arg("tensor"))
      .def(
          "Tensors",
          [](const BatchGenerator& generator) {
            std::vector<std::tuple<std::string, py::dtype, std::int64_t>> tensors;
            for (const auto& tensor : generator.Tensors())
              tensors.emplace_back(NameOf(tensor.key), ToDtype(tensor.type), tensor.width);
            return tensors;
          },
          "(name, dtype, width) of each tensor")
      .def("NumRows",
           [](const BatchGenerator& generator) {
             const py::gil_scoped_release release;
             return generator.NumRows(&CheckSignals);
           })
      .def("NumBatches",
           [](const BatchGenerator& generator) {
             const py::gil_scoped_release release;
             return generator.NumBatches(&CheckSignals);
           })
      .def("WindowsInPool",
           [](const BatchGenerator& generator) {
             const py::gil_scoped_release release;
             return generator.WindowsInPool();
           })
      .def("ClassRows",
           [](const BatchGenerator& generator) {
             const py::gil_scoped_release release;
             return generator.ClassRows(&CheckSignals);
           })
      .def(
          "StratifiedBorders",
          [](const BatchGenerator& generator, std::uint64_t seed,
             const std::vector<double>& fractions) {
            const py::gil_scoped_release release;
            return generator.StratifiedBorders(seed, fractions, &CheckSignals);
          },
          py::arg("seed"), py::arg("fractions"), "Borders between 0 and 1 for each class.")
      .def(
          "Iterate",
          [](const BatchGenerator& generator, std::uint64_t epoch, std::int64_t first_batch) {
            const py::gil_scoped_release release;
            return generator.Iterate(epoch, first_batch, &CheckSignals);
          },
          py::arg("epoch") = 0, py::arg("first_batch") = 0);
  m.def(
      "with_definition",
      [](const std::shared_ptr<ColumnSource>& source, const std::string& name,
         const std::string& expression) {
        return std::const_pointer_cast<ColumnSource>(WithDefinition(source, name, expression));
      },
      py::arg("source"), py::arg("name"), py::arg("expression"),
      "The table with one more column, which an expression defines.");
}

}  // namespace TMVA::inline standalone
