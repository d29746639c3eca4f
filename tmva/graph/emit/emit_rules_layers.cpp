// Rules of products, convolutions, pooling and normalisations.
#include "tmva/graph/emit/emit_rules.h"

namespace TMVA::inline standalone::onnx {
namespace {

std::string Gemm(const EmitCall& c) {
  return "Gemm(" + c.In(0) + ", " + c.In(1) + ", " + c.In(2) + ", " + c.Float("alpha", 1) + ", " +
         c.Float("beta", 1) + ", " + c.Bool("transA", false) + ", " + c.Bool("transB", false) + ")";
}

std::string WindowOptions(const EmitCall& c) {
  const auto pad = c.OneOf("auto_pad", "NOTSET", {"NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"});
  return "WindowOptions{" + c.Braces("strides") + ", " + c.Braces("dilations") + ", " +
         c.Braces("pads") + ", " + c.Braces("output_padding") + ", " + c.Braces("output_shape") +
         ", " + std::to_string(pad) + ", " + c.Bool("ceil_mode", false) + "}";
}

std::string Convolution(const EmitCall& c) {
  return c.node.Get().op_type + "(" + c.In(0) + ", " + c.In(1) + ", " + c.In(2) + ", " +
         WindowOptions(c) + ", " + c.Int("group", 1) + ")";
}

std::string MaxPool(const EmitCall& c) {
  c.OnlyOutputs(1);
  return "MaxPool(" + c.In(0) + ", Shape" + c.Braces("kernel_shape") + ", " + WindowOptions(c) +
         ")";
}
std::string AveragePool(const EmitCall& c) {
  return "AveragePool(" + c.In(0) + ", Shape" + c.Braces("kernel_shape") + ", " + WindowOptions(c) +
         ", " + c.Bool("count_include_pad", false) + ")";
}

std::string Softmax(const EmitCall& c) {
  const bool flatten = c.node.Version() < 13;
  return "Softmax(" + c.In(0) + ", " + c.Int("axis", flatten ? 1 : -1) +
         (flatten ? ", true, " : ", false, ") +
         (c.node.Get().op_type == "LogSoftmax" ? "true)" : "false)");
}

std::string BatchNormalization(const EmitCall& c) {
  c.OnlyOutputs(1);
  if (c.node.Int("training_mode", 0) != 0) c.Unsupported("training");
  return "BatchNormalization(" + c.InputsFrom(0) + ", " + c.Float("epsilon", 1e-5F) + ")";
}

std::string LayerNormalization(const EmitCall& c) {
  c.OnlyOutputs(1);
  const bool centre = c.node.Get().op_type == "LayerNormalization";
  return "LayerNormalization(" + c.In(0) + ", " + c.In(1) + ", " + c.In(2) + ", " +
         c.Int("axis", -1) + ", " + c.Float("epsilon", 1e-5F) + (centre ? ", true)" : ", false)");
}

}  // namespace

void AddLayerRules(EmitRules& rules) {
  rules["Gemm"] = {"products.h", &Gemm, {}};
  rules["MatMul"] = {"products.h", &PlainCall<"MatMul">, {}};
  rules["Conv"] = rules["ConvTranspose"] = {"convolutions.h", &Convolution, {}};
  rules["MaxPool"] = {"pooling.h", &MaxPool, {}};
  rules["AveragePool"] = {"pooling.h", &AveragePool, {}};
  rules["GlobalAveragePool"] = {"pooling.h", &PlainCall<"GlobalAveragePool">, {}};
  rules["GlobalMaxPool"] = {"pooling.h", &PlainCall<"GlobalMaxPool">, {}};
  rules["Softmax"] = rules["LogSoftmax"] = {"normalisations.h", &Softmax, {}};
  rules["BatchNormalization"] = {"normalisations.h", &BatchNormalization, {}};
  rules["LayerNormalization"] =
      rules["RMSNormalization"] = {"normalisations.h", &LayerNormalization, {}};
  rules["InstanceNormalization"] = {"normalisations.h",
                                    [](const EmitCall& c) {
                                      return "InstanceNormalization(" + c.InputsFrom(0) + ", " +
                                             c.Float("epsilon", 1e-5F) + ")";
                                    },
                                    {}};
}

}  // namespace TMVA::inline standalone::onnx
