// TLeaf: its type, and its values in the current entry.
#include <TLeaf.h>

#include <TMVA/Error.h>

#include <TBranch.h>
#include "tmva/root/leaf_list.h"

inline namespace tmva_root {
namespace {

template <class Number>
Number ValueAt(const ColumnRow& row, TMVA::DataType type, std::size_t i) {
  using enum TMVA::DataType;
  const auto as = [&]<class T>(T) { return static_cast<Number>(row.As<T>()[i]); };
  switch (type) {
    case kBool:
      return as(bool());
    case kInt8:
      return as(std::int8_t());
    case kUInt8:
      return as(std::uint8_t());
    case kInt16:
      return as(std::int16_t());
    case kUInt16:
      return as(std::uint16_t());
    case kInt32:
      return as(std::int32_t());
    case kUInt32:
      return as(std::uint32_t());
    case kInt64:
      return as(std::int64_t());
    case kUInt64:
      return as(std::uint64_t());
    case kFloat32:
      return as(float());
    case kFloat64:
      return as(double());
  }
  return {};
}

/// "x" of a column "branch.x".
std::string LeafName(const TBranch& branch, const std::string& column) {
  const auto prefix = std::string(branch.GetName()) + ".";
  return column.starts_with(prefix) ? column.substr(prefix.size()) : column;
}

}  // namespace

TLeaf::TLeaf(TBranch* branch, std::size_t number, const TMVA::ColumnInfo& column)
    : TNamed(LeafName(*branch, column.name), LeafName(*branch, column.name)),
      branch_(branch),
      number_(number),
      column_(column),
      type_name_(TypeNameOf(column)),
      full_name_(column.name) {}

Int_t TLeaf::GetLenType() const { return static_cast<Int_t>(TMVA::SizeOf(column_.type)); }

Int_t TLeaf::GetLenStatic() const {
  std::int64_t length = 1;
  for (const auto size : column_.dimensions) length *= size;
  if (column_.length > 0) length = column_.length;
  return static_cast<Int_t>(length);
}

Bool_t TLeaf::IsUnsigned() const {
  using enum TMVA::DataType;
  return column_.type == kUInt8 || column_.type == kUInt16 || column_.type == kUInt32 ||
         column_.type == kUInt64;
}

Int_t TLeaf::GetLen() const {
  return column_.list_levels == 0 ? GetLenStatic()
                                  : static_cast<Int_t>(branch_->Rows()[number_].count);
}

Double_t TLeaf::GetValue(Int_t i) const {
  const auto& row = branch_->Rows()[number_];
  return i < 0 || i >= row.count ? 0
                                 : ValueAt<double>(row, column_.type, static_cast<std::size_t>(i));
}

Long64_t TLeaf::GetValueLong64(Int_t i) const {
  const auto& row = branch_->Rows()[number_];
  return i < 0 || i >= row.count
             ? 0
             : ValueAt<Long64_t>(row, column_.type, static_cast<std::size_t>(i));
}

}  // namespace tmva_root
