// Einsum: operands are contracted from left to right, each pair by products of matrices.
#include "tmva/graph/operators/einsum.h"

#include <algorithm>
#include <map>

#include "tmva/graph/operators/matrix_product.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// A letter, or -1, -2, ... for the dimensions that "..." stands for, from the right.
using Label = int;
using Labels = std::vector<Label>;
constexpr Label kEllipsis = -1000;

bool Contains(const Labels& labels, Label label) {
  return std::ranges::find(labels, label) != labels.end();
}

template <class T>
struct Operand {
  Labels labels;  ///< each one once
  Shape shape;
  std::vector<T> elements;
};

/// The sum over all labels that are not in `kept`, in the order of `kept`. Labels that stand twice
/// in `labels` go along the diagonal.
template <class T>
Operand<T> Rearrange(const Labels& labels, const Shape& shape, const T* elements,
                     const Labels& kept) {
  std::map<Label, std::pair<std::int64_t, std::int64_t>> all;  // dimension, stride
  std::int64_t stride = 1;
  for (std::size_t i = labels.size(); i-- > 0; stride *= shape[i]) {
    auto& [dimension, step] = all[labels[i]];
    dimension = shape[i];
    step += stride;
  }
  Operand<T> result;
  Shape dims, strides;
  for (const auto label : kept) {
    if (!all.count(label)) continue;
    result.labels.push_back(label);
    result.shape.push_back(all[label].first);
    dims.push_back(all[label].first);
    strides.push_back(all[label].second);
    all.erase(label);
  }
  result.elements.assign(NumElements(result.shape), T{0});
  std::int64_t inner = 1;  // number of elements of a sum
  for (const auto& [label, dimension] : all) {
    dims.push_back(dimension.first);
    strides.push_back(dimension.second);
    inner *= dimension.first;
  }
  if (inner == 0) return result;
  Shape at(dims.size(), 0);
  std::int64_t from = 0;
  for (auto& sum : result.elements)
    for (std::int64_t i = 0; i < inner; ++i) {
      sum += elements[from];
      for (std::size_t d = dims.size(); d-- > 0;) {
        from += strides[d];
        if (++at[d] < dims[d]) break;
        from -= strides[d] * dims[d];
        at[d] = 0;
      }
    }
  return result;
}

/// The product of two operands, summed over what both have and nobody needs.
template <class T>
Operand<T> Contract(const Operand<T>& a, const Operand<T>& b, const Labels& needed) {
  Labels stack, rows, columns, summed;
  for (const auto label : a.labels)
    (!Contains(b.labels, label) ? rows : Contains(needed, label) ? stack : summed).push_back(label);
  for (const auto label : b.labels)
    if (!Contains(a.labels, label)) columns.push_back(label);
  const auto only = [&](Labels& labels) {
    std::erase_if(labels, [&](Label label) { return !Contains(needed, label); });
  };
  only(rows);
  only(columns);
  const auto joined = [](const Labels& x, const Labels& y, const Labels& z) {
    Labels all = x;
    all.insert(all.end(), y.begin(), y.end());
    all.insert(all.end(), z.begin(), z.end());
    return all;
  };
  const auto left = Rearrange(a.labels, a.shape, a.elements.data(), joined(stack, rows, summed));
  const auto right =
      Rearrange(b.labels, b.shape, b.elements.data(), joined(stack, summed, columns));
  const auto size = [](const Shape& shape, std::size_t from, std::size_t count) {
    const auto begin = shape.begin() + static_cast<std::ptrdiff_t>(from);
    return static_cast<std::int64_t>(
        NumElements(Shape(begin, begin + static_cast<std::ptrdiff_t>(count))));
  };
  const std::int64_t count = size(left.shape, 0, stack.size());
  const std::int64_t m = size(left.shape, stack.size(), rows.size());
  const std::int64_t k = size(right.shape, stack.size(), summed.size());
  const std::int64_t n = size(right.shape, stack.size() + summed.size(), columns.size());
  Operand<T> result;
  result.labels = joined(stack, rows, columns);
  result.shape.assign(left.shape.begin(),
                      left.shape.begin() + static_cast<std::ptrdiff_t>(stack.size() + rows.size()));
  result.shape.insert(result.shape.end(),
                      right.shape.end() - static_cast<std::ptrdiff_t>(columns.size()),
                      right.shape.end());
  result.elements.resize(NumElements(result.shape));
  if (result.elements.empty()) return result;
  for (std::int64_t i = 0; i < count; ++i)
    Multiply<T>({left.elements.data() + i * m * k}, {right.elements.data() + i * k * n},
                {result.elements.data() + i * m * n}, m, n, k);
  return result;
}

class Einsum : public Operator {
 public:
  explicit Einsum(const NodeView& node) : Operator(node) {
    node.CheckInputs(1, 64);
    node.CheckOutputs(1, 1);
    std::string equation = node.String("equation", "");
    std::erase(equation, ' ');
    const auto arrow = equation.find("->");
    std::string left = equation.substr(0, arrow);
    for (std::size_t begin = 0; begin <= left.size();) {
      const auto end = std::min(left.find(',', begin), left.size());
      terms_.push_back(Parse(node, equation, left.substr(begin, end - begin)));
      begin = end + 1;
    }
    if (terms_.size() != node.NumInputs())
      node.Fail("the equation '" + equation + "' has " + std::to_string(terms_.size()) +
                " terms for " + std::to_string(node.NumInputs()) + " inputs");
    if (arrow != std::string::npos)
      result_ = Parse(node, equation, equation.substr(arrow + 2));
    else
      ImplyResult();
    for (const auto label : result_)
      if (std::ranges::count(result_, label) > 1 ||
          std::ranges::none_of(terms_, [&](const auto& t) { return Contains(t, label); }))
        if (label != kEllipsis)
          node.Fail("the result of the equation '" + equation + "' has the letter '" +
                    std::string(1, static_cast<char>(label)) + "' twice, or no term has it");
  }

  void Run(Inputs in, Outputs out) const override {
    switch (in[0]->Type()) {
      case DataType::kFloat:
        return Compute<float>(in, out[0]);
      case DataType::kDouble:
        return Compute<double>(in, out[0]);
      case DataType::kInt32:
        return Compute<std::int32_t>(in, out[0]);
      case DataType::kInt64:
        return Compute<std::int64_t>(in, out[0]);
      default:
        UnsupportedType(in[0]->Type());
    }
  }

 private:
  static Labels Parse(const NodeView& node, const std::string& equation, const std::string& term) {
    Labels labels;
    for (std::size_t i = 0; i < term.size(); ++i) {
      const auto c = static_cast<unsigned char>(term[i]);
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        labels.push_back(c);
      } else if (term.compare(i, 3, "...") == 0 && !Contains(labels, kEllipsis)) {
        labels.push_back(kEllipsis);
        i += 2;
      } else {
        node.Fail("the equation '" + equation + "' has a term '" + term +
                  "', which is not understood");
      }
    }
    return labels;
  }

  /// Without "->" the result has what "..." stands for, then the letters that stand once, sorted.
  void ImplyResult() {
    std::map<Label, int> counts;
    for (const auto& term : terms_)
      for (const auto label : term) ++counts[label];
    for (const auto& [label, count] : counts)
      if (label == kEllipsis || count == 1) result_.push_back(label);
  }

  /// "..." replaced by the labels of `count` dimensions.
  static Labels Expand(const Labels& term, std::int64_t count) {
    Labels labels;
    for (const auto label : term) {
      if (label != kEllipsis) {
        labels.push_back(label);
        continue;
      }
      for (std::int64_t i = count; i > 0; --i) labels.push_back(static_cast<Label>(-i));
    }
    return labels;
  }

  /// The labels of input i; its dimensions are noted, and must match those of the same label.
  Labels LabelsOf(std::size_t i, const Shape& shape, std::map<Label, std::int64_t>& dims) const {
    const Labels& term = terms_[i];
    const bool ellipsis = Contains(term, kEllipsis);
    const auto letters = static_cast<std::int64_t>(term.size()) - (ellipsis ? 1 : 0);
    const auto rest = static_cast<std::int64_t>(shape.size()) - letters;
    if (rest < 0 || (!ellipsis && rest > 0) || rest > -kEllipsis - 1)
      Fail("input " + std::to_string(i) + " has shape " + ShapeText(shape) + " for " +
           std::to_string(letters) + " letters of the equation");
    const Labels labels = Expand(term, rest);
    for (std::size_t d = 0; d < labels.size(); ++d) {
      auto& dimension = dims.emplace(labels[d], shape[d]).first->second;
      if (labels[d] < 0 && dimension == 1) dimension = shape[d];
      if (dimension != shape[d] && !(labels[d] < 0 && shape[d] == 1))
        Fail("input " + std::to_string(i) + " has shape " + ShapeText(shape) + ": dimension " +
             std::to_string(d) + " should be " + std::to_string(dimension));
    }
    return labels;
  }

  template <class T>
  void Compute(Inputs in, Array& out) const {
    std::map<Label, std::int64_t> dims;
    std::vector<Labels> labels;
    for (std::size_t i = 0; i < in.size(); ++i) {
      if (in[i] == nullptr || in[i]->Type() != TypeOf<T>::value)
        Fail("input " + std::to_string(i) + " is left out or of another type than input 0");
      labels.push_back(LabelsOf(i, in[i]->GetShape(), dims));
    }
    const auto ellipsis = std::ranges::count_if(dims, [](const auto& d) { return d.first < 0; });
    const Labels result = Expand(result_, ellipsis);
    Operand<T> product;
    for (std::size_t i = 0; i < in.size(); ++i) {
      Labels needed = result;
      for (std::size_t j = i + 1; j < in.size(); ++j)
        needed.insert(needed.end(), labels[j].begin(), labels[j].end());
      // Dimensions of 1 that others broadcast do not count.
      Labels own;
      Shape shape;
      for (std::size_t d = 0; d < labels[i].size(); ++d) {
        if (labels[i][d] < 0 && in[i]->GetShape()[d] == 1) continue;
        own.push_back(labels[i][d]);
        shape.push_back(in[i]->GetShape()[d]);
      }
      Labels once;
      for (const auto label : own)
        if (!Contains(once, label)) once.push_back(label);
      auto operand = Rearrange(own, shape, in[i]->Get<T>().data(), once);
      product = i == 0 ? std::move(operand) : Contract(product, operand, needed);
    }
    product = Rearrange(product.labels, product.shape, product.elements.data(), result);
    Shape shape;
    for (const auto label : result) shape.push_back(dims[label]);
    out.Reset(TypeOf<T>::value, shape);
    if (out.Size() != product.elements.size()) Fail("the equation cannot be computed");
    std::ranges::copy(product.elements, out.Get<T>().begin());
  }

  std::vector<Labels> terms_;
  Labels result_;
};

}  // namespace

void RegisterEinsum(OperatorRegistry& registry) { registry.Add<Einsum>("Einsum", 12); }

}  // namespace TMVA::inline standalone::onnx
