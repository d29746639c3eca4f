// A transformation of one's own batches: fitted in one pass over the file, kept as text, applied to
// any events.
//
// Decorrelation is what VarTransform=D does in front of a method. Here it stands in front of a
// model that TMVA does not know; its text is in the schema of weight files.
#include <cmath>
#include <cstdio>
#include <vector>

#include <TMVA/BatchTransformation.h>
#include <TMVA/File.h>

#include "toy_data.h"

int main() {
  toy::WriteClassification("toy_scaler.root", 4000);
  const auto tree = TMVA::OpenSource("toy_scaler.root:TreeS");
  TMVA::BatchOptions options;
  options.columns = {"1000*var1", "var2"};  // widths of 1000 and 1, correlated
  options.batch_size = 4000;
  options.shuffle = TMVA::ShuffleMode::kNone;

  const TMVA::BatchTransformation fitted("D", {{tree}}, options);
  const auto stored = TMVA::BatchTransformation::Load(fitted.Save());

  TMVA::BatchGenerator batches(tree, options);
  batches.SetTransform(stored.Function());
  const auto batch = batches();
  const auto x = batch.X();
  const auto rows = static_cast<double>(batch.size());
  double mean[2] = {0, 0}, square[3] = {0, 0, 0};
  for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size()); ++i) {
    const double a = static_cast<double>(x(i, 0)), b = static_cast<double>(x(i, 1));
    mean[0] += a / rows;
    mean[1] += b / rows;
    square[0] += a * a / rows;
    square[1] += b * b / rows;
    square[2] += a * b / rows;
  }
  const double width0 = std::sqrt(square[0] - mean[0] * mean[0]),
               width1 = std::sqrt(square[1] - mean[1] * mean[1]);
  const double correlation = (square[2] - mean[0] * mean[1]) / (width0 * width1);
  std::printf("widths %.3f and %.3f, correlation %.4f\n", width0, width1, correlation);
  return std::abs(width0 - 1) < 0.01 && std::abs(width1 - 1) < 0.01 && std::abs(correlation) < 0.01
             ? 0
             : 1;
}
