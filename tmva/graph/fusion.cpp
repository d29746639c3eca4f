// Fusions.
#include "tmva/graph/fusion.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace TMVA::inline standalone::onnx {
namespace {

constexpr std::string_view kDomain = "tmva";

bool IsStandard(const Node& node) { return node.domain.empty() || node.domain == "ai.onnx"; }

bool IsOne(const Attribute* attribute) { return attribute == nullptr || attribute->f == 1; }
bool IsZero(const Attribute* attribute) { return attribute == nullptr || attribute->i == 0; }

class Fuser {
 public:
  Fuser(std::vector<Node>& nodes, Constants& constants, const std::vector<ValueInfo>& outputs)
      : nodes_(nodes), constants_(constants), gone_(nodes.size(), 0) {
    for (std::size_t n = 0; n < nodes.size(); ++n) {
      for (const auto& name : nodes[n].inputs) users_[name].push_back(n);
      // Sub-graphs may read any value.
      for (const auto& attribute : nodes[n].attributes)
        has_graphs_ = has_graphs_ || !attribute.graphs.empty();
    }
    for (const auto& output : outputs) users_[output.name].push_back(nodes.size());
  }

  void Run() {
    if (has_graphs_) return;
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      if (gone_[n] != 0 || !IsStandard(nodes_[n])) continue;
      if (nodes_[n].op_type == "Gemm" || nodes_[n].op_type == "MatMul")
        FuseProduct(n);
      else if (nodes_[n].op_type == "Conv")
        FuseConvolution(n);
    }
    std::size_t kept = 0;
    for (std::size_t n = 0; n < nodes_.size(); ++n)
      if (gone_[n] == 0) {
        if (kept != n) nodes_[kept] = std::move(nodes_[n]);
        ++kept;
      }
    nodes_.resize(kept);
  }

 private:
  /// Weights and bias of a product or convolution, and along which axis of the weights its channels
  /// lie.
  struct Layer {
    Node& node;
    DataType type;
    std::size_t axis, rank;  ///< rank of its results; 0: not known
    std::int64_t channels;
  };

  const Array* Constant(const Node& node, std::size_t i) const {
    if (i >= node.inputs.size() || node.inputs[i].empty()) return nullptr;
    const auto found = constants_.find(node.inputs[i]);
    return found == constants_.end() ? nullptr : &found->second;
  }
  static bool IsFloating(const Array* array) {
    return array != nullptr &&
           (array->Type() == DataType::kFloat || array->Type() == DataType::kDouble) &&
           array->Size() > 0;
  }

  /// The node that alone reads the only output of a node.
  Node* Next(const Node& node, std::size_t& number) {
    if (node.outputs.size() != 1) return nullptr;
    const auto& users = users_[node.outputs[0]];
    if (users.size() != 1 || users[0] == nodes_.size()) return nullptr;
    number = users[0];
    return IsStandard(nodes_[number]) && gone_[number] == 0 ? &nodes_[number] : nullptr;
  }

  void FuseProduct(std::size_t n) {
    Node& node = nodes_[n];
    const bool gemm = node.op_type == "Gemm";
    const Array* weights = Constant(node, 1);
    if (node.inputs.size() < 2 || node.inputs[0].empty() || node.outputs.size() != 1 ||
        !IsFloating(weights) || weights->Rank() != 2)
      return;
    bool transposed = false;
    if (gemm) {
      if (!IsOne(node.Find("alpha")) || !IsOne(node.Find("beta")) || !IsZero(node.Find("transA")))
        return;
      transposed = !IsZero(node.Find("transB"));
    }
    const std::int64_t channels = weights->GetShape()[transposed ? 0 : 1];
    const bool has_bias = node.inputs.size() > 2 && !node.inputs[2].empty();
    if (has_bias) {
      const Array* bias = Constant(node, 2);
      if (bias == nullptr || bias->Type() != weights->Type() || bias->Rank() > 2 ||
          bias->Rank() < 1 || bias->GetShape().back() != channels ||
          bias->Size() != static_cast<std::size_t>(channels))
        return;
    }
    node.op_type = "Dense";
    node.domain = kDomain;
    node.attributes = {Attribute::Int("transB", transposed ? 1 : 0),
                       Attribute::Int("matrix", gemm ? 1 : 0)};
    Absorb({node, weights->Type(), transposed ? std::size_t{0} : 1, gemm ? std::size_t{2} : 0,
            channels});
  }

  void FuseConvolution(std::size_t n) {
    Node& node = nodes_[n];
    const Array* weights = Constant(node, 1);
    if (node.inputs.size() < 2 || node.outputs.size() != 1 || !IsFloating(weights) ||
        weights->Rank() < 3)
      return;
    if (node.inputs.size() > 2 && !node.inputs[2].empty()) {
      const Array* bias = Constant(node, 2);
      if (bias == nullptr || bias->Type() != weights->Type() ||
          bias->GetShape() != Shape{weights->GetShape()[0]})
        return;
    }
    node.domain = kDomain;
    Absorb({node, weights->Type(), 0, weights->Rank(), weights->GetShape()[0]});
  }

  /// Takes over what follows, as long as it can be.
  void Absorb(Layer layer) {
    std::size_t number = 0;
    for (Node* next = Next(layer.node, number); next != nullptr; next = Next(layer.node, number)) {
      const bool ends = IsActivation(*next);
      if (!(ends                                    ? AddActivation(layer, *next)
            : next->op_type == "Add"                ? AddBias(layer, *next)
            : next->op_type == "BatchNormalization" ? Normalise(layer, *next)
                                                    : false))
        return;
      layer.node.outputs[0] = next->outputs[0];
      gone_[number] = 1;
      if (ends) return;
    }
  }

  /// The bias as numbers; zeros when there is none.
  std::vector<double> Bias(const Layer& layer) const {
    const Array* bias = Constant(layer.node, 2);
    return bias ? Numbers(*bias)
                : std::vector<double>(static_cast<std::size_t>(layer.channels), 0.0);
  }

  static std::vector<double> Numbers(const Array& array) {
    std::vector<double> numbers;
    if (array.Type() == DataType::kFloat)
      numbers.assign(array.Get<float>().begin(), array.Get<float>().end());
    else
      numbers.assign(array.Get<double>().begin(), array.Get<double>().end());
    return numbers;
  }

  std::string Keep(DataType type, const Shape& shape, const std::vector<double>& numbers) {
    Array array(type, shape);
    if (type == DataType::kFloat)
      std::ranges::transform(numbers, array.Get<float>().begin(),
                             [](double x) { return static_cast<float>(x); });
    else
      std::ranges::copy(numbers, array.Get<double>().begin());
    std::string name;
    do {
      name = "tmva_fused_" + std::to_string(++made_);
    } while (constants_.contains(name) || users_.contains(name));
    constants_[name] = std::move(array);
    return name;
  }

  void SetInput(Node& node, std::size_t i, std::string name) {
    if (node.inputs.size() <= i) node.inputs.resize(i + 1);
    node.inputs[i] = std::move(name);
  }

  /// A number a channel that is added along the right axis.
  bool AddBias(const Layer& layer, const Node& add) {
    if (add.inputs.size() != 2 || add.outputs.size() != 1 || !add.attributes.empty())
      return false;  // old ones have an axis
    const std::size_t i = add.inputs[0] == layer.node.outputs[0] ? 1 : 0;
    const Array* term = Constant(add, i);
    if (!IsFloating(term) || term->Type() != layer.type ||
        term->Size() != static_cast<std::size_t>(layer.channels))
      return false;
    const bool dense = layer.node.op_type == "Dense";
    if (dense && layer.rank == 0 && term->Rank() != 1) return false;
    if (layer.rank != 0 && term->Rank() > layer.rank) return false;
    // Axes count from the end: that of the channels is the last of a product, the second of a
    // convolution.
    const std::size_t behind = dense ? 0 : layer.rank - 2;
    const Shape& shape = term->GetShape();
    if (shape.size() < behind + 1 || shape[shape.size() - 1 - behind] != layer.channels)
      return false;
    auto sum = Bias(layer);
    const auto terms = Numbers(*term);
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += terms[c];
    SetInput(layer.node, 2, Keep(layer.type, {layer.channels}, sum));
    return true;
  }

  /// y = scale (x - mean) / sqrt(variance + epsilon) + shift goes into weights and bias.
  bool Normalise(const Layer& layer, const Node& norm) {
    if (layer.rank == 0 || norm.inputs.size() != 5 || norm.outputs.size() != 1 ||
        !IsZero(norm.Find("training_mode")) || norm.inputs[0] != layer.node.outputs[0] ||
        norm.Find("spatial") != nullptr || norm.Find("is_test") != nullptr)
      return false;
    std::vector<double> parameters[4];
    for (std::size_t p = 0; p < 4; ++p) {
      const Array* array = Constant(norm, p + 1);
      if (!IsFloating(array) || array->Type() != layer.type ||
          array->GetShape() != Shape{layer.channels})
        return false;
      parameters[p] = Numbers(*array);
    }
    const Attribute* epsilon = norm.Find("epsilon");
    const Array& weights = *Constant(layer.node, 1);
    auto numbers = Numbers(weights), bias = Bias(layer);
    const Shape shape = weights.GetShape();
    std::size_t inner = 1;
    for (std::size_t d = layer.axis + 1; d < shape.size(); ++d)
      inner *= static_cast<std::size_t>(shape[d]);
    std::vector<double> factors(bias.size());
    for (std::size_t c = 0; c < bias.size(); ++c) {
      factors[c] =
          parameters[0][c] / std::sqrt(parameters[3][c] + (epsilon ? double{epsilon->f} : 1e-5));
      bias[c] = (bias[c] - parameters[2][c]) * factors[c] + parameters[1][c];
    }
    for (std::size_t e = 0; e < numbers.size(); ++e)
      numbers[e] *= factors[e / inner % factors.size()];
    SetInput(layer.node, 1, Keep(layer.type, shape, numbers));
    SetInput(layer.node, 2, Keep(layer.type, {layer.channels}, bias));
    return true;
  }

  /// Those that are functions of gates, too: see Activation.
  static bool IsActivation(const Node& node) {
    static constexpr std::string_view kNames[] = {
        "Relu",        "Tanh", "Sigmoid",  "LeakyRelu", "ThresholdedRelu",
        "HardSigmoid", "Elu",  "Softsign", "Softplus"};
    return node.inputs.size() == 1 && node.outputs.size() == 1 &&
           std::ranges::find(kNames, node.op_type) != std::end(kNames);
  }

  static bool AddActivation(const Layer& layer, const Node& node) {
    auto& attributes = layer.node.attributes;
    attributes.push_back(Attribute::Strings("activations", {node.op_type}));
    if (const auto* alpha = node.Find("alpha"))
      attributes.push_back(Attribute::Floats("activation_alpha", {alpha->f}));
    if (const auto* beta = node.Find("beta"))
      attributes.push_back(Attribute::Floats("activation_beta", {beta->f}));
    return true;
  }

  std::vector<Node>& nodes_;
  Constants& constants_;
  std::vector<char> gone_;
  std::unordered_map<std::string, std::vector<std::size_t>> users_;
  bool has_graphs_ = false;
  std::size_t made_ = 0;
};

}  // namespace

void Fuse(std::vector<Node>& nodes, Constants& constants, const std::vector<ValueInfo>& outputs) {
  Fuser(nodes, constants, outputs).Run();
}

}  // namespace TMVA::inline standalone::onnx
