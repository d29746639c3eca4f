// Microseconds of CPU time that Reader::EvaluateMVA takes for one event, every one different:
// bdt_native WEIGHTS ROWS.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include <TMVA/BookedMethod.h>
#include <TMVA/Reader.h>

namespace {

double CpuMicroseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: bdt_native WEIGHTS ROWS\n");
    return 1;
  }
  std::vector<float> rows;
  std::ifstream in(arguments[2]);
  for (float x; in >> x;) rows.push_back(x);
  TMVA::Reader reader("!Color:Silent");
  reader.BookMVA("BDT", std::string_view(arguments[1]));
  const std::size_t variables = reader.FindMVA("BDT")->Info().variables.size(),
                    n = rows.size() / variables;
  std::vector<float> event(variables);
  for (std::size_t v = 0; v < variables; ++v)
    reader.AddVariable("v" + std::to_string(v), &event[v]);
  double best = 1e9, sum = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const double begin = CpuMicroseconds();
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t v = 0; v < variables; ++v) event[v] = rows[i * variables + v];
      sum += reader.EvaluateMVA("BDT");
    }
    best = std::min(best, (CpuMicroseconds() - begin) / static_cast<double>(n));
  }
  std::printf("%.2f\n", sum == 1e300 ? 0 : best);
}
