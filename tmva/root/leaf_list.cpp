// Lists of leaves.
#include "tmva/root/leaf_list.h"

#include <TMVA/Error.h>

#include <algorithm>
#include <cctype>

inline namespace tmva_root {
namespace {

/// DataError for letters that ROOT does not have.
void SetType(TMVA::LeafSpec& leaf, std::string_view code, const std::string& branch) {
  using enum TMVA::DataType;
  leaf.is_string = code == "C";
  constexpr std::string_view kCodes = "BbSsIiLlGgFfDdOC";
  constexpr TMVA::DataType kTypes[] = {kInt8,    kUInt8,   kInt16, kUInt16, kInt32,   kUInt32,
                                       kInt64,   kUInt64,  kInt64, kUInt64, kFloat32, kFloat32,
                                       kFloat64, kFloat64, kBool,  kUInt8};
  const auto found = code.size() == 1 ? kCodes.find(code[0]) : std::string_view::npos;
  if (found == std::string_view::npos)
    throw TMVA::DataError("branch '" + branch + "', leaf '" + leaf.name + "': '" +
                          std::string(code) +
                          "' is no type; expected one of C (text), B b S s I i L l G g (integers), "
                          "F D f d, O (bool)");
  leaf.type = kTypes[found];
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() < 10 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

/// "x[n][2]": the name without the brackets, whose content goes to the specification.
void ParseName(std::string_view text, TMVA::LeafSpec& leaf, TMVA::BranchSpec& branch) {
  const auto fail = [&](const std::string& what) {
    throw TMVA::DataError("branch '" + branch.name + "', leaf '" + std::string(text) +
                          "': " + what);
  };
  auto bracket = text.find('[');
  leaf.name = text.substr(0, bracket);
  while (bracket != std::string_view::npos) {
    const auto end = text.find(']', bracket);
    if (end == std::string_view::npos) fail("a ']' is missing");
    const auto size = text.substr(bracket + 1, end - bracket - 1);
    if (IsNumber(size) && size != "0") {
      leaf.dimensions.push_back(std::stoll(std::string(size)));
      leaf.length *= leaf.dimensions.back();
    } else if (bracket == leaf.name.size() && !size.empty() &&
               !std::isdigit(static_cast<unsigned char>(size[0]))) {
      branch.list_levels = 1;
      branch.count_branch = size;
    } else {
      fail("'[" + std::string(size) +
           "]' is no size; expected a number or, in the first place, the name of the branch that "
           "counts");
    }
    bracket = end + 1 < text.size() ? end + 1 : std::string_view::npos;
    if (bracket != std::string_view::npos && text[bracket] != '[')
      fail("expected '[' or '/' behind ']'");
  }
}

}  // namespace

TMVA::BranchSpec ParseLeafList(const std::string& name, const std::string& leaf_list) {
  TMVA::BranchSpec branch;
  branch.name = name;
  std::string_view rest = leaf_list.empty() ? std::string_view(name) : leaf_list;
  std::string type = "F";
  while (true) {
    const auto end = rest.find(':');
    const auto item = rest.substr(0, end);
    const auto slash = item.find('/');
    TMVA::LeafSpec leaf;
    ParseName(item.substr(0, slash), leaf, branch);
    if (slash != std::string_view::npos) type = item.substr(slash + 1);
    SetType(leaf, type, name);
    branch.leaves.push_back(std::move(leaf));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if (branch.list_levels > 0 && branch.leaves.size() > 1)
    throw TMVA::DataError("branch '" + name + "': '" + leaf_list +
                          "': an array with a count must be the only leaf");
  return branch;
}

std::vector<TMVA::ColumnInfo> ColumnsOf(const TMVA::BranchSpec& branch) {
  std::vector<TMVA::ColumnInfo> columns;
  for (const auto& leaf : branch.leaves) {
    TMVA::ColumnInfo column;
    column.name = branch.leaves.size() == 1 ? branch.name : branch.name + "." + leaf.name;
    column.type = leaf.type;
    column.is_text = leaf.is_string;
    column.list_levels = branch.list_levels + (leaf.is_string ? 1 : 0);
    column.dimensions = leaf.dimensions;
    column.length = column.list_levels > 0 ? TMVA::ColumnInfo::kVariable : leaf.length;
    column.count_branch = branch.count_branch;
    if (branch.list_levels > 0 && branch.count_branch.empty()) column.type_name = "std::vector";
    columns.push_back(std::move(column));
  }
  return columns;
}

TMVA::BranchSpec SpecOf(const std::string& name, const std::vector<TMVA::ColumnInfo>& columns) {
  if (columns.size() == 1) {
    auto spec = TMVA::BranchFor(columns[0]);
    spec.name = spec.leaves[0].name = name;
    if (!columns[0].count_branch.empty()) spec.count_branch = columns[0].count_branch;
    return spec;
  }
  TMVA::BranchSpec spec;
  spec.name = name;
  for (const auto& column : columns) {
    spec.leaves.push_back(TMVA::BranchFor(column).leaves[0]);
    auto& leaf = spec.leaves.back().name;
    if (leaf.starts_with(name + ".")) leaf.erase(0, name.size() + 1);
    if (column.list_levels > 0)
      throw TMVA::DataError("branch '" + name + "' cannot be copied: its leaf '" + leaf +
                            "' is a list");
  }
  return spec;
}

bool IsObject(const TMVA::ColumnInfo& column) {
  return column.list_levels > 0 && column.type_name != "char*" &&
         (column.type_name.find("vector") != std::string::npos ||
          column.type_name.find("string") != std::string::npos ||
          column.type_name.find("RVec") != std::string::npos);
}

std::string TypeNameOf(const TMVA::ColumnInfo& column) {
  const auto type = static_cast<std::size_t>(column.type);
  constexpr const char* kLeaves[] = {"Bool_t",    "Char_t",  "UChar_t", "Short_t",
                                     "UShort_t",  "Int_t",   "UInt_t",  "Long64_t",
                                     "ULong64_t", "Float_t", "Double_t"};
  constexpr const char* kItems[] = {"bool",           "char",  "unsigned char", "short",
                                    "unsigned short", "int",   "unsigned int",  "Long64_t",
                                    "ULong64_t",      "float", "double"};
  for (const char* narrow : {"Float16_t", "Double32_t"})
    if (column.type_name.starts_with(narrow)) return narrow;
  if (!IsObject(column)) return column.is_text ? "Char_t" : kLeaves[type];
  std::string name = column.is_text ? "string" : kItems[type];
  for (int level = column.is_text ? 1 : 0; level < column.list_levels; ++level)
    name = "vector<" + name + (name.ends_with('>') ? " >" : ">");
  return name;
}

}  // namespace tmva_root
