// Multiclass: one signal and three backgrounds.
#include <cstdio>

#include <TMVA/DataLoader.h>
#include <TMVA/Factory.h>
#include <TMVA/File.h>

#include "toy_data.h"

int main() {
  toy::WriteMulticlass("toy_multiclass.root");

  TMVA::Factory factory("TMVAMulticlass", "TMVAMulticlass.root",
                        "!V:Color:DrawProgressBar:Transformations=I:AnalysisType=multiclass");
  TMVA::DataLoader loader("dataset_multiclass");
  for (const char* variable : {"var1", "var2", "var3", "var4"}) loader.AddVariable(variable, 'F');
  const auto file = TMVA::File::Open("toy_multiclass.root");
  loader.AddTree(file->GetTree("TreeS"), "Signal");
  loader.AddTree(file->GetTree("TreeB0"), "bg0");
  loader.AddTree(file->GetTree("TreeB1"), "bg1");
  loader.AddTree(file->GetTree("TreeB2"), "bg2");
  loader.PrepareTrainingAndTestTree("", "SplitMode=Random:NormMode=NumEvents:!V");

  factory.BookMethod(
      loader, TMVA::Types::kBDT, "BDTG",
      "!H:!V:NTrees=200:BoostType=Grad:Shrinkage=0.10:UseBaggedBoost:BaggedSampleFraction=0.50:"
      "nCuts=20:MaxDepth=2");
  factory.TrainAllMethods();
  factory.TestAllMethods();
  factory.EvaluateAllMethods();

  bool good = true;
  for (unsigned cls = 0; cls < 4; ++cls) {
    const double area = factory.GetROCIntegral(loader, "BDTG", cls);
    std::printf("class %u against the rest: ROC integral %.3f\n", cls, area);
    good = good && area > 0.7;
  }
  return good ? 0 : 1;
}
