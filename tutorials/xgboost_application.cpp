// Applying the forest of XGBoost: in C++, from the ROOT file in which it lies.
//
// Needs xgboost_training.py. Neither XGBoost nor Python is needed any more.
#include <cmath>
#include <cstdio>
#include <vector>

#include <TMVA/BatchGenerator.h>
#include <TMVA/File.h>
#include <TMVA/RModel.h>
#include <TMVA/Reader.h>

#include "toy_data.h"

int main() {
  const auto model = TMVA::RModel::Load("xgboost.root:models/higgs");
  const std::vector<std::string> names(std::begin(toy::kHiggs), std::end(toy::kHiggs));
  const auto x = TMVA::AsTensor<float>(TMVA::OpenSource("toy_signal.root:events"), names);

  // All events at once, or one; two probabilities each, background and signal.
  const std::size_t events = x.GetShape()[0];
  const auto all = model.Run(std::span<const float>(x.GetData(), x.GetSize()), events);
  const std::vector<float> first(x.GetData(), x.GetData() + names.size());
  const float single = model.Run(first)[1];
  std::printf("%zu events; the first one: %.4f\n", events, static_cast<double>(single));

  // Or as a method of the Reader, over a tree: its answer is the probability of signal.
  TMVA::Reader reader(names, "!Color:Silent");
  reader.BookMVA("XGBoost", "xgboost.root:models/higgs");
  const auto responses = reader.Evaluate("XGBoost", *TMVA::OpenSource("toy_signal.root:events"));
  double mean = 0;
  for (std::size_t i = 0; i < events; ++i) mean += responses(i, 0) / static_cast<double>(events);
  std::printf("mean score of the signal: %.3f\n", mean);
  return mean > 0.5 && std::abs(static_cast<double>(all[1] - single)) < 1e-6 ? 0 : 1;
}
