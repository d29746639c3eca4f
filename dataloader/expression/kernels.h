// Kernels: one operation over a block of values.
#pragma once

#include <cstdint>

#include "dataloader/expression/program.h"

namespace TMVA::inline standalone {

/// a op b (op c) for `count` doubles; into a, or into `truth` where the result is a truth value.
void ApplyToDoubles(const Instruction& step, int count, double* a, const double* b, const double* c,
                    std::int64_t* truth);

/// The same in exact integers, into a. Sets bad[i] where the result is no 64-bit integer (what a[i]
/// holds is then undefined) and returns whether there is one.
bool ApplyToIntegers(const Instruction& step, int count, std::int64_t* a, const std::int64_t* b,
                     std::uint8_t* bad);

int OperandsOf(Op op);
bool GivesTruth(Op op);

}  // namespace TMVA::inline standalone
