// Batches: train a model of your own, here logistic regression, from ROOT files of any size.
#include <cmath>
#include <cstdio>
#include <vector>

#include <TMVA/BatchGenerator.h>
#include <TMVA/File.h>

#include "toy_data.h"

namespace {

double Sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

}  // namespace

int main() {
  toy::WriteClassification("toy_batches.root");

  // One class a tree; the label is 1 for the signal. Memory holds a pool of rows, never the file.
  TMVA::BatchOptions options;
  options.batch_size = 128;
  options.columns = {"var1", "var2", "var3", "var4", "var1*var2"};
  options.weight = "weight";
  options.memory = 20'000'000;
  options.seed = 1;
  const auto with_split = [&](bool test) {
    options.splits = {{.seed = 2, .begin = 0, .end = 0.25, .outside = !test}};
    return TMVA::BatchGenerator({{TMVA::OpenSource("toy_batches.root:TreeS"), 1.0},
                                 {TMVA::OpenSource("toy_batches.root:TreeB"), 0.0}},
                                options);
  };
  auto train = with_split(false), test = with_split(true);

  std::vector<double> parameters(options.columns.size() + 1, 0.0);
  const auto response = [&](const TMVA::RTensor<float>& x, std::size_t row) {
    double z = parameters.back();
    for (std::size_t v = 0; v < options.columns.size(); ++v)
      z += parameters[v] * static_cast<double>(x(row, v));
    return Sigmoid(z);
  };
  for (int epoch = 0; epoch < 10; ++epoch) {
    while (const auto batch = train()) {  // each epoch in another order
      const auto x = batch.X(), y = batch.Y(), w = batch.Weights();
      std::vector<double> gradient(parameters.size(), 0.0);
      for (std::size_t row = 0; row < static_cast<std::size_t>(batch.size()); ++row) {
        const double error =
            static_cast<double>(w(row, 0)) * (response(x, row) - static_cast<double>(y(row, 0)));
        for (std::size_t v = 0; v < options.columns.size(); ++v)
          gradient[v] += error * static_cast<double>(x(row, v));
        gradient.back() += error;
      }
      for (std::size_t v = 0; v < parameters.size(); ++v)
        parameters[v] -= 0.3 * gradient[v] / static_cast<double>(batch.size());
    }
  }

  double right = 0, all = 0;
  for (auto& batch : test) {
    const auto x = batch.X(), y = batch.Y();
    for (std::size_t row = 0; row < static_cast<std::size_t>(batch.size()); ++row) {
      right += (response(x, row) > 0.5) == (y(row, 0) > 0.5F) ? 1 : 0;
      all += 1;
    }
  }
  std::printf("%.0f test events, %.1f %% of them classified correctly\n", all, 100 * right / all);
  return all > 1500 && right / all > 0.7 ? 0 : 1;
}
