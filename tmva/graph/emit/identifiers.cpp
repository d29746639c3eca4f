// Names, literals and comments of C++.
#include "tmva/graph/emit/identifiers.h"

#include <array>
#include <cstdio>

namespace TMVA::inline standalone::onnx {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Words that no name may be; main and std are no keywords, but do not fit either.
const std::set<std::string>& Keywords() {
  static const std::set<std::string> words = [] {
    constexpr std::string_view kWords =
        "alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t "
        "char16_t char32_t class "
        "compl concept const consteval constexpr constinit const_cast continue co_await co_return "
        "co_yield decltype "
        "default delete do double dynamic_cast else enum explicit export extern false float for "
        "friend goto if inline "
        "int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private "
        "protected public register "
        "reinterpret_cast requires return short signed sizeof static static_assert static_cast "
        "struct switch template "
        "this thread_local throw true try typedef typeid typename union unsigned using virtual "
        "void volatile wchar_t "
        "while xor xor_eq main std posix linux unix NULL NAN INFINITY EOF";
    return IdentifiersOf(kWords);
  }();
  return words;
}

}  // namespace

std::set<std::string> IdentifiersOf(std::string_view code) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < code.size();) {
    std::size_t end = i;
    while (end < code.size() && (IsLetter(code[end]) || IsDigit(code[end]))) ++end;
    if (end > i && IsLetter(code[i])) names.emplace(code.substr(i, end - i));
    i = end > i ? end : i + 1;
  }
  return names;
}

std::string UniqueIdentifier(std::string_view name, std::set<std::string>& taken) {
  std::string id;
  for (const char c : name) {
    const char next = IsLetter(c) || IsDigit(c) ? c : '_';
    if (next == '_' && (id.empty() || id.back() == '_')) continue;  // such names are reserved
    id += next;
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  if (id.size() > 100) id.resize(100);
  if (id.empty() || IsDigit(id[0])) id.insert(0, "x");
  std::string unique = id;
  for (int i = 1; Keywords().count(unique) > 0 || taken.count(unique) > 0; ++i)
    unique = id + (i == 1 ? "_" : "_" + std::to_string(i));
  taken.insert(unique);
  return unique;
}

std::string NamespaceOf(std::string_view name) {
  std::string id;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find("::", begin), name.size());
    std::set<std::string> none;
    id += (id.empty() ? "" : "::") + UniqueIdentifier(name.substr(begin, end - begin), none);
    begin = end + 2;
  }
  return id;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?') {
      quoted += c;
      continue;
    }
    std::array<char, 8> octal;  // three digits end an escape, whatever follows
    std::snprintf(octal.data(), octal.size(), "\\%03o",
                  static_cast<unsigned>(static_cast<unsigned char>(c)));
    quoted += octal.data();
  }
  return quoted + "\"";
}

std::string Comment(std::string_view text) {
  std::string comment;
  for (const char c : text.substr(0, 80))
    comment += c >= ' ' && c <= '~' && c != '\\' && c != '?' ? c : '_';
  return comment;
}

}  // namespace TMVA::inline standalone::onnx
