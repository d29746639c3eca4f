// Transformations in a batch generator.
#include <TMVA/BatchTransformation.h>

#include <cmath>

#include <gtest/gtest.h>

#include <TMVA/Random.h>

namespace TMVA {
namespace {

std::shared_ptr<const ColumnSource> Table(std::uint64_t stream, std::int64_t rows, double shift) {
  auto values = std::make_shared<std::vector<float>>();
  Random random(1, stream);
  for (std::int64_t i = 0; i < 2 * rows; ++i)
    values->push_back(static_cast<float>(random.Gauss(shift, 2)));
  std::vector<ArrayColumn> columns;
  for (const auto* name : {"a", "b"}) {
    ArrayColumn column;
    column.name = name;
    column.data = values->data() + (*name == 'a' ? 0 : rows);
    column.stride = sizeof(float);
    column.owner = values;
    columns.push_back(column);
  }
  return MakeArraySource(std::move(columns), rows, "toy");
}

TEST(BatchTransformation, ActsOnTheBatchesOfAGenerator) {
  const std::vector<BatchTable> tables = {{Table(1, 3000, 1), 0.0}, {Table(2, 2000, -1), 1.0}};
  BatchOptions options;
  options.batch_size = 100;
  options.columns = {"a", "a+b"};
  options.seed = 3;
  const BatchTransformation fitted("N,D_signal", tables, options, {"background", "signal"});
  EXPECT_EQ(fitted.Columns(), options.columns);
  const auto again = BatchTransformation::Load(fitted.Save());

  const BatchGenerator plain(tables, options);
  BatchGenerator transformed(tables, options);
  transformed.SetTransform(fitted.Function());
  const auto a = plain.Iterate(), b = transformed.Iterate();
  double sum = 0, squares = 0, n = 0;
  while (const auto before = a->Next()) {
    const auto after = b->Next();
    ASSERT_EQ(before.size(), after.size());
    auto x = before.X();
    const auto y = before.Y(), expected = after.X();
    const std::span<float> values(x.GetData(), x.GetSize());
    const std::vector<float> raw(values.begin(), values.end());
    fitted.Apply(values);
    auto reloaded = raw;
    again.Apply(reloaded);
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ(values[i], expected.GetData()[i]);
      EXPECT_EQ(values[i], reloaded[i]);
      if (y(i / 2, 0) < 0.5F || i % 2 == 1) continue;
      sum += static_cast<double>(values[i]);
      squares += static_cast<double>(values[i]) * static_cast<double>(values[i]);
      n += 1;
    }
  }
  EXPECT_FALSE(b->Next());
  EXPECT_NEAR(squares / n - sum * sum / (n * n), 1, 0.02);  // the signal's variance
}

TEST(BatchTransformation, RefusesWhatDoesNotFit) {
  const std::vector<BatchTable> tables = {{Table(1, 50, 0)}};
  BatchOptions options;
  EXPECT_THROW(BatchTransformation("Q", tables, options), OptionError);
  EXPECT_THROW(BatchTransformation("N_signal", tables, options), OptionError);
  EXPECT_THROW(BatchTransformation::Load("<MethodSetup/>"), ModelError);
  const BatchTransformation fitted("N", tables, options);
  std::vector<float> three(3);
  EXPECT_THROW(fitted.Apply(three), DataError);
  options.dtype = DataType::kFloat64;
  EXPECT_THROW(BatchTransformation("N", tables, options), OptionError);
}

}  // namespace
}  // namespace TMVA
