// Literals and attributes of calls.
#include "tmva/graph/emit/emit_call.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace TMVA::inline standalone::onnx {
namespace {

template <class T>
Array ListOf(const std::vector<T>& values) {
  Array array(TypeOf<T>::value, {static_cast<std::int64_t>(values.size())});
  std::copy(values.begin(), values.end(), array.Get<T>().begin());
  return array;
}

}  // namespace

std::string EmitCall::InputsFrom(std::size_t first) const {
  std::string text;
  for (std::size_t i = first; i < inputs_.size(); ++i) text += (text.empty() ? "" : ", ") + In(i);
  return text;
}

std::string EmitCall::Braces(const char* attribute) const {
  std::string text = "{";
  for (const auto value : node.Ints(attribute))
    text += (text.size() > 1 ? ", " : "") + std::to_string(value);
  return text + "}";
}

std::string EmitCall::ListOr(const char* attribute, std::size_t input) const {
  return node.Has(attribute) ? "List(" + Braces(attribute) + ")" : In(input);
}

std::size_t EmitCall::OneOf(const char* attribute, const char* otherwise,
                            const std::vector<std::string>& known) const {
  const auto value = node.String(attribute, otherwise);
  const auto found = std::find(known.begin(), known.end(), value);
  if (found == known.end())
    Unsupported("attribute '" + std::string(attribute) + "' is '" + value + "'");
  return static_cast<std::size_t>(found - known.begin());
}

std::string EmitCall::Numbers(const char* attribute, const std::vector<float>& otherwise) const {
  return pool.Read(ListOf(node.Floats(attribute, otherwise)), node.Where());
}
std::string EmitCall::Integers(const char* attribute) const {
  return Integers(node.Ints(attribute));
}
std::string EmitCall::Integers(const std::vector<std::int64_t>& values) const {
  return pool.Read(ListOf(values), node.Where());
}

void EmitCall::OnlyOutputs(std::size_t most) const {
  for (std::size_t o = most; o < node.NumOutputs(); ++o)
    if (node.HasOutput(o)) Unsupported("output " + std::to_string(o));
}

void EmitCall::Unsupported(const std::string& what) const {
  throw UnsupportedOperator(node.Where() + ": EmitCpp: unsupported: " + node.Get().op_type +
                            (what.empty() ? "" : ", " + what));
}

std::string EmitCall::FloatLiteral(double x) {
  if (std::isnan(x)) return "std::numeric_limits<float>::quiet_NaN()";
  if (std::isinf(x))
    return x > 0 ? "std::numeric_limits<float>::infinity()"
                 : "-std::numeric_limits<float>::infinity()";
  std::array<char, 64> digits;  // not printf, which asks the locale
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), std::fabs(x),
                                 std::chars_format::hex)
                       .ptr;
  return (std::signbit(x) ? "-0x" : "0x") + std::string(digits.data(), end) + "F";
}

}  // namespace TMVA::inline standalone::onnx
