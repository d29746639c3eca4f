// What the fuzz targets share: a fault ends the process, so that the fuzzer keeps the input.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>

#include "tests/fuzz/damage.h"
#include "tests/fuzz/reading.h"

namespace TMVA::fuzz {

inline void StopAtFaults(const Reading& reading) {
  for (const auto& fault : reading.faults) std::fprintf(stderr, "FAULT: %s\n", fault.c_str());
  if (!reading.faults.empty()) std::abort();
}

inline std::span<const std::byte> AsBytes(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}

}  // namespace TMVA::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);
