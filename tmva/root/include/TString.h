// TString: ROOT's text class on std::string.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <Rtypes.h>

/// Names of ROOT in an inline namespace of their own: a process that holds ROOT's libraries too
/// keeps the two apart.
inline namespace tmva_root {

/// A std::string with ROOT's vocabulary. Goes wherever std::string, std::string_view or const char*
/// are asked for.
class TString : public std::string {
 public:
  enum ECaseCompare { kExact, kIgnoreCase };
  enum EStripType { kLeading = 1, kTrailing = 2, kBoth = 3 };

  using std::string::string;
  TString() = default;
  TString(const char* text) : std::string(text ? text : "") {}
  TString(const std::string& text) : std::string(text) {}
  TString(std::string&& text) : std::string(std::move(text)) {}
  TString(std::string_view text) : std::string(text) {}
  explicit TString(char character) : std::string(1, character) {}

  const char* Data() const { return c_str(); }
  operator const char*() const { return c_str(); }
  Ssiz_t Length() const { return static_cast<Ssiz_t>(size()); }
  Bool_t IsNull() const { return empty(); }
  char& operator[](Ssiz_t i) { return std::string::operator[](static_cast<std::size_t>(i)); }
  char operator[](Ssiz_t i) const { return std::string::operator[](static_cast<std::size_t>(i)); }
  char operator()(Ssiz_t i) const { return (*this)[i]; }
  /// The part of `length` characters from `begin`.
  TString operator()(Ssiz_t begin, Ssiz_t length) const {
    return substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(length));
  }

  using std::string::operator+=;
  /// Numbers are appended as text; a char is a character.
  template <class T>
    requires(std::is_arithmetic_v<T> && !std::is_same_v<T, char>)
  TString& operator+=(T number) {
    if constexpr (std::is_floating_point_v<T>)
      return Append(Format("%.17g", double{number}));
    else
      return Append(std::to_string(+number));
  }
  TString& Append(std::string_view text) {
    append(text);
    return *this;
  }
  TString& Append(char character, Ssiz_t count = 1) {
    append(static_cast<std::size_t>(count), character);
    return *this;
  }
  TString& Prepend(std::string_view text) {
    insert(0, text);
    return *this;
  }
  TString& Insert(Ssiz_t position, std::string_view text) {
    insert(static_cast<std::size_t>(position), text);
    return *this;
  }
  TString& Remove(Ssiz_t begin, Ssiz_t count) {
    erase(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
    return *this;
  }
  TString& Remove(Ssiz_t begin) {
    erase(static_cast<std::size_t>(begin));
    return *this;
  }
  TString& ReplaceAll(std::string_view old_text, std::string_view new_text);
  TString Strip(EStripType side = kTrailing, char character = ' ') const;
  void Resize(Ssiz_t length) { resize(static_cast<std::size_t>(length), ' '); }
  void Clear() { clear(); }
  void ToLower() {
    for (char& c : *this) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  void ToUpper() {
    for (char& c : *this) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }

  Bool_t Contains(std::string_view text, ECaseCompare mode = kExact) const {
    return Index(text, 0, mode) >= 0;
  }
  Bool_t BeginsWith(std::string_view text, ECaseCompare mode = kExact) const {
    return Folded(*this, mode).starts_with(Folded(text, mode));
  }
  Bool_t EndsWith(std::string_view text, ECaseCompare mode = kExact) const {
    return Folded(*this, mode).ends_with(Folded(text, mode));
  }
  Bool_t EqualTo(std::string_view text, ECaseCompare mode = kExact) const {
    return Folded(*this, mode) == Folded(text, mode);
  }
  Int_t CompareTo(std::string_view text, ECaseCompare mode = kExact) const {
    return Folded(*this, mode).compare(Folded(text, mode));
  }
  /// Position of a text, -1 where there is none.
  Ssiz_t Index(std::string_view text, Ssiz_t from = 0, ECaseCompare mode = kExact) const {
    return Position(Folded(*this, mode).find(Folded(text, mode), static_cast<std::size_t>(from)));
  }
  Ssiz_t First(char character) const { return Position(find(character)); }
  Ssiz_t Last(char character) const { return Position(rfind(character)); }
  Int_t CountChar(char character) const {
    return static_cast<Int_t>(std::count(begin(), end(), character));
  }

  Bool_t IsFloat() const;
  Bool_t IsDigit() const;
  /// The number at the start of the text; 0 where there is none, as atoi and atof.
  Int_t Atoi() const { return static_cast<Int_t>(std::strtol(c_str(), nullptr, 10)); }
  Long64_t Atoll() const { return std::strtoll(c_str(), nullptr, 10); }
  Double_t Atof() const { return std::strtod(c_str(), nullptr); }

  /// printf into the text.
  template <class... Args>
  void Form(const char* format, Args... args) {
    *this = Format(format, args...);
  }
  template <class... Args>
  static TString Format(const char* format, Args... args) {
    const int length = std::snprintf(nullptr, 0, format, args...);
    TString text;
    text.resize(static_cast<std::size_t>(length < 0 ? 0 : length));
    std::snprintf(text.data(), text.size() + 1, format, args...);
    return text;
  }

  // Found by way of an operand of this class only, so that other texts compare as ever.
  friend TString operator+(const TString& a, const TString& b) { return TString(a).Append(b); }
  friend TString operator+(const TString& a, const std::string& b) { return TString(a).Append(b); }
  friend TString operator+(const std::string& a, const TString& b) { return TString(a).Append(b); }
  friend TString operator+(const TString& a, const char* b) { return TString(a).Append(b); }
  friend TString operator+(const char* a, const TString& b) { return TString(a).Append(b); }
  friend TString operator+(const TString& a, char b) { return TString(a).Append(b); }
  friend bool operator==(const TString& a, const TString& b) {
    return a.compare(static_cast<const std::string&>(b)) == 0;
  }
  friend bool operator==(const TString& a, const char* b) { return a.compare(b) == 0; }
  friend bool operator==(const TString& a, const std::string& b) { return a.compare(b) == 0; }
  friend bool operator<(const TString& a, const TString& b) {
    return a.compare(static_cast<const std::string&>(b)) < 0;
  }

 private:
  static Ssiz_t Position(std::size_t found) {
    return found == npos ? -1 : static_cast<Ssiz_t>(found);
  }
  static std::string Folded(std::string_view text, ECaseCompare mode) {
    std::string folded(text);
    if (mode == kIgnoreCase)
      for (char& c : folded) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return folded;
  }
};

/// printf into a text of its own.
template <class... Args>
TString Form(const char* format, Args... args) {
  return TString::Format(format, args...);
}

}  // namespace tmva_root
