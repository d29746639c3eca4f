// The console tables: several classes.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tmva/evaluation/tables.h"

namespace TMVA::inline standalone {
namespace {

const std::string kRule(103, '-');

/// "0.968 (0.978)": test (training).
std::string Cell(double test, double training) {
  return fmt::format("{} ({})", Fixed(test), Fixed(training));
}

std::string MethodBlock(const DataSetInfo& info, const MethodEvaluation& method) {
  auto text = fmt::format("{:<14} {:<15}\n{}\n", info.name, method.title, std::string(30, '-'));
  for (std::size_t c = 0; c < info.classes.size(); ++c) {
    const auto &test = method.class_test[c], &training = method.class_training[c];
    text += fmt::format("{:<14} {:<14} {:<15}", "", info.classes[c].name,
                        Cell(test.roc_integral, training.roc_integral));
    for (std::size_t p = 0; p < kWorkingPoints.size(); ++p)
      text += fmt::format("{:<15}", Cell(test.efficiency[p], training.efficiency[p]));
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text;
}

std::string ConfusionMatrix(const DataSetInfo& info, const MethodEvaluation& method,
                            std::size_t point) {
  std::size_t width = 15;
  for (const auto& cls : info.classes) width = std::max(width, cls.name.size() + 2);
  auto text = fmt::format("(Signal Efficiency for Background Efficiency {:.2f})\n{}\n",
                          kWorkingPoints[point], std::string(51, '-'));
  std::string names = fmt::format("{:<{}}", "", width + 5);
  std::string heads = names;
  for (const auto& cls : info.classes) {
    names += fmt::format("{:<{}}", cls.name, width);
    heads += fmt::format("{:<{}}", "test  (train)", width);
  }
  text += names + "\n" + heads + "\n";
  for (std::size_t row = 0; row < info.classes.size(); ++row) {
    text += fmt::format("{:<{}}", info.classes[row].name, width + 5);
    for (std::size_t column = 0; column < info.classes.size(); ++column)
      text += fmt::format("{:<{}}",
                          row == column ? std::string("-")
                                        : Cell(method.class_test[row].confusion[column][point],
                                               method.class_training[row].confusion[column][point]),
                          width);
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text + "\n";
}

}  // namespace

std::string MulticlassTables(const DataSetInfo& info, std::span<const MethodEvaluation> methods) {
  std::string text = "\n1-vs-rest performance metrics per class\n" + kRule +
                     "\nEach class in turn is the signal, all others together are the background; "
                     "figures are of the test\nsample, those of the training sample in "
                     "parentheses.\n\n";
  text += fmt::format("{:<14} {:<14} {:<15}{:<15}{:<15}{:<15}\n", "Dataset", "MVA Method",
                      "ROC AUC", "Sig eff@B=0.01", "Sig eff@B=0.10", "Sig eff@B=0.30");
  text +=
      fmt::format("{:<14} {:<14} {:<15}{:<15}{:<15}{:<15}\n", "Name:", "/ Class:", "test  (train)",
                  "test  (train)", "test  (train)", "test  (train)");
  for (const auto& method : methods) text += "\n" + MethodBlock(info, method);
  text += kRule + "\n\nConfusion matrices for all methods\n" + kRule +
          "\nEvery pair of classes by itself, the row's class as signal and the column's as "
          "background, by the\nresponse for the row's class.\n\n";
  for (const auto& method : methods) {
    text += "=== Showing confusion matrix for method : " + method.title + "\n";
    for (std::size_t p = 0; p < kWorkingPoints.size(); ++p)
      text += ConfusionMatrix(info, method, p);
  }
  return text + kRule + "\n";
}

}  // namespace TMVA::inline standalone
