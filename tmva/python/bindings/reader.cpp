// TMVA/Reader.h: applies trained methods.
#include <TMVA/BookedMethod.h>
#include <TMVA/Reader.h>

#include "tmva/python/bindings/interruptible.h"

namespace TMVA::inline standalone {
namespace {

using Text = std::string_view;
using Class = py::class_<Reader>;
template <class T>
using Matrix = py::array_t<T, py::array::c_style | py::array::forcecast>;

py::array EvaluateArray(const Reader& reader, const std::string& tag,
                        const Matrix<float>& variables, const Matrix<double>& spectators,
                        double aux) {
  if (variables.ndim() != 2) throw DataError("Evaluate: the array must be [events, variables]");
  const auto outputs = reader.FindMVA(tag)->Info().NumOutputs();
  RTensor<double> out({static_cast<std::size_t>(variables.shape(0)), outputs});
  const auto x = AsTensor(variables);
  const auto s =
      spectators.ndim() == 2
          ? AsTensor(spectators)
          : RTensor<const double>(nullptr, {static_cast<std::size_t>(variables.shape(0)), 0});
  Interruptible([&] { reader.Evaluate(tag, x, s, out, aux); });
  return AsArray(std::move(out));
}

void BindClassic(Class& c) {
  // The memory of the arrays is read at each evaluation; the package keeps them alive.
  c.def(
      "AddVariable",
      [](Reader& r, Text name, const py::array_t<float>& v) { r.AddVariable(name, v.data()); },
      py::arg("expression"), py::arg("value").noconvert());
  c.def(
      "AddVariable",
      [](Reader& r, Text name, const py::array_t<int>& v) { r.AddVariable(name, v.data()); },
      py::arg("expression"), py::arg("value").noconvert());
  const auto add = [&c]<class T>(T) {
    c.def(
        "AddSpectator",
        [](Reader& r, Text name, const py::array_t<T>& v) { r.AddSpectator(name, v.data()); },
        py::arg("expression"), py::arg("value").noconvert());
  };
  add(float{});
  add(int{});
  add(double{});
  add(0LL);
  c.def(
      "EvaluateMVA", [](const Reader& r, Text tag, double aux) { return r.EvaluateMVA(tag, aux); },
      py::arg("tag"), py::arg("aux") = 0.0, py::call_guard<py::gil_scoped_release>());
  c.def(
      "EvaluateMVA",
      [](const Reader& r, const std::vector<double>& values, Text tag, double aux) {
        return r.EvaluateMVA(std::span<const double>(values), tag, aux);
      },
      py::arg("values"), py::arg("tag"), py::arg("aux") = 0.0,
      py::call_guard<py::gil_scoped_release>());
  const auto evaluate = [&c](const char* name, auto all, auto one) {
    c.def(name, all, py::arg("tag"), py::arg("aux") = 0.0,
          py::call_guard<py::gil_scoped_release>());
    c.def(name, one, py::arg("index"), py::arg("tag"), py::arg("aux") = 0.0,
          py::call_guard<py::gil_scoped_release>());
  };
  evaluate(
      "EvaluateRegression",
      [](const Reader& r, Text tag, double aux) { return r.EvaluateRegression(tag, aux); },
      [](const Reader& r, unsigned i, Text tag, double aux) {
        return r.EvaluateRegression(i, tag, aux);
      });
  evaluate(
      "EvaluateMulticlass",
      [](const Reader& r, Text tag, double aux) { return r.EvaluateMulticlass(tag, aux); },
      [](const Reader& r, unsigned i, Text tag, double aux) {
        return r.EvaluateMulticlass(i, tag, aux);
      });
  c.def("GetProba", &Reader::GetProba, py::arg("tag"), py::arg("signal_fraction") = 0.5,
        py::arg("mva") = -9999999.0, py::call_guard<py::gil_scoped_release>());
  c.def("GetRarity", &Reader::GetRarity, py::arg("tag"), py::arg("mva") = -9999999.0,
        py::call_guard<py::gil_scoped_release>());
  c.def("GetMVAError", &Reader::GetMVAError);
  c.def("GetMVAErrorLower", &Reader::GetMVAErrorLower);
  c.def("GetMVAErrorUpper", &Reader::GetMVAErrorUpper);
}

}  // namespace

void BindReader(py::module_& m) {
  Class c(m, "Reader", "Applies trained methods from their weight files.");
  c.def(py::init<Text, bool>(), py::arg("options") = "", py::arg("verbose") = false);
  c.def(py::init<const std::vector<std::string>&, Text, bool>(), py::arg("variables"),
        py::arg("options") = "", py::arg("verbose") = false);
  c.def(
      "BookMVA",
      [](Reader& r, const std::string& tag, const std::string& file, const std::string& user_code,
         bool allow_pickle) {
        return Interruptible([&] { return r.BookMVA(tag, file, user_code, allow_pickle); });
      },
      py::arg("tag"), py::arg("weight_file"), py::arg("user_code") = "",
      py::arg("allow_pickle") = false, py::return_value_policy::reference_internal);
  c.def(
      "BookMVA",
      [](Reader& r, Types::EMVA type, const std::string& file) {
        return Interruptible([&] { return r.BookMVA(type, file); });
      },
      py::arg("type"), py::arg("weight_file"), py::return_value_policy::reference_internal);
  BindClassic(c);
  c.def("Evaluate", &EvaluateArray, py::arg("tag"), py::arg("variables"), py::arg("spectators"),
        py::arg("aux") = 0.0);
  c.def(
      "Evaluate",
      [](const Reader& r, const std::string& tag, const std::shared_ptr<ColumnSource>& source,
         double aux) {
        return AsArray(Interruptible([&] { return r.Evaluate(tag, *source, aux); }));
      },
      py::arg("tag"), py::arg("source"), py::arg("aux") = 0.0);
  c.def("FindMVA", &Reader::FindMVA, py::arg("tag"), py::return_value_policy::reference_internal);
  c.def("Tags", &Reader::Tags);
}

}  // namespace TMVA::inline standalone
