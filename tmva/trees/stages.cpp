// Splitting a forest into stages.
#include "tmva/trees/stages.h"

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

std::vector<EnsembleModel> SplitIntoStages(const TreeEnsemble& ensemble, std::size_t every) {
  if (every == 0)
    throw OptionError("predictions by stages: every is 0, expected a number of rounds");
  TreeEnsemble none;
  none.num_inputs = ensemble.num_inputs;
  none.num_outputs = ensemble.num_outputs;
  none.base.assign(ensemble.num_outputs, 0);
  std::vector<TreeEnsemble> pieces;
  std::vector<std::size_t> rounds(ensemble.num_outputs, 0);
  for (std::size_t t = 0; t < ensemble.trees.size(); ++t) {
    const std::uint32_t output = ensemble.output_of_tree[t];
    const std::size_t stage = rounds[output]++ / every;
    if (stage >= pieces.size()) pieces.resize(stage + 1, none);
    pieces[stage].trees.push_back(ensemble.trees[t]);
    pieces[stage].output_of_tree.push_back(output);
  }
  return {pieces.begin(), pieces.end()};
}

}  // namespace TMVA::inline standalone
