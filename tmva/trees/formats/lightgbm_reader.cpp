// Reading LightGBM's model files.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include <TMVA/Error.h>

#include "tmva/trees/formats/comparison.h"
#include "tmva/trees/formats/lightgbm_model.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::int64_t kMaxInt = std::numeric_limits<int>::max();
/// What LightGBM takes for zero is at most this.
constexpr double kZero = static_cast<double>(1e-35F);

std::vector<std::string_view> SplitWords(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t begin = text.find_first_not_of(' '); begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = std::min(text.find_first_not_of(' ', end), text.size());
  }
  return words;
}

/// Lines "key=value" up to a line that ends them; of the header or of one tree.
class Section {
 public:
  Section(std::string name, const std::string& path) : name_(std::move(name)), path_(path) {}

  [[noreturn]] void Fail(const std::string& what) const {
    throw ModelError(path_ + ": " + name_ + what);
  }

  void Add(std::string_view line) {
    const auto equals = line.find('=');
    values_[line.substr(0, equals)] =
        equals < line.size() ? line.substr(equals + 1) : std::string_view();
  }
  bool Has(std::string_view key) const { return values_.find(key) != values_.end(); }
  std::string_view Text(std::string_view key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) Fail("has no " + std::string(key));
    return found->second;
  }
  double ParseNumber(std::string_view key, std::string_view word) const {
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size())
      Fail(std::string(key) + ": '" + std::string(word) + "' is not a number");
    return value;
  }
  std::int64_t Integer(std::string_view key, std::int64_t low, std::int64_t high) const {
    return Integers(key, 1, low, high).front();
  }
  std::vector<double> Numbers(std::string_view key, std::size_t size) const {
    std::vector<double> numbers;
    for (const auto word : Words(key, size)) numbers.push_back(ParseNumber(key, word));
    return numbers;
  }
  std::vector<std::int64_t> Integers(std::string_view key, std::size_t size, std::int64_t low,
                                     std::int64_t high) const {
    std::vector<std::int64_t> numbers;
    for (const auto word : Words(key, size)) {
      std::int64_t value = 0;
      const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
      if (error != std::errc() || end != word.data() + word.size() || value < low || value > high)
        Fail(std::string(key) + ": '" + std::string(word) + "' is no whole number from " +
             std::to_string(low) + " to " + std::to_string(high));
      numbers.push_back(value);
    }
    return numbers;
  }

 private:
  std::vector<std::string_view> Words(std::string_view key, std::size_t size) const {
    auto words = SplitWords(Text(key));
    if (words.size() != size)
      Fail(std::string(key) + " has " + std::to_string(words.size()) + " numbers instead of " +
           std::to_string(size));
    return words;
  }

  std::string name_;
  const std::string& path_;
  std::map<std::string_view, std::string_view> values_;
};

/// What the objectives make of the sums.
using KnownObjective = std::pair<std::string_view, OutputTransform>;
constexpr KnownObjective kObjectives[] = {
    {"binary", OutputTransform::kLogistic},
    {"multiclassova", OutputTransform::kLogistic},
    {"cross_entropy", OutputTransform::kLogistic},
    {"multiclass", OutputTransform::kSoftmax},
    {"poisson", OutputTransform::kExp},
    {"gamma", OutputTransform::kExp},
    {"tweedie", OutputTransform::kExp},
    {"regression", OutputTransform::kNone},
    {"regression_l1", OutputTransform::kNone},
    {"huber", OutputTransform::kNone},
    {"fair", OutputTransform::kNone},
    {"quantile", OutputTransform::kNone},
    {"mape", OutputTransform::kNone},
    {"lambdarank", OutputTransform::kNone},
    {"rank_xendcg", OutputTransform::kNone},
    {"custom", OutputTransform::kNone},
    {"none", OutputTransform::kNone},
};

struct Objective {
  OutputTransform transform = OutputTransform::kNone;
  double scale = 1;  ///< of the sums
};

/// "binary sigmoid:1", "regression sqrt", "multiclass num_class:3", ...
Objective ReadObjective(const Section& header) {
  if (!header.Has("objective")) return {};  // one of the user's own
  const auto words = SplitWords(header.Text("objective"));
  const std::string_view name = words.empty() ? std::string_view() : words.front();
  if (name == "cross_entropy_lambda")
    header.Fail("the objective 'cross_entropy_lambda' is not supported");
  const auto found = std::find_if(std::begin(kObjectives), std::end(kObjectives),
                                  [&](const auto& known) { return known.first == name; });
  if (found == std::end(kObjectives)) {
    std::vector<std::string> names;
    for (const auto& known : kObjectives) names.emplace_back(known.first);
    header.Fail("unknown objective '" + std::string(name) + "'" + DidYouMean(name, names));
  }
  Objective objective{found->second};
  for (const auto word : words) {
    if (word.starts_with("sigmoid:") && objective.transform == OutputTransform::kLogistic)
      objective.scale = header.ParseNumber("objective", word.substr(8));
    if (word == "sqrt") header.Fail("the option reg_sqrt squares the sums, which is not supported");
  }
  return objective;
}

class TreeReader {
 public:
  /// `set_words` counts what the category sets of all trees take.
  TreeReader(const Section& section, std::size_t num_inputs, std::size_t& set_words)
      : section_(section), num_inputs_(num_inputs), set_words_(set_words) {}

  DecisionTree Read() {
    if (section_.Has("is_linear") && section_.Integer("is_linear", 0, 1) == 1)
      section_.Fail("is a linear tree (linear_tree), which is not supported");
    leaves_ = static_cast<std::size_t>(section_.Integer("num_leaves", 1, kMaxInt / 2));
    const auto values = section_.Numbers("leaf_value", leaves_);
    tree_.nodes.resize(2 * leaves_ - 1);
    ReadSplits();
    for (std::size_t i = 0; i < leaves_; ++i) {
      TreeNode& leaf = tree_.nodes[leaves_ - 1 + i];
      leaf.type = NodeType::kRegression;
      leaf.response = static_cast<float>(values[i]);
    }
    if (leaves_ > 1 && section_.Has("leaf_count") && section_.Has("internal_count")) {
      const auto inner = section_.Numbers("internal_count", leaves_ - 1);
      const auto leaf = section_.Numbers("leaf_count", leaves_);
      for (std::size_t i = 0; i < tree_.nodes.size(); ++i)
        tree_.nodes[i].cover =
            static_cast<float>(i < leaves_ - 1 ? inner[i] : leaf[i - leaves_ + 1]);
    }
    return std::move(tree_);
  }

 private:
  /// Inner nodes come first, then the leaves, which LightGBM numbers -1, -2, ...
  int Index(std::int64_t child) const {
    return static_cast<int>(child >= 0 ? child : static_cast<std::int64_t>(leaves_) - 2 - child);
  }

  void ReadSplits() {
    const std::size_t splits = leaves_ - 1;
    if (splits == 0) return;
    const auto leaves = static_cast<std::int64_t>(leaves_),
               inputs = static_cast<std::int64_t>(num_inputs_);
    const auto variable = section_.Integers("split_feature", splits, 0, inputs - 1);
    const auto threshold = section_.Numbers("threshold", splits);
    const auto type = section_.Integers("decision_type", splits, 0, 15);
    const auto left = section_.Integers("left_child", splits, -leaves, leaves - 2);
    const auto right = section_.Integers("right_child", splits, -leaves, leaves - 2);
    for (std::size_t i = 0; i < splits; ++i) {
      tree_.nodes[i].variable = static_cast<int>(variable[i]);
      if (type[i] & 1)
        SetMembership(tree_, tree_.nodes[i], Categories(threshold[i]),
                      {Index(left[i]), Index(right[i]), false});
      else
        SetCut(i, static_cast<unsigned>(type[i]), threshold[i], {Index(left[i]), Index(right[i])});
    }
  }

  void SetCut(std::size_t i, unsigned type, double threshold, Branches branches) {
    enum { kNone = 0, kZeroIsMissing = 1, kNanIsMissing = 2 };
    const bool default_left = type & 2;
    const unsigned missing = type >> 2;
    branches.missing_is_yes = missing == kNone ? 0 <= threshold : default_left;
    // Zeros go the default way; that is a cut only where the numbers beside them go the same way.
    if (missing == kZeroIsMissing && (default_left ? threshold < kZero : threshold > -kZero))
      section_.Fail("node " + std::to_string(i) +
                    " sends zeros another way than the numbers beside them "
                    "(zero_as_missing), which is not supported");
    if (missing > kNanIsMissing)
      section_.Fail("decision_type of node " + std::to_string(i) + " is unknown");
    const bool ends_at_zeros = missing == kZeroIsMissing && threshold == -kZero;  // which go right
    const auto comparison = ends_at_zeros ? Comparison::kBelow : Comparison::kAtMost;
    if (!SetComparison(tree_, tree_.nodes[i], comparison, threshold, branches))
      section_.Fail("the threshold of node " + std::to_string(i) + " is not a number");
  }

  CategorySet Categories(double which) {
    const auto sets = section_.Integer("num_cat", 0, kMaxInt);
    if (boundaries_.empty()) {
      boundaries_ = section_.Integers("cat_boundaries", static_cast<std::size_t>(sets) + 1, 0,
                                      kMaxCategory / 32);
      if (!std::is_sorted(boundaries_.begin(), boundaries_.end()))
        section_.Fail("cat_boundaries are out of order");
      bits_ = section_.Integers("cat_threshold", static_cast<std::size_t>(boundaries_.back()), 0,
                                std::numeric_limits<std::uint32_t>::max());
    }
    if (!(which >= 0 && which < static_cast<double>(sets)))
      section_.Fail("has no category set " + std::to_string(which));
    const auto set = static_cast<std::size_t>(which);
    // Many nodes can name the same large set.
    set_words_ += static_cast<std::size_t>(boundaries_[set + 1] - boundaries_[set]);
    if (set_words_ > kMaxSetWords) section_.Fail("cat_threshold: the category sets are too large");
    return {bits_.begin() + boundaries_[set], bits_.begin() + boundaries_[set + 1]};
  }

  const Section& section_;
  std::size_t num_inputs_, leaves_ = 0;
  std::size_t& set_words_;
  DecisionTree tree_;
  std::vector<std::int64_t> boundaries_, bits_;
};

/// The header and the trees of a file.
struct Sections {
  Section header;
  std::vector<Section> trees;
};

Sections SplitFile(std::string_view text, const std::string& path) {
  Sections sections{{"", path}, {}};
  bool ended = false;
  std::size_t line_number = 0;
  while (!text.empty() && !ended) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line_number++ == 0 && line != "tree")
      throw FileFormatError(path, "is no model of LightGBM: it does not begin with 'tree'", 0);
    if (line == "end of trees")
      ended = true;
    else if (line.starts_with("Tree="))
      sections.trees.emplace_back(std::string(line) + ": ", path);
    else if (!line.empty())
      (sections.trees.empty() ? sections.header : sections.trees.back()).Add(line);
  }
  if (!ended) throw FileFormatError(path, "ends in the middle: there is no line 'end of trees'");
  return sections;
}

}  // namespace

TreeEnsemble ParseLightGbm(std::string_view text, const std::string& path) {
  const Sections sections = SplitFile(text, path);
  const Section& header = sections.header;
  TreeEnsemble ensemble;
  ensemble.num_inputs =
      static_cast<std::size_t>(header.Integer("max_feature_idx", 0, kMaxInt - 1)) + 1;
  ensemble.num_outputs =
      static_cast<std::size_t>(header.Integer("num_tree_per_iteration", 1, 1 << 16));
  if (header.Has("feature_names"))
    for (const auto name : SplitWords(header.Text("feature_names")))
      ensemble.input_names.emplace_back(name);
  const Objective objective = ReadObjective(header);
  ensemble.transform = objective.transform;
  ensemble.base.assign(ensemble.num_outputs, 0);
  double weight = objective.scale;
  if (header.Has("average_output"))  // boosting=rf
    weight /=
        static_cast<double>(std::max<std::size_t>(1, sections.trees.size() / ensemble.num_outputs));
  std::size_t set_words = 0;
  for (const auto& section : sections.trees) {
    ensemble.output_of_tree.push_back(
        static_cast<std::uint32_t>(ensemble.trees.size() % ensemble.num_outputs));
    ensemble.trees.push_back(TreeReader(section, ensemble.num_inputs, set_words).Read());
    ensemble.trees.back().weight = weight;
  }
  CheckEnsemble(ensemble, path);
  return ensemble;
}

}  // namespace TMVA::inline standalone
