// Declaring options, and asking what is known of them.
#include "tmva/options/option_set.h"

#include <sstream>
#include <utility>

namespace TMVA::inline standalone {
namespace {

/// Values of an array as a weight file holds them. Elements that are empty texts show only as
/// doubled blanks, which matter when blank-separated words are too few.
std::vector<std::string> SplitArray(const Option& option, std::string_view value) {
  std::vector<std::string> words;
  std::istringstream stream{std::string(value)};
  for (std::string word; stream >> word;) words.push_back(word);
  if (words.size() == option.Size()) return words;
  if (std::holds_alternative<std::vector<std::string>*>(option.target)) {
    words.assign(1, {});
    for (const char c : value)
      if (c == ' ')
        words.emplace_back();
      else
        words.back() += c;
    if (words.size() == option.Size()) return words;
  }
  option.Fail(" has " + std::to_string(option.Size()) + " elements, but " +
              std::to_string(words.size()) + " values are given");
}

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

Option* OptionSet::Impl::Find(std::string_view name) {
  const auto found = by_lower_name.find(LowerCase(name));
  return found == by_lower_name.end() ? nullptr : &options[found->second];
}

std::size_t OptionSet::Impl::Add(OptionTarget target, std::string name, std::string help) {
  Option option;
  option.owner = owner;
  option.name = std::move(name);
  option.help = std::move(help);
  option.target = target;
  option.default_value = option.Print();
  if (!by_lower_name.emplace(LowerCase(option.name), options.size()).second)
    option.Fail(" is declared twice");
  options.push_back(std::move(option));
  return options.size() - 1;
}

OptionDeclaration& OptionDeclaration::Choices(std::vector<std::string> values) {
  set_->impl_->options[index_].choices = std::move(values);
  return *this;
}
OptionDeclaration& OptionDeclaration::Range(double low, double high) {
  auto& option = set_->impl_->options[index_];
  option.low = low;
  option.high = high;
  return *this;
}
OptionDeclaration& OptionDeclaration::AtLeast(double low) {
  set_->impl_->options[index_].low = low;
  return *this;
}
OptionDeclaration& OptionDeclaration::Percent() {
  auto& option = set_->impl_->options[index_];
  if (!std::holds_alternative<std::string*>(option.target))
    option.Fail(" cannot be a percentage: only texts keep the '%' sign");
  option.percent = true;
  return *this;
}
OptionDeclaration& OptionDeclaration::KeepBlanks() {
  set_->impl_->options[index_].keep_blanks = true;
  return *this;
}
OptionDeclaration& OptionDeclaration::Deprecated(std::string advice) {
  auto& option = set_->impl_->options[index_];
  option.deprecated = true;
  option.deprecation_advice = std::move(advice);
  return *this;
}
OptionDeclaration& OptionDeclaration::ReaderOnly() {
  set_->impl_->options[index_].reader_only = true;
  return *this;
}

OptionSet::OptionSet(std::string owner) : impl_(std::make_unique<Impl>()) {
  impl_->owner = std::move(owner);
}
OptionSet::~OptionSet() = default;
OptionSet::OptionSet(OptionSet&&) noexcept = default;
OptionSet& OptionSet::operator=(OptionSet&&) noexcept = default;

#define TMVA_DECLARE_OPTION(Type)                                                          \
  OptionDeclaration OptionSet::Declare(Type& member, std::string name, std::string help) { \
    return {*this, impl_->Add(&member, std::move(name), std::move(help))};                 \
  }
TMVA_DECLARE_OPTION(bool)
TMVA_DECLARE_OPTION(int)
TMVA_DECLARE_OPTION(std::int64_t)
TMVA_DECLARE_OPTION(std::uint64_t)
TMVA_DECLARE_OPTION(double)
TMVA_DECLARE_OPTION(std::string)
TMVA_DECLARE_OPTION(std::vector<int>)
TMVA_DECLARE_OPTION(std::vector<double>)
TMVA_DECLARE_OPTION(std::vector<std::string>)
#undef TMVA_DECLARE_OPTION

bool OptionSet::SetFromFile(std::string_view name, std::string_view value, bool modified) {
  Option* option = impl_->Find(name);
  if (option == nullptr) return false;
  if (option->IsArray()) {
    const auto words = SplitArray(*option, value);
    for (std::size_t i = 0; i < words.size(); ++i)
      option->Assign(words[i], static_cast<std::int64_t>(i));
  } else if (option->keep_blanks) {
    option->Assign(value, kWholeOption);
  } else if (!Trim(value).empty() || option->choices.empty()) {
    // An empty text where a choice is expected is TMVA's "not set": the default stays.
    option->Assign(value, kWholeOption);
  }
  option->is_set = modified;
  return true;
}

bool OptionSet::Has(std::string_view name) const { return impl_->Find(name) != nullptr; }

bool OptionSet::IsSet(std::string_view name) const {
  const Option* option = impl_->Find(name);
  return option != nullptr && option->is_set;
}

std::vector<OptionInfo> OptionSet::Describe() const {
  std::vector<OptionInfo> infos;
  infos.reserve(impl_->options.size());
  for (const auto& option : impl_->options)
    infos.push_back({option.name, option.TypeName(), option.default_value, option.Print(),
                     option.choices, option.help, option.Size(), option.is_set, option.deprecated,
                     option.reader_only});
  return infos;
}

const std::string& OptionSet::Owner() const { return impl_->owner; }

std::string OptionSet::HelpText() const { return FormatHelp(impl_->owner, impl_->options); }

}  // namespace TMVA::inline standalone
