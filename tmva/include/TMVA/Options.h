// OptionSet: each option is declared once, next to the member it fills; parser, help, weight file,
// Python keywords and documentation are all made from that declaration.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

/// What is known of one option, as text.
struct OptionInfo {
  std::string name;
  std::string type;  ///< "bool", "int", "float", "string", "bool[4]", ...
  std::string default_value;
  std::string value;                 ///< value now, as the weight file shows it
  std::vector<std::string> choices;  ///< allowed values; empty: any
  std::string help;
  std::size_t size = 0;      ///< number of elements of an array option; 0: no array
  bool is_set = false;       ///< set by the user
  bool deprecated = false;   ///< accepted, with a warning; not listed in help
  bool reader_only = false;  ///< accepted only from old weight files
};

class OptionSet;

/// Handle on a declared option, to refine its declaration.
class OptionDeclaration {
 public:
  OptionDeclaration& Choices(std::vector<std::string> values);
  /// Inclusive bounds; a value outside is an OptionError.
  OptionDeclaration& Range(double low, double high);
  OptionDeclaration& AtLeast(double low);
  /// A number that may carry a '%' sign, kept as text ("2.5%"); only for string members.
  OptionDeclaration& Percent();
  /// Free text that keeps blanks (formulas); other texts lose their blanks.
  OptionDeclaration& KeepBlanks();
  /// Accepted with the warning "<name> is deprecated: <advice>".
  OptionDeclaration& Deprecated(std::string advice);
  /// Known to old weight files only.
  OptionDeclaration& ReaderOnly();

 private:
  friend class OptionSet;
  OptionDeclaration(OptionSet& set, std::size_t index) : set_(&set), index_(index) {}
  OptionSet* set_;
  std::size_t index_;
};

/// The options of one configurable object. Grammar (TMVA's): items separated by ':'; "Name=value",
/// "Name[i]=value", "Name" (bool true), "!Name" (bool false), or a bare word that is an allowed
/// value of exactly the first option listing it. Names are case-insensitive and never abbreviated;
/// empty items are skipped; of a repeated option the last wins, with one warning. Unknown items,
/// unreadable numbers and values outside choices or range throw OptionError naming owner and
/// option, with the nearest spelling. Integer options take any token whose value is integral
/// ("800.0", "1e3").
class OptionSet {
 public:
  /// `owner` starts every message: "BDT", "DataLoader 'dataset'".
  explicit OptionSet(std::string owner);
  ~OptionSet();
  OptionSet(OptionSet&&) noexcept;
  OptionSet& operator=(OptionSet&&) noexcept;

  /// The present value of `member` is the default. `member` must outlive the set.
  OptionDeclaration Declare(bool& member, std::string name, std::string help);
  OptionDeclaration Declare(int& member, std::string name, std::string help);
  OptionDeclaration Declare(std::int64_t& member, std::string name, std::string help);
  OptionDeclaration Declare(std::uint64_t& member, std::string name, std::string help);
  OptionDeclaration Declare(double& member, std::string name, std::string help);
  OptionDeclaration Declare(std::string& member, std::string name, std::string help);
  /// Array options: the size of `member` now is the size of the array. "Name=x" sets all elements.
  OptionDeclaration Declare(std::vector<int>& member, std::string name, std::string help);
  OptionDeclaration Declare(std::vector<double>& member, std::string name, std::string help);
  OptionDeclaration Declare(std::vector<std::string>& member, std::string name, std::string help);

  /// Reads an option string. `warn` receives warnings (repeated or deprecated options).
  void Parse(std::string_view text, const std::function<void(std::string)>& warn = {});
  /// Sets one option from text as found in a weight file (also reader-only ones; arrays
  /// blank-separated). Unknown names are ignored and return false.
  bool SetFromFile(std::string_view name, std::string_view value, bool modified);

  bool Has(std::string_view name) const;
  bool IsSet(std::string_view name) const;   ///< given by the user
  std::vector<OptionInfo> Describe() const;  ///< in order of declaration
  const std::string& Owner() const;
  /// A table of all options with type, default, choices and help, as `tmva options` prints it.
  std::string HelpText() const;

 private:
  friend class OptionDeclaration;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Splits "a:b::c" into items, dropping empty ones.
std::vector<std::string> SplitOptionString(std::string_view text);

}  // namespace TMVA::inline standalone
