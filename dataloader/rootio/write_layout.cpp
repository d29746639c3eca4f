// Table of the classes that we write (ROOT 6.40's versions, checksums and members).
#include "dataloader/rootio/write_layout.h"

#include <TMVA/Error.h>

#include <algorithm>
#include <string>

namespace TMVA::inline standalone::rootwrite {
namespace {

using enum MemberKind;

// One member a line.
// clang-format off
constexpr Member kTTree[] = {
    {kBase, "TNamed"},
    {kBase, "TAttLine"},
    {kBase, "TAttFill"},
    {kBase, "TAttMarker"},
    {kBasic, "fEntries", "Long64_t"},
    {kBasic, "fTotBytes", "Long64_t"},
    {kBasic, "fZipBytes", "Long64_t"},
    {kBasic, "fSavedBytes", "Long64_t"},
    {kBasic, "fFlushedBytes", "Long64_t"},
    {kBasic, "fWeight", "double"},
    {kBasic, "fTimerInterval", "int"},
    {kBasic, "fScanField", "int"},
    {kBasic, "fUpdate", "int"},
    {kBasic, "fDefaultEntryOffsetLen", "int"},
    {kCounter, "fNClusterRange", "int"},
    {kBasic, "fMaxEntries", "Long64_t"},
    {kBasic, "fMaxEntryLoop", "Long64_t"},
    {kBasic, "fMaxVirtualSize", "Long64_t"},
    {kBasic, "fAutoSave", "Long64_t"},
    {kBasic, "fAutoFlush", "Long64_t"},
    {kBasic, "fEstimate", "Long64_t"},
    {kArray, "fClusterRangeEnd", "Long64_t*", "fNClusterRange"},
    {kArray, "fClusterSize", "Long64_t*", "fNClusterRange"},
    {kObjectAny, "fIOFeatures", "ROOT::TIOFeatures", {}, 1},
    {kObject, "fBranches", "TObjArray", {}, 64},
    {kObject, "fLeaves", "TObjArray", {}, 64},
    {kPointer, "fAliases", "TList*"},
    {kObjectAny, "fIndexValues", "TArrayD", {}, 24},
    {kObjectAny, "fIndex", "TArrayI", {}, 24},
    {kPointer, "fTreeIndex", "TVirtualIndex*"},
    {kPointer, "fFriends", "TList*"},
    {kPointer, "fUserInfo", "TList*"},
    {kPointer, "fBranchRef", "TBranchRef*"}};

constexpr Member kTNamed[] = {
    {kBase, "TObject"},
    {kString, "fName"},
    {kString, "fTitle"}};

constexpr Member kTObject[] = {
    {kBasic, "fUniqueID", "unsigned int"},
    {kBasic, "fBits", "unsigned int"}};

constexpr Member kROOTRNTuple[] = {
    {kBasic, "fVersionEpoch", "unsigned short"},
    {kBasic, "fVersionMajor", "unsigned short"},
    {kBasic, "fVersionMinor", "unsigned short"},
    {kBasic, "fVersionPatch", "unsigned short"},
    {kBasic, "fSeekHeader", "unsigned long"},
    {kBasic, "fNBytesHeader", "unsigned long"},
    {kBasic, "fLenHeader", "unsigned long"},
    {kBasic, "fSeekFooter", "unsigned long"},
    {kBasic, "fNBytesFooter", "unsigned long"},
    {kBasic, "fLenFooter", "unsigned long"},
    {kBasic, "fMaxKeySize", "unsigned long"}};

constexpr Member kTAttLine[] = {
    {kBasic, "fLineColor", "short"},
    {kBasic, "fLineStyle", "short"},
    {kBasic, "fLineWidth", "short"}};

constexpr Member kTAttFill[] = {
    {kBasic, "fFillColor", "short"},
    {kBasic, "fFillStyle", "short"}};

constexpr Member kTAttMarker[] = {
    {kBasic, "fMarkerColor", "short"},
    {kBasic, "fMarkerStyle", "short"},
    {kBasic, "fMarkerSize", "float"}};

constexpr Member kROOTTIOFeatures[] = {
    {kBasic, "fIOBits", "unsigned char"}};

constexpr Member kTBranch[] = {
    {kBase, "TNamed"},
    {kBase, "TAttFill"},
    {kBasic, "fCompress", "int"},
    {kBasic, "fBasketSize", "int"},
    {kBasic, "fEntryOffsetLen", "int"},
    {kBasic, "fWriteBasket", "int"},
    {kBasic, "fEntryNumber", "Long64_t"},
    {kObjectAny, "fIOFeatures", "ROOT::TIOFeatures", {}, 1},
    {kBasic, "fOffset", "int"},
    {kCounter, "fMaxBaskets", "int"},
    {kBasic, "fSplitLevel", "int"},
    {kBasic, "fEntries", "Long64_t"},
    {kBasic, "fFirstEntry", "Long64_t"},
    {kBasic, "fTotBytes", "Long64_t"},
    {kBasic, "fZipBytes", "Long64_t"},
    {kObject, "fBranches", "TObjArray", {}, 64},
    {kObject, "fLeaves", "TObjArray", {}, 64},
    {kObject, "fBaskets", "TObjArray", {}, 64},
    {kArray, "fBasketBytes", "int*", "fMaxBaskets"},
    {kArray, "fBasketEntry", "Long64_t*", "fMaxBaskets"},
    {kArray, "fBasketSeek", "Long64_t*", "fMaxBaskets"},
    {kString, "fFileName"}};

constexpr Member kTLeafO[] = {
    {kBase, "TLeaf"},
    {kBasic, "fMinimum", "bool"},
    {kBasic, "fMaximum", "bool"}};

constexpr Member kTLeaf[] = {
    {kBase, "TNamed"},
    {kBasic, "fLen", "int"},
    {kBasic, "fLenType", "int"},
    {kBasic, "fOffset", "int"},
    {kBasic, "fIsRange", "bool"},
    {kBasic, "fIsUnsigned", "bool"},
    {kPointer, "fLeafCount", "TLeaf*"}};

constexpr Member kTLeafB[] = {
    {kBase, "TLeaf"},
    {kBasic, "fMinimum", "char"},
    {kBasic, "fMaximum", "char"}};

constexpr Member kTLeafS[] = {
    {kBase, "TLeaf"},
    {kBasic, "fMinimum", "short"},
    {kBasic, "fMaximum", "short"}};

constexpr Member kTLeafI[] = {
    {kBase, "TLeaf"},
    {kBasic, "fMinimum", "int"},
    {kBasic, "fMaximum", "int"}};

constexpr Member kTLeafL[] = {
    {kBase, "TLeaf"},
    {kBasic, "fMinimum", "Long64_t"},
    {kBasic, "fMaximum", "Long64_t"}};

constexpr Member kTLeafF[] = {
    {kBase, "TLeaf"},
    {kBasic, "fMinimum", "float"},
    {kBasic, "fMaximum", "float"}};

constexpr Member kTLeafD[] = {
    {kBase, "TLeaf"},
    {kBasic, "fMinimum", "double"},
    {kBasic, "fMaximum", "double"}};

constexpr Member kTLeafC[] = {
    {kBase, "TLeaf"},
    {kBasic, "fMinimum", "int"},
    {kBasic, "fMaximum", "int"}};

constexpr Member kTList[] = {
    {kBase, "TSeqCollection"}};

constexpr Member kTSeqCollection[] = {
    {kBase, "TCollection"}};

constexpr Member kTCollection[] = {
    {kBase, "TObject"},
    {kString, "fName"},
    {kBasic, "fSize", "int"}};

constexpr Member kTBranchRef[] = {
    {kBase, "TBranch"},
    {kPointer, "fRefTable", "TRefTable*"}};

constexpr Member kTRefTable[] = {
    {kBase, "TObject"},
    {kBasic, "fSize", "int"},
    {kPointer, "fParents", "TObjArray*"},
    {kPointer, "fOwner", "TObject*"},
    {kVector, "fProcessGUIDs", "vector<string>"}};

constexpr Member kTObjArray[] = {
    {kBase, "TSeqCollection"},
    {kBasic, "fLowerBound", "int"},
    {kBasic, "fLast", "int"}};

constexpr Member kTH1F[] = {
    {kBase, "TH1"},
    {kBase, "TArrayF"}};

constexpr Member kTH1[] = {
    {kBase, "TNamed"},
    {kBase, "TAttLine"},
    {kBase, "TAttFill"},
    {kBase, "TAttMarker"},
    {kBasic, "fNcells", "int"},
    {kObject, "fXaxis", "TAxis", {}, 216},
    {kObject, "fYaxis", "TAxis", {}, 216},
    {kObject, "fZaxis", "TAxis", {}, 216},
    {kBasic, "fBarOffset", "short"},
    {kBasic, "fBarWidth", "short"},
    {kBasic, "fEntries", "double"},
    {kBasic, "fTsumw", "double"},
    {kBasic, "fTsumw2", "double"},
    {kBasic, "fTsumwx", "double"},
    {kBasic, "fTsumwx2", "double"},
    {kBasic, "fMaximum", "double"},
    {kBasic, "fMinimum", "double"},
    {kBasic, "fNormFactor", "double"},
    {kObjectAny, "fContour", "TArrayD", {}, 24},
    {kObjectAny, "fSumw2", "TArrayD", {}, 24},
    {kString, "fOption"},
    {kInlinePointer, "fFunctions", "TList*"},
    {kCounter, "fBufferSize", "int"},
    {kArray, "fBuffer", "double*", "fBufferSize"},
    {kBasic, "fBinStatErrOpt", "TH1::EBinErrorOpt"},
    {kBasic, "fStatOverflows", "TH1::EStatOverflows"}};

constexpr Member kTAxis[] = {
    {kBase, "TNamed"},
    {kBase, "TAttAxis"},
    {kBasic, "fNbins", "int"},
    {kBasic, "fXmin", "double"},
    {kBasic, "fXmax", "double"},
    {kObjectAny, "fXbins", "TArrayD", {}, 24},
    {kBasic, "fFirst", "int"},
    {kBasic, "fLast", "int"},
    {kBasic, "fBits2", "unsigned short"},
    {kBasic, "fTimeDisplay", "bool"},
    {kString, "fTimeFormat"},
    {kPointer, "fLabels", "THashList*"},
    {kPointer, "fModLabs", "TList*"}};

constexpr Member kTAttAxis[] = {
    {kBasic, "fNdivisions", "int"},
    {kBasic, "fAxisColor", "short"},
    {kBasic, "fLabelColor", "short"},
    {kBasic, "fLabelFont", "short"},
    {kBasic, "fLabelOffset", "float"},
    {kBasic, "fLabelSize", "float"},
    {kBasic, "fTickLength", "float"},
    {kBasic, "fTitleOffset", "float"},
    {kBasic, "fTitleSize", "float"},
    {kBasic, "fTitleColor", "short"},
    {kBasic, "fTitleFont", "short"}};

constexpr Member kTObjString[] = {
    {kBase, "TObject"},
    {kString, "fString"}};

constexpr Member kTHashList[] = {
    {kBase, "TList"}};

constexpr Member kTH1D[] = {
    {kBase, "TH1"},
    {kBase, "TArrayD"}};

constexpr Member kTH2F[] = {
    {kBase, "TH2"},
    {kBase, "TArrayF"}};

constexpr Member kTH2[] = {
    {kBase, "TH1"},
    {kBasic, "fScalefactor", "double"},
    {kBasic, "fTsumwy", "double"},
    {kBasic, "fTsumwy2", "double"},
    {kBasic, "fTsumwxy", "double"}};

constexpr Member kTH2D[] = {
    {kBase, "TH2"},
    {kBase, "TArrayD"}};

constexpr Member kTGraph[] = {
    {kBase, "TNamed"},
    {kBase, "TAttLine"},
    {kBase, "TAttFill"},
    {kBase, "TAttMarker"},
    {kCounter, "fNpoints", "int"},
    {kArray, "fX", "double*", "fNpoints"},
    {kArray, "fY", "double*", "fNpoints"},
    {kPointer, "fFunctions", "TList*"},
    {kPointer, "fHistogram", "TH1F*"},
    {kBasic, "fMinimum", "double"},
    {kBasic, "fMaximum", "double"},
    {kString, "fOption"}};

constexpr Member kTBranchElement[] = {
    {kBase, "TBranch"},
    {kString, "fClassName"},
    {kString, "fParentName"},
    {kString, "fClonesName"},
    {kBasic, "fCheckSum", "unsigned int"},
    {kBasic, "fClassVersion", "short"},
    {kBasic, "fID", "int"},
    {kBasic, "fType", "int"},
    {kBasic, "fStreamerType", "int"},
    {kBasic, "fMaximum", "int"},
    {kPointer, "fBranchCount", "TBranchElement*"},
    {kPointer, "fBranchCount2", "TBranchElement*"}};

constexpr Member kTLeafElement[] = {
    {kBase, "TLeaf"},
    {kBasic, "fID", "int"},
    {kBasic, "fType", "int"}};

constexpr Member kTFriendElement[] = {
    {kBase, "TNamed"},
    {kString, "fTreeName"},
    {kBasic, "fOwnFile", "bool"}};

constexpr Member kTMatrixTBase[] = {
    {kBase, "TObject"},
    {kBasic, "fNrows", "int"},
    {kBasic, "fNcols", "int"},
    {kBasic, "fRowLwb", "int"},
    {kBasic, "fColLwb", "int"},
    {kCounter, "fNelems", "int"},
    {kBasic, "fNrowIndex", "int"},
    {kBasic, "fTol", "double"}};

constexpr Member kTMatrixT[] = {
    {kBase, "TMatrixTBase<double>"},
    {kArray, "fElements", "double*", "fNelems"}};

constexpr Member kTVectorT[] = {
    {kBase, "TObject"},
    {kCounter, "fNrows", "int"},
    {kBasic, "fRowLwb", "int"},
    {kArray, "fElements", "double*", "fNrows"}};

constexpr Member kTParameter[] = {
    {kBase, "TObject"},
    {kString, "fName"},
    {kBasic, "fVal", "double"}};

constexpr ClassLayout kLayouts[] = {
    {"TTree", 20, 0x7264e07f, kTTree},
    {"TNamed", 1, 0xdfb74a3c, kTNamed},
    {"TObject", 1, 0x901bc02d, kTObject},
    {"ROOT::RNTuple", 2, 0x28e632ec, kROOTRNTuple},
    {"TAttLine", 2, 0x94074549, kTAttLine},
    {"TAttFill", 2, 0xffd92a92, kTAttFill},
    {"TAttMarker", 3, 0x291d8bec, kTAttMarker},
    {"ROOT::TIOFeatures", 1, 0x1aa12f10, kROOTTIOFeatures},
    {"TBranch", 13, 0x10978aac, kTBranch},
    {"TLeafO", 1, 0x02ae48d3, kTLeafO},
    {"TLeaf", 2, 0x6d1e8152, kTLeaf},
    {"TLeafB", 1, 0x0f1e4b5e, kTLeafB},
    {"TLeafS", 1, 0x150ceecf, kTLeafS},
    {"TLeafI", 1, 0x7e6aae19, kTLeafI},
    {"TLeafL", 1, 0xde320862, kTLeafL},
    {"TLeafF", 1, 0x3add9d72, kTLeafF},
    {"TLeafD", 1, 0x118e8776, kTLeafD},
    {"TLeafC", 1, 0xfbe3b2f3, kTLeafC},
    {"TList", 5, 0x69c5c3bb, kTList},
    {"TSeqCollection", 0, 0xfc6c3bc6, kTSeqCollection},
    {"TCollection", 3, 0x57e3cb9c, kTCollection},
    {"TString", 2, 0x00017419, {}},
    {"TBranchRef", 1, 0x2360b3fd, kTBranchRef},
    {"TRefTable", 3, 0x8c895b85, kTRefTable},
    {"TObjArray", 3, 0xa99e6552, kTObjArray},
    {"TH1F", 3, 0xe2939644, kTH1F},
    {"TH1", 8, 0x1c3740c4, kTH1},
    {"TAxis", 10, 0x5a496e70, kTAxis},
    {"TAttAxis", 4, 0x5c6fff3e, kTAttAxis},
    {"TObjString", 1, 0x9c8e4800, kTObjString},
    {"THashList", 0, 0xcc7e49c1, kTHashList},
    {"TH1D", 3, 0xf9b1569f, kTH1D},
    {"TH2F", 4, 0x689cc295, kTH2F},
    {"TH2", 5, 0x0182347f, kTH2},
    {"TH2D", 4, 0x7fba82f0, kTH2D},
    {"TGraph", 5, 0xb932984f, kTGraph},
    {"TBranchElement", 10, 0xe74f5e63, kTBranchElement},
    {"TLeafElement", 1, 0xa04f8893, kTLeafElement},
    {"TFriendElement", 2, 0x2771167d, kTFriendElement},
    {"TMatrixTBase<double>", 5, 0x8b1ac221, kTMatrixTBase},
    {"TMatrixT<double>", 4, 0x080d139c, kTMatrixT},
    {"TVectorT<double>", 4, 0x6a0d4caf, kTVectorT},
    {"TParameter<double>", 2, 0x755b05d8, kTParameter},
};
// clang-format on

}  // namespace

std::span<const ClassLayout> Layouts() { return kLayouts; }

const ClassLayout* FindLayout(std::string_view class_name) {
  const auto found = std::ranges::find(kLayouts, class_name, &ClassLayout::name);
  return found == std::end(kLayouts) ? nullptr : &*found;
}

int VersionOf(std::string_view class_name) {
  if (const auto* layout = FindLayout(class_name)) return layout->version;
  throw Error("no layout of class " + std::string(class_name));
}

}  // namespace TMVA::inline standalone::rootwrite
