// The console tables: two classes and regression.
#include "tmva/evaluation/tables.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace TMVA::inline standalone {
namespace {

const std::string kRule(115, '-');

std::string NotFinite(std::span<const MethodEvaluation> methods) {
  std::string text;
  for (const auto& method : methods)
    if (method.not_finite > 0)
      text +=
          fmt::format("Method {} answered NaN or infinity {} times: no figures for that sample\n",
                      method.title, method.not_finite);
  return text;
}

std::string RegressionBlock(const DataSetInfo& info, std::span<const MethodEvaluation> methods,
                            std::span<const std::size_t> order, std::size_t target, bool training) {
  auto text = kRule + "\n";
  text += fmt::format("{:<20} {:<15}:{:>9}{:>9}{:>9}{:>9}  |  {:<6} {:<6}\n",
                      "DataSet Name:", "MVA Method:", "<Bias>", "<Bias_T>", "RMS", "RMS_T",
                      "MutInf", "MutInf_T");
  text += kRule + "\n";
  for (const std::size_t m : order) {
    const auto& all = training ? methods[m].target_training : methods[m].target_test;
    if (target >= all.size()) continue;
    const auto& f = all[target];
    text += fmt::format("{:<20} {:<15}:{}{}{}{}  |  {}  {}\n", info.name, methods[m].title,
                        General(f.bias), General(f.bias_truncated), General(f.rms),
                        General(f.rms_truncated), Fixed(f.mutual_information),
                        Fixed(f.mutual_information_truncated));
  }
  return text + kRule + "\n";
}

}  // namespace

std::string Fixed(double figure, int width) {
  return std::isnan(figure) ? fmt::format("{:<{}}", "--", width)
                            : fmt::format("{:<#{}.3f}", figure, width);
}

std::string General(double figure) {
  return std::isnan(figure) ? fmt::format("{:>9}", "--") : fmt::format("{:#9.3g}", figure);
}

std::vector<std::size_t> Ranked(std::span<const MethodEvaluation> methods,
                                double (*key)(const MethodEvaluation&)) {
  std::vector<std::size_t> order(methods.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const double x = key(methods[a]), y = key(methods[b]);
    return std::isnan(x) ? false : std::isnan(y) || x > y;
  });
  return order;
}

std::string ClassificationTables(const DataSetInfo& info,
                                 std::span<const MethodEvaluation> methods) {
  const auto order = Ranked(methods, [](const MethodEvaluation& m) { return m.test.roc_integral; });
  std::string text = "\nEvaluation results ranked by best signal efficiency and purity (area)\n";
  text += kRule + "\n";
  text += fmt::format("{:<13} {:<26}\n", "DataSet", "MVA");
  text += fmt::format("{:<13} {:<15}  {}\n", "Name:", "Method:", "ROC-integ");
  for (const std::size_t m : order)
    text += fmt::format("{:<13} {:<15}: {}\n", info.name, methods[m].title,
                        Fixed(methods[m].test.roc_integral));
  text += kRule + "\n\n";

  text +=
      "Testing efficiency compared to training efficiency (overtraining check)\n" + kRule + "\n";
  text += fmt::format("{:<20} {:<16} {}\n", "DataSet", "MVA",
                      "Signal efficiency: from test sample (from training sample)");
  text += fmt::format("{:<20} {:<16} {:<18} {:<18} {:<18}\n", "Name:", "Method:", "@B=0.01",
                      "@B=0.10", "@B=0.30");
  text += kRule + "\n";
  for (const std::size_t m : order) {
    const auto& test = methods[m].test.efficiency;
    const auto& training = methods[m].training.efficiency;
    text += fmt::format("{:<20} {:<15}:", info.name, methods[m].title);
    for (std::size_t p = 0; p < test.size(); ++p)
      text += fmt::format(" {} ({})     ", Fixed(test[p]), Fixed(training[p]));
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text + kRule + "\n";
}

std::string RegressionTables(const DataSetInfo& info, std::span<const MethodEvaluation> methods) {
  const std::string legend =
      "(<Bias> is the mean deviation of the regression from the true target, MutInf the mutual\n"
      " information of both; _T: without events that deviate by more than two RMS from the bias)\n";
  std::string text;
  for (std::size_t k = 0; k < info.targets.size(); ++k) {
    // TMVA's heading says RMS; the order is that of the mean absolute deviation, there and here.
    std::vector<std::size_t> order(methods.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto key = [&](std::size_t m) {
      return k < methods[m].target_test.size() ? methods[m].target_test[k].deviation : kNoFigure;
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::isnan(key(a)) ? false : std::isnan(key(b)) || key(a) < key(b);
    });
    const std::string target =
        info.targets.size() > 1 ? " of target " + info.targets[k].label : std::string();
    text += "\nEvaluation results ranked by smallest deviation" + target + " on test sample:\n";
    text += legend + RegressionBlock(info, methods, order, k, false);
    text += "\nEvaluation results ranked by smallest deviation" + target +
            " on training sample (overtraining check):\n";
    text += legend + RegressionBlock(info, methods, order, k, true);
  }
  return text;
}

std::string EvaluationTables(const DataSetInfo& info, std::span<const MethodEvaluation> methods) {
  if (methods.empty()) return {};
  const std::string tables = info.analysis == Types::kRegression ? RegressionTables(info, methods)
                             : info.analysis == Types::kMulticlass
                                 ? MulticlassTables(info, methods)
                                 : ClassificationTables(info, methods);
  return tables + NotFinite(methods);
}

}  // namespace TMVA::inline standalone
