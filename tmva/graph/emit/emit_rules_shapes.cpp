// Rules of operators that change shapes, and of those that cut.
#include "tmva/graph/emit/emit_rules.h"

namespace TMVA::inline standalone::onnx {
namespace {

std::string Slice(const EmitCall& c) {
  if (c.node.Version() >= 10)
    return "Slice(" + c.In(0) + ", " + c.In(1) + ", " + c.In(2) + ", " + c.In(3) + ", " + c.In(4) +
           ")";
  const std::string axes = c.node.Has("axes") ? ", List(" + c.Braces("axes") + "), {}" : "";
  return "Slice(" + c.In(0) + ", List(" + c.Braces("starts") + "), List(" + c.Braces("ends") + ")" +
         axes + ")";
}

std::string Split(const EmitCall& c) {
  return "Split<" + std::to_string(c.node.NumOutputs()) + ">(" + c.In(0) + ", " +
         c.ListOr("split", 1) + ", " + c.Int("axis", 0) + ")";
}

std::string Pad(const EmitCall& c) {
  const auto mode =
      std::to_string(c.OneOf("mode", "constant", {"constant", "reflect", "edge", "wrap"}));
  if (c.node.Version() >= 11)
    return "Pad(" + c.In(0) + ", " + c.In(1) + ", " + c.In(2) + ", " + c.In(3) + ", " + mode + ")";
  return "Pad(" + c.In(0) + ", List(" + c.Braces("pads") + "), {}, {}, " + mode + ")";
}

std::string Squeeze(const EmitCall& c) {
  const auto axes = c.ListOr("axes", 1);
  return "Squeeze(" + c.In(0) + (axes == "{}" ? "" : ", " + axes) + ")";
}

std::string ConstantOfShape(const EmitCall& c) {
  Array value(DataType::kFloat, {1});
  value.Get<float>()[0] = 0;
  if (const auto* given = c.node.Get().Find("value")) value = Array::From(given->t, c.node.Where());
  return "ConstantOfShape(" + c.In(0) + ", " + c.pool.Member(value, c.node.Where()) + ")";
}

std::string Identity(const EmitCall& c) {
  c.OnlyOutputs(1);
  return "Identity(" + c.In(0) + ")";
}

}  // namespace

void AddShapeRules(EmitRules& rules) {
  rules["Identity"] = rules["Dropout"] = rules["ai.onnx.ml.ZipMap"] = {"shapes.h", &Identity, {}};
  rules["Tile"] = {"shapes.h", &PlainCall<"Tile">, {}};
  rules["Range"] = {"shapes.h", &PlainCall<"Range">, {}};
  rules["Size"] = {"shapes.h", &PlainCall<"SizeOf">, {}};
  rules["Expand"] = {"broadcast.h", &PlainCall<"Expand">, {}};
  rules["Squeeze"] = {"shapes.h", &Squeeze, {}};
  rules["ConstantOfShape"] = {"shapes.h", &ConstantOfShape, {}};
  rules["Slice"] = {"slicing.h", &Slice, {}};
  rules["Pad"] = {"slicing.h", &Pad, {}};
  rules["Split"] = {"slicing.h", &Split, {"[]"}};
  rules["Shape"] = {"shapes.h",
                    [](const EmitCall& c) {
                      return "ShapeOf(" + c.In(0) + ", " + c.Int("start", 0) + ", " +
                             c.Int("end", INT32_MAX) + ")";
                    },
                    {}};
  rules["Reshape"] = {"shapes.h",
                      [](const EmitCall& c) {
                        return "Reshape(" + c.In(0) + ", " + c.In(1) + ", " +
                               c.Bool("allowzero", false) + ")";
                      },
                      {}};
  rules["Flatten"] = {
      "shapes.h",
      [](const EmitCall& c) { return "Flatten(" + c.In(0) + ", " + c.Int("axis", 1) + ")"; },
      {}};
  rules["Unsqueeze"] = {
      "shapes.h",
      [](const EmitCall& c) { return "Unsqueeze(" + c.In(0) + ", " + c.ListOr("axes", 1) + ")"; },
      {}};
  rules["Transpose"] = {
      "shapes.h",
      [](const EmitCall& c) { return "Transpose(" + c.In(0) + ", " + c.Braces("perm") + ")"; },
      {}};
  rules["Concat"] = {
      "shapes.h",
      [](const EmitCall& c) { return "Concat(" + c.Int("axis", 0) + ", " + c.InputsFrom(0) + ")"; },
      {}};
}

}  // namespace TMVA::inline standalone::onnx
