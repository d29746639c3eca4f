// TransformationChain: making, fitting and applying the elements one after the other.
#include <algorithm>
#include <string>
#include <utility>

#include <TMVA/Error.h>
#include <TMVA/Log.h>
#include <TMVA/Transformation.h>

#include "tmva/transform/decorrelate.h"
#include "tmva/transform/gauss.h"
#include "tmva/transform/grammar.h"
#include "tmva/transform/identity.h"
#include "tmva/transform/normalize.h"
#include "tmva/transform/principal.h"
#include "tmva/transform/rearrange.h"

namespace TMVA::inline standalone {
namespace {

using InfoPointer = std::shared_ptr<const DataSetInfo>;

std::unique_ptr<Transformation> Make(char kind, Selection selection, InfoPointer info) {
  switch (kind) {
    case 'D':
      return std::make_unique<DecorrelateTransformation>(std::move(selection), std::move(info));
    case 'P':
      return std::make_unique<PrincipalTransformation>(std::move(selection), std::move(info),
                                                       false);
    case 'U':
      return std::make_unique<GaussTransformation>(std::move(selection), std::move(info), true);
    case 'G':
      return std::make_unique<GaussTransformation>(std::move(selection), std::move(info), false);
    case 'N':
      return std::make_unique<NormalizeTransformation>(std::move(selection), std::move(info), true);
    case 'S':
      return std::make_unique<NormalizeTransformation>(std::move(selection), std::move(info),
                                                       false);
    default:
      return std::make_unique<IdentityTransformation>();
  }
}

// Normalisation and the uniform transformation take the targets along, the others do not.
bool TakesTargets(char kind) { return kind == 'N' || kind == 'U' || kind == 'S'; }

// The element that an XML name stands for, with any valid selection: Load replaces it.
std::unique_ptr<Transformation> MakeByName(const WeightNode& node, const InfoPointer& info,
                                           bool as_tmva) {
  const std::string& name = node.GetString("Name");
  Selection all = Selection::All(*info, false);
  if (name == "Normalize") return Make('N', std::move(all), info);
  if (name == "Decorrelation") return Make('D', std::move(all), info);
  if (name == "PCA")
    return std::make_unique<PrincipalTransformation>(std::move(all), info, as_tmva);
  if (name == "Gauss") return Make('G', std::move(all), info);
  if (name == "Uniform") return Make('U', std::move(all), info);
  if (name == "Rearrange") return std::make_unique<RearrangeTransformation>(std::move(all), info);
  const std::vector<std::string> known{"Normalize", "Decorrelation", "PCA", "Gauss", "Rearrange"};
  node.Fail("unknown transformation '" + name + "'" + DidYouMean(name, known));
}

// Gives the elements of a file the reference classes of the text, and puts identities, which leave
// no trace in the file, in their places.
std::vector<std::unique_ptr<Transformation>> Match(
    const WeightNode& node, std::string_view text, const DataSetInfo& info,
    std::vector<std::unique_ptr<Transformation>> from_file) {
  std::vector<std::unique_ptr<Transformation>> elements;
  std::size_t used = 0;
  for (const TransformSpec& spec : ParseTransformChain(text, info)) {
    if (spec.kind == 'I')
      elements.push_back(std::make_unique<IdentityTransformation>());
    else if (used < from_file.size())
      elements.push_back(std::move(from_file[used++]));
    else
      node.Fail("there are too few transformations for VarTransform '" + std::string(text) + "'");
    elements.back()->reference_class = spec.reference_class;
  }
  if (used < from_file.size())
    node.Fail("there are more transformations than in VarTransform '" + std::string(text) + "'");
  return elements;
}

}  // namespace

TransformationChain TransformationChain::Parse(std::string_view text, const DataSetInfo& info) {
  TransformationChain chain;
  chain.num_variables_ = info.variables.size();
  chain.num_targets_ = info.targets.size();
  chain.num_spectators_ = info.spectators.size();
  const auto shared = std::make_shared<const DataSetInfo>(info);
  for (const TransformSpec& spec : ParseTransformChain(text, info)) {
    Selection selection = spec.has_selection ? Selection::Parse(spec.selection, info)
                                             : Selection::All(info, TakesTargets(spec.kind));
    chain.elements_.push_back(Make(spec.kind, std::move(selection), shared));
    chain.elements_.back()->reference_class = spec.reference_class;
  }
  return chain;
}

TransformationChain TransformationChain::Load(const WeightNode& transformations,
                                              std::string_view text, const DataSetInfo& info) {
  TransformationChain chain;
  chain.num_variables_ = info.variables.size();
  chain.num_targets_ = info.targets.size();
  chain.num_spectators_ = info.spectators.size();
  const auto shared = std::make_shared<const DataSetInfo>(info);
  for (const WeightNode* node : transformations.Children("Transform")) {
    chain.elements_.push_back(MakeByName(*node, shared, text.empty()));
    chain.elements_.back()->Load(*node);
  }
  if (!text.empty())
    chain.elements_ = Match(transformations, text, info, std::move(chain.elements_));
  return chain;
}

void TransformationChain::Fit(const DataSet& data) {
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    if (i == 0) {
      elements_[i]->Fit(data);
      continue;
    }
    const auto transformed = MakeTransformedDataSet(data, *this, static_cast<int>(i));
    elements_[i]->Fit(*transformed);
  }
}

void TransformationChain::Save(WeightNode& transformations) const {
  transformations.Set("NTransformations", elements_.size());
  for (const auto& element : elements_)
    if (element->Name() != "Identity") element->Save(transformations.AddChild("Transform"));
}

void TransformationChain::Apply(TransformRows& rows, int cls) const {
  const auto fits = [&](std::size_t values, std::size_t per_row) {
    return values == 0 || values == static_cast<std::size_t>(rows.size) * per_row;
  };
  if (rows.size < 0 || !fits(rows.variables.size(), num_variables_) ||
      !fits(rows.targets.size(), num_targets_) || !fits(rows.spectators.size(), num_spectators_))
    throw DataError("transformation: the rows do not have " + std::to_string(num_variables_) +
                    " variables, " + std::to_string(num_targets_) + " targets and " +
                    std::to_string(num_spectators_) + " spectators");
  for (const auto& element : elements_)
    element->Apply(rows, cls >= 0 ? cls : element->reference_class);
}

void TransformationChain::InverseTargets(std::int64_t size, std::span<double> targets) const {
  if (targets.size() != static_cast<std::size_t>(size) * num_targets_)
    throw DataError("transformation: expected " + std::to_string(num_targets_) +
                    " targets an event to transform back");
  for (auto element = elements_.rbegin(); element != elements_.rend(); ++element)
    (*element)->InverseTargets(size, targets);
}

bool TransformationChain::ActsOnTargets() const {
  return std::any_of(elements_.begin(), elements_.end(),
                     [](const auto& element) { return element->ActsOnTargets(); });
}

std::string TransformationChain::ShortName() const {
  std::string name;
  for (const auto& element : elements_) name += (name.empty() ? "" : "_") + element->ShortName();
  return name.empty() ? "Id" : name;
}

}  // namespace TMVA::inline standalone
