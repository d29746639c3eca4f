// Reading XGBoost's model files.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "tmva/trees/formats/comparison.h"
#include "tmva/trees/formats/json_field.h"
#include "tmva/trees/formats/ubjson.h"
#include "tmva/trees/formats/xgboost_model.h"

namespace TMVA::inline standalone {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxInt = std::numeric_limits<int>::max();

/// What an objective makes of the sums, and in which terms its base_score is.
struct Objective {
  std::string_view name;
  OutputTransform transform = OutputTransform::kNone;
  OutputTransform base_score =
      OutputTransform::kNone;  ///< the base score is given after this transform
};
constexpr std::array kObjectives = {
    Objective{"reg:squarederror"},
    Objective{"reg:linear"},  // the old name
    Objective{"reg:squaredlogerror"},
    Objective{"reg:pseudohubererror"},
    Objective{"reg:absoluteerror"},
    Objective{"reg:quantileerror"},
    Objective{"reg:expectileerror"},
    Objective{"reg:logistic", OutputTransform::kLogistic, OutputTransform::kLogistic},
    Objective{"binary:logistic", OutputTransform::kLogistic, OutputTransform::kLogistic},
    Objective{"binary:logitraw"},
    Objective{"count:poisson", OutputTransform::kExp, OutputTransform::kExp},
    Objective{"reg:gamma", OutputTransform::kExp, OutputTransform::kExp},
    Objective{"reg:tweedie", OutputTransform::kExp, OutputTransform::kExp},
    Objective{"survival:cox", OutputTransform::kExp, OutputTransform::kExp},
    Objective{"survival:aft", OutputTransform::kExp, OutputTransform::kExp},
    Objective{"multi:softprob", OutputTransform::kSoftmax},
    Objective{"multi:softmax", OutputTransform::kSoftmax},
    Objective{"rank:pairwise"},
    Objective{"rank:ndcg"},
    Objective{"rank:map"},
};

Objective FindObjective(const JsonField& field) {
  const std::string name = field.String();
  for (const auto& objective : kObjectives)
    if (objective.name == name) return objective;
  if (name == "binary:hinge")
    field.Fail("'binary:hinge' answers with a step of the sum, which is not supported");
  std::vector<std::string> names;
  for (const auto& objective : kObjectives) names.emplace_back(objective.name);
  field.Fail("unknown objective '" + name + "'" + DidYouMean(name, names));
}

/// The base score, one an output: "5E-1" in old files, "[5E-1]" or "[1E0,2E0]" in new ones.
std::vector<double> ReadBase(const JsonField& field, const Objective& objective,
                             std::size_t outputs) {
  std::string text = field.String();
  const bool is_list = text.size() >= 2 && text.front() == '[' && text.back() == ']';
  if (is_list) text = text.substr(1, text.size() - 2);
  std::vector<double> base;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    double value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc()) field.Fail("'" + text + "' is no list of numbers");
    base.push_back(value);
    at = next;
    if (at == end) break;
    if (*at++ != ',') field.Fail("'" + text + "' is no list of numbers");
  }
  if (base.size() == 1) base.resize(outputs, base.front());
  if (base.size() != outputs)
    field.Fail("has " + std::to_string(base.size()) + " numbers for " + std::to_string(outputs) +
               " outputs");
  for (double& b : base) {
    if (objective.base_score == OutputTransform::kLogistic) b = std::log(b / (1 - b));
    if (objective.base_score == OutputTransform::kExp) b = std::log(b);
    if (!std::isfinite(b)) field.Fail("'" + text + "' is out of the range of the objective");
  }
  return base;
}

/// Sets of categories, one for each node that has one; membership leads to the right.
/// `words` counts what the sets of all trees take.
std::vector<const CategorySet*> ReadCategories(const JsonField& tree, std::size_t num_nodes,
                                               std::vector<CategorySet>& sets, std::size_t& words) {
  std::vector<const CategorySet*> of_node(num_nodes, nullptr);
  if (!tree.Has("categories_nodes")) return of_node;
  const JsonField nodes = tree["categories_nodes"], categories = tree["categories"];
  const auto last = static_cast<std::int64_t>(num_nodes) - 1;
  const auto with_set = nodes.Integers(nodes.Size(), 0, last);
  const auto values = categories.Integers(categories.Size(), 0, kMaxCategory);
  const auto end = static_cast<std::int64_t>(values.size());
  const auto begins = tree["categories_segments"].Integers(with_set.size(), 0, end);
  const auto sizes = tree["categories_sizes"].Integers(with_set.size(), 0, end);
  sets.resize(with_set.size());
  for (std::size_t i = 0; i < with_set.size(); ++i) {
    const auto begin = static_cast<std::size_t>(begins[i]),
               size = static_cast<std::size_t>(sizes[i]);
    if (size > values.size() - begin)
      tree["categories_sizes"].Fail("reaches beyond the categories");
    for (std::size_t k = begin; k < begin + size; ++k)
      AddCategory(sets[i], static_cast<std::uint32_t>(values[k]));
    words += sets[i].size();
    if (words > kMaxSetWords) categories.Fail("are too many and too large numbers");
    of_node[static_cast<std::size_t>(with_set[i])] = &sets[i];
  }
  return of_node;
}

DecisionTree ReadTree(const JsonField& field, std::size_t num_inputs, std::size_t& words) {
  const JsonField left_field = field["left_children"];
  const std::size_t n = left_field.Size();
  if (field.Has("tree_param") && field["tree_param"].Has("size_leaf_vector") &&
      field["tree_param"]["size_leaf_vector"].Integer(0, kMaxInt) > 1)
    field.Fail(
        "is a tree of several outputs (multi_strategy=multi_output_tree), which is not supported");
  const auto left = left_field.Integers(n, -1, kMaxInt),
             right = field["right_children"].Integers(n, -1, kMaxInt);
  const auto variable = field["split_indices"].Integers(n, 0, kMaxInt);
  const auto condition = field["split_conditions"].Numbers(n);
  const auto default_left = field["default_left"].Numbers(n);
  const auto split_type =
      field.Has("split_type") ? field["split_type"].Integers(n, 0, 1) : std::vector<int>(n, 0);
  const auto cover = field["sum_hessian"].Numbers(n);
  std::vector<CategorySet> sets;
  const auto categories = ReadCategories(field, n, sets, words);
  DecisionTree tree;
  tree.nodes.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    TreeNode& node = tree.nodes[i];
    node.cover = static_cast<float>(cover[i]);
    if (left[i] == -1) {
      node.type = NodeType::kRegression;
      node.response = static_cast<float>(condition[i]);
      continue;
    }
    if (static_cast<std::size_t>(variable[i]) >= num_inputs)
      field["split_indices"][i].Fail("is " + std::to_string(variable[i]) + ", there are " +
                                     std::to_string(num_inputs) + " features");
    node.variable = variable[i];
    const bool missing_left = default_left[i] != 0;
    // JSON has the shortest decimal of a float, which is beside the float.
    const auto cut = static_cast<double>(static_cast<float>(condition[i]));
    if (split_type[i] == 1) {
      if (categories[i] == nullptr)
        field["categories_nodes"].Fail("lacks node " + std::to_string(i));
      SetMembership(tree, node, *categories[i], {right[i], left[i], !missing_left});
    } else if (!SetComparison(tree, node, Comparison::kBelow, cut,
                              {left[i], right[i], missing_left})) {
      field["split_conditions"][i].Fail("is not a number");
    }
  }
  RemoveUnreached(tree);
  return tree;
}

void ReadTrees(const JsonField& model, TreeEnsemble& ensemble) {
  const JsonField trees = model["trees"];
  const std::size_t n = trees.Size();
  const auto outputs =
      model["tree_info"].Integers(n, 0, static_cast<std::int64_t>(ensemble.num_outputs) - 1);
  ensemble.output_of_tree.assign(outputs.begin(), outputs.end());
  std::size_t words = 0;
  for (std::size_t t = 0; t < n; ++t)
    ensemble.trees.push_back(ReadTree(trees[t], ensemble.num_inputs, words));
}

json ParseJson(std::string_view bytes, const std::string& path) {
  // As XGBoost tells its formats apart: in UBJSON a length follows the brace.
  const auto second = bytes.find_first_not_of(" \t\r\n", 1);
  if (bytes.empty() || bytes[0] != '{' ||
      (second != 1 ? second != std::string_view::npos : bytes[1] == '"')) {
    try {
      return json::parse(bytes);
    } catch (const json::parse_error& error) {
      throw FileFormatError(path, "is not JSON: " + std::string(error.what()),
                            static_cast<std::int64_t>(error.byte));
    } catch (const json::exception& error) {
      throw FileFormatError(path, std::string("is not JSON: ") + error.what());
    }
  }
  return ParseUbjson(bytes, path);
}

}  // namespace

TreeEnsemble ParseXgboost(std::string_view bytes, const std::string& path) {
  const json document = ParseJson(bytes, path);
  const JsonField root(document, path);
  if (!root.Has("learner")) root.Fail("is no model of XGBoost: it has no 'learner'");
  const JsonField learner = root["learner"], parameters = learner["learner_model_param"];
  JsonField booster = learner["gradient_booster"];
  const std::string kind = booster["name"].String();
  if (kind != "gbtree" && kind != "dart")
    booster.Fail("the booster '" + kind + "' is not supported: gbtree and dart are");

  TreeEnsemble ensemble;
  ensemble.num_inputs = static_cast<std::size_t>(parameters["num_feature"].Integer(1, kMaxInt));
  const auto count = [&](const char* key) {
    return parameters.Has(key) ? parameters[key].Integer(0, 1 << 16) : 0;
  };
  ensemble.num_outputs = static_cast<std::size_t>(
      std::max({count("num_class"), count("num_target"), std::int64_t{1}}));
  const Objective objective = FindObjective(learner["objective"]["name"]);
  ensemble.transform = objective.transform;
  ensemble.base = ReadBase(parameters["base_score"], objective, ensemble.num_outputs);
  if (learner.Has("feature_names"))
    for (std::size_t i = 0; i < learner["feature_names"].Size(); ++i)
      ensemble.input_names.push_back(learner["feature_names"][i].String());
  if (kind == "dart") {
    ReadTrees(booster["gbtree"]["model"], ensemble);
    const auto weights = booster["weight_drop"].Numbers(ensemble.trees.size());
    for (std::size_t t = 0; t < weights.size(); ++t) ensemble.trees[t].weight = weights[t];
  } else {
    ReadTrees(booster["model"], ensemble);
  }
  CheckEnsemble(ensemble, path);
  return ensemble;
}

}  // namespace TMVA::inline standalone
