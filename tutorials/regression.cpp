// Regression: estimate a target from two variables.
#include <TMVA/DataLoader.h>
#include <TMVA/Factory.h>
#include <TMVA/File.h>

#include "toy_data.h"

int main() {
  toy::WriteRegression("toy_regression.root");

  TMVA::Factory factory("TMVARegression", "TMVAReg.root",
                        "!V:Color:DrawProgressBar:AnalysisType=Regression");
  TMVA::DataLoader loader("dataset_regression");
  loader.AddVariable("var1", "Variable 1", "units", 'F');
  loader.AddVariable("var2", "Variable 2", "units", 'F');
  loader.AddTarget("fvalue");
  const auto file = TMVA::File::Open("toy_regression.root");
  loader.AddRegressionTree(file->GetTree("TreeR"), 1.0);
  loader.PrepareTrainingAndTestTree(
      "", "nTrain_Regression=2000:nTest_Regression=0:SplitMode=Random:NormMode=NumEvents:!V");

  factory.BookMethod(loader, TMVA::Types::kLD, "LD", "!H:!V:VarTransform=N");
  factory.BookMethod(loader, TMVA::Types::kBDT, "BDTG",
                     "!H:!V:NTrees=400:BoostType=Grad:Shrinkage=0.1:UseBaggedBoost:"
                     "BaggedSampleFraction=0.5:nCuts=20:MaxDepth=3");
  factory.TrainAllMethods();
  factory.TestAllMethods();
  factory.EvaluateAllMethods();
  return 0;
}
