// Names of data sets as directories of the result file.
#include "tmva/evaluation/result_directory.h"

#include <gtest/gtest.h>

namespace TMVA::inline standalone {
namespace {

TEST(ResultDirectory, IsInsideOfTheFile) {
  EXPECT_EQ(ResultDirectory("dataset"), "dataset");
  EXPECT_EQ(ResultDirectory("./fold0"), "fold0");
  EXPECT_EQ(ResultDirectory("results/fold0"), "results/fold0");
  EXPECT_EQ(ResultDirectory("results//a/../fold0/"), "results/fold0");
  EXPECT_EQ(ResultDirectory("/data/fold0"), "fold0");
  EXPECT_EQ(ResultDirectory("../fold0"), "fold0");
  EXPECT_EQ(ResultDirectory("../../a/fold0/"), "fold0");
}

}  // namespace
}  // namespace TMVA::inline standalone
