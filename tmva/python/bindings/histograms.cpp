// TMVA/Histogram.h: histograms and graphs as plain structures.
#include <TMVA/Histogram.h>

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {
namespace {

using Doubles = py::array_t<double, py::array::c_style | py::array::forcecast>;

std::vector<double> ToVector(const Doubles& array) {
  return {array.data(), array.data() + array.size()};
}

/// Attributes that are numpy arrays in Python, copied as a whole.
template <class Class>
void DefineArrays(
    py::class_<Class>& binding,
    const std::vector<std::pair<const char*, std::vector<double> Class::*>>& members) {
  for (const auto& [name, member] : members) {
    binding.def_property(
        name, [member = member](const Class& object) { return AsArray(object.*member); },
        [member = member](Class& object, const Doubles& values) {
          object.*member = ToVector(values);
        });
  }
}

}  // namespace

void BindHistograms(py::module_& m) {
  py::class_<Histogram1> one(m, "Histogram1", "A one-dimensional histogram, TH1F or TH1D.");
  one.def(py::init<std::string, std::string, int, double, double, bool>(), py::arg("name"),
          py::arg("title"), py::arg("nbins"), py::arg("xmin"), py::arg("xmax"),
          py::arg("single") = true)
      .def_readwrite("name", &Histogram1::name)
      .def_readwrite("title", &Histogram1::title)
      .def_readwrite("x_title", &Histogram1::x_title)
      .def_readwrite("y_title", &Histogram1::y_title)
      .def_readonly("single", &Histogram1::single)
      .def_readonly("nbins", &Histogram1::nbins)
      .def_readonly("xmin", &Histogram1::xmin)
      .def_readonly("xmax", &Histogram1::xmax)
      .def_readwrite("entries", &Histogram1::entries)
      .def_readwrite("sumw", &Histogram1::sumw)
      .def_readwrite("sumw_sq", &Histogram1::sumw_sq)
      .def_readwrite("sumwx", &Histogram1::sumwx)
      .def_readwrite("sumwx2", &Histogram1::sumwx2)
      .def_readwrite("x_labels", &Histogram1::x_labels);
  DefineArrays(one, {{"edges", &Histogram1::edges},
                     {"contents", &Histogram1::contents},
                     {"sumw2", &Histogram1::sumw2}});

  py::class_<Histogram2> two(m, "Histogram2", "A two-dimensional histogram, TH2F or TH2D.");
  two.def(py::init<std::string, std::string, int, double, double, int, double, double, bool>(),
          py::arg("name"), py::arg("title"), py::arg("nx"), py::arg("xmin"), py::arg("xmax"),
          py::arg("ny"), py::arg("ymin"), py::arg("ymax"), py::arg("single") = true)
      .def_readwrite("name", &Histogram2::name)
      .def_readwrite("title", &Histogram2::title)
      .def_readwrite("x_title", &Histogram2::x_title)
      .def_readwrite("y_title", &Histogram2::y_title)
      .def_readonly("single", &Histogram2::single)
      .def_readonly("nx", &Histogram2::nx)
      .def_readonly("ny", &Histogram2::ny)
      .def_readonly("xmin", &Histogram2::xmin)
      .def_readonly("xmax", &Histogram2::xmax)
      .def_readonly("ymin", &Histogram2::ymin)
      .def_readonly("ymax", &Histogram2::ymax)
      .def_readwrite("x_labels", &Histogram2::x_labels)
      .def_readwrite("y_labels", &Histogram2::y_labels)
      .def_readwrite("entries", &Histogram2::entries)
      .def_readwrite("sumw", &Histogram2::sumw)
      .def_readwrite("sumw_sq", &Histogram2::sumw_sq)
      .def_readwrite("sumwx", &Histogram2::sumwx)
      .def_readwrite("sumwx2", &Histogram2::sumwx2)
      .def_readwrite("sumwy", &Histogram2::sumwy)
      .def_readwrite("sumwy2", &Histogram2::sumwy2)
      .def_readwrite("sumwxy", &Histogram2::sumwxy);
  DefineArrays(two, {{"x_edges", &Histogram2::x_edges},
                     {"y_edges", &Histogram2::y_edges},
                     {"contents", &Histogram2::contents},
                     {"sumw2", &Histogram2::sumw2}});

  py::class_<Graph>(m, "Graph", "A curve, TMVA's TGraph.")
      .def(py::init([](std::string name, std::string title, const Doubles& x, const Doubles& y,
                       std::string x_title, std::string y_title) {
             return Graph{std::move(name),    std::move(title), std::move(x_title),
                          std::move(y_title), ToVector(x),      ToVector(y)};
           }),
           py::arg("name"), py::arg("title"), py::arg("x"), py::arg("y"), py::arg("x_title") = "",
           py::arg("y_title") = "")
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
