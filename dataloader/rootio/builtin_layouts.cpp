// Layouts of the classes of a TTree, for files that describe none of them.
#include "dataloader/rootio/builtin_layouts.h"

#include <map>
#include <sstream>

#include "dataloader/rootio/streamer_info.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr const char* kTreeStart =
    "base:TNamed base:TAttLine base:TAttFill base:TAttMarker long:fEntries long:fTotBytes "
    "long:fZipBytes long:fSavedBytes ";
constexpr const char* kTreeCounts =
    "double:fWeight int:fTimerInterval int:fScanField int:fUpdate int:fDefaultEntryOffsetLen ";
constexpr const char* kTreeLimits =
    "long:fMaxEntries long:fMaxEntryLoop long:fMaxVirtualSize long:fAutoSave ";
constexpr const char* kTreeEnd =
    "object:TObjArray:fBranches object:TObjArray:fLeaves pointer:fAliases "
    "object:TArrayD:fIndexValues object:TArrayI:fIndex pointer:fTreeIndex pointer:fFriends "
    "pointer:fUserInfo pointer:fBranchRef";
constexpr const char* kClusters =
    "array:long:fNClusterRange:fClusterRangeEnd array:long:fNClusterRange:fClusterSize ";
constexpr const char* kBranchStart =
    "base:TNamed base:TAttFill int:fCompress int:fBasketSize int:fEntryOffsetLen int:fWriteBasket "
    "long:fEntryNumber ";
constexpr const char* kBranchEnd =
    "long:fTotBytes long:fZipBytes object:TObjArray:fBranches object:TObjArray:fLeaves "
    "object:TObjArray:fBaskets array:int:fMaxBaskets:fBasketBytes "
    "array:long:fMaxBaskets:fBasketEntry array:long:fMaxBaskets:fBasketSeek string:fFileName";
constexpr const char* kPlaces = "int:fOffset uint:fMaxBaskets int:fSplitLevel long:fEntries ";

constexpr BuiltinRow kRows[] = {
    // Of the StreamerInfo record itself. Byte counts end members that a version does not have.
    {"TStreamerInfo", kAnyVersion,
     "base:TNamed uint:fCheckSum int:fClassVersion pointer:fElements"},
    {"TStreamerElement", 1,
     "base:TNamed int:fType int:fSize int:fArrayLength int:fArrayDim object:TArrayI:fMaxIndex "
     "string:fTypeName"},
    {"TStreamerElement", kAnyVersion,
     "base:TNamed int:fType int:fSize int:fArrayLength int:fArrayDim fixed:int:5:fMaxIndex "
     "string:fTypeName"},
    {"TStreamerBase", kAnyVersion, "base:TStreamerElement int:fBaseVersion"},
    {"TStreamerBasicType", kAnyVersion, "base:TStreamerElement"},
    {"TStreamerBasicPointer", kAnyVersion,
     "base:TStreamerElement int:fCountVersion string:fCountName string:fCountClass"},
    {"TStreamerLoop", kAnyVersion,
     "base:TStreamerElement int:fCountVersion string:fCountName string:fCountClass"},
    {"TStreamerObject", kAnyVersion, "base:TStreamerElement"},
    {"TStreamerObjectPointer", kAnyVersion, "base:TStreamerElement"},
    {"TStreamerObjectAny", kAnyVersion, "base:TStreamerElement"},
    {"TStreamerObjectAnyPointer", kAnyVersion, "base:TStreamerElement"},
    {"TStreamerString", kAnyVersion, "base:TStreamerElement"},
    {"TStreamerArtificial", kAnyVersion, "base:TStreamerElement"},
    {"TStreamerSTL", kAnyVersion, "base:TStreamerElement int:fSTLtype int:fCtype"},
    {"TStreamerSTLstring", kAnyVersion, "base:TStreamerSTL"},
    {"TAttLine", kAnyVersion, "short:fLineColor short:fLineStyle short:fLineWidth"},
    {"TAttFill", kAnyVersion, "short:fFillColor short:fFillStyle"},
    {"TAttMarker", kAnyVersion, "short:fMarkerColor short:fMarkerStyle float:fMarkerSize"},
    {"ROOT::TIOFeatures", kAnyVersion, "uchar:fIOBits"},
    {"TLeaf", 2,
     "base:TNamed int:fLen int:fLenType int:fOffset bool:fIsRange bool:fIsUnsigned "
     "pointer:fLeafCount"},
    {"TLeafB", 1, "base:TLeaf char:fMinimum char:fMaximum"},
    {"TLeafC", 1, "base:TLeaf int:fMinimum int:fMaximum"},
    {"TLeafD", 1, "base:TLeaf double:fMinimum double:fMaximum"},
    {"TLeafD32", kAnyVersion, "base:TLeaf"},
    {"TLeafElement", 1, "base:TLeaf int:fID int:fType"},
    {"TLeafF", 1, "base:TLeaf float:fMinimum float:fMaximum"},
    {"TLeafF16", kAnyVersion, "base:TLeaf"},
    {"TLeafG", 1, "base:TLeaf long:fMinimum long:fMaximum"},
    {"TLeafI", 1, "base:TLeaf int:fMinimum int:fMaximum"},
    {"TLeafL", 1, "base:TLeaf long:fMinimum long:fMaximum"},
    {"TLeafO", 1, "base:TLeaf bool:fMinimum bool:fMaximum"},
    {"TLeafS", 1, "base:TLeaf short:fMinimum short:fMaximum"},
    {"TFriendElement", kAnyVersion, "base:TNamed string:fTreeName bool:fOwnFile"},
    {"TNtuple", kAnyVersion, "base:TTree int:fNvar"},
    {"TNtupleD", kAnyVersion, "base:TTree int:fNvar"},
};

/// TTree and TBranch, assembled from the parts that their versions share.
std::vector<std::pair<std::pair<std::string, int>, std::string>> AssembledRows() {
  const std::string start = kTreeStart, counts = kTreeCounts, limits = kTreeLimits, end = kTreeEnd;
  const std::string flush = "long:fAutoFlush long:fEstimate ";
  const std::string features = "object:ROOT::TIOFeatures:fIOFeatures ";
  const std::string v17_counts = counts + limits + "long:fEstimate ";
  const std::string branch = kBranchStart, places = kPlaces, branch_end = kBranchEnd;
  const std::string flushed = start + "long:fFlushedBytes " + counts;
  const std::string clustered = flushed + "int:fNClusterRange " + limits + flush + kClusters;
  const std::string element =
      "base:TBranch string:fClassName string:fParentName string:fClonesName uint:fCheckSum ";
  const std::string element_end =
      ":fClassVersion int:fID int:fType int:fStreamerType int:fMaximum pointer:fBranchCount "
      "pointer:fBranchCount2";
  return {{{"TTree", 20}, clustered + features + end},
          {{"TTree", 19}, clustered + end},
          {{"TTree", 18}, flushed + limits + flush + end},
          {{"TTree", 17}, start + v17_counts + end},
          {{"TTree", 16},
           start + "double:fWeight int:fTimerInterval int:fScanField int:fUpdate " + limits +
               "long:fEstimate " + end},
          {{"TBranch", 13}, branch + features + places + "long:fFirstEntry " + branch_end},
          {{"TBranch", 12}, branch + places + "long:fFirstEntry " + branch_end},
          {{"TBranch", 11}, branch + places + "long:fFirstEntry " + branch_end},
          {{"TBranch", 10}, branch + places + branch_end},
          {{"TBranchElement", 10}, element + "short" + element_end},
          {{"TBranchElement", 9}, element + "int" + element_end},
          {{"TBranchElement", 8}, element + "int" + element_end}};
}

int NumberType(const std::string& word) {
  static const std::map<std::string, int> types{
      {"char", kChar},     {"short", kShort}, {"int", kInt},       {"long", kLong64},
      {"uchar", kUChar},   {"float", kFloat}, {"ushort", kUShort}, {"uint", kUInt},
      {"double", kDouble}, {"bool", kBool}};
  return types.at(word);
}

StreamerElement ParseElement(const std::string& text) {
  std::vector<std::string> words{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool scope =
        text.compare(i, 2, "::") == 0 || (i > 0 && text.compare(i - 1, 2, "::") == 0);
    if (text[i] == ':' && !scope) {
      words.emplace_back();
    } else {
      words.back() += text[i];
    }
  }
  StreamerElement element;
  element.name = words.back();
  const auto& kind = words.front();
  if (kind == "base") {
    element.type = kBase;
  } else if (kind == "object") {
    element.type = kAny;
    element.type_name = words[1];
  } else if (kind == "pointer") {
    element.type = kObjectPointer;
  } else if (kind == "string") {
    element.type = kString;
  } else if (kind == "array") {
    element.type = kCountedArray + NumberType(words[1]);
    element.counter = words[2];
  } else if (kind == "fixed") {
    element.type = kFixedArray + NumberType(words[1]);
    element.array_length = std::stoi(words[2]);
  } else {
    element.type = NumberType(kind);
  }
  return element;
}

ClassLayout ParseLayout(const std::string& name, int version, const std::string& members) {
  ClassLayout layout;
  layout.name = name;
  layout.version = version;
  std::istringstream words(members);
  for (std::string word; words >> word;) layout.elements.push_back(ParseElement(word));
  return layout;
}

using Table = std::map<std::pair<std::string, int>, ClassLayout>;

Table MakeTable() {
  Table table;
  for (const auto rows : {std::span<const BuiltinRow>(kRows), BuiltinObjectRows()}) {
    for (const auto& [name, version, members] : rows) {
      table.emplace(std::pair{name, version}, ParseLayout(name, version, members));
    }
  }
  for (const auto& [key, members] : AssembledRows()) {
    table.emplace(key, ParseLayout(key.first, key.second, members));
  }
  return table;
}

}  // namespace

const ClassLayout* FindBuiltinLayout(const std::string& name, int version) {
  static const Table table = MakeTable();
  auto found = table.find({name, version});
  if (found == table.end()) found = table.find({name, kAnyVersion});
  return found == table.end() ? nullptr : &found->second;
}

}  // namespace TMVA::inline standalone::rootio
