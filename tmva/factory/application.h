// Application: the answers of trained methods to all events of a table, as new columns.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <TMVA/BookedMethod.h>
#include <TMVA/ColumnSource.h>
#include <TMVA/OutputFile.h>

namespace TMVA::inline standalone {

/// A method, or one for each fold, with the names of its new columns.
struct ScoreColumns {
  std::vector<std::shared_ptr<const BookedMethod>> folds;
  std::vector<std::string> outputs;  ///< one name for each output
  std::string max_score, max_index;  ///< of the largest output; empty: no such column
};

/// Columns that hold other values: name and expression of each. The expressions see the columns as
/// they are stored.
struct Variation {
  std::string suffix;  ///< of the names of its scores
  std::vector<std::pair<std::string, std::string>> columns;
};

struct ApplicationPlan {
  std::vector<ScoreColumns> scores;
  std::vector<Variation> variations;  ///< beside the nominal scores
  /// Of n folds, fold number (value mod n, from 0) answers. Its value is an integer, exact in 64
  /// bits; the integer part where it is none.
  std::string fold_expression;
  std::vector<std::string> copied;  ///< columns of the table that come first
  int threads = 0;                  ///< 0: as many as Config tells
};

/// One pass over a table: its columns are read once, whatever the number of methods and variations;
/// several threads read and evaluate, the calling one writes. Scores are floats, indices int32_t. A
/// method that does not accept missing values answers -999 (index -1) to events with NaN in a
/// variable, with a warning at the end. Neither values nor their order depend on the threads.
class Application {
 public:
  /// OptionError or DataError when the plan does not fit the table; nothing is read.
  Application(std::shared_ptr<const ColumnSource> source, ApplicationPlan plan);
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  /// All columns, in order, as branches of a tree.
  std::vector<BranchSpec> Branches() const;
  /// Appends all entries. False when the current StopScope asked for an end.
  bool Run(TableWriter& out) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace TMVA::inline standalone
