// The numbers of an ONNX tensor.
#include <cstring>

#include <TMVA/Error.h>

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {
namespace {

template <class T>
std::vector<double> FromRaw(const std::string& raw) {
  std::vector<double> numbers(raw.size() / sizeof(T));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    T value;
    std::memcpy(&value, raw.data() + i * sizeof(T), sizeof(T));
    numbers[i] = static_cast<double>(value);
  }
  return numbers;
}

std::vector<double> FromRaw(const Tensor& tensor, const std::string& where) {
  switch (tensor.type) {
    case DataType::kFloat:
      return FromRaw<float>(tensor.raw);
    case DataType::kDouble:
      return FromRaw<double>(tensor.raw);
    case DataType::kInt32:
      return FromRaw<std::int32_t>(tensor.raw);
    case DataType::kInt64:
      return FromRaw<std::int64_t>(tensor.raw);
    case DataType::kUint8:
    case DataType::kBool:
      return FromRaw<std::uint8_t>(tensor.raw);
    default:
      break;
  }
  throw ModelError(where + ": numbers of type " + std::to_string(static_cast<int>(tensor.type)) +
                   " are not supported");
}

}  // namespace

std::vector<double> Tensor::Numbers(const std::string& where) const {
  if (external) throw ModelError(where + ": its elements lie in another file, which was not read");
  std::vector<double> numbers;
  if (!raw.empty())
    numbers = FromRaw(*this, where);
  else if (type == DataType::kFloat)
    numbers.assign(floats.begin(), floats.end());
  else if (type == DataType::kDouble)
    numbers = doubles;
  else
    for (const auto i : ints) numbers.push_back(static_cast<double>(i));
  double expected = 1;
  for (const auto d : dims) expected *= static_cast<double>(d);
  if (static_cast<double>(numbers.size()) != expected)
    throw ModelError(where + ": holds " + std::to_string(numbers.size()) +
                     " numbers, which its dimensions belie");
  return numbers;
}

}  // namespace TMVA::inline standalone::onnx
