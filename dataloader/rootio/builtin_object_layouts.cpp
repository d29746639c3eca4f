// Layouts of histograms, graphs, matrices, texts and numbers (ROOT 5 and 6), for files that
// describe none of them.
#include "dataloader/rootio/builtin_layouts.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr const char* kAxis =
    "base:TNamed base:TAttAxis int:fNbins double:fXmin double:fXmax object:TArrayD:fXbins "
    "int:fFirst "
    "int:fLast ushort:fBits2 bool:fTimeDisplay string:fTimeFormat pointer:fLabels pointer:fModLabs";
constexpr const char* kHistogram =
    "base:TNamed base:TAttLine base:TAttFill base:TAttMarker int:fNcells object:TAxis:fXaxis "
    "object:TAxis:fYaxis object:TAxis:fZaxis short:fBarOffset short:fBarWidth double:fEntries "
    "double:fTsumw double:fTsumw2 double:fTsumwx double:fTsumwx2 double:fMaximum double:fMinimum "
    "double:fNormFactor object:TArrayD:fContour object:TArrayD:fSumw2 string:fOption "
    "object:TList:fFunctions int:fBufferSize array:double:fBufferSize:fBuffer int:fBinStatErrOpt "
    "int:fStatOverflows";
constexpr const char* kGraph =
    "base:TNamed base:TAttLine base:TAttFill base:TAttMarker int:fNpoints array:double:fNpoints:fX "
    "array:double:fNpoints:fY pointer:fFunctions pointer:fHistogram double:fMinimum "
    "double:fMaximum "
    "string:fOption";

constexpr BuiltinRow kRows[] = {
    {"TAttAxis", 4,
     "int:fNdivisions short:fAxisColor short:fLabelColor short:fLabelFont float:fLabelOffset "
     "float:fLabelSize float:fTickLength float:fTitleOffset float:fTitleSize short:fTitleColor "
     "short:fTitleFont"},
    {"TAxis", 9, kAxis},
    {"TAxis", 10, kAxis},
    {"TH1", 5, kHistogram},
    {"TH1", 6, kHistogram},
    {"TH1", 7, kHistogram},
    {"TH1", 8, kHistogram},
    {"TH1C", kAnyVersion, "base:TH1 base:TArrayC"},
    {"TH1S", kAnyVersion, "base:TH1 base:TArrayS"},
    {"TH1I", kAnyVersion, "base:TH1 base:TArrayI"},
    {"TH1L", kAnyVersion, "base:TH1 base:TArrayL64"},
    {"TH1F", kAnyVersion, "base:TH1 base:TArrayF"},
    {"TH1D", kAnyVersion, "base:TH1 base:TArrayD"},
    {"TH2", kAnyVersion,
     "base:TH1 double:fScalefactor double:fTsumwy double:fTsumwy2 double:fTsumwxy"},
    {"TH2C", kAnyVersion, "base:TH2 base:TArrayC"},
    {"TH2S", kAnyVersion, "base:TH2 base:TArrayS"},
    {"TH2I", kAnyVersion, "base:TH2 base:TArrayI"},
    {"TH2L", kAnyVersion, "base:TH2 base:TArrayL64"},
    {"TH2F", kAnyVersion, "base:TH2 base:TArrayF"},
    {"TH2D", kAnyVersion, "base:TH2 base:TArrayD"},
    {"TAtt3D", kAnyVersion, ""},
    {"TH3", kAnyVersion,
     "base:TH1 base:TAtt3D double:fTsumwy double:fTsumwy2 double:fTsumwxy double:fTsumwz "
     "double:fTsumwz2 double:fTsumwxz double:fTsumwyz"},
    {"TH3C", kAnyVersion, "base:TH3 base:TArrayC"},
    {"TH3S", kAnyVersion, "base:TH3 base:TArrayS"},
    {"TH3I", kAnyVersion, "base:TH3 base:TArrayI"},
    {"TH3L", kAnyVersion, "base:TH3 base:TArrayL64"},
    {"TH3F", kAnyVersion, "base:TH3 base:TArrayF"},
    {"TH3D", kAnyVersion, "base:TH3 base:TArrayD"},
    {"TProfile", kAnyVersion,
     "base:TH1D object:TArrayD:fBinEntries int:fErrorMode double:fYmin double:fYmax double:fTsumwy "
     "double:fTsumwy2 object:TArrayD:fBinSumw2"},
    {"TProfile2D", kAnyVersion,
     "base:TH2D object:TArrayD:fBinEntries int:fErrorMode double:fZmin double:fZmax double:fTsumwz "
     "double:fTsumwz2 object:TArrayD:fBinSumw2"},
    {"TGraph", 4, kGraph},
    {"TGraph", 5, kGraph},
    {"TGraphErrors", kAnyVersion,
     "base:TGraph array:double:fNpoints:fEX array:double:fNpoints:fEY"},
    {"TGraphAsymmErrors", kAnyVersion,
     "base:TGraph array:double:fNpoints:fEXlow array:double:fNpoints:fEXhigh "
     "array:double:fNpoints:fEYlow array:double:fNpoints:fEYhigh"},
    {"TObjString", kAnyVersion, "base:TObject string:fString"},
    {"TParameter<double>", kAnyVersion, "base:TObject string:fName double:fVal"},
    {"TParameter<float>", kAnyVersion, "base:TObject string:fName float:fVal"},
    {"TParameter<int>", kAnyVersion, "base:TObject string:fName int:fVal"},
    {"TParameter<Long64_t>", kAnyVersion, "base:TObject string:fName long:fVal"},
    {"TParameter<bool>", kAnyVersion, "base:TObject string:fName bool:fVal"},
    {"TMatrixTBase<double>", 5,
     "base:TObject int:fNrows int:fNcols int:fRowLwb int:fColLwb int:fNelems int:fNrowIndex "
     "double:fTol"},
    {"TMatrixTBase<float>", 5,
     "base:TObject int:fNrows int:fNcols int:fRowLwb int:fColLwb int:fNelems int:fNrowIndex "
     "float:fTol"},
    {"TMatrixT<double>", 4, "base:TMatrixTBase<double> array:double:fNelems:fElements"},
    {"TMatrixT<float>", 4, "base:TMatrixTBase<float> array:float:fNelems:fElements"},
    {"TVectorT<double>", kAnyVersion,
     "base:TObject int:fNrows int:fRowLwb array:double:fNrows:fElements"},
    {"TVectorT<float>", kAnyVersion,
     "base:TObject int:fNrows int:fRowLwb array:float:fNrows:fElements"},
};

}  // namespace

std::span<const BuiltinRow> BuiltinObjectRows() { return kRows; }

}  // namespace TMVA::inline standalone::rootio
