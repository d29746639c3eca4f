// TCut: a selection, put together with &&, || and !.
#pragma once

#include <string>
#include <string_view>

#include <TNamed.h>

inline namespace tmva_root {

/// The selection is the title, as in ROOT; an empty one accepts everything and is left out where
/// cuts are combined.
class TCut : public TNamed {
 public:
  TCut() = default;
  TCut(const char* title) : TNamed("CUT", title ? title : "") {}
  TCut(const std::string& title) : TNamed("CUT", title) {}
  TCut(const TString& title) : TNamed("CUT", title) {}
  TCut(const char* name, const char* title) : TNamed(name, title) {}

  const char* ClassName() const override { return "TCut"; }
  operator const char*() const { return GetTitle(); }
  operator std::string_view() const { return GetTitle(); }

  TCut& operator=(const char* title) {
    SetTitle(title);
    return *this;
  }
  TCut& operator+=(const TCut& cut) { return Combine(cut, "&&"); }
  TCut& operator*=(const TCut& cut) { return Combine(cut, "*"); }
  bool operator==(const TCut& cut) const {
    return std::string_view(*this) == std::string_view(cut);
  }
  bool operator==(const char* title) const { return std::string_view(*this) == title; }

  friend TCut operator+(const TCut& a, const TCut& b) { return TCut(a).Combine(b, "&&"); }
  friend TCut operator+(const TCut& a, const char* b) { return a + TCut(b); }
  friend TCut operator+(const char* a, const TCut& b) { return TCut(a) + b; }
  friend TCut operator*(const TCut& a, const TCut& b) { return TCut(a).Combine(b, "*"); }
  friend TCut operator*(const TCut& a, const char* b) { return a * TCut(b); }
  friend TCut operator*(const char* a, const TCut& b) { return TCut(a) * b; }
  friend TCut operator&&(const TCut& a, const TCut& b) { return a + b; }
  friend TCut operator&&(const TCut& a, const char* b) { return a + TCut(b); }
  friend TCut operator&&(const char* a, const TCut& b) { return TCut(a) + b; }
  friend TCut operator||(const TCut& a, const TCut& b) { return TCut(a).Combine(b, "||"); }
  friend TCut operator||(const TCut& a, const char* b) { return a || TCut(b); }
  friend TCut operator||(const char* a, const TCut& b) { return TCut(a) || b; }
  friend TCut operator!(const TCut& a) {
    const std::string title = a.GetTitle();
    return title.empty() ? TCut() : TCut("!(" + title + ")");
  }

 private:
  TCut& Combine(const TCut& cut, const char* with) {
    const std::string left = GetTitle(), right = cut.GetTitle();
    if (left.empty())
      SetTitle(right.c_str());
    else if (!right.empty())
      SetTitle(("(" + left + ")" + with + "(" + right + ")").c_str());
    return *this;
  }
};

}  // namespace tmva_root
