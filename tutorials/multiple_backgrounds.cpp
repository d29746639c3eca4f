// Multiple backgrounds: one training against each, and one selection that uses all of them.
//
// A method that is trained against a single background has an easy question to answer. Three of
// them give three scores an event; the cuts on them are found by a scan for the largest
// significance S/sqrt(S+B), one score after the other, until nothing changes.
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <TMVA/DataLoader.h>
#include <TMVA/Factory.h>
#include <TMVA/File.h>
#include <TMVA/Reader.h>

#include "toy_data.h"

namespace {

using Cuts = std::array<double, 3>;

struct Sample {
  double weight = 0;  // of an event, so that the sample has as many as the data
  std::vector<Cuts> scores = {};

  double Passing(const Cuts& cuts) const {
    double sum = 0;
    for (const Cuts& s : scores)
      sum += s[0] > cuts[0] && s[1] > cuts[1] && s[2] > cuts[2] ? weight : 0;
    return sum;
  }
};

double Significance(const std::vector<Sample>& samples, const Cuts& cuts) {
  const double signal = samples[0].Passing(cuts);
  double all = 1e-9;
  for (const Sample& sample : samples) all += sample.Passing(cuts);
  return signal / std::sqrt(all);
}

}  // namespace

int main() {
  toy::WriteMulticlass("toy_backgrounds.root", 3000);
  const auto file = TMVA::File::Open("toy_backgrounds.root");
  const std::vector<std::string> backgrounds{"TreeB0", "TreeB1", "TreeB2"};

  TMVA::Reader reader("!Color:Silent");
  for (const auto& background : backgrounds) {
    TMVA::Factory factory("Backgrounds", "!V:Silent:AnalysisType=Classification");
    TMVA::DataLoader loader("dataset_" + background);
    for (const char* variable : {"var1", "var2", "var3", "var4"}) loader.AddVariable(variable);
    loader.AddSignalTree(file->GetTree("TreeS"));
    loader.AddBackgroundTree(file->GetTree(background));
    loader.PrepareTrainingAndTestTree("", "SplitMode=Random:!V");
    factory.BookMethod(loader, "BDT", "BDTG", "NTrees=60:BoostType=Grad:MaxDepth=2:Shrinkage=0.2");
    factory.TrainAllMethods();
    reader.BookMVA(background, "dataset_" + background + "/weights/Backgrounds_BDTG.weights.xml");
  }

  std::vector<Sample> samples;
  const std::vector<std::pair<std::string, double>> expected{
      {"TreeS", 100}, {"TreeB0", 300}, {"TreeB1", 1000}, {"TreeB2", 1000}};
  for (const auto& [name, events] : expected) {
    const auto tree = file->GetTree(name);
    Sample sample{events / static_cast<double>(tree->NumEntries())};
    sample.scores.resize(static_cast<std::size_t>(tree->NumEntries()));
    for (std::size_t k = 0; k < 3; ++k) {
      const auto responses = reader.Evaluate(backgrounds[k], *tree);
      for (std::size_t i = 0; i < sample.scores.size(); ++i) sample.scores[i][k] = responses(i, 0);
    }
    samples.push_back(std::move(sample));
  }

  Cuts best{-1, -1, -1};
  const double without = Significance(samples, best);
  for (double before = 0, now = without; now > before;) {
    before = now;
    for (std::size_t k = 0; k < 3; ++k) {
      for (int step = 0; step <= 50; ++step) {
        Cuts trial = best;
        trial[k] = -1 + 0.04 * step;
        if (const double value = Significance(samples, trial); value > now) {
          now = value;
          best = trial;
        }
      }
    }
  }
  const double with = Significance(samples, best);
  std::printf("cuts %.2f, %.2f, %.2f: significance %.2f, without them %.2f\n", best[0], best[1],
              best[2], with, without);
  return with > 2 * without ? 0 : 1;
}
