// Scores of a block of events, as columns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <TMVA/ColumnSource.h>

#include "tmva/factory/application.h"
#include "tmva/factory/input_formulas.h"

namespace TMVA::inline standalone {

/// Memory of a thread, and the folds of the events at work.
struct ScoreSpace {
  std::vector<std::uint32_t> folds;
  InputBlock part;
  std::vector<std::size_t> chosen;
  std::vector<double> answers, all_answers;
};

/// Outputs, the largest, and its index, as far as they are asked for.
std::size_t NumColumns(const ScoreColumns& scores);

/// Fills these columns for `n` events. Events with missing values, where the method does not accept
/// them, get -999 and the index -1; their number is returned. `parallel`: other threads do the
/// same; else the method gets all events at once.
std::int64_t FillScores(const ScoreColumns& scores, const InputBlock& events, std::size_t n,
                        bool parallel, ScoreSpace& space, std::span<ColumnBlock> out);

}  // namespace TMVA::inline standalone
