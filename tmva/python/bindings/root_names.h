// What the bindings of ROOT's classes share.
#pragma once

#include <memory>
#include <string>

#include <TDirectory.h>
#include <TTree.h>

#include "tmva/python/bindings/bindings.h"

#include <pybind11/iostream.h>

namespace TMVA::inline standalone {

/// A name, cut or path: a str, a path, or an object of ROOT such as TCut and TString.
struct NameText {
  std::string value;
  operator const char*() const { return value.c_str(); }
};

/// An object of a directory, which lives as long as Python wants it; its directory lives with it.
/// None for nullptr.
py::object Wrap(TObject* object, TDirectory* directory, py::handle directory_object);
/// A directory: a TFile, or one below a TFile, which lives with it.
py::object WrapDirectory(TDirectory* directory);

/// What Python gives for the values of a branch: a buffer, or a vector with `_tmva_vector`.
void BindMemory(TTree& tree, TBranch& branch, const py::object& memory);
TBranch* NewBranch(TTree& tree, const std::string& name, const py::object& memory,
                   const std::string& leaves);
/// The values of a branch in the current entry.
py::object ValueOf(TBranch& branch);

}  // namespace TMVA::inline standalone

namespace pybind11::detail {

template <>
struct type_caster<TMVA::NameText> {
  PYBIND11_TYPE_CASTER(TMVA::NameText, const_name("str"));

  bool load(handle source, bool) {
    make_caster<std::string> text;
    if (text.load(source, false)) {
      value.value = cast_op<std::string>(text);
      return true;
    }
    if (!source || source.is_none()) return false;
    auto given = reinterpret_borrow<object>(source);
    if (hasattr(given, "__fspath__"))
      given = given.attr("__fspath__")();
    else if (hasattr(given, "GetTitle") && !isinstance<TObject>(given))
      given = str(given.attr("GetTitle")());
    else
      return false;
    if (!text.load(given, false)) return false;
    value.value = cast_op<std::string>(text);
    return true;
  }
};

}  // namespace pybind11::detail
