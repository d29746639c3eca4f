// Rules of ai.onnx.ml.
#include <algorithm>

#include "tmva/graph/emit/emit_rules.h"
#include "tmva/graph/emit/identifiers.h"

namespace TMVA::inline standalone::onnx {
namespace {

std::string Transform(const EmitCall& c) {
  constexpr const char* kNames[] = {"kNone", "kSoftmax", "kLogistic", "kSoftmaxZero", "kProbit"};
  return std::string("PostTransform::") +
         kNames[c.OneOf("post_transform", "NONE",
                        {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"})];
}

/// A member with the labels of the classes, and their number.
std::string Labels(const EmitCall& c, const char* ints, const char* strings, std::size_t& number) {
  const auto texts = c.node.Strings(strings);
  const auto numbers = c.node.Ints(ints);
  number = std::max(texts.size(), numbers.size());
  std::string list;
  for (const auto& text : texts)
    list += (list.empty() ? "" : ", ") +
            ("std::string(" + Quoted(text) + ", " + std::to_string(text.size()) + ")");
  if (texts.empty())
    for (const auto value : numbers) list += (list.empty() ? "" : ", ") + std::to_string(value);
  return c.pool.AddMember(texts.empty() ? "std::vector<std::int64_t>" : "std::vector<std::string>",
                          "{" + list + "}");
}

std::string ForestMember(const EmitCall& c, const std::string& prefix) {
  const auto modes = c.node.Strings("nodes_modes");
  static const std::vector<std::string> kModes = {
      "LEAF", "BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"};
  std::vector<std::int64_t> numbers;
  for (const auto& mode : modes) {
    const auto found = std::find(kModes.begin(), kModes.end(), mode);
    if (found == kModes.end()) c.Unsupported("node mode '" + mode + "'");
    numbers.push_back(found - kModes.begin());
  }
  for (const auto& attribute : c.node.Get().attributes)
    if (attribute.name.ends_with("_as_tensor")) c.Unsupported("attribute '" + attribute.name + "'");
  const std::string ids = prefix == "class_" ? "class_ids" : "target_ids";
  return c.pool.AddMember(
      "Forest", "ForestNodes{" + c.Integers("nodes_treeids") + ", " + c.Integers("nodes_nodeids") +
                    ", " + c.Integers("nodes_featureids") + ", " + c.Integers(numbers) + ", " +
                    c.Integers("nodes_truenodeids") + ", " + c.Integers("nodes_falsenodeids") +
                    ", " + c.Integers("nodes_missing_value_tracks_true") + ", " +
                    c.Numbers("nodes_values") + ", " + c.Integers((prefix + "treeids").c_str()) +
                    ", " + c.Integers((prefix + "nodeids").c_str()) + ", " +
                    c.Integers(ids.c_str()) + ", " + c.Numbers((prefix + "weights").c_str()) +
                    ", " + c.Numbers("base_values") + "}");
}

std::string TreeRegressor(const EmitCall& c) {
  const auto aggregate = c.OneOf("aggregate_function", "SUM", {"AVERAGE", "SUM", "MIN", "MAX"});
  return "TreeEnsembleRegressor(" + ForestMember(c, "target_") + ", " + c.In(0) + ", " +
         c.Int("n_targets", 1) + ", " + std::to_string(aggregate) + ", " + Transform(c) + ")";
}

std::string TreeClassifier(const EmitCall& c) {
  std::size_t classes = 0;
  const auto labels = Labels(c, "classlabels_int64s", "classlabels_strings", classes);
  const auto ids = c.node.Ints("class_ids");
  const auto weights = c.node.Floats("class_weights");
  const bool one_id =
      std::adjacent_find(ids.begin(), ids.end(), std::not_equal_to<>()) == ids.end();
  const bool single = classes == 2 && one_id && !ids.empty() && ids[0] == 0;
  const bool positive = std::all_of(weights.begin(), weights.end(), [](float w) { return w >= 0; });
  const auto text = [](bool value) { return std::string(value ? ", true" : ", false"); };
  return "TreeEnsembleClassifier(" + ForestMember(c, "class_") + ", " + c.In(0) + ", " + labels +
         text(single) + text(one_id) + text(positive) + ", " + Transform(c) + ")";
}

std::string LinearRegressor(const EmitCall& c) {
  return "LinearRegressor(" + c.In(0) + ", " +
         c.pool.AddMember("Tensor<float>", c.Numbers("coefficients")) + ", " +
         c.pool.AddMember("Tensor<float>", c.Numbers("intercepts")) + ", " + c.Int("targets", 1) +
         ", " + Transform(c) + ")";
}
std::string LinearClassifier(const EmitCall& c) {
  std::size_t classes = 0;
  return "LinearClassifier(" + c.In(0) + ", " +
         c.pool.AddMember("Tensor<float>", c.Numbers("coefficients")) + ", " +
         c.pool.AddMember("Tensor<float>", c.Numbers("intercepts")) + ", " +
         Labels(c, "classlabels_ints", "classlabels_strings", classes) + ", " + Transform(c) + ")";
}

std::string MachineMember(const EmitCall& c) {
  const auto kernel = c.OneOf("kernel_type", "LINEAR", {"LINEAR", "POLY", "RBF", "SIGMOID"});
  const auto parameters = c.node.Floats("kernel_params", {0, 0, 0});
  if (parameters.size() != 3) c.Unsupported("kernel_params that are not 3 numbers");
  return c.pool.AddMember(
      "Machine", "{" + c.Numbers("coefficients") + ", " + c.Numbers("rho") + ", " +
                     c.Numbers("support_vectors") + ", " + c.Numbers("prob_a") + ", " +
                     c.Numbers("prob_b") + ", " + c.Integers("vectors_per_class") + ", " +
                     std::to_string(kernel) + ", " + EmitCall::FloatLiteral(parameters[0]) + ", " +
                     EmitCall::FloatLiteral(parameters[1]) + ", " +
                     EmitCall::FloatLiteral(parameters[2]) + "}");
}

std::string Imputer(const EmitCall& c) {
  const bool whole = c.node.Has("imputed_value_int64s");
  return "Imputer(" + c.In(0) + ", " +
         c.pool.AddMember(
             whole ? "Tensor<std::int64_t>" : "Tensor<float>",
             whole ? c.Integers("imputed_value_int64s") : c.Numbers("imputed_value_floats")) +
         ", " +
         (whole ? "std::int64_t{" + c.Int("replaced_value_int64", 0) + "}"
                : c.Float("replaced_value_float", 0)) +
         ")";
}

}  // namespace

void AddMachineLearningRules(EmitRules& rules) {
  const std::string ml = "ai.onnx.ml.";
  rules[ml + "TreeEnsembleRegressor"] = {"trees.h", &TreeRegressor, {}};
  rules[ml + "TreeEnsembleClassifier"] = {"trees.h", &TreeClassifier, {".labels", ".scores"}};
  rules[ml + "LinearRegressor"] = {"linear_models.h", &LinearRegressor, {}};
  rules[ml + "LinearClassifier"] = {"linear_models.h", &LinearClassifier, {".labels", ".scores"}};
  rules[ml + "SVMRegressor"] = {"support_vectors.h",
                                [](const EmitCall& c) {
                                  return "SVMRegressor(" + MachineMember(c) + ", " + c.In(0) +
                                         ", " + c.Bool("one_class", false) + ", " + Transform(c) +
                                         ")";
                                },
                                {}};
  rules[ml + "SVMClassifier"] = {
      "support_vectors.h",
      [](const EmitCall& c) {
        std::size_t classes = 0;
        return "SVMClassifier(" + MachineMember(c) + ", " + c.In(0) + ", " +
               Labels(c, "classlabels_ints", "classlabels_strings", classes) + ", " + Transform(c) +
               ")";
      },
      {".labels", ".scores"}};
  rules[ml + "Imputer"] = {"features.h", &Imputer, {}};
  rules[ml + "Scaler"] = {"features.h",
                          [](const EmitCall& c) {
                            return "Scaler(" + c.In(0) + ", " +
                                   c.pool.AddMember("Tensor<float>", c.Numbers("offset", {0})) +
                                   ", " +
                                   c.pool.AddMember("Tensor<float>", c.Numbers("scale", {1})) + ")";
                          },
                          {}};
  rules[ml + "Normalizer"] = {"features.h",
                              [](const EmitCall& c) {
                                return "Normalizer(" + c.In(0) + ", " +
                                       std::to_string(c.OneOf("norm", "MAX", {"MAX", "L1", "L2"})) +
                                       ")";
                              },
                              {}};
  rules[ml + "Binarizer"] = {"features.h",
                             [](const EmitCall& c) {
                               return "Binarizer(" + c.In(0) + ", " + c.Float("threshold", 0) + ")";
                             },
                             {}};
}

}  // namespace TMVA::inline standalone::onnx
