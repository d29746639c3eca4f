// Scores of a block: all events by one method, or each by the method of its fold.
#include "tmva/factory/event_scores.h"

#include <algorithm>

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kSlice =
    2048;  // events evaluated at once: larger ones would make threads of their own
constexpr float kNoAnswer = -999;  // as the Reader's

void Evaluate(const BookedMethod& method, const InputBlock& events, std::size_t n, bool parallel,
              std::vector<double>& out) {
  const auto& info = method.Info();
  const auto width = info.variables.size(), outputs = info.NumOutputs();
  const auto spectators = n == 0 ? 0 : events.spectators.size() / n;
  out.resize(n * outputs);
  const auto slice = parallel ? kSlice : n;
  for (std::size_t begin = 0; begin < n; begin += slice) {
    const auto count = std::min(slice, n - begin);
    RTensor<const double> extra;
    if (spectators > 0)
      extra = {events.spectators.data() + begin * spectators, {count, spectators}};
    method.Evaluate({events.variables.data() + begin * width, {count, width}}, extra,
                    {out.data() + begin * outputs, {count, outputs}});
  }
}

/// The events of each fold are put together, evaluated, and their answers put back.
void EvaluateFolds(const ScoreColumns& scores, const InputBlock& events, std::size_t n,
                   bool parallel, ScoreSpace& space) {
  const auto outputs = scores.outputs.size();
  auto& part = space.part;
  space.all_answers.resize(n * outputs);
  for (std::size_t fold = 0; fold < scores.folds.size(); ++fold) {
    space.chosen.clear();
    for (std::size_t i = 0; i < n; ++i)
      if (space.folds[i] == fold) space.chosen.push_back(i);
    const auto count = space.chosen.size();
    if (count == 0) continue;
    const auto take = [&](const auto& all, auto& some) {
      const auto width = all.size() / n;
      some.resize(count * width);
      for (std::size_t k = 0; k < count; ++k)
        std::copy_n(all.data() + space.chosen[k] * width, width, some.data() + k * width);
    };
    take(events.variables, part.variables);
    take(events.spectators, part.spectators);
    Evaluate(*scores.folds[fold], part, count, parallel, space.answers);
    for (std::size_t k = 0; k < count; ++k)
      std::copy_n(space.answers.data() + k * outputs, outputs,
                  space.all_answers.data() + space.chosen[k] * outputs);
  }
  std::swap(space.answers, space.all_answers);
}

}  // namespace

std::size_t NumColumns(const ScoreColumns& scores) {
  return scores.outputs.size() + (scores.max_score.empty() ? 0 : 1) +
         (scores.max_index.empty() ? 0 : 1);
}

std::int64_t FillScores(const ScoreColumns& scores, const InputBlock& events, std::size_t n,
                        bool parallel, ScoreSpace& space, std::span<ColumnBlock> out) {
  const auto outputs = scores.outputs.size();
  if (scores.folds.size() == 1)
    Evaluate(*scores.folds.front(), events, n, parallel, space.answers);
  else
    EvaluateFolds(scores, events, n, parallel, space);
  const bool accepts = scores.folds.front()->Implementation().AcceptsMissing();
  std::int64_t refused = 0;
  std::size_t column = 0;
  const auto entries = static_cast<std::int64_t>(n);
  const auto floats = [&] {
    auto& block = out[column++];
    block.Resize(DataType::kFloat32, 1, entries);
    return reinterpret_cast<float*>(block.data());
  };
  for (std::size_t o = 0; o < outputs; ++o) {
    auto* values = floats();
    for (std::size_t i = 0; i < n; ++i)
      values[i] = !accepts && events.missing[i]
                      ? kNoAnswer
                      : static_cast<float>(space.answers[i * outputs + o]);
  }
  if (!accepts)
    for (std::size_t i = 0; i < n; ++i) refused += events.missing[i];
  const auto best = [&](std::size_t i) {
    const auto* first = space.answers.data() + i * outputs;
    return std::max_element(first, first + outputs) - first;
  };
  if (!scores.max_score.empty()) {
    auto* values = floats();
    for (std::size_t i = 0; i < n; ++i)
      values[i] =
          !accepts && events.missing[i]
              ? kNoAnswer
              : static_cast<float>(space.answers[i * outputs + static_cast<std::size_t>(best(i))]);
  }
  if (!scores.max_index.empty()) {
    auto& block = out[column++];
    block.Resize(DataType::kInt32, 1, entries);
    auto* values = reinterpret_cast<std::int32_t*>(block.data());
    for (std::size_t i = 0; i < n; ++i)
      values[i] = !accepts && events.missing[i] ? -1 : static_cast<std::int32_t>(best(i));
  }
  return refused;
}

}  // namespace TMVA::inline standalone
