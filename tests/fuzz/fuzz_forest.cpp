// Fuzz target: a file of a forest, of any format. What can be read is applied and written again,
// and the written files are read in turn.
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include <TMVA/BookedMethod.h>
#include <TMVA/Error.h>

#include "methods/bdt/bdt_ensemble.h"
#include "tests/fuzz/allocation_guard.h"
#include "tests/fuzz/fuzz_target.h"
#include "tmva/trees/formats/comparison.h"
#include "tmva/trees/formats/ensemble_file.h"
#include "tmva/trees/formats/onnx_trees.h"
#include "tmva/trees/formats/xgboost_model.h"
#include "tmva/trees/shap.h"

using namespace TMVA;
using namespace TMVA::fuzz;

namespace {

const std::string kPath = "memory.model";
constexpr std::size_t kRows = 14;  // enough for a block
constexpr std::size_t kMostColumns = 300;

[[noreturn]] void Fault(const std::string& what) {
  std::fprintf(stderr, "FAULT: %s\n", what.c_str());
  std::abort();
}

/// Rows of small whole numbers (which are categories), of others, and of values that hurt.
std::vector<float> MakeRows(std::size_t columns, bool infinite) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const float largest =
      infinite ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::max() / 2;
  std::vector<float> x(kRows * columns);
  std::mt19937 random(1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t row = i / columns;
    const auto draw = static_cast<float>(random() % 1000);
    x[i] = row < 6 ? std::floor(draw / 100) : draw / 250 - 2;
    if (row == 1 || (row > 8 && random() % 3 == 0)) x[i] = kNaN;
    if (row == 2) x[i] = largest;
    if (row == 3) x[i] = -largest;
  }
  return x;
}

std::vector<double> Apply(const TreeEnsemble& ensemble, const std::vector<float>& x, bool raw) {
  std::vector<double> out(kRows * ensemble.num_outputs);
  EnsembleModel(ensemble).Evaluate({x.data(), ensemble.num_inputs, kRows}, out, raw);
  return out;
}

/// An event alone comes out as in company, and its sums are numbers.
void CheckApplication(const TreeEnsemble& ensemble) {
  const auto x = MakeRows(ensemble.num_inputs, true);
  const auto together = Apply(ensemble, x, true);
  const EnsembleModel model(ensemble);
  std::vector<double> alone(ensemble.num_outputs);
  for (std::size_t i = 0; i < kRows; ++i) {
    model.Evaluate({x.data() + i * ensemble.num_inputs, ensemble.num_inputs, 1}, alone, true);
    if (std::memcmp(alone.data(), together.data() + i * alone.size(),
                    alone.size() * sizeof(double)) != 0)
      Fault("an event comes out differently alone");
  }
  for (const double sum : together)
    if (!std::isfinite(sum)) Fault("a sum is " + std::to_string(sum));
}

/// SHAP values add up, where a forest has covers.
void CheckShap(const TreeEnsemble& ensemble) {
  const auto x = MakeRows(ensemble.num_inputs, true);
  const std::size_t width = ensemble.num_inputs + 1;
  std::vector<double> parts(kRows * ensemble.num_outputs * width);
  try {
    ShapModel(ensemble).Evaluate({x.data(), ensemble.num_inputs, kRows}, parts);
  } catch (const ModelError&) {
    return;
  }
  for (const double part : parts)
    if (std::isnan(part)) Fault("a SHAP value is not a number");
}

/// Upper bound of the absolute sums.
double Scale(const TreeEnsemble& ensemble) {
  double scale = 1;
  for (const double base : ensemble.base) scale = std::max(scale, std::abs(base));
  for (const auto& tree : ensemble.trees) {
    double largest = 0;
    for (const auto& node : tree.nodes)
      if (node.IsLeaf())
        largest = std::max(largest, std::abs(tree.weight * static_cast<double>(node.response)));
    scale += largest;
  }
  return scale;
}

void CompareWritten(const TreeEnsemble& ensemble, const std::string& bytes,
                    const std::string& path) {
  TreeEnsemble again;
  try {
    again = ParseEnsemble(bytes, path);
  } catch (const Error& error) {
    Fault("what was written is refused: " + std::string(error.what()));
  }
  const auto x = MakeRows(ensemble.num_inputs, false);
  const auto before = Apply(ensemble, x, true), after = Apply(again, x, true);
  const double tolerance = 1e-5 * Scale(ensemble);
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!(std::abs(before[i] - after[i]) <= tolerance))
      Fault(path + " answers " + std::to_string(after[i]) + " instead of " +
            std::to_string(before[i]));
}

/// Sets become chains of nodes in ONNX, which may be longer than is worth a try.
std::size_t NumCategories(const TreeEnsemble& ensemble) {
  std::size_t count = 0;
  for (const auto& tree : ensemble.trees)
    for (const auto& set : tree.category_sets) count += 32 * set.size();
  return count;
}

void CheckWriting(TreeEnsemble ensemble) {
  for (const auto& tree : ensemble.trees)
    if (!tree.coefficients.empty()) return;
  if (NumCategories(ensemble) > 100000) return;
  CompareWritten(ensemble, WriteOnnxTrees(ensemble), "memory.onnx");
  if (ensemble.transform == OutputTransform::kGradientBoosted)
    ensemble = AsLogistic(std::move(ensemble));
  if (ensemble.transform == OutputTransform::kSoftmax && ensemble.num_outputs == 1) return;
  CompareWritten(ensemble, WriteXgboost(ensemble), "memory.json");
}

TreeEnsemble ReadWeights(std::string_view xml) {
  const auto booked = BookedMethod::FromXml(xml, kPath);
  const TreeEnsemble ensemble = ToTreeEnsemble(*booked);
  const std::size_t spectators = booked->Info().spectators.size();
  if (std::max(spectators, ensemble.num_inputs) > kMostColumns) return ensemble;
  const auto x = MakeRows(ensemble.num_inputs, false);
  const std::vector<double> others(kRows * spectators);
  std::vector<double> out(kRows * ensemble.num_outputs);
  try {
    booked->Evaluate(RTensor<const float>(x.data(), {kRows, ensemble.num_inputs}),
                     RTensor<const double>(others.data(), {kRows, spectators}),
                     RTensor<double>(out.data(), {kRows, ensemble.num_outputs}));
  } catch (const Error&) {  // without MissingValues there must be no NaN
    return ensemble;
  }
  const auto ours = Apply(ensemble, x, false);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!(std::abs(out[i] - ours[i]) <= 1e-5 * Scale(ensemble)))
      Fault("the BDT answers " + std::to_string(out[i]) + ", its forest " +
            std::to_string(ours[i]));
  return ensemble;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const bool is_xml = bytes.starts_with("<");
  // The weight files of other methods are no forests.
  if (is_xml && bytes.find("Method=\"BDT::") == std::string_view::npos) return 0;
  // A node of 2 bytes of ONNX is one of 400; a list grows by doubling.
  const std::size_t limit = 1000 * size + kAllowance;
  TraceAllocationsAbove(limit);
  ResetLargestAllocation();
  TreeEnsemble ensemble;
  try {
    ensemble = is_xml ? ReadWeights(bytes) : ParseEnsemble(bytes, kPath);
  } catch (const Error& error) {
    const bool names = is_xml || std::string_view(error.what()).starts_with(kPath);
    if (!names) Fault(std::string("error that does not name the file: ") + error.what());
  }
  if (LargestAllocation() > limit)
    Fault("allocation of " + std::to_string(LargestAllocation()) + " bytes");
  TraceAllocationsAbove(SIZE_MAX);
  if (ensemble.trees.empty()) return 0;
  if (ensemble.num_inputs > kMostColumns || ensemble.num_outputs > kMostColumns) {
    const EnsembleModel model(ensemble);  // what it takes depends on the trees alone
    return 0;
  }
  CheckApplication(ensemble);
  CheckShap(ensemble);
  CheckWriting(std::move(ensemble));
  return 0;
}

/// Puts another number in the place of one, or what libFuzzer likes.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  std::mt19937_64 random(seed);
  const auto is_part = [](std::uint8_t c) { return c != 0 && std::strchr("0123456789.-", c); };
  const bool is_text =
      size > 4 && (data[0] == 't' || data[0] == '<' || (data[0] == '{' && data[1] == '"'));
  std::size_t begin = is_text ? random() % size : size;
  while (begin < size && !is_part(data[begin])) ++begin;
  if (begin == size || random() % 3 == 0) return LLVMFuzzerMutate(data, size, most);
  while (begin > 0 && is_part(data[begin - 1])) --begin;
  std::size_t end = begin;
  while (end < size && is_part(data[end])) ++end;
  constexpr std::string_view kNumbers[] = {"0",     "-1",       "1",          "2",         "3",
                                           "1e300", "-3.4e38",  "1e-46",      "nan",       "inf",
                                           "65536", "16777215", "2147483647", "4294967295"};
  const auto number = kNumbers[random() % std::size(kNumbers)];
  if (size - (end - begin) + number.size() > most) return size;
  std::memmove(data + begin + number.size(), data + end, size - end);
  std::memcpy(data + begin, number.data(), number.size());
  return size - (end - begin) + number.size();
}
