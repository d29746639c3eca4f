// Element-wise operators and reductions of models that are wrong: an error with words, and nothing
// read or written outside an array.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "tmva/graph/session.h"

namespace {

using namespace TMVA;
using onnx::Array;
using onnx::Attribute;
using onnx::DataType;
using onnx::Shape;

template <class T>
Array Filled(const Shape& shape, T value = T(1)) {
  Array array(onnx::TypeOf<T>::value, shape);
  for (T& element : array.Get<T>()) element = value;
  return array;
}

std::vector<Array> RunNode(const std::string& op, const std::vector<Array>& inputs,
                           std::vector<Attribute> attributes = {}, std::int64_t version = 24,
                           std::size_t num_outputs = 1) {
  onnx::Model model;
  model.operator_sets = {{"", version}};
  onnx::Node node{"n", op, "", {}, {}, std::move(attributes)};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    node.inputs.push_back("x" + std::to_string(i));
    model.graph.inputs.push_back({node.inputs.back(), inputs[i].Type(), {}});
  }
  for (std::size_t o = 0; o < num_outputs; ++o) {
    node.outputs.push_back("y" + std::to_string(o));
    model.graph.outputs.push_back({node.outputs.back(), DataType::kUndefined, {}});
  }
  model.graph.nodes = {node};
  return onnx::Session(model, "m.onnx").Run(inputs);
}

/// The message of the ModelError that it must throw.
template <class... Args>
std::string ErrorOf(const std::string& op, const std::vector<Array>& inputs, Args... args) {
  try {
    RunNode(op, inputs, args...);
  } catch (const ModelError& error) {
    return error.what();
  }
  return "no error";
}

#define EXPECT_SAYS(message, part)                                     \
  do {                                                                 \
    const std::string said = (message);                                \
    EXPECT_NE(said.find(part), std::string::npos) << "said: " << said; \
  } while (false)

TEST(GraphElementwise, WrongShapesAndTypesAreNamed) {
  const Array x = Filled<float>({2, 3});
  EXPECT_SAYS(ErrorOf("Add", {x, Filled<float>({2})}), "[2, 3], [2] do not broadcast");
  EXPECT_SAYS(ErrorOf("Add", {x, Filled<float>({0, 3})}), "do not broadcast");
  EXPECT_SAYS(ErrorOf("Where", {Filled<bool>({4}), x, x}), "do not broadcast");
  EXPECT_SAYS(ErrorOf("Sum", {x, x, Filled<float>({5})}), "do not broadcast");
  EXPECT_SAYS(ErrorOf("PRelu", {Filled<float>({3}), x}), "does not broadcast to [3]");
  EXPECT_SAYS(ErrorOf("Add", {x, Filled<double>({3})}), "float and double");
  EXPECT_SAYS(ErrorOf("Max", {x, Filled<std::int64_t>({3})}), "float and int64");
  EXPECT_SAYS(ErrorOf("Where", {x, x, x}), "condition is of type float");
  EXPECT_SAYS(ErrorOf("Clip", {x, Filled<float>({2})}), "'min' has shape [2]");
  EXPECT_SAYS(ErrorOf("Clip", {x, Filled<double>({})}), "'min' is of type double");
  EXPECT_SAYS(ErrorOf("And", {x, x}), "unsupported");
  EXPECT_SAYS(ErrorOf("Sigmoid", {Filled<std::int64_t>({3})}), "unsupported");
  EXPECT_SAYS(ErrorOf("Add", {Filled<float>({65536, 1}), Filled<float>({1, 65536})}),
              "(Add): the shape [65536, 65536] has more than 2^31");
}

TEST(GraphElementwise, BroadcastingReadsTheRightElements) {
  std::mt19937 random(1);
  for (int trial = 0; trial < 300; ++trial) {
    Shape shape, shapes[2];
    for (std::size_t d = random() % 5; d-- > 0;) shape.push_back(random() % 4 + (trial % 9 > 0));
    std::vector<Array> inputs;
    for (Shape& given : shapes) {
      // Each leaves out leading dimensions, or has 1 in the place of some.
      const auto first = static_cast<std::ptrdiff_t>(&given == shapes ? 0 : random() % 3);
      given.assign(shape.begin() + std::min<std::ptrdiff_t>(first, std::ssize(shape)), shape.end());
      for (auto& size : given)
        if (random() % 3 == 0) size = 1;
      inputs.push_back(Filled<std::int64_t>(given));
      std::int64_t count = 0;
      for (auto& element : inputs.back().Get<std::int64_t>()) element = count++;
    }
    const auto sum = RunNode("Add", {inputs[0], inputs[1]})[0];
    for (std::size_t i = 0; i < sum.Size(); ++i) {
      std::int64_t expected = 0;
      for (const Array& input : inputs) {  // the element at place i, dimension by dimension
        std::size_t rest = i, stride = 1;
        for (std::size_t d = 1; d <= input.Rank(); ++d) {
          const auto size = static_cast<std::size_t>(input.GetShape()[input.Rank() - d]);
          const auto range = static_cast<std::size_t>(sum.GetShape()[sum.Rank() - d]);
          expected += static_cast<std::int64_t>(rest % range % size * stride);
          stride *= size;
          rest /= range;
        }
      }
      ASSERT_EQ(sum.Get<std::int64_t>()[i], expected)
          << onnx::ShapeText(shapes[0]) << " + " << onnx::ShapeText(shapes[1]);
    }
  }
}

TEST(GraphElementwise, WrongNodesAreNamed) {
  const Array x = Filled<float>({2});
  EXPECT_SAYS(ErrorOf("Add", {x}), "has 1 inputs, expected 2");
  EXPECT_SAYS(ErrorOf("Sum", {}), "has 0 inputs, expected 1");
  EXPECT_SAYS(ErrorOf("Relu", {x, x}), "has 2 inputs, expected 1");
  EXPECT_SAYS(ErrorOf("Cast", {x}), "'to' is missing");
  EXPECT_SAYS(ErrorOf("Cast", {x}, std::vector{Attribute::Int("to", -1)}), "is no type");
  EXPECT_SAYS(ErrorOf("Cast", {x}, std::vector{Attribute::Int("to", 17)}), "unsupported: Cast");
  EXPECT_SAYS(ErrorOf("BitShift", {x, x}, std::vector{Attribute::String("direction", "UP")}),
              "'UP'");
  EXPECT_SAYS(ErrorOf("Gelu", {x}, std::vector{Attribute::String("approximate", "exp")}), "'exp'");
  EXPECT_SAYS(ErrorOf("Elu", {x}, std::vector{Attribute::Int("alpha", 1)}), "another type");
}

TEST(GraphElementwise, IntegersNeitherTrapNorOverflow) {
  using Limits = std::numeric_limits<std::int64_t>;
  const Array least = Filled<std::int64_t>({1}, Limits::min());
  const Array minus = Filled<std::int64_t>({1}, -1);
  const Array zero = Filled<std::int64_t>({1}, 0);
  const auto result = [](const std::string& op, const std::vector<Array>& inputs) {
    return RunNode(op, inputs)[0].Get<std::int64_t>()[0];
  };
  EXPECT_SAYS(ErrorOf("Div", {least, zero}), "by 0");
  EXPECT_SAYS(ErrorOf("Mod", {least, zero}), "by 0");
  EXPECT_EQ(result("Div", {least, minus}), Limits::min());
  EXPECT_EQ(result("Mod", {least, minus}), 0);
  EXPECT_EQ(result("Neg", {least}), Limits::min());
  EXPECT_EQ(result("Abs", {least}), Limits::min());
  EXPECT_EQ(result("Add", {least, minus}), Limits::max());
  EXPECT_EQ(result("Pow", {minus, least}), 1);
  EXPECT_EQ(result("Pow", {Filled<std::int64_t>({1}, 3), Filled<std::int64_t>({1}, 39)}),
            4052555153018976267);
  const auto cast = [](float x, DataType to) {
    return RunNode("Cast", {Filled<float>({1}, x)},
                   {Attribute::Int("to", static_cast<std::int64_t>(to))})[0];
  };
  EXPECT_EQ(cast(1e30F, DataType::kInt64).Get<std::int64_t>()[0], Limits::max());
  EXPECT_EQ(cast(-1e30F, DataType::kInt32).Get<std::int32_t>()[0],
            std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(cast(NAN, DataType::kInt64).Get<std::int64_t>()[0], 0);
  EXPECT_EQ(cast(-1.5F, DataType::kUint8).Get<std::uint8_t>()[0], 0);
  EXPECT_EQ(cast(0.5F, DataType::kBool).Get<bool>()[0], true);
}

TEST(GraphReductions, WrongAxesAreNamed) {
  const Array x = Filled<float>({2, 3});
  const auto axes = [](std::vector<std::int64_t> values) {
    Array array(DataType::kInt64, {static_cast<std::int64_t>(values.size())});
    std::copy(values.begin(), values.end(), array.Get<std::int64_t>().begin());
    return array;
  };
  EXPECT_SAYS(ErrorOf("ReduceSum", {x, axes({2})}), "axis 2 is not there");
  EXPECT_SAYS(ErrorOf("ReduceSum", {x, axes({-3})}), "axis -3 is not there");
  EXPECT_SAYS(ErrorOf("ReduceSum", {x, axes({1, -1})}), "axis -1 is given twice");
  EXPECT_SAYS(ErrorOf("ReduceSum", {x, Filled<float>({1})}), "'axes' is of type float");
  EXPECT_SAYS(ErrorOf("ReduceMax", {x}, std::vector{Attribute::Ints("axes", {1})}), "is an input");
  EXPECT_EQ(ErrorOf("ReduceMax", {x}, std::vector{Attribute::Ints("axes", {1})}, 17), "no error");
  EXPECT_SAYS(ErrorOf("ReduceL2", {x}, std::vector{Attribute::Ints("axes", {INT64_MIN})}, 17),
              "is not there");
  EXPECT_SAYS(ErrorOf("ArgMax", {x}, std::vector{Attribute::Int("axis", 5)}), "axis 5");
  EXPECT_SAYS(ErrorOf("ArgMax", {Filled<float>({2, 0})}, std::vector{Attribute::Int("axis", 1)}),
              "has no elements along the axis");
  EXPECT_SAYS(ErrorOf("ArgMin", {Filled<float>({})}), "axis 0 is not there");
  EXPECT_SAYS(ErrorOf("Hardmax", {x}, std::vector{Attribute::Int("axis", -9)}), "axis -9");
  EXPECT_SAYS(ErrorOf("CumSum", {x, axes({2})}), "axis 2");
  EXPECT_SAYS(ErrorOf("CumSum", {x, axes({0, 1})}), "'axis' has 2 elements");
  EXPECT_SAYS(ErrorOf("MeanVarianceNormalization", {x}), "axis 2");
  EXPECT_SAYS(ErrorOf("TopK", {x, axes({4})}), "K is 4, but there are 3");
  EXPECT_SAYS(ErrorOf("TopK", {x, axes({-1})}), "K is -1");
  EXPECT_SAYS(ErrorOf("TopK", {x, axes({})}), "'K' has 0 elements");
}

TEST(GraphReductions, NothingIsReducedToItsNeutralElement) {
  const auto axes = Filled<std::int64_t>({1}, 1);
  const auto reduced = [&](const std::string& op) {
    const auto result = RunNode(op, {Filled<float>({2, 0}), axes})[0];
    EXPECT_EQ(result.GetShape(), (Shape{2, 1})) << op;
    return result.Get<float>()[1];
  };
  EXPECT_EQ(reduced("ReduceSum"), 0);
  EXPECT_EQ(reduced("ReduceProd"), 1);
  EXPECT_EQ(reduced("ReduceMax"), -INFINITY);
  EXPECT_EQ(reduced("ReduceMin"), INFINITY);
  EXPECT_EQ(reduced("ReduceLogSumExp"), -INFINITY);
  EXPECT_TRUE(std::isnan(reduced("ReduceMean")));
  const auto none = Filled<std::int64_t>({1}, 0);
  EXPECT_EQ(RunNode("TopK", {Filled<float>({2, 0}), none}, {}, 24, 2)[1].Size(), 0U);
  EXPECT_EQ(RunNode("CumSum", {Filled<float>({0, 3}), axes})[0].Size(), 0U);
  EXPECT_EQ(RunNode("Hardmax", {Filled<float>({3, 0})})[0].Size(), 0U);
}

}  // namespace
