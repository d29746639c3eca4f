// Messages of the exception tree, and the nearest-name search that they share.
#include <TMVA/Error.h>

#include <algorithm>
#include <cctype>

namespace TMVA::inline standalone {
namespace {

std::string Describe(const std::string& path, const std::string& what, std::int64_t offset,
                     const std::string& object) {
  std::string text = path + ": " + what;
  if (offset < 0 && object.empty()) return text;
  text += " (";
  if (offset >= 0) text += "offset " + std::to_string(offset);
  if (offset >= 0 && !object.empty()) text += ", ";
  return text + object + ")";
}

char Lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// Levenshtein distance with transpositions, case-insensitive.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) &&
          Lower(a[i - 2]) == Lower(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

FileFormatError::FileFormatError(const std::string& path, const std::string& what,
                                 std::int64_t offset, const std::string& object)
    : Error(Describe(path, what, offset, object)), path_(path), offset_(offset), object_(object) {}

std::string NearestName(std::string_view wanted, std::span<const std::string> candidates) {
  constexpr std::size_t kLongest = 200;  // of longer names only the beginning is compared
  std::string best;
  std::size_t least = std::max<std::size_t>(1, wanted.size() / 2) + 1;
  for (const auto& candidate : candidates) {
    const auto distance =
        EditDistance(wanted.substr(0, kLongest), std::string_view(candidate).substr(0, kLongest));
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string DidYouMean(std::string_view wanted, std::span<const std::string> candidates) {
  const auto nearest = NearestName(wanted, candidates);
  return nearest.empty() ? std::string() : "; did you mean '" + nearest + "'?";
}

}  // namespace TMVA::inline standalone
