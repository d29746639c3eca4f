// A table as one tensor: columns and expressions of all events side by side, for what fits into
// memory.
#include <cmath>
#include <cstdio>

#include <TMVA/BatchGenerator.h>
#include <TMVA/File.h>

#include "toy_data.h"

int main() {
  toy::WriteClassification("toy_tensor.root", 2000);
  const auto x = TMVA::AsTensor<float>(TMVA::OpenSource("toy_tensor.root:TreeS"),
                                       {"var1", "var2", "sqrt(var1*var1 + var2*var2)"});
  std::printf("shape [%zu, %zu]\n", x.GetShape()[0], x.GetShape()[1]);
  double sum = 0;
  for (std::size_t i = 0; i < x.GetShape()[0]; ++i) {
    if (std::abs(std::hypot(x(i, 0), x(i, 1)) - x(i, 2)) > 1e-5F) return 1;
    sum += static_cast<double>(x(i, 2));
  }
  std::printf("mean radius %.3f\n", sum / static_cast<double>(x.GetShape()[0]));
  return x.GetShape()[0] == 2000 ? 0 : 1;
}
