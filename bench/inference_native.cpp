// Microseconds of CPU time of a run of a graph from C++, without Python: inference_native MODEL
// ROWS BATCH. ROWS holds float32 numbers; batches follow each other in it, so that every run sees
// other events.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tmva/graph/session.h"

namespace {

double CpuMicroseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

std::string Contents(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

double Measure(const char* path, const char* rows_path, std::size_t batch) {
  const TMVA::onnx::Session session(TMVA::onnx::ParseModel(Contents(path), path), path);
  const std::string rows = Contents(rows_path);
  TMVA::onnx::Shape shape;
  std::size_t width = 1;
  for (const auto& dimension : session.Inputs()[0].shape) {
    shape.push_back(dimension.value < 0 ? static_cast<std::int64_t>(batch) : dimension.value);
    if (dimension.value >= 0) width *= static_cast<std::size_t>(dimension.value);
  }
  std::vector<TMVA::onnx::Array> inputs(1);
  const std::size_t runs = rows.size() / (sizeof(float) * width * batch);
  double best = 1e300;
  const double end = CpuMicroseconds() + 1e5;
  while (CpuMicroseconds() < end) {
    const double begin = CpuMicroseconds();
    for (std::size_t i = 0; i < runs; ++i) {
      inputs[0].Borrow(TMVA::onnx::DataType::kFloat, shape,
                       rows.data() + i * sizeof(float) * width * batch);
      session.Run(inputs);
    }
    best = std::min(best, (CpuMicroseconds() - begin) / static_cast<double>(runs));
  }
  return best;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::fprintf(stderr, "usage: inference_native MODEL ROWS BATCH\n");
    return 1;
  }
  try {
    std::printf("%.3f\n", Measure(arguments[1], arguments[2], std::stoul(arguments[3])));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
