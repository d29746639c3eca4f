// Trains a discriminant on events made here and applies it: the public headers and the library
// alone.
#include <TMVA/DataLoader.h>
#include <TMVA/Factory.h>
#include <TMVA/Random.h>
#include <TMVA/Reader.h>

#include <array>
#include <cstdio>

int main() {
  TMVA::Factory factory("Consumer", "!V:Silent:AnalysisType=Classification");
  TMVA::DataLoader loader("consumer_data");
  loader.AddVariable("x");
  loader.AddVariable("y");
  TMVA::Random random(1, 0);
  for (int i = 0; i < 400; ++i) {
    const std::array signal{random.Gauss(1), random.Gauss(1)},
        background{random.Gauss(-1), random.Gauss(-1)};
    if (i % 2)
      loader.AddSignalTrainingEvent(signal), loader.AddBackgroundTrainingEvent(background);
    else
      loader.AddSignalTestEvent(signal), loader.AddBackgroundTestEvent(background);
  }
  factory.BookMethod(loader, TMVA::Types::kFisher, "Fisher", "!H:!V");
  factory.TrainAllMethods();
  factory.TestAllMethods();
  const double area = factory.GetROCIntegral(loader, "Fisher");
  TMVA::Reader reader("Silent");
  float x = 1, y = 1;
  reader.AddVariable("x", &x);
  reader.AddVariable("y", &y);
  reader.BookMVA("Fisher", "consumer_data/weights/Consumer_Fisher.weights.xml");
  const double signal_like = reader.EvaluateMVA("Fisher");
  std::printf("ROC integral %.3f, response %.3f\n", area, signal_like);
  return area > 0.95 && signal_like > 0 ? 0 : 1;
}
