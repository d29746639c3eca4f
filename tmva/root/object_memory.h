// Memory of branches whose type is known at run time only.
#pragma once

#include <memory>
#include <vector>

#include <TMVA/ColumnSource.h>

#include <TBranchMemory.h>

inline namespace tmva_root {

/// What ROOT takes for a vector or a text: the address of a pointer to it.
std::shared_ptr<BranchMemory> MakePointerMemory(const TMVA::ColumnInfo& column, void* pointer);

/// Memory that holds an entry of any branch, between trees.
std::shared_ptr<BranchMemory> MakeHeldMemory();

}  // namespace tmva_root
