// Rules of operators that work element by element.
#include "tmva/graph/emit/emit_rules.h"

namespace TMVA::inline standalone::onnx {
namespace {

std::string Cast(const EmitCall& c) {
  const std::string type = WeightPool::TypeText(static_cast<DataType>(c.node.Int("to", 0)));
  if (type.empty() || type == "std::string")
    c.Unsupported("to " + TypeName(static_cast<DataType>(c.node.Int("to", 0))));
  return (type == "Bool" ? "CastToBool" : "Cast<" + type + ">") + ("(" + c.In(0) + ")");
}

std::string Clip(const EmitCall& c) {
  if (c.node.Version() >= 11) return "Clip(" + c.In(0) + ", " + c.In(1) + ", " + c.In(2) + ")";
  const auto bound = [&](const char* name) {
    return c.node.Has(name) ? "Tensor<float>({}, {" + c.Float(name, 0) + "})" : std::string("{}");
  };
  return "Clip(" + c.In(0) + ", " + bound("min") + ", " + bound("max") + ")";
}

std::string Gelu(const EmitCall& c) {
  return (c.OneOf("approximate", "none", {"none", "tanh"}) == 0 ? "Gelu(" : "GeluTanh(") + c.In(0) +
         ")";
}

}  // namespace

void AddElementRules(EmitRules& rules) {
  rules["Abs"] = {"unary.h", &PlainCall<"Abs">, {}};
  rules["Neg"] = {"unary.h", &PlainCall<"Neg">, {}};
  rules["Sign"] = {"unary.h", &PlainCall<"Sign">, {}};
  rules["Floor"] = {"unary.h", &PlainCall<"Floor">, {}};
  rules["Ceil"] = {"unary.h", &PlainCall<"Ceil">, {}};
  rules["Round"] = {"unary.h", &PlainCall<"Round">, {}};
  rules["Reciprocal"] = {"unary.h", &PlainCall<"Reciprocal">, {}};
  rules["Sqrt"] = {"unary.h", &PlainCall<"Sqrt">, {}};
  rules["Exp"] = {"unary.h", &PlainCall<"Exp">, {}};
  rules["Log"] = {"unary.h", &PlainCall<"Log">, {}};
  rules["Erf"] = {"unary.h", &PlainCall<"Erf">, {}};
  rules["Sin"] = {"unary.h", &PlainCall<"Sin">, {}};
  rules["Cos"] = {"unary.h", &PlainCall<"Cos">, {}};
  rules["Tan"] = {"unary.h", &PlainCall<"Tan">, {}};
  rules["Asin"] = {"unary.h", &PlainCall<"Asin">, {}};
  rules["Acos"] = {"unary.h", &PlainCall<"Acos">, {}};
  rules["Atan"] = {"unary.h", &PlainCall<"Atan">, {}};
  rules["Sinh"] = {"unary.h", &PlainCall<"Sinh">, {}};
  rules["Cosh"] = {"unary.h", &PlainCall<"Cosh">, {}};
  rules["Asinh"] = {"unary.h", &PlainCall<"Asinh">, {}};
  rules["Acosh"] = {"unary.h", &PlainCall<"Acosh">, {}};
  rules["Atanh"] = {"unary.h", &PlainCall<"Atanh">, {}};
  rules["Relu"] = {"unary.h", &PlainCall<"Relu">, {}};
  rules["Sigmoid"] = {"unary.h", &PlainCall<"Sigmoid">, {}};
  rules["Tanh"] = {"unary.h", &PlainCall<"Tanh">, {}};
  rules["Softplus"] = {"unary.h", &PlainCall<"Softplus">, {}};
  rules["Softsign"] = {"unary.h", &PlainCall<"Softsign">, {}};
  rules["HardSwish"] = {"unary.h", &PlainCall<"HardSwish">, {}};
  rules["Mish"] = {"unary.h", &PlainCall<"Mish">, {}};
  rules["IsNaN"] = {"unary.h", &PlainCall<"IsNaN">, {}};
  rules["Add"] = {"arithmetic.h", &PlainCall<"Add">, {}};
  rules["Sub"] = {"arithmetic.h", &PlainCall<"Sub">, {}};
  rules["Mul"] = {"arithmetic.h", &PlainCall<"Mul">, {}};
  rules["Div"] = {"arithmetic.h", &PlainCall<"Div">, {}};
  rules["Pow"] = {"arithmetic.h", &PlainCall<"Pow">, {}};
  rules["PRelu"] = {"arithmetic.h", &PlainCall<"PRelu">, {}};
  rules["Max"] = {"arithmetic.h", &PlainCall<"Max">, {}};
  rules["Min"] = {"arithmetic.h", &PlainCall<"Min">, {}};
  rules["Sum"] = {"arithmetic.h", &PlainCall<"Sum">, {}};
  rules["Mean"] = {"arithmetic.h", &PlainCall<"Mean">, {}};
  rules["Equal"] = {"arithmetic.h", &PlainCall<"Equal">, {}};
  rules["Less"] = {"arithmetic.h", &PlainCall<"Less">, {}};
  rules["LessOrEqual"] = {"arithmetic.h", &PlainCall<"LessOrEqual">, {}};
  rules["Greater"] = {"arithmetic.h", &PlainCall<"Greater">, {}};
  rules["GreaterOrEqual"] = {"arithmetic.h", &PlainCall<"GreaterOrEqual">, {}};
  rules["And"] = {"arithmetic.h", &PlainCall<"And">, {}};
  rules["Or"] = {"arithmetic.h", &PlainCall<"Or">, {}};
  rules["Xor"] = {"arithmetic.h", &PlainCall<"Xor">, {}};
  rules["Not"] = {"arithmetic.h", &PlainCall<"Not">, {}};
  rules["Where"] = {"broadcast.h", &PlainCall<"Where">, {}};
  rules["LeakyRelu"] = {"unary.h",
                        [](const EmitCall& c) {
                          return "LeakyRelu(" + c.In(0) + ", " + c.Float("alpha", 0.01F) + ")";
                        },
                        {}};
  rules["ThresholdedRelu"] = {"unary.h",
                              [](const EmitCall& c) {
                                return "ThresholdedRelu(" + c.In(0) + ", " + c.Float("alpha", 1) +
                                       ")";
                              },
                              {}};
  rules["Elu"] = {
      "unary.h",
      [](const EmitCall& c) { return "Elu(" + c.In(0) + ", " + c.Float("alpha", 1) + ")"; },
      {}};
  rules["Celu"] = {
      "unary.h",
      [](const EmitCall& c) { return "Celu(" + c.In(0) + ", " + c.Float("alpha", 1) + ")"; },
      {}};
  rules["Selu"] = {"unary.h",
                   [](const EmitCall& c) {
                     return "Selu(" + c.In(0) + ", " + c.Float("alpha", 1.67326319F) + ", " +
                            c.Float("gamma", 1.05070102F) + ")";
                   },
                   {}};
  rules["HardSigmoid"] = {"unary.h",
                          [](const EmitCall& c) {
                            return "HardSigmoid(" + c.In(0) + ", " + c.Float("alpha", 0.2F) + ", " +
                                   c.Float("beta", 0.5F) + ")";
                          },
                          {}};
  rules["Swish"] = {
      "unary.h",
      [](const EmitCall& c) { return "Swish(" + c.In(0) + ", " + c.Float("alpha", 1) + ")"; },
      {}};
  rules["IsInf"] = {"unary.h",
                    [](const EmitCall& c) {
                      return "IsInf(" + c.In(0) + ", " + c.Bool("detect_negative", true) + ", " +
                             c.Bool("detect_positive", true) + ")";
                    },
                    {}};
  rules["Mod"] = {"arithmetic.h",
                  [](const EmitCall& c) {
                    return "Mod(" + c.InputsFrom(0) + ", " + c.Bool("fmod", false) + ")";
                  },
                  {}};
  rules["Cast"] = {"unary.h", &Cast, {}};
  rules["Clip"] = {"unary.h", &Clip, {}};
  rules["Gelu"] = {"unary.h", &Gelu, {}};
}

}  // namespace TMVA::inline standalone::onnx
