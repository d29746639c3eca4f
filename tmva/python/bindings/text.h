// Texts between C++ and Python. Names and texts in ROOT files are UTF-8 by convention only: other
// bytes become surrogates in Python (its error handler "surrogateescape"), which become the same
// bytes again, so a name that Python was given finds its object.
#pragma once

#include <pybind11/cast.h>

#include <string>
#include <string_view>

namespace pybind11::detail {

template <class Text, bool kIsView>
struct escaping_caster : string_caster<Text, kIsView> {
  using Strict = string_caster<Text, kIsView>;

  bool load(handle source, bool convert) {
    if (Strict::load(source, convert)) return true;
    if (!source || !PyUnicode_Check(source.ptr())) return false;
    const auto bytes = reinterpret_steal<object>(
        PyUnicode_AsEncodedString(source.ptr(), "utf-8", "surrogateescape"));
    if (!bytes) {
      PyErr_Clear();
      return false;
    }
    if (kIsView) loader_life_support::add_patient(bytes);
    return Strict::load(bytes, convert);
  }

  static handle cast(const Text& text, return_value_policy, handle) {
    auto* result =
        PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape");
    if (result == nullptr) throw error_already_set();
    return result;
  }
};

template <>
class type_caster<std::string> : public escaping_caster<std::string, false> {};
template <>
class type_caster<std::string_view> : public escaping_caster<std::string_view, true> {};

}  // namespace pybind11::detail

namespace TMVA::inline standalone {

/// A text to be read, which any stream can print: bytes that are no UTF-8 as "\xff".
inline pybind11::str ToReadable(std::string_view text) {
  auto* result =
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "backslashreplace");
  if (result == nullptr) throw pybind11::error_already_set();
  return pybind11::reinterpret_steal<pybind11::str>(result);
}

}  // namespace TMVA::inline standalone
