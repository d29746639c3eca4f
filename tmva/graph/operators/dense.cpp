// Dense: a product with a constant matrix, a bias, an activation; what fusions make of Gemm and
// MatMul.
#include <optional>
#include <utility>
#include <variant>

#include "tmva/graph/operator.h"
#include "tmva/graph/operators/activation.h"
#include "tmva/graph/operators/float_operator.h"
#include "tmva/graph/operators/matrix_product.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Inputs: x (... x k), weights (k x n, or n x k), a bias (n). The attribute `matrix` says that x
/// has two dimensions.
class Dense : public FloatOperator<Dense> {
 public:
  explicit Dense(const NodeView& node)
      : FloatOperator(node),
        transposed_(node.Int("transB", 0) != 0),
        matrix_(node.Int("matrix", 0) != 0),
        activation_(Activation::Fused(node)) {
    node.CheckInputs(2, 3);
    node.CheckOutputs(1, 1);
  }

  void Prepare(Inputs constants) override {
    const Array* weights = constants[1];
    if (weights == nullptr || weights->Rank() != 2) Fail("the weights are no constant matrix");
    switch (weights->Type()) {
      case DataType::kFloat:
        return Pack<float>(constants);
      case DataType::kDouble:
        return Pack<double>(constants);
      default:
        UnsupportedType(weights->Type());
    }
  }
  bool IsRowwise() const override { return true; }
  bool Holds(std::size_t input) const override { return input > 0; }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const auto* layer = std::get_if<Layer<T>>(&layer_);
    if (layer == nullptr)
      Fail("the input is of type " + TypeName(in[0]->Type()) + ", which the weights are not");
    const Shape& x = in[0]->GetShape();
    const std::int64_t k = layer->weights.Rows(), n = layer->weights.Columns();
    if (x.empty() || (matrix_ && x.size() != 2) || x.back() != k)
      Fail("multiplies an array of shape " + ShapeText(x) + " by a matrix of shape " +
           ShapeText({k, n}));
    std::int64_t m = 1;
    for (std::size_t d = 0; d + 1 < x.size(); ++d) m *= x[d];
    out[0].Reset(TypeOf<T>::value, x, n);
    if (out[0].Size() == 0) return;
    T* y = out[0].Get<T>().data();
    const bool relu = activation_ && activation_->IsRelu();
    Multiply<T>({in[0]->Get<T>().data()}, layer->weights, {y}, m,
                {layer->bias.empty() ? nullptr : layer->bias.data(), relu});
    if (activation_ && !relu) activation_->Apply(y, m * n);
  }

 private:
  template <class T>
  struct Layer {
    PackedMatrix<T> weights;
    std::vector<T> bias;
  };

  template <class T>
  void Pack(Inputs constants) {
    const Shape& shape = constants[1]->GetShape();
    const std::int64_t k = shape[transposed_ ? 1 : 0], n = shape[transposed_ ? 0 : 1];
    Layer<T> layer;
    layer.weights.Pack({constants[1]->Get<T>().data(), transposed_}, k, n);
    if (Given(constants, 2)) {
      const auto bias = Elements<T>(constants, 2);
      if (static_cast<std::int64_t>(bias.size()) != n)
        Fail("the bias has " + std::to_string(bias.size()) + " elements, expected " +
             std::to_string(n));
      layer.bias.assign(bias.begin(), bias.end());
    }
    layer_ = std::move(layer);
  }

  bool transposed_, matrix_;
  std::optional<Activation> activation_;
  std::variant<std::monostate, Layer<float>, Layer<double>> layer_;
};

}  // namespace

void RegisterFused(OperatorRegistry& registry) { registry.Add<Dense>("Dense", 1, "tmva"); }

}  // namespace TMVA::inline standalone::onnx
