// A search for a heavy Higgs boson: linear and with trees, on the same seven invariant masses.
//
// A resonance shows as a peak in each mass, so what tells is the distance from it: nothing that a
// straight line can see. The ROC curves are kept in a ROOT file, as graphs.
#include <cstdio>

#include <TMVA/DataLoader.h>
#include <TMVA/Factory.h>
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>

#include "toy_data.h"

int main() {
  toy::WriteHiggs("toy_higgs.root");
  const auto file = TMVA::File::Open("toy_higgs.root");

  TMVA::DataLoader loader("dataset_higgs");
  for (const char* name : toy::kHiggs) loader.AddVariable(name);
  loader.AddSignalTree(file->GetTree("sig_tree"));
  loader.AddBackgroundTree(file->GetTree("bkg_tree"));
  loader.PrepareTrainingAndTestTree(
      "", "nTrain_Signal=3000:nTrain_Background=3000:SplitMode=Random:!V");

  TMVA::Factory factory("Higgs", "TMVA_Higgs.root", "!V:Silent:AnalysisType=Classification");
  factory.BookMethod(loader, TMVA::Types::kFisher, "Fisher", "VarTransform=G");
  factory.BookMethod(loader, TMVA::Types::kBDT, "BDT",
                     "NTrees=200:BoostType=Grad:Shrinkage=0.1:MaxDepth=3");
  factory.TrainAllMethods();
  factory.TestAllMethods();
  factory.EvaluateAllMethods();

  const auto curves = TMVA::OutputFile::Create("higgs_roc.root");
  for (const auto& title : factory.MethodTitles("dataset_higgs")) {
    auto curve = factory.GetROCCurve(loader, title);
    curve.name = title;
    curves->Write("", curve);
    std::printf("%s: ROC integral %.3f\n", title.c_str(), factory.GetROCIntegral(loader, title));
  }
  curves->Close();
  return factory.GetROCIntegral(loader, "BDT") > factory.GetROCIntegral(loader, "Fisher") + 0.05
             ? 0
             : 1;
}
