// TMVA/Options.h: what is known of an option.
#include <TMVA/Options.h>

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

void BindOptions(py::module_& m) {
  py::class_<OptionInfo>(m, "OptionInfo", "What is known of one option, as text.")
      .def_readonly("name", &OptionInfo::name)
      .def_readonly("type", &OptionInfo::type)
      .def_readonly("default_value", &OptionInfo::default_value)
      .def_readonly("value", &OptionInfo::value)
      .def_readonly("choices", &OptionInfo::choices)
      .def_readonly("help", &OptionInfo::help)
      .def_readonly("size", &OptionInfo::size)
      .def_readonly("is_set", &OptionInfo::is_set)
      .def_readonly("deprecated", &OptionInfo::deprecated)
      .def_readonly("reader_only", &OptionInfo::reader_only);
}

}  // namespace TMVA::inline standalone
