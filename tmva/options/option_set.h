// The inside of an OptionSet: its options in order of declaration.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <TMVA/Options.h>

#include "tmva/options/option.h"

namespace TMVA::inline standalone {

struct OptionSet::Impl {
  std::string owner;
  std::vector<Option> options;
  std::unordered_map<std::string, std::size_t> by_lower_name;

  Option* Find(std::string_view name);
  std::size_t Add(OptionTarget target, std::string name, std::string help);
};

/// The table that `tmva options` prints.
std::string FormatHelp(const std::string& owner, const std::vector<Option>& options);

}  // namespace TMVA::inline standalone
