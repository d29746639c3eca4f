// CategoryMapper and ZipMap of ai.onnx.ml.
#include <map>

#include "tmva/graph/operators/layout.h"
#include "tmva/graph/operators/machine_learning.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Names to numbers, or numbers to names.
class CategoryMapper : public LayoutOperator {
 public:
  explicit CategoryMapper(const NodeView& node)
      : LayoutOperator(node),
        other_name_(node.String("default_string", "_Unused")),
        other_number_(node.Int("default_int64", -1)) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
    const auto names = node.Strings("cats_strings");
    const auto numbers = node.Ints("cats_int64s");
    if (names.size() != numbers.size())
      Fail("has " + std::to_string(names.size()) + " cats_strings and " +
           std::to_string(numbers.size()) + " cats_int64s");
    for (std::size_t i = 0; i < names.size(); ++i) {
      numbers_.emplace(names[i], numbers[i]);
      names_.emplace(numbers[i], names[i]);
    }
  }

  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    Array& y = outputs[0];
    if (x.Type() == DataType::kString) {
      Reset(y, DataType::kInt64, x.GetShape());
      Map(x.Strings(), numbers_, other_number_, y.Get<std::int64_t>());
    } else if (x.Type() == DataType::kInt64) {
      Reset(y, DataType::kString, x.GetShape());
      Map(x.Get<std::int64_t>(), names_, other_name_, std::span(y.Strings()));
    } else {
      UnsupportedType(x.Type());
    }
  }

 private:
  template <class From, class Table, class Other, class To>
  static void Map(const From& from, const Table& table, const Other& other, To to) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      const auto found = table.find(from[i]);
      to[i] = found == table.end() ? other : found->second;
    }
  }

  std::string other_name_;
  std::int64_t other_number_;
  std::map<std::string, std::int64_t> numbers_;
  std::map<std::int64_t, std::string> names_;
};

/// Makes a map of class to score of each row. Here the scores stay an array, with columns in the
/// order of the classes.
class ZipMap : public LayoutOperator {
 public:
  explicit ZipMap(const NodeView& node)
      : LayoutOperator(node),
        classes_(std::max(node.Strings("classlabels_strings").size(),
                          node.Ints("classlabels_int64s").size())) {
    node.CheckInputs(1, 1);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array& x = *inputs[0];
    if (!x.IsFloat()) UnsupportedType(x.Type());
    if (x.Rank() == 0 || x.GetShape().back() != static_cast<std::int64_t>(classes_))
      Fail("the scores have shape " + ShapeText(x.GetShape()) + " for " + std::to_string(classes_) +
           " classes");
    outputs[0] = x;
  }

 private:
  std::size_t classes_;
};

}  // namespace

void RegisterCategoryMaps(OperatorRegistry& registry) {
  registry.Add<CategoryMapper>("CategoryMapper", 1, kMachineLearning);
  registry.Add<ZipMap>("ZipMap", 1, kMachineLearning);
}

}  // namespace TMVA::inline standalone::onnx
