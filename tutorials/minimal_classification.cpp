// Minimal classification: two clouds of points in memory, one booking, three calls.
//
// Events are given one by one; whether they are for the training or for the test is the program's
// choice. Without an output file the Factory keeps its results to itself.
#include <array>
#include <cstdio>

#include <TMVA/DataLoader.h>
#include <TMVA/Factory.h>
#include <TMVA/Random.h>

int main() {
  TMVA::DataLoader loader("dataset_minimal");
  loader.AddVariable("x");
  loader.AddVariable("y");

  TMVA::Random random(1, 0);
  const auto point = [&](double centre) {
    return std::array{random.Gauss(centre, 1), random.Gauss(centre, 1)};
  };
  for (int i = 0; i < 1000; ++i) {
    loader.AddSignalTrainingEvent(point(1));
    loader.AddSignalTestEvent(point(1));
    loader.AddBackgroundTrainingEvent(point(-1));
    loader.AddBackgroundTestEvent(point(-1));
  }

  TMVA::Factory factory("Minimal", "AnalysisType=Classification:Silent");
  factory.BookMethod(loader, TMVA::Types::kBDT, "BDT", "NTrees=50:MaxDepth=2:nCuts=20");
  factory.TrainAllMethods();
  factory.TestAllMethods();
  factory.EvaluateAllMethods();

  const double area = factory.GetROCIntegral(loader, "BDT");
  std::printf("ROC integral %.3f\n", area);
  return area > 0.95 ? 0 : 1;
}
