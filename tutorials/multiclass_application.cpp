// Multiclass, second part: the class with the largest response.
#include <array>
#include <cstdio>

#include <TMVA/File.h>
#include <TMVA/Reader.h>

int main() {
  TMVA::Reader reader("!Color:Silent");
  reader.BookMVA("BDTG", "dataset_multiclass/weights/TMVAMulticlass_BDTG.weights.xml");
  const std::array<const char*, 4> trees{"TreeS", "TreeB0", "TreeB1", "TreeB2"};
  std::size_t right = 0, all = 0;
  for (std::size_t truth = 0; truth < trees.size(); ++truth) {
    const auto responses = reader.Evaluate(
        "BDTG", *TMVA::OpenSource(std::string("toy_multiclass.root:") + trees[truth]));
    std::array<std::size_t, 4> chosen{};
    for (std::size_t i = 0; i < responses.GetShape()[0]; ++i) {
      std::size_t best = 0;
      for (std::size_t cls = 1; cls < 4; ++cls)
        if (responses(i, cls) > responses(i, best)) best = cls;
      ++chosen[best];
    }
    std::printf("%-7s -> Signal %5zu  bg0 %5zu  bg1 %5zu  bg2 %5zu\n", trees[truth], chosen[0],
                chosen[1], chosen[2], chosen[3]);
    right += chosen[truth];
    all += responses.GetShape()[0];
  }
  return 2 * right > all ? 0 : 1;
}
