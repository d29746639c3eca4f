// Correlations of responses, checked on a case that can be computed by hand.
#include <gtest/gtest.h>

#include "tmva/evaluation/evaluation.h"

namespace TMVA {
namespace {

TEST(ResponseCorrelations, SeesEqualAndOppositeMethods) {
  DataSetInfo info;
  info.name = "data";
  info.variables = {VariableInfo::Make("x")};
  info.classes = {{"Signal", "", ""}, {"Background", "", ""}};
  info.analysis = Types::kClassification;
  MemoryEvents test;
  for (int i = 0; i < 8; ++i) {
    test.variables.push_back(static_cast<float>(i));
    test.weights.push_back(1);
    test.classes.push_back(i < 4 ? 0 : 1);
  }
  const auto data = MakeMemoryDataSet(info, test, test);
  const auto truth = CollectTruth(*data, Types::kTesting);
  std::vector<MethodResponses> responses(2);
  std::vector<MethodEvaluation> methods(2);
  for (std::size_t k = 0; k < 2; ++k) {
    methods[k].title = responses[k].title = k == 0 ? "Same" : "Opposite";
    methods[k].reference_cut = k == 0 ? 1.5 : -1.5;
    for (int i = 0; i < 8; ++i) responses[k].test.push_back(static_cast<float>(k == 0 ? i : -i));
  }
  const auto text = ResponseCorrelations(*data, truth, responses, methods);
  EXPECT_NE(text.find("    Same:   +1.000   -1.000"), std::string::npos) << text;
  EXPECT_NE(text.find("       x:   +1.000   -1.000"), std::string::npos) << text;
  // Signal 0..3: the cuts at 1.5 and -1.5 never agree; background 4..7 neither.
  EXPECT_NE(text.find("    Same:   +1.000   +0.000"), std::string::npos) << text;
}

}  // namespace
}  // namespace TMVA
