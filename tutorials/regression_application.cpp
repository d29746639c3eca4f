// Regression, second part: estimates for single events.
#include <cmath>
#include <cstdio>

#include <TMVA/Reader.h>

int main() {
  TMVA::Reader reader("!Color:Silent");
  float var1 = 0, var2 = 0;
  reader.AddVariable("var1", &var1);
  reader.AddVariable("var2", &var2);
  reader.BookMVA("BDTG", "dataset_regression/weights/TMVARegression_BDTG.weights.xml");
  reader.BookMVA("LD", "dataset_regression/weights/TMVARegression_LD.weights.xml");
  double worst = 0;
  for (var1 = 0.5f; var1 < 5; var1 += 1)
    for (var2 = 0.5f; var2 < 5; var2 += 1) {
      const double truth = 2 * var1 * var1 + var2;
      const double trees = reader.EvaluateRegression("BDTG")[0];
      worst = std::max(worst, std::abs(trees - truth));
      if (var1 == var2)
        std::printf("var1 = var2 = %.1f: true %6.2f, BDTG %6.2f, LD %6.2f\n", var1, truth, trees,
                    reader.EvaluateRegression(0, "LD"));
    }
  std::printf("largest deviation of BDTG: %.2f\n", worst);
  return worst < 5 ? 0 : 1;
}
