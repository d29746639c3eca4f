// A table with one more column, which a C++ function computes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <ROOT/RDataFrame.hxx>

#include <TMVA/ColumnSource.h>
#include <TMVA/Formula.h>

inline namespace tmva_root {

/// `inputs` are expressions of the table. DataError where the name is taken, or an input is unknown
/// or has several values an entry.
std::shared_ptr<const TMVA::ColumnSource> WithFunction(
    std::shared_ptr<const TMVA::ColumnSource> source, const std::string& name,
    const std::vector<std::string>& inputs, ROOT::RDF::RNode::BlockFunction function);

/// Values of expressions over ranges of a table's entries.
class ValueReader {
 public:
  ValueReader(std::shared_ptr<const TMVA::ColumnSource> source,
              const std::vector<std::string>& expressions);
  /// One array an expression, valid until the next call.
  const std::vector<std::vector<double>>& Read(TMVA::EntryRange range);

 private:
  std::shared_ptr<const TMVA::ColumnSource> source_;
  std::vector<TMVA::Formula> formulas_;
  std::vector<std::size_t> columns_;
  std::unique_ptr<TMVA::ColumnCursor> cursor_;
  std::vector<TMVA::ColumnBlock> blocks_;
  std::vector<std::vector<double>> values_;
};

}  // namespace tmva_root
