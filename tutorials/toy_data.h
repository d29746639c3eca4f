// Toy data for the tutorials: small ROOT files of correlated normal variables.
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <TMVA/File.h>
#include <TMVA/OutputFile.h>
#include <TMVA/Random.h>

namespace toy {

/// Four variables of unit width with correlation 0.4 between neighbours, around `centre`.
inline std::array<float, 4> Correlated(TMVA::Random& random, const std::array<double, 4>& centre) {
  std::array<float, 4> x{};
  double last = random.Gauss();
  for (std::size_t i = 0; i < 4; ++i) {
    last = 0.4 * last + std::sqrt(1 - 0.16) * random.Gauss();
    x[i] = static_cast<float>(last + centre[i]);
  }
  return x;
}

/// A tree with var1 ... var4, an event weight around 1, and the event number.
inline void WriteTree(TMVA::OutputFile& file, const std::string& name, int entries,
                      const std::array<double, 4>& centre, double twist, std::uint64_t stream) {
  std::vector<TMVA::BranchSpec> branches;
  for (int i = 1; i <= 4; ++i)
    branches.push_back({"var" + std::to_string(i), {{"var" + std::to_string(i)}}});
  branches.push_back({"weight", {{"weight"}}});
  branches.push_back({"event", {{"event", TMVA::DataType::kInt64}}});
  auto& tree = file.MakeTree("", name, "toy data", branches);

  TMVA::Random random(4357, stream);
  std::array<std::vector<float>, 5> columns;
  std::vector<std::int64_t> events;
  for (int i = 0; i < entries; ++i) {
    auto x = Correlated(random, centre);
    x[3] += static_cast<float>(twist * x[0] * x[1]);  // something that no linear method sees
    for (std::size_t k = 0; k < 4; ++k) columns[k].push_back(x[k]);
    columns[4].push_back(static_cast<float>(random.Uniform(0.5, 1.5)));
    events.push_back(i);
  }
  std::vector<const std::byte*> data;
  for (const auto& column : columns)
    data.push_back(reinterpret_cast<const std::byte*>(column.data()));
  data.push_back(reinterpret_cast<const std::byte*>(events.data()));
  tree.Append(data, entries);
}

/// TreeS against TreeB.
inline void WriteClassification(const std::string& path, int entries = 4000) {
  const auto file = TMVA::OutputFile::Create(path);
  WriteTree(*file, "TreeS", entries, {0.5, 0.5, 0.5, 0.5}, 0.4, 1);
  WriteTree(*file, "TreeB", entries, {-0.3, -0.3, -0.3, -0.3}, -0.4, 2);
  file->Close();
}

/// TreeS and three backgrounds.
inline void WriteMulticlass(const std::string& path, int entries = 2000) {
  const auto file = TMVA::OutputFile::Create(path);
  WriteTree(*file, "TreeS", entries, {0.8, 0.8, 0.8, 0.8}, 0.4, 1);
  WriteTree(*file, "TreeB0", entries, {-0.8, -0.8, -0.8, -0.8}, 0, 2);
  WriteTree(*file, "TreeB1", entries, {0.8, -0.8, 0.8, -0.8}, 0, 3);
  WriteTree(*file, "TreeB2", entries, {-0.8, 0.8, -0.8, 0.8}, 0, 4);
  file->Close();
}

inline constexpr const char* kHiggs[] = {"m_jj", "m_jjj", "m_lv",  "m_jlv",
                                         "m_bb", "m_wbb", "m_wwbb"};

/// sig_tree and bkg_tree of invariant masses in units of what a heavy resonance would give: peaks
/// in the signal, tails in both.
inline void WriteHiggs(const std::string& path, int entries = 4000) {
  const auto file = TMVA::OutputFile::Create(path);
  for (const bool is_signal : {true, false}) {
    std::vector<TMVA::BranchSpec> branches;
    for (const char* name : kHiggs) branches.push_back({name, {{name}}});
    auto& tree = file->MakeTree("", is_signal ? "sig_tree" : "bkg_tree", "toy data", branches);
    TMVA::Random random(4357, is_signal ? 6 : 7);
    std::array<std::vector<float>, std::size(kHiggs)> columns;
    for (int i = 0; i < entries; ++i) {
      const double shared =
          random.Gauss(0, 0.15);  // the energy scale of an event is that of all its jets
      for (auto& column : columns) {
        const bool is_peak = random.Uniform() < (is_signal ? 0.55 : 0.25);
        const double peak = 1 + shared + random.Gauss(0, 0.12),
                     broad = std::exp(random.Gauss(0.05, 0.45));
        column.push_back(static_cast<float>(is_peak ? peak : broad));
      }
    }
    std::vector<const std::byte*> data;
    for (const auto& column : columns)
      data.push_back(reinterpret_cast<const std::byte*>(column.data()));
    tree.Append(data, entries);
  }
  file->Close();
}

/// TreeR with fvalue = 2 var1^2 + var2 plus some noise.
inline void WriteRegression(const std::string& path, int entries = 5000) {
  const auto file = TMVA::OutputFile::Create(path);
  auto& tree =
      file->MakeTree("", "TreeR", "toy data",
                     {{"var1", {{"var1"}}}, {"var2", {{"var2"}}}, {"fvalue", {{"fvalue"}}}});
  TMVA::Random random(4357, 5);
  std::array<std::vector<float>, 3> columns;
  for (int i = 0; i < entries; ++i) {
    const double x = random.Uniform(0, 5), y = random.Uniform(0, 5);
    columns[0].push_back(static_cast<float>(x));
    columns[1].push_back(static_cast<float>(y));
    columns[2].push_back(static_cast<float>(2 * x * x + y + random.Gauss(0, 0.5)));
  }
  std::vector<const std::byte*> data;
  for (const auto& column : columns)
    data.push_back(reinterpret_cast<const std::byte*>(column.data()));
  tree.Append(data, entries);
  file->Close();
}

}  // namespace toy
