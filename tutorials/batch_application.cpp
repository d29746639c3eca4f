// Batch application: a file is scored and the scores are added to it, as branches of its tree.
//
// The update is safe: what is new becomes valid with the last write of Close(); killed before, the
// file is as it was.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <vector>

#include <TMVA/BatchGenerator.h>
#include <TMVA/BookedMethod.h>
#include <TMVA/File.h>
#include <TMVA/OutputFile.h>
#include <TMVA/Reader.h>

int main() {
  const auto overwrite = std::filesystem::copy_options::overwrite_existing;
  std::filesystem::copy_file("toy_classification.root", "toy_scored.root", overwrite);

  TMVA::Reader reader("!Color:Silent");
  const auto* method =
      reader.BookMVA("BDTG", "dataset/weights/TMVAClassification_BDTG.weights.xml");
  for (const auto& variable : method->Info().variables)
    std::printf("needs %s\n", variable.expression.c_str());

  // Expressions are evaluated over the tree, block by block, in threads.
  const auto source = TMVA::OpenSource("toy_scored.root:TreeS");
  const auto responses = reader.Evaluate("BDTG", *source);

  const auto entries = static_cast<std::size_t>(source->NumEntries());
  std::vector<float> scores(entries);
  for (std::size_t i = 0; i < entries; ++i) scores[i] = static_cast<float>(responses(i, 0));
  const auto file = TMVA::OutputFile::Update("toy_scored.root");
  auto& branch = file->AddBranches("TreeS", {{"BDTG", {{"BDTG"}}}});
  const std::byte* values = reinterpret_cast<const std::byte*>(scores.data());
  branch.Append(std::span(&values, 1), static_cast<std::int64_t>(entries));
  file->Close();

  const auto scored =
      TMVA::AsTensor<float>(TMVA::OpenSource("toy_scored.root:TreeS"), {"var1", "BDTG"});
  std::printf("first event: var1 %.3f, BDTG %.3f\n", static_cast<double>(scored(0, 0)),
              static_cast<double>(scored(0, 1)));
  return scored(entries - 1, 1) == scores.back() ? 0 : 1;
}
