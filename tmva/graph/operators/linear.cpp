// Products of matrices: MatMul, Gemm, MatMulInteger.
#include "tmva/graph/operator.h"
#include "tmva/graph/operators/batched_product.h"
#include "tmva/graph/operators/einsum.h"
#include "tmva/graph/operators/float_operator.h"
#include "tmva/graph/operators/matrix_product.h"

namespace TMVA::inline standalone::onnx {
namespace {

class MatMul : public Operator {
 public:
  explicit MatMul(const NodeView& node) : Operator(node) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }

  void Run(Inputs in, Outputs out) const override {
    if (in[0]->Type() != in[1]->Type())
      Fail("multiplies " + TypeName(in[0]->Type()) + " by " + TypeName(in[1]->Type()));
    switch (in[0]->Type()) {
      case DataType::kFloat:
        return Compute<float>(in, out[0]);
      case DataType::kDouble:
        return Compute<double>(in, out[0]);
      case DataType::kInt32:
        return Compute<std::int32_t>(in, out[0]);
      case DataType::kInt64:
        return Compute<std::int64_t>(in, out[0]);
      case DataType::kUint32:
        return Compute<std::uint32_t>(in, out[0]);
      case DataType::kUint64:
        return Compute<std::uint64_t>(in, out[0]);
      case DataType::kFloat16:
        return ComputeHalf(in, out[0]);
      default:
        UnsupportedType(in[0]->Type());
    }
  }

 private:
  template <class T>
  void Compute(Inputs in, Array& out) const {
    std::string problem;
    const auto product = BatchedProduct::Of(in[0]->GetShape(), in[1]->GetShape(), problem);
    if (!problem.empty()) Fail(problem);
    out.Reset(TypeOf<T>::value, product.output);
    product.Run(in[0]->Get<T>().data(), in[1]->Get<T>().data(), out.Get<T>().data());
  }

  void ComputeHalf(Inputs in, Array& out) const {
    Array a(DataType::kFloat, in[0]->GetShape()), b(DataType::kFloat, in[1]->GetShape()), c;
    std::ranges::transform(in[0]->Get<Half>(), a.Get<float>().begin(), ToFloat);
    std::ranges::transform(in[1]->Get<Half>(), b.Get<float>().begin(), ToFloat);
    const Array* const wide[] = {&a, &b};
    Compute<float>(wide, c);
    out.Reset(DataType::kFloat16, c.GetShape());
    std::ranges::transform(c.Get<float>(), out.Get<Half>().begin(), ToHalf);
  }
};

/// Y = alpha A B + beta C.
class Gemm : public FloatOperator<Gemm> {
 public:
  explicit Gemm(const NodeView& node)
      : FloatOperator(node),
        alpha_(node.Float("alpha", 1)),
        beta_(node.Float("beta", 1)),
        transpose_a_(node.Int("transA", 0) != 0),
        transpose_b_(node.Int("transB", 0) != 0) {
    node.CheckInputs(2, 3);
    node.CheckOutputs(1, 1);
  }

  template <class T>
  void Compute(Inputs in, Outputs out) const {
    const Shape &a = in[0]->GetShape(), &b = in[1]->GetShape();
    if (a.size() != 2 || b.size() != 2)
      Fail("needs two matrices, has arrays of shapes " + ShapeText(a) + " and " + ShapeText(b));
    const std::int64_t m = a[transpose_a_ ? 1 : 0], k = a[transpose_a_ ? 0 : 1];
    const std::int64_t n = b[transpose_b_ ? 0 : 1];
    if (b[transpose_b_ ? 1 : 0] != k)
      Fail("the first matrix has " + std::to_string(k) + " columns, the second " +
           std::to_string(b[transpose_b_ ? 1 : 0]) + " rows");
    out[0].Reset(TypeOf<T>::value, {m, n});
    if (out[0].Size() == 0) return;
    T* y = out[0].Get<T>().data();
    const auto alpha = static_cast<T>(alpha_), beta = static_cast<T>(beta_);
    const Factor<T> left{Elements<T>(in, 0).data(), transpose_a_};
    const Factor<T> right{Elements<T>(in, 1).data(), transpose_b_};
    const bool bias = Given(in, 2) && beta != 0;
    if (alpha != 1 || !bias) {
      Multiply<T>(left, right, {y}, m, n, k);
      for (T& element : out[0].Get<T>()) element *= alpha;
      if (bias) AddBias<T>(in, y, m, n, beta, true);
    } else {
      AddBias<T>(in, y, m, n, beta, false);
      Multiply<T>(left, right, {y, true}, m, n, k);
    }
  }

 private:
  /// y += beta C, or y = beta C.
  template <class T>
  void AddBias(Inputs in, T* y, std::int64_t m, std::int64_t n, T beta, bool add) const {
    const Shape& c = in[2]->GetShape();
    const std::int64_t rows = c.size() < 2 ? 1 : c[0], columns = c.empty() ? 1 : c.back();
    if (c.size() > 2 || (rows != 1 && rows != m) || (columns != 1 && columns != n))
      Fail("input C has shape " + ShapeText(c) + ", which does not match " + ShapeText({m, n}));
    const T* bias = Elements<T>(in, 2).data();
    for (std::int64_t i = 0; i < m; ++i) {
      const T* row = bias + (rows == 1 ? 0 : i * columns);
      for (std::int64_t j = 0; j < n; ++j) {
        const T term = beta * row[columns == 1 ? 0 : j];
        y[i * n + j] = add ? y[i * n + j] + term : term;
      }
    }
  }

  float alpha_, beta_;
  bool transpose_a_, transpose_b_;
};

/// Products of 8-bit numbers less their zero points, in int32.
class MatMulInteger : public Operator {
 public:
  explicit MatMulInteger(const NodeView& node) : Operator(node) {
    node.CheckInputs(2, 4);
    node.CheckOutputs(1, 1);
  }

  void Run(Inputs in, Outputs out) const override {
    std::string problem;
    const auto product = BatchedProduct::Of(in[0]->GetShape(), in[1]->GetShape(), problem);
    if (!problem.empty()) Fail(problem);
    const Array a = Widen(in, 0, true), b = Widen(in, 1, false);
    out[0].Reset(DataType::kInt32, product.output);
    product.Run(a.Get<std::int32_t>().data(), b.Get<std::int32_t>().data(),
                out[0].Get<std::int32_t>().data());
  }

 private:
  /// Input i less its zero point: one for all, or one a row (of the first) or column (of the
  /// second).
  Array Widen(Inputs in, std::size_t i, bool rows) const {
    switch (in[i]->Type()) {
      case DataType::kInt8:
        return Widen<std::int8_t>(in, i, rows);
      case DataType::kUint8:
        return Widen<std::uint8_t>(in, i, rows);
      default:
        UnsupportedType(in[i]->Type());
    }
  }

  template <class T>
  Array Widen(Inputs in, std::size_t i, bool rows) const {
    const Array& x = *in[i];
    const Array* zero = i + 2 < in.size() ? in[i + 2] : nullptr;
    Array wide(DataType::kInt32, x.GetShape());
    const Shape& shape = x.GetShape();
    std::size_t every = 1, period = 1;
    if (zero != nullptr) {
      const auto columns = static_cast<std::size_t>(shape.back());
      if (zero->Type() != x.Type()) Fail("a zero point is of another type than its matrix");
      if (zero->Size() != 1) {
        const auto lines =
            rows && shape.size() > 1 ? static_cast<std::size_t>(shape[shape.size() - 2]) : columns;
        if (zero->Rank() != 1 || zero->Size() != lines)
          Fail("has zero points of shape " + ShapeText(zero->GetShape()) +
               " for a matrix of shape " + ShapeText(shape));
        every = rows && shape.size() > 1 ? columns : 1;
        period = lines;
      }
    }
    const auto from = x.Get<T>();
    const auto to = wide.Get<std::int32_t>();
    for (std::size_t e = 0; e < from.size(); ++e)
      to[e] = from[e] - (zero == nullptr ? 0 : zero->Get<T>()[e / every % period]);
    return wide;
  }
};

}  // namespace

void RegisterLinear(OperatorRegistry& registry) {
  registry.Add<MatMul>("MatMul");
  registry.Add<Gemm>("Gemm", 7);
  registry.Add<MatMulInteger>("MatMulInteger", 10);
  RegisterEinsum(registry);
}

}  // namespace TMVA::inline standalone::onnx
