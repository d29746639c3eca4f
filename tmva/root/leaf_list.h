// "x/F:n/I", "v[n][2]/D", "text/C": what ROOT says about the leaves of a branch.
#pragma once

#include <string>
#include <vector>

#include <TMVA/OutputFile.h>

inline namespace tmva_root {

/// DataError with what is wrong where the list cannot be understood.
TMVA::BranchSpec ParseLeafList(const std::string& branch, const std::string& leaf_list);

/// "Float_t", "vector<float>", ... of a column, as TLeaf::GetTypeName() has it.
std::string TypeNameOf(const TMVA::ColumnInfo& column);
/// Is it an object, such as a vector, rather than an array with a count?
bool IsObject(const TMVA::ColumnInfo& column);
/// The columns that a branch will have once it is written.
std::vector<TMVA::ColumnInfo> ColumnsOf(const TMVA::BranchSpec& branch);
/// The other way round: the branch that keeps columns as they are.
TMVA::BranchSpec SpecOf(const std::string& name, const std::vector<TMVA::ColumnInfo>& columns);

}  // namespace tmva_root
