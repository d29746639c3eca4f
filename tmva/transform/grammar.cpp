// The grammar of VarTransform: elements, names and class suffixes.
#include "tmva/transform/grammar.h"

#include <algorithm>
#include <utility>

#include <TMVA/Error.h>

#include "tmva/transform/selection.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::pair<std::string_view, char> kNames[] = {
    {"I", 'I'},           {"Ident", 'I'}, {"Identity", 'I'}, {"D", 'D'},    {"Deco", 'D'},
    {"Decorrelate", 'D'}, {"P", 'P'},     {"PCA", 'P'},      {"U", 'U'},    {"Uniform", 'U'},
    {"G", 'G'},           {"Gauss", 'G'}, {"N", 'N'},        {"Norm", 'N'}, {"Normalise", 'N'},
    {"Normalize", 'N'},   {"S", 'S'},     {"Scale", 'S'}};

std::string WithoutBlanks(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') result += c;
  return result;
}

char KindOf(std::string_view name, std::string_view element) {
  std::vector<std::string> known;
  for (const auto& [text, kind] : kNames) {
    if (text == name) return kind;
    known.emplace_back(text);
  }
  throw OptionError("VarTransform: unknown transformation '" + std::string(name) + "' in '" +
                    std::string(element) + "'" + DidYouMean(name, known) +
                    " (known: I, D, P, U, G, N, S)");
}

int ClassOf(std::string_view name, const DataSetInfo& info) {
  if (name.empty() || name == "AllClasses") return -1;
  const int cls = info.FindClass(name);
  if (cls >= 0) return cls;
  std::vector<std::string> known{"AllClasses"};
  for (const ClassInfo& c : info.classes) known.push_back(c.name);
  std::string list;
  for (const std::string& n : known) list += (list.empty() ? "" : ", ") + n;
  throw OptionError("VarTransform: no class is called '" + std::string(name) + "'" +
                    DidYouMean(name, known) + " (known: " + list + ")");
}

TransformSpec ParseElement(std::string_view element, const DataSetInfo& info) {
  TransformSpec spec;
  std::string_view rest = element;
  const std::size_t name_end = std::min(rest.find_first_of("(_"), rest.size());
  spec.kind = KindOf(rest.substr(0, name_end), element);
  rest.remove_prefix(name_end);
  if (rest.starts_with('(')) {
    const std::size_t close = rest.rfind(')');
    spec.has_selection = true;
    spec.selection = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
  }
  if (rest.empty()) return spec;
  if (rest.front() != '_')
    throw OptionError("VarTransform: unexpected '" + std::string(rest) + "' in '" +
                      std::string(element) + "'");
  rest.remove_prefix(1);
  // TMVA cuts at the next '_'; here class names may contain it, so the whole text is tried first.
  if (info.FindClass(rest) < 0) rest = rest.substr(0, rest.find('_'));
  spec.reference_class = ClassOf(rest, info);
  return spec;
}

void CheckParentheses(std::string_view text) {
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth < 0) break;
  }
  if (depth != 0)
    throw OptionError("VarTransform: the parentheses in '" + std::string(text) + "' do not match");
}

}  // namespace

std::vector<TransformSpec> ParseTransformChain(std::string_view text, const DataSetInfo& info) {
  const std::string compact = WithoutBlanks(text);
  std::vector<TransformSpec> specs;
  if (compact.empty() || compact == "None") return specs;
  CheckParentheses(compact);
  for (const std::string_view part : SplitOutsideParentheses(compact, ','))
    for (const std::string_view element : SplitOutsideParentheses(part, '+'))
      if (!element.empty()) specs.push_back(ParseElement(element, info));
  return specs;
}

}  // namespace TMVA::inline standalone
