// Classification, second part: apply the trained methods to the events of a ROOT file.
#include <cstdio>

#include <TMVA/File.h>
#include <TMVA/Reader.h>

int main() {
  const auto tree = TMVA::OpenSource("toy_classification.root:TreeS");

  // A whole table at once: the Reader takes variables, labels and expressions from the weight file.
  TMVA::Reader batch("!Color:Silent");
  batch.BookMVA("BDTG", "dataset/weights/TMVAClassification_BDTG.weights.xml");
  const auto responses = batch.Evaluate("BDTG", *tree);

  // Event by event, as in TMVA.
  TMVA::Reader reader("!Color:Silent");
  float myvar1 = 0, myvar2 = 0, var3 = 0, var4 = 0, spec1 = 0;
  reader.AddVariable("myvar1 := var1+var2", &myvar1);
  reader.AddVariable("myvar2 := var1-var2", &myvar2);
  reader.AddVariable("var3", &var3);
  reader.AddVariable("var4", &var4);
  reader.AddSpectator("spec1 := var1*2", &spec1);
  reader.BookMVA("BDTG", "dataset/weights/TMVAClassification_BDTG.weights.xml");
  reader.BookMVA("Fisher", "dataset/weights/TMVAClassification_Fisher.weights.xml");

  const auto cursor = tree->OpenCursor({tree->FindColumn("var1"), tree->FindColumn("var2"),
                                        tree->FindColumn("var3"), tree->FindColumn("var4")});
  std::vector<TMVA::ColumnBlock> columns(4);
  cursor->Read({0, tree->NumEntries()}, columns);
  std::size_t selected = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(tree->NumEntries()); ++i) {
    const auto value = [&](std::size_t column) { return columns[column].values<float>()[i]; };
    myvar1 = value(0) + value(1);
    myvar2 = value(0) - value(1);
    var3 = value(2);
    var4 = value(3);
    spec1 = 2 * value(0);
    const double bdt = reader.EvaluateMVA("BDTG");
    if (bdt != responses(i, 0)) return 1;  // one event or a table: the same response, bit for bit
    selected += bdt > 0;
    if (i == 0)
      std::printf("first event: BDTG %.4f, Fisher %.4f, P(signal) %.3f, rarity %.3f\n", bdt,
                  reader.EvaluateMVA("Fisher"), reader.GetProba("Fisher"),
                  reader.GetRarity("Fisher"));
  }
  std::printf("%zu of %lld signal events have BDTG > 0\n", selected,
              static_cast<long long>(tree->NumEntries()));
  return selected > static_cast<std::size_t>(tree->NumEntries()) / 2 ? 0 : 1;
}
