// Rules of operators with indices, and of reductions.
#include "tmva/graph/emit/emit_rules.h"

namespace TMVA::inline standalone::onnx {
namespace {

std::string Reduction(const EmitCall& c) {
  const auto& op = c.node.Get().op_type;
  return "ReduceBy<Reduction::k" + op.substr(6) + ">(" + c.In(0) + ", " + c.ListOr("axes", 1) +
         ", " + c.Bool("keepdims", true) + ", " + c.Bool("noop_with_empty_axes", false) + ")";
}

std::string ArgExtreme(const EmitCall& c) {
  return "ArgExtreme(" + c.In(0) + ", " + c.Int("axis", 0) + ", " + c.Bool("keepdims", true) +
         ", " + c.Bool("select_last_index", false) + ", " +
         (c.node.Get().op_type == "ArgMax" ? "true" : "false") + ")";
}

std::string TopK(const EmitCall& c) {
  const auto k = c.node.Has("k") ? "List({" + c.Int("k", 0) + "})" : c.In(1);
  return "TopK(" + c.In(0) + ", " + k + ", " + c.Int("axis", -1) + ", " + c.Bool("largest", true) +
         ")";
}

std::string ReductionOf(const EmitCall& c) {
  return std::to_string(c.OneOf("reduction", "none", {"none", "add", "mul", "max", "min"}));
}

}  // namespace

void AddIndexRules(EmitRules& rules) {
  for (const char* what :
       {"Sum", "Mean", "Max", "Min", "Prod", "SumSquare", "L1", "L2", "LogSum", "LogSumExp"})
    rules[std::string("Reduce") + what] = {"reductions.h", &Reduction, {}};
  rules["ArgMax"] = rules["ArgMin"] = {"reductions.h", &ArgExtreme, {}};
  rules["TopK"] = {"reductions.h", &TopK, {".first", ".second"}};
  rules["CumSum"] = {"reductions.h",
                     [](const EmitCall& c) {
                       return "CumSum(" + c.InputsFrom(0) + ", " + c.Bool("exclusive", false) +
                              ", " + c.Bool("reverse", false) + ")";
                     },
                     {}};
  rules["Gather"] = {
      "gathering.h",
      [](const EmitCall& c) { return "Gather(" + c.InputsFrom(0) + ", " + c.Int("axis", 0) + ")"; },
      {}};
  rules["GatherElements"] = {"gathering.h",
                             [](const EmitCall& c) {
                               return "GatherElements(" + c.InputsFrom(0) + ", " +
                                      c.Int("axis", 0) + ")";
                             },
                             {}};
  rules["GatherND"] = {"gathering.h",
                       [](const EmitCall& c) {
                         return "GatherND(" + c.InputsFrom(0) + ", " + c.Int("batch_dims", 0) + ")";
                       },
                       {}};
  rules["ScatterElements"] = rules["Scatter"] = {"gathering.h",
                                                 [](const EmitCall& c) {
                                                   return "ScatterElements(" + c.InputsFrom(0) +
                                                          ", " + c.Int("axis", 0) + ", " +
                                                          ReductionOf(c) + ")";
                                                 },
                                                 {}};
  rules["ScatterND"] = {"gathering.h",
                        [](const EmitCall& c) {
                          return "ScatterND(" + c.InputsFrom(0) + ", " + ReductionOf(c) + ")";
                        },
                        {}};
  rules["ai.onnx.ml.ArrayFeatureExtractor"] = {
      "gathering.h", &PlainCall<"ArrayFeatureExtractor">, {}};
}

}  // namespace TMVA::inline standalone::onnx
