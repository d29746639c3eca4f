// Det: determinants of the matrices of a stack.
#include <Eigen/Core>
#include <Eigen/LU>

#include "tmva/graph/operators/float_operator.h"
#include "tmva/graph/operators/reductions.h"

namespace TMVA::inline standalone::onnx {
namespace {

class Det : public FloatOperator<Det> {
 public:
  explicit Det(const NodeView& node) : FloatOperator(node) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Shape shape = in[0]->GetShape();
    if (shape.size() < 2 || shape.back() != shape[shape.size() - 2])
      Fail("the input has shape " + ShapeText(shape) + ", expected square matrices");
    const std::int64_t n = shape.back();
    shape.resize(shape.size() - 2);
    out[0].Reset(TypeOf<T>::value, shape);
    const T* matrix = Elements<T>(in, 0).data();
    for (T& y : out[0].Get<T>()) {
      y = n == 0 ? T(1) : Eigen::Map<const Matrix>(matrix, n, n).determinant();
      matrix += n * n;
    }
  }
};

}  // namespace

void RegisterDeterminants(OperatorRegistry& registry) { registry.Add<Det>("Det", 11); }

}  // namespace TMVA::inline standalone::onnx
