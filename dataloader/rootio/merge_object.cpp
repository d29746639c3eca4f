// MergedObject: which objects add up, and how they are compared and written.
#include <TMVA/MergedObject.h>

#include <TMVA/Error.h>

#include "dataloader/rootio/merge_object.h"

namespace TMVA::inline standalone {
namespace {

bool IsHistogram(std::string_view name) {
  constexpr std::string_view kTypes = "CSILFD";
  const bool plain = name.size() == 4 && name.starts_with("TH") && name[2] >= '1' &&
                     name[2] <= '3' && kTypes.find(name[3]) != std::string_view::npos;
  return plain || name == "TProfile" || name == "TProfile2D" || name == "TProfile3D";
}

bool IsGraph(std::string_view name) {
  return name == "TGraph" || name == "TGraphErrors" || name == "TGraphAsymmErrors" ||
         name == "TGraphBentErrors";
}

bool IsParameter(std::string_view name) { return name.starts_with("TParameter<"); }

}  // namespace

MergedObject::Rule MergedObject::RuleOf(std::string_view class_name) {
  if (IsHistogram(class_name) || IsParameter(class_name)) return Rule::kAdd;
  return IsGraph(class_name) ? Rule::kAppend : Rule::kKeep;
}

MergedObject::MergedObject(const File& file, std::string_view name)
    : stored_(file.GetRecord(name)) {}
MergedObject::~MergedObject() = default;
MergedObject::MergedObject(MergedObject&&) noexcept = default;
MergedObject& MergedObject::operator=(MergedObject&&) noexcept = default;

const std::string& MergedObject::ClassName() const { return stored_->record.key.class_name; }

void MergedObject::Add(const File& file, std::string_view name) {
  const auto other = file.GetRecord(name);
  const auto& theirs = other->record.key.class_name;
  if (theirs != ClassName())
    throw DataError(file.Path() + ": '" + std::string(name) + "' is a " + theirs + ", in " +
                    stored_->record.origin.path + " it is a " + ClassName());
  if (IsHistogram(theirs))
    rootwrite::AddHistogram(*stored_, *other);
  else if (IsGraph(theirs))
    rootwrite::AppendGraph(*stored_, *other);
  else if (IsParameter(theirs))
    rootwrite::AddParameter(*stored_, *other);
  else
    throw DataError(file.Path() + ": '" + std::string(name) + "': objects of class " + theirs +
                    " are not added");
}

bool MergedObject::Equals(const File& file, std::string_view name) const {
  const auto other = file.GetRecord(name);
  return other->record.key.class_name == ClassName() &&
         other->record.key.title == stored_->record.key.title &&
         other->record.payload == stored_->record.payload;
}

void MergedObject::WriteTo(OutputFile& file, std::string_view name) const {
  while (name.starts_with('/')) name.remove_prefix(1);
  const auto slash = name.rfind('/');
  file.WriteRecord(slash == std::string_view::npos ? std::string_view() : name.substr(0, slash),
                   *stored_);
}

}  // namespace TMVA::inline standalone
