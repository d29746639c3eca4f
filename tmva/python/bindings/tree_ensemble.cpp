// tmva/trees/tree_ensemble.h: forests of any library.
#include <TMVA/BookedMethod.h>

#include "methods/bdt/bdt_ensemble.h"
#include "tmva/python/bindings/interruptible.h"
#include "tmva/python/bindings/tree_ensemble.h"
#include "tmva/trees/formats/ensemble_file.h"
#include "tmva/trees/formats/tree_arrays.h"

namespace TMVA::inline standalone {
namespace {

template <class T>
using Array = py::array_t<T, py::array::c_style | py::array::forcecast>;

using Pointer = std::shared_ptr<PyEnsemble>;

template <class Make>
Pointer Load(Make make) {
  return Interruptible([&] { return std::make_shared<PyEnsemble>(make()); });
}

constexpr std::array kTransforms = {"none", "logistic", "softmax", "exp", "gradient_boosted"};

OutputTransform FindTransform(const std::string& name) {
  for (std::size_t i = 0; i < kTransforms.size(); ++i)
    if (name == kTransforms[i]) return static_cast<OutputTransform>(i);
  throw OptionError("transform '" + name + "' is unknown");
}

py::array Predict(const PyEnsemble& p, const Array<float>& x, bool raw, int threads) {
  const Rows rows = AsRows(p, x, "predict");
  CheckThreads(threads, "predict");
  const std::size_t n = rows.size, outputs = p.model.NumOutputs();
  RTensor<double> out(outputs == 1 ? RTensor<double>::Extents{n}
                                   : RTensor<double>::Extents{n, outputs});
  Interruptible([&] { p.model.Evaluate(rows, {out.GetData(), n * outputs}, raw, threads); });
  return AsArray(std::move(out));
}

template <class T, class Get>
py::array Column(const DecisionTree& tree, Get get) {
  std::vector<T> values;
  values.reserve(tree.nodes.size());
  for (const auto& node : tree.nodes) values.push_back(get(node));
  return AsArray(std::move(values));
}

py::dict Nodes(const PyEnsemble& p, std::size_t t) {
  if (t >= p.ensemble.trees.size()) throw py::index_error("there is no tree " + std::to_string(t));
  py::dict nodes = AsArrays(p.ensemble.trees[t]);
  nodes["output"] = p.ensemble.output_of_tree[t];
  return nodes;
}

template <class T>
std::vector<T> ToVector(const py::dict& tree, const char* key) {
  if (!tree.contains(key)) return {};
  const auto array = py::cast<Array<T>>(tree[key]);
  return {array.data(), array.data() + array.size()};
}

/// Trees as dictionaries of arrays (TreeArrays), with "weight" and "output".
Pointer FromArrays(std::size_t num_inputs, std::vector<std::string> input_names,
                   std::vector<double> base, const std::string& transform,
                   const std::vector<py::dict>& trees, const std::string& where) {
  TreeEnsemble ensemble;
  ensemble.num_inputs = num_inputs;
  ensemble.input_names = std::move(input_names);
  ensemble.num_outputs = base.size();
  ensemble.base = std::move(base);
  ensemble.transform = FindTransform(transform);
  for (const auto& tree : trees) {
    TreeArrays arrays;
    arrays.left = ToVector<std::int64_t>(tree, "left");
    arrays.right = ToVector<std::int64_t>(tree, "right");
    arrays.variable = ToVector<std::int64_t>(tree, "variable");
    arrays.threshold = ToVector<double>(tree, "threshold");
    arrays.response = ToVector<double>(tree, "response");
    arrays.missing_left = ToVector<std::uint8_t>(tree, "missing_left");
    arrays.cover = ToVector<double>(tree, "cover");
    arrays.set = ToVector<std::int64_t>(tree, "set");
    if (tree.contains("category_sets"))
      arrays.category_sets = py::cast<std::vector<CategorySet>>(tree["category_sets"]);
    ensemble.trees.push_back(MakeTree(arrays, where));
    ensemble.trees.back().weight = py::cast<double>(tree["weight"]);
    ensemble.output_of_tree.push_back(py::cast<std::uint32_t>(tree["output"]));
  }
  CheckEnsemble(ensemble, where);
  return std::make_shared<PyEnsemble>(std::move(ensemble));
}

}  // namespace

Rows AsRows(const PyEnsemble& p, const EventArray& x, const std::string& what) {
  const std::size_t inputs = p.ensemble.num_inputs;
  if (x.ndim() != 2 || static_cast<std::size_t>(x.shape(1)) != inputs)
    throw DataError(what + ": the array must be [events, " + std::to_string(inputs) + "]");
  return {x.data(), inputs, static_cast<std::size_t>(x.shape(0))};
}

void CheckThreads(int threads, const std::string& what) {
  if (threads < 1)
    throw OptionError(what + ": threads=" + std::to_string(threads) + ", expected 1 or more");
}

py::dict AsArrays(const DecisionTree& tree) {
  py::dict nodes;
  nodes["left"] = Column<int>(tree, [](const TreeNode& n) { return n.left; });
  nodes["right"] = Column<int>(tree, [](const TreeNode& n) { return n.right; });
  nodes["variable"] =
      Column<int>(tree, [](const TreeNode& n) { return n.IsLeaf() ? -1 : n.variable; });
  nodes["cut"] = Column<float>(tree, [](const TreeNode& n) { return n.cut; });
  nodes["above_is_right"] =
      Column<std::uint8_t>(tree, [](const TreeNode& n) { return n.cut_type ? 1 : 0; });
  nodes["missing_above"] =
      Column<std::uint8_t>(tree, [](const TreeNode& n) { return n.missing_above ? 1 : 0; });
  nodes["category_set"] = Column<int>(tree, [](const TreeNode& n) { return n.category_set; });
  nodes["first_coefficient"] =
      Column<int>(tree, [](const TreeNode& n) { return n.first_coefficient; });
  nodes["response"] =
      Column<float>(tree, [](const TreeNode& n) { return n.IsLeaf() ? n.response : 0; });
  nodes["purity"] = Column<float>(tree, [](const TreeNode& n) { return n.purity; });
  nodes["type"] = Column<int>(tree, [](const TreeNode& n) { return static_cast<int>(n.type); });
  nodes["cover"] = Column<float>(tree, [](const TreeNode& n) { return n.cover; });
  std::vector<std::vector<std::size_t>> sets;
  for (const auto& set : tree.category_sets) {
    sets.emplace_back();
    for (std::size_t c = 0; c < 32 * set.size(); ++c)
      if ((set[c / 32] >> c % 32 & 1) != 0) sets.back().push_back(c);
  }
  nodes["category_sets"] = sets;
  nodes["coefficients"] = AsArray(tree.coefficients);
  nodes["weight"] = tree.weight;
  return nodes;
}

void BindTreeEnsemble(py::module_& m) {
  PyEnsembleClass c(m, "TreeEnsemble", "A trained forest, whatever library grew it.");
  BindExplanations(m, c);
  c.def_static(
       "Load", [](const std::string& path) { return Load([&] { return LoadEnsemble(path); }); },
       py::arg("path"))
      .def_static(
          "Parse",
          [](const py::bytes& bytes, const std::string& name) {
            return Load([&, view = std::string_view(bytes)] { return ParseEnsemble(view, name); });
          },
          py::arg("bytes"), py::arg("name"))
      .def_static(
          "FromWeightFile",
          [](const std::string& path) {
            return Load([&] { return ToTreeEnsemble(*BookedMethod::FromFile(path)); });
          },
          py::arg("path"))
      .def_static("FromArrays", &FromArrays, py::arg("num_inputs"), py::arg("input_names"),
                  py::arg("base"), py::arg("transform"), py::arg("trees"), py::arg("where"))
      .def("Predict", &Predict, py::arg("x"), py::arg("raw"), py::arg("threads"))
      .def(
          "Save",
          [](const PyEnsemble& p, const std::string& path) {
            Interruptible([&] { SaveEnsemble(p.ensemble, path); });
          },
          py::arg("path"))
      .def("AsLogistic",
           [](const PyEnsemble& p) { return std::make_shared<PyEnsemble>(AsLogistic(p.ensemble)); })
      .def("Nodes", &Nodes, py::arg("tree"))
      .def_property_readonly("num_inputs",
                             [](const PyEnsemble& p) { return p.ensemble.num_inputs; })
      .def_property_readonly("num_outputs",
                             [](const PyEnsemble& p) { return p.ensemble.num_outputs; })
      .def_property_readonly("num_trees",
                             [](const PyEnsemble& p) { return p.ensemble.trees.size(); })
      .def_property_readonly("input_names",
                             [](const PyEnsemble& p) { return p.ensemble.input_names; })
      .def_property_readonly("base", [](const PyEnsemble& p) { return p.ensemble.base; })
      .def_property_readonly("transform", [](const PyEnsemble& p) {
        return kTransforms[static_cast<std::size_t>(p.ensemble.transform)];
      });
}

}  // namespace TMVA::inline standalone
