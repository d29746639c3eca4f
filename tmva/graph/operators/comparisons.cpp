// Comparisons, logic, and operations on bits.
#include <functional>
#include <limits>

#include "tmva/graph/operators/elementwise.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Equal, which knows texts too.
class Equal : public Operator {
 public:
  explicit Equal(const NodeView& node) : Operator(node), numbers_(node, {}) {}
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array &x = *inputs[0], &y = *inputs[1];
    if (x.Type() != DataType::kString || y.Type() != DataType::kString)
      return numbers_.Run(inputs, outputs);
    const Shape shape = BroadcastShape(inputs, where_);
    outputs[0].Reset(DataType::kBool, shape);
    MapBroadcast(shape, x.GetShape(), x.Strings().data(), y.GetShape(), y.Strings().data(),
                 outputs[0].Get<bool>().data(), std::equal_to<>());
  }

 private:
  Binary<NumbersAndBool, std::equal_to<>> numbers_;
};

/// Shifts by a negative number, or by as many bits as there are, leave only copies of the sign.
struct Shift {
  explicit Shift(const NodeView& node) {
    const auto direction = node.String("direction", "");
    if (direction != "LEFT" && direction != "RIGHT")
      node.Fail("attribute 'direction' is '" + direction + "', expected 'LEFT' or 'RIGHT'");
    left = direction == "LEFT";
  }
  template <class T>
  T operator()(T x, T by) const {
    using Bits = std::make_unsigned_t<T>;
    constexpr unsigned kBits = std::numeric_limits<Bits>::digits;
    if (static_cast<Bits>(by) >= kBits) return static_cast<T>(!left && x < T(0) ? -1 : 0);
    if (left) return static_cast<T>(static_cast<std::uint64_t>(x) << by);
    return static_cast<T>(x >> by);
  }
  bool left;
};

}  // namespace

void RegisterComparisons(OperatorRegistry& registry) {
  AddAlsoHalf<Equal>(registry, "Equal", 7);
  AddFunction<Binary, Numbers>(registry, "Greater", 7, std::greater<>());
  AddFunction<Binary, Numbers>(registry, "GreaterOrEqual", 12, std::greater_equal<>());
  AddFunction<Binary, Numbers>(registry, "Less", 7, std::less<>());
  AddFunction<Binary, Numbers>(registry, "LessOrEqual", 12, std::less_equal<>());
  AddFunction<Binary, Bools>(registry, "And", 7, std::logical_and<>());
  AddFunction<Binary, Bools>(registry, "Or", 7, std::logical_or<>());
  AddFunction<Binary, Bools>(registry, "Xor", 7, std::not_equal_to<>());
  AddFunction<Unary, Bools>(registry, "Not", 1, std::logical_not<>());
  AddFunction<Binary, Integers>(registry, "BitwiseAnd", 18, std::bit_and<>());
  AddFunction<Binary, Integers>(registry, "BitwiseOr", 18, std::bit_or<>());
  AddFunction<Binary, Integers>(registry, "BitwiseXor", 18, std::bit_xor<>());
  AddFunction<Unary, Integers>(registry, "BitwiseNot", 18, std::bit_not<>());
  AddWithAttributes<Binary, Integers, Shift>(registry, "BitShift", 11);
}

}  // namespace TMVA::inline standalone::onnx
