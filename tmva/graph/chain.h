// Chain: operators that follow each other row by row, run on blocks of rows that stay in the
// caches.
#pragma once

#include <memory>
#include <vector>

#include <TMVA/ScratchPool.h>

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

/// Every link reads what the one before it made; its other inputs are constant. Blocks are small
/// enough for the caches; threads take blocks in turn. The result does not depend on either.
class Chain : public Operator {
 public:
  struct Link {
    std::unique_ptr<Operator> op;
    std::vector<const Array*> inputs;  ///< the first is put in on the way
  };

  explicit Chain(std::vector<Link> links);
  ~Chain() override;
  void Run(Inputs inputs, Outputs outputs) const override;

 private:
  struct Scratch;

  /// All links for some rows, the last of which writes `result`. False when a link does not keep
  /// rows.
  bool RunBlock(const Array& x, Scratch& scratch, Array& result) const;

  std::vector<Link> links_;
  mutable ScratchPool<Scratch> scratch_;
};

}  // namespace TMVA::inline standalone::onnx
