// TLeaf: one column of a branch.
#pragma once

#include <TMVA/ColumnSource.h>

#include <TNamed.h>

inline namespace tmva_root {

class TBranch;

class TLeaf : public TNamed {
 public:
  TLeaf(TBranch* branch, std::size_t number, const TMVA::ColumnInfo& column);
  const char* ClassName() const override { return "TLeaf"; }
  TBranch* GetBranch() const { return branch_; }
  /// "Float_t", "Int_t", "vector<float>", ...
  const char* GetTypeName() const { return type_name_.c_str(); }
  const char* GetFullName() const { return full_name_.c_str(); }
  Int_t GetLenType() const;  ///< bytes of a value
  /// Values of the current entry.
  Int_t GetLen() const;
  Int_t GetNdata() const { return GetLen(); }
  Int_t GetLenStatic() const;  ///< of a fixed array; of lists: of their items
  Bool_t IsUnsigned() const;
  /// A value of the current entry.
  Double_t GetValue(Int_t i = 0) const;
  Long64_t GetValueLong64(Int_t i = 0) const;
  const TMVA::ColumnInfo& Column() const { return column_; }

 private:
  TBranch* branch_;
  std::size_t number_;  ///< within its branch
  TMVA::ColumnInfo column_;
  std::string type_name_, full_name_;
};

}  // namespace tmva_root
