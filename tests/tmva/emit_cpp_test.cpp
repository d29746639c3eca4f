// Emitted code: its snippets as they are, and the names it gives.
#include <gtest/gtest.h>

#include <cstdio>

#include "tmva/graph/emit/emit_cpp.h"
#include "tmva/graph/emit/identifiers.h"
#include "tmva/graph/emit/snippets.h"
#include "tmva/graph/emit/snippets/arithmetic.h"
#include "tmva/graph/emit/snippets/convolutions.h"
#include "tmva/graph/emit/snippets/features.h"
#include "tmva/graph/emit/snippets/gathering.h"
#include "tmva/graph/emit/snippets/linear_models.h"
#include "tmva/graph/emit/snippets/normalisations.h"
#include "tmva/graph/emit/snippets/pooling.h"
#include "tmva/graph/emit/snippets/recurrence.h"
#include "tmva/graph/emit/snippets/reductions.h"
#include "tmva/graph/emit/snippets/shapes.h"
#include "tmva/graph/emit/snippets/slicing.h"
#include "tmva/graph/emit/snippets/support_vectors.h"
#include "tmva/graph/emit/snippets/trees.h"
#include "tmva/graph/emit/snippets/unary.h"
#include "tmva/graph/emit/snippets/weights.h"
#include "tmva/graph/graph_builder.h"
#include "tmva/graph/operator.h"

namespace {

using namespace emitted;
using Floats = Tensor<float>;

TEST(EmittedSnippets, BroadcastWhateverTheSideThatIsRepeated) {
  const Floats row({3}, {1, 2, 3}), column({2, 1}, {10, 20});
  EXPECT_EQ(Add(row, column).data, (std::vector<float>{11, 12, 13, 21, 22, 23}));
  EXPECT_EQ(Sub(column, row).shape, (Shape{2, 3}));
  EXPECT_THROW(Add(row, Floats({2}, {1, 2})), std::invalid_argument);
}

TEST(EmittedSnippets, ReadOnlyWhatIsThere) {
  const Floats x({2, 2}, {1, 2, 3, 4});
  EXPECT_THROW(Gather(x, List({2}), 0), std::invalid_argument);
  EXPECT_EQ(Gather(x, List({-1}), 0).data, (std::vector<float>{3, 4}));
  EXPECT_THROW(MatMul(x, Floats({3, 1}, {1, 2, 3})), std::invalid_argument);
  EXPECT_THROW(Floats({2, 2}, {1, 2, 3}), std::invalid_argument);
  EXPECT_THROW(TopK(x, List({3}), 1, true), std::invalid_argument);
  EXPECT_THROW(Div(List({1}), List({0})), std::invalid_argument);
  EXPECT_THROW(CheckInput(x, "x", {-1, 3}), std::invalid_argument);
}

TEST(EmittedSnippets, LoopsInTreesEnd) {
  ForestNodes nodes;
  nodes.trees = nodes.features = nodes.missing_is_true = List({0, 0});
  nodes.ids = List({0, 1});
  nodes.modes = List({1, 1});
  nodes.if_true = nodes.if_false = List({1, 0});
  nodes.values = Floats({2}, {0, 0});
  EXPECT_THROW(Forest(nodes).Scores(Floats({1, 1}, {1}), 1, 1), std::invalid_argument);
  nodes.if_true = List({7, 0});
  EXPECT_THROW(Forest{nodes}, std::invalid_argument);
}

TEST(EmittedSnippets, CastsSaturate) {
  const Floats x({4}, {3e10F, -3e10F, NAN, -1.5F});
  EXPECT_EQ(Cast<std::int32_t>(x).data, (std::vector<std::int32_t>{INT32_MAX, INT32_MIN, 0, -1}));
}

TEST(EmitCpp, NamesAreIdentifiersOfTheirOwn) {
  using namespace TMVA::onnx;
  std::set<std::string> taken{"Softmax"};
  EXPECT_EQ(UniqueIdentifier("a/b:0", taken), "a_b_0");
  EXPECT_EQ(UniqueIdentifier("a.b 0", taken), "a_b_0_");
  EXPECT_EQ(UniqueIdentifier("__x__", taken), "x");
  EXPECT_EQ(UniqueIdentifier("", taken), "x_");
  EXPECT_EQ(UniqueIdentifier("class", taken), "class_");
  EXPECT_EQ(UniqueIdentifier("Softmax", taken), "Softmax_");
  EXPECT_EQ(UniqueIdentifier("1\n};", taken), "x1");
  EXPECT_EQ(NamespaceOf("std::a b"), "std_::a_b");
  EXPECT_EQ(Quoted("a\"\\\n?"), "\"a\\042\\134\\012\\077\"");
  EXPECT_EQ(Comment("a\n\\b?"), "a__b_");
}

TEST(EmitCpp, OnlyWhatIsUsedIsWritten) {
  using namespace TMVA::onnx;
  GraphBuilder b("g");
  const auto x = b.Input("x", DataType::kFloat, {{-1, "N"}, {2, ""}});
  const auto folded = b.Add("Mul", {b.Floats({2}, {1, 2}), b.Floats({2}, {3, 4})});
  b.Add("Sin", {x});  // nobody reads it
  b.Output(b.Add("Add", {x, folded}), "y", DataType::kFloat, {{-1, "N"}, {2, ""}});
  const auto emitted = EmitCpp(b.Finish(), {"net", true}, "g.onnx");
  EXPECT_NE(emitted.header.find("Add(x, "), std::string::npos);
  EXPECT_EQ(emitted.header.find("Mul(x"), std::string::npos);
  EXPECT_EQ(emitted.header.find("Sin("), std::string::npos);
  ASSERT_EQ(emitted.weights.size(), 8U);  // 1 * 3 and 2 * 4
  float products[2];
  std::memcpy(products, emitted.weights.data(), sizeof products);
  EXPECT_EQ(products[0], 3);
  EXPECT_EQ(products[1], 8);
}

}  // namespace
