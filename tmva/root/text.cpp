// TString: what is longer than a line.
#include <TString.h>

inline namespace tmva_root {

TString& TString::ReplaceAll(std::string_view old_text, std::string_view new_text) {
  if (old_text.empty()) return *this;
  for (std::size_t at = find(old_text); at != npos; at = find(old_text, at + new_text.size()))
    replace(at, old_text.size(), new_text);
  return *this;
}

TString TString::Strip(EStripType side, char character) const {
  const auto first = (side & kLeading) != 0 ? find_first_not_of(character) : 0;
  if (first == npos) return {};
  const auto end = (side & kTrailing) != 0 ? find_last_not_of(character) + 1 : size();
  return substr(first, end - first);
}

Bool_t TString::IsFloat() const {
  char* end = nullptr;
  std::strtod(c_str(), &end);
  while (end && *end == ' ') ++end;
  return !empty() && end != c_str() && *end == '\0';
}

Bool_t TString::IsDigit() const {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::any_of(begin(), end(), is_digit) &&
         std::all_of(begin(), end(), [&](char c) { return is_digit(c) || c == ' '; });
}

}  // namespace tmva_root
