// All rules.
#include "tmva/graph/emit/emit_rules.h"

namespace TMVA::inline standalone::onnx {

const EmitRule* FindEmitRule(std::string_view domain, std::string_view op_type) {
  static const EmitRules rules = [] {
    EmitRules all;
    AddElementRules(all);
    AddShapeRules(all);
    AddIndexRules(all);
    AddLayerRules(all);
    AddRecurrenceRules(all);
    AddMachineLearningRules(all);
    return all;
  }();
  const auto found = rules.find(domain.empty() ? std::string(op_type)
                                               : std::string(domain) + "." + std::string(op_type));
  return found == rules.end() ? nullptr : &found->second;
}

}  // namespace TMVA::inline standalone::onnx
