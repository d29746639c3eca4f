// Weights: the numbers of a model, one after the other, each tensor at a multiple of 8 bytes.
#pragma once

#include <fstream>

#include "tmva/graph/emit/snippets/tensor.h"

namespace emitted {

class Weights {
 public:
  /// Numbers that outlive this.
  explicit Weights(const std::uint64_t* words) : words_(words) {}
  /// A file of `bytes` bytes with this checksum.
  Weights(const std::string& path, std::size_t bytes, std::uint64_t checksum)
      : own_((bytes + 7) / 8), words_(own_.data()) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(path + ": cannot be opened");
    file.read(reinterpret_cast<char*>(own_.data()), static_cast<std::streamsize>(bytes));
    if (static_cast<std::size_t>(file.gcount()) != bytes ||
        file.get() != std::ifstream::traits_type::eof() ||
        Checksum(own_.data(), own_.size()) != checksum)
      throw std::runtime_error(path + ": holds other weights than this model's");
  }
  Weights(const Weights&) = delete;
  Weights& operator=(const Weights&) = delete;

  template <class T>
  Tensor<T> Get(Shape shape, std::size_t word) const {
    Tensor<T> tensor(std::move(shape));
    if (!tensor.data.empty())
      std::memcpy(tensor.data.data(), words_ + word, tensor.data.size() * sizeof(T));
    return tensor;
  }

  /// FNV-1a, of words.
  static std::uint64_t Checksum(const std::uint64_t* words, std::size_t count) {
    std::uint64_t sum = 14695981039346656037U;
    for (std::size_t i = 0; i < count; ++i) sum = (sum ^ words[i]) * 1099511628211U;
    return sum;
  }

 private:
  std::vector<std::uint64_t> own_;
  const std::uint64_t* words_;
};

}  // namespace emitted
