// Models: a trained method becomes a graph that is kept in a ROOT file, and runs from there.
#include <cmath>
#include <cstdio>
#include <vector>

#include <TMVA/OutputFile.h>
#include <TMVA/RModel.h>
#include <TMVA/Reader.h>

int main() {
  TMVA::Reader reader("!Color:Silent");
  reader.BookMVA("BDTG", "dataset/weights/TMVAClassification_BDTG.weights.xml");
  const TMVA::RModel trained = reader.ToGraph("BDTG");

  const auto file = TMVA::OutputFile::Create("models.root");
  file->Write("forests/BDTG", trained);
  file->Close();
  trained.Save("bdtg.onnx");  // for any other engine

  // One event, or many.
  const auto model = TMVA::RModel::Load("models.root:forests/BDTG");
  const std::vector<float> event{0.3F, -0.2F, 1.1F, 0.4F};
  const float response = model.Run(event)[0];
  std::printf("%s has %zu inputs and answers %.4f\n", model.Name().c_str(), model.Inputs().size(),
              response);

  // The Reader takes a stored model as it takes a weight file.
  TMVA::Reader stored("!Color:Silent");
  stored.BookMVA("BDTG", "models.root:forests/BDTG");
  const double expected = reader.EvaluateMVA(event, "BDTG"),
               found = stored.EvaluateMVA(event, "BDTG");
  return std::abs(response - expected) < 1e-5 && std::abs(found - expected) < 1e-5 ? 0 : 1;
}
