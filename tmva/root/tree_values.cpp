// TTree: numbers from its entries, and what it prints.
#include <TMVA/Error.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <limits>

#include "tmva/root/branch_reader.h"
#include "tmva/root/entry_selection.h"
#include "tmva/root/fill_group.h"
#include "tmva/root/tree_friend.h"

inline namespace tmva_root {
namespace {

template <class Better>
double Extreme(const TMVA::ColumnSource* source, const std::string& column, double worst,
               Better better) {
  if (source == nullptr) return worst;
  ExpressionReader reader(*source, column);
  const auto entries = source->NumEntries();
  for (std::int64_t begin = 0; begin < entries; begin += 4096) {
    reader.Read({begin, std::min(begin + 4096, entries)});
    for (const double value : reader.values())
      if (better(value, worst)) worst = value;
  }
  return worst;
}

/// "x:y+1" at the colons that stand outside of brackets and are not doubled.
std::vector<std::string> SplitExpressions(const std::string& text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    depth += (c == '(' || c == '[') - (c == ')' || c == ']');
    const bool is_double = text.compare(i, 2, "::") == 0;
    if (c == ':' && depth == 0 && !is_double) {
      parts.emplace_back();
      continue;
    }
    parts.back() += c;
    if (is_double) parts.back() += text[++i];
  }
  return parts;
}

}  // namespace

Long64_t TTree::GetEntries(const char* cut) {
  const auto source = AsColumnSource();
  std::int64_t count = 0;
  if (source)
    ForSelected(*source, cut, {0, source->NumEntries()}, [&](std::int64_t) { return ++count > 0; });
  return count;
}

Double_t TTree::GetMinimum(const char* column) {
  return Extreme(AsColumnSource().get(), column, std::numeric_limits<double>::max(), std::less<>());
}

Double_t TTree::GetMaximum(const char* column) {
  return Extreme(AsColumnSource().get(), column, std::numeric_limits<double>::lowest(),
                 std::greater<>());
}

Long64_t TTree::Scan(const char* expressions, const char* cut, Option_t*, Long64_t entries,
                     Long64_t first) {
  const auto source = AsColumnSource();
  if (!source) return 0;
  auto texts = SplitExpressions(expressions);
  if (texts.size() == 1 && texts[0].empty()) {
    texts.clear();
    for (const auto& column : source->Columns())
      if (column.unsupported.empty() && column.IsNumeric() && column.list_levels == 0 &&
          texts.size() < 8)
        texts.push_back(column.name);
  }
  std::vector<ExpressionReader> readers;
  std::cout << "*    Row   ";
  for (const auto& text : texts) {
    readers.emplace_back(*source, text);
    std::cout << "* " << std::setw(9) << text.substr(0, 9) << ' ';
  }
  std::cout << "*\n";
  Long64_t selected = 0;
  ForSelected(*source, cut, {first, source->NumEntries()}, [&](std::int64_t entry) {
    std::cout << "* " << std::setw(8) << entry << ' ';
    for (auto& reader : readers) {
      reader.Read({entry, entry + 1});
      std::cout << "* " << std::setw(9);
      if (reader.values().empty())
        std::cout << "" << ' ';
      else
        std::cout << std::setprecision(7) << reader.values()[0] << ' ';
    }
    std::cout << "*\n";
    return ++selected < entries;
  });
  std::cout << "==> " << selected << " selected entries" << std::endl;
  return selected;
}

void TTree::Show(Long64_t entry) {
  if (entry >= 0) GetEntry(entry);
  std::cout << "======> EVENT:" << read_entry_ << '\n';
  for (auto* object : *GetListOfLeaves()) {
    const auto& leaf = *static_cast<TLeaf*>(object);
    std::cout << ' ' << std::left << std::setw(15) << leaf.GetFullName() << std::right << " =";
    const auto count = std::min(leaf.GetLen(), 10);
    for (int i = 0; i < count; ++i) std::cout << (i > 0 ? ", " : " ") << leaf.GetValue(i);
    std::cout << '\n';
  }
  std::cout << std::flush;
}

void TTree::Print(Option_t*) const {
  auto& self = const_cast<TTree&>(*this);
  std::cout << "*Tree    :" << GetName() << " : " << GetTitle() << "\n*Entries : " << GetEntries()
            << " : Total = " << GetTotBytes() << " bytes  File  Size = " << GetZipBytes() << '\n';
  int number = 0;
  for (auto* object : *self.GetListOfBranches()) {
    const auto& branch = *static_cast<TBranch*>(object);
    std::cout << "*Br " << std::setw(4) << number++ << " :" << branch.GetName() << " :";
    for (const auto& column : branch.Columns()) {
      const auto* leaf = branch.GetLeaf(column.name.c_str());
      std::cout << ' ' << leaf->GetName() << '/' << leaf->GetTypeName();
    }
    std::cout << '\n';
  }
  std::cout << std::flush;
}

}  // namespace tmva_root
