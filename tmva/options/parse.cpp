// The grammar of option strings.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "tmva/options/numbers.h"
#include "tmva/options/option_set.h"

namespace TMVA::inline standalone {
namespace {

/// An option and the element of it that an item means.
struct Place {
  Option* option = nullptr;
  std::int64_t index = kWholeOption;
};

/// One pass over an option string.
class Parser {
 public:
  /// `find` is OptionSet::Impl::Find.
  Parser(const std::string& owner, std::vector<Option>& options,
         const std::function<Option*(std::string_view)>& find,
         const std::function<void(std::string)>& warn)
      : owner_(owner), options_(options), find_(find), warn_(warn) {}

  void ParseItem(const std::string& item) {
    const auto equals = item.find('=');
    if (equals != std::string::npos)
      ParseAssignment(item, equals);
    else
      ParseWord(item);
  }

 private:
  Option* Find(std::string_view name) {
    Option* found = find_(name);
    if (found != nullptr && found->reader_only) found->Fail(" is known only to old weight files");
    return found;
  }

  void ParseAssignment(const std::string& item, std::size_t equals) {
    const auto name = WithoutBlanks(std::string_view(item).substr(0, equals));
    const Place place = Locate(name, item);
    Set(place, std::string_view(item).substr(equals + 1));
  }

  /// A name with brackets may be an option of its own; only else they are an index.
  Place Locate(const std::string& name, const std::string& item) {
    if (Option* option = Find(name)) return {option, kWholeOption};
    if (name.starts_with('!') && Find(name.substr(1)) != nullptr)
      throw OptionError(owner_ + ": '" + item + "' both negates an option and gives it a value");
    const auto bracket = name.find('[');
    if (bracket == std::string::npos) Unknown(item, name, false);
    Option* option = Find(name.substr(0, bracket));
    if (option == nullptr) Unknown(item, name, false);
    if (!option->IsArray()) option->Fail(" is not an array, '" + item + "' gives an index");
    const auto index = name.ends_with(']')
                           ? ReadInteger<std::int64_t>(std::string_view(name).substr(
                                 bracket + 1, name.size() - bracket - 2))
                           : std::nullopt;
    if (!index) option->Fail(": '" + name.substr(bracket) + "' is not an index");
    const auto size = static_cast<std::int64_t>(option->Size());
    if (*index < 0 || *index >= size)
      option->Fail(": index " + std::to_string(*index) + " is outside the allowed range " +
                   (size > 0 ? "[0, " + std::to_string(size - 1) + "]" : "(the array is empty)"));
    return {option, *index};
  }

  void ParseWord(const std::string& item) {
    auto word = WithoutBlanks(item);
    const bool negated = word.starts_with('!');
    if (negated) word.erase(0, 1);
    Option* named = Find(word);
    if (named != nullptr && named->IsBool())
      return Set({named, kWholeOption}, negated ? "False" : "True");
    if (named != nullptr && negated) named->Fail(" is not boolean and cannot be negated");
    for (auto& option : options_)
      if (!option.reader_only && !option.FindChoice(word).empty()) {
        if (negated)
          option.Fail(": '" + item + "' negates a value; only boolean options can be negated");
        return Set({&option, kWholeOption}, word);
      }
    if (named != nullptr) named->Fail(" needs a value: '" + named->name + "=...'");
    Unknown(item, word, true);
  }

  void Set(const Place& place, std::string_view text) {
    Option& option = *place.option;
    option.Assign(text, place.index);
    option.is_set = true;
    auto& indices = given_[&option];
    if (indices.empty() && option.deprecated)
      Warn(owner_ + ": option " + option.name + " is deprecated: " + option.deprecation_advice);
    // Setting all elements and then single ones is no repetition; the reverse is.
    const bool again =
        place.index == kWholeOption ? !indices.empty() : indices.contains(place.index);
    indices.insert(place.index);
    if (again && repeated_.insert(&option).second)
      Warn(owner_ + ": option " + option.name + " is given more than once; the last value is used");
  }

  void Warn(const std::string& text) {
    if (warn_) warn_(text);
  }

  [[noreturn]] void Unknown(const std::string& item, std::string_view name, bool word) {
    std::vector<std::string> candidates;
    for (const auto& option : options_) {
      if (option.reader_only) continue;
      candidates.push_back(option.name);
      if (word) candidates.insert(candidates.end(), option.choices.begin(), option.choices.end());
    }
    if (name.starts_with('!')) name.remove_prefix(1);
    throw OptionError(owner_ + ": unknown option '" + item + "'" + DidYouMean(name, candidates));
  }

  const std::string& owner_;
  std::vector<Option>& options_;
  const std::function<Option*(std::string_view)>& find_;
  const std::function<void(std::string)>& warn_;
  std::map<const Option*, std::set<std::int64_t>> given_;
  std::set<const Option*> repeated_;
};

}  // namespace

std::vector<std::string> SplitOptionString(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto item = text.substr(0, text.find(':'));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    if (item.find_first_not_of(" \t\r\n") != std::string_view::npos) items.emplace_back(item);
  }
  return items;
}

void OptionSet::Parse(std::string_view text, const std::function<void(std::string)>& warn) {
  const std::function<Option*(std::string_view)> find = [this](std::string_view name) {
    return impl_->Find(name);
  };
  Parser parser(impl_->owner, impl_->options, find, warn);
  for (auto& item : SplitOptionString(text)) {
    // TMVA marks items that it has consumed with '~'; strings that it printed come back so.
    const auto begin = item.find_first_not_of(" \t\r\n~");
    if (begin == std::string::npos) continue;
    parser.ParseItem(item.substr(begin));
  }
}

}  // namespace TMVA::inline standalone
