// Rules of RNN, LSTM and GRU.
#include <algorithm>
#include <cctype>

#include "tmva/graph/emit/emit_rules.h"

namespace TMVA::inline standalone::onnx {
namespace {

struct Known {
  const char* name;
  bool has_alpha, has_beta;
  float alpha, beta;
};
constexpr Known kKnown[] = {
    {"Relu", false, false, 0, 0},         {"Tanh", false, false, 0, 0},
    {"Sigmoid", false, false, 0, 0},      {"Affine", true, true, 1, 0},
    {"LeakyRelu", true, false, 0.01F, 0}, {"ThresholdedRelu", true, false, 1, 0},
    {"ScaledTanh", true, true, 1, 1},     {"HardSigmoid", true, true, 0.2F, 0.5F},
    {"Elu", true, false, 1, 0},           {"Softsign", false, false, 0, 0},
    {"Softplus", false, false, 0, 0}};

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

/// Functions take their numbers from the lists in order; those without leave them to the next.
std::string Gates(const EmitCall& c, const std::vector<std::string>& names,
                  std::size_t directions) {
  auto wanted = c.node.Strings("activations");
  for (std::size_t i = 0; wanted.size() < names.size() * directions; ++i)
    wanted.push_back(names[i % names.size()]);
  const auto alphas = c.node.Floats("activation_alpha"), betas = c.node.Floats("activation_beta");
  std::size_t alpha = 0, beta = 0;
  std::string text;
  for (const auto& name : wanted) {
    const auto* found = std::find_if(std::begin(kKnown), std::end(kKnown),
                                     [&](const Known& k) { return SameName(k.name, name); });
    if (found == std::end(kKnown)) c.Unsupported("activation '" + name + "'");
    const float a = found->has_alpha && alpha < alphas.size() ? alphas[alpha++] : found->alpha;
    const float b = found->has_beta && beta < betas.size() ? betas[beta++] : found->beta;
    text += (text.empty() ? "{Gate::k" : ", {Gate::k") + std::string(found->name) + ", " +
            EmitCall::FloatLiteral(a) + ", " + EmitCall::FloatLiteral(b) + "}";
  }
  return "{" + text + "}";
}

std::string Recurrence(const EmitCall& c) {
  const auto& op = c.node.Get().op_type;
  const int kind = op == "RNN" ? 0 : op == "LSTM" ? 1 : 2;
  const auto direction = c.OneOf("direction", "forward", {"forward", "reverse", "bidirectional"});
  const std::vector<std::string> names = kind == 0 ? std::vector<std::string>{"Tanh"}
                                         : kind == 1
                                             ? std::vector<std::string>{"Sigmoid", "Tanh", "Tanh"}
                                             : std::vector<std::string>{"Sigmoid", "Tanh"};
  std::string inputs;
  for (std::size_t i = 0; i < 8; ++i) inputs += c.In(i) + ", ";
  return "Recur(" + inputs + "RecurrenceOptions{" + std::to_string(kind) + ", " +
         (direction == 1 ? "true, " : "false, ") + (direction == 2 ? "true, " : "false, ") +
         c.Bool("layout", false) + ", " + c.Bool("linear_before_reset", false) + ", " +
         c.Bool("input_forget", false) + ", " + c.Float("clip", 0) + ", " +
         Gates(c, names, direction == 2 ? 2 : 1) + "})";
}

}  // namespace

void AddRecurrenceRules(EmitRules& rules) {
  rules["RNN"] = rules["LSTM"] = rules["GRU"] = {"recurrence.h", &Recurrence, {".y", ".h", ".c"}};
}

}  // namespace TMVA::inline standalone::onnx
