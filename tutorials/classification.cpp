// Classification: book methods by config string, train them from a ROOT file, compare them.
#include <cstdio>

#include <TMVA/DataLoader.h>
#include <TMVA/Factory.h>
#include <TMVA/File.h>

#include "toy_data.h"

int main() {
  toy::WriteClassification("toy_classification.root");

  TMVA::Factory factory(
      "TMVAClassification", "TMVAC.root",
      "!V:Color:DrawProgressBar:Transformations=I;D;G:AnalysisType=Classification");
  TMVA::DataLoader loader("dataset");
  loader.AddVariable("myvar1 := var1+var2", 'F');
  loader.AddVariable("myvar2 := var1-var2", "Expression 2", "", 'F');
  loader.AddVariable("var3", "Variable 3", "units", 'F');
  loader.AddVariable("var4", "Variable 4", "units", 'F');
  loader.AddSpectator("spec1 := var1*2", "Spectator 1", "units");

  const auto file = TMVA::File::Open("toy_classification.root");
  loader.AddSignalTree(file->GetTree("TreeS"), 1.0);
  loader.AddBackgroundTree(file->GetTree("TreeB"), 1.0);
  loader.SetBackgroundWeightExpression("weight");
  loader.PrepareTrainingAndTestTree(
      "abs(var1) < 4",
      "nTrain_Signal=1500:nTrain_Background=1500:SplitMode=Random:NormMode=NumEvents:!V");

  factory.BookMethod(loader, TMVA::Types::kFisher, "Fisher",
                     "!H:!V:Fisher:VarTransform=D,G:CreateMVAPdfs");
  factory.BookMethod(loader, TMVA::Types::kLD, "LD", "!H:!V:VarTransform=None");
  factory.BookMethod(
      loader, TMVA::Types::kBDT, "BDTG",
      "!H:!V:NTrees=200:MinNodeSize=2.5%:BoostType=Grad:Shrinkage=0.10:UseBaggedBoost:"
      "BaggedSampleFraction=0.5:nCuts=20:MaxDepth=2");
  factory.TrainAllMethods();
  factory.TestAllMethods();
  factory.EvaluateAllMethods();

  const double linear = factory.GetROCIntegral(loader, "Fisher"),
               trees = factory.GetROCIntegral(loader, "BDTG");
  std::printf("ROC integral: Fisher %.3f, BDTG %.3f\n", linear, trees);
  return linear > 0.75 && trees > linear ? 0 : 1;
}
