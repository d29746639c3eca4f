// MergedObject: objects of several files added up, as hadd does.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <TMVA/File.h>
#include <TMVA/OutputFile.h>

namespace TMVA::inline standalone {

/// An object of a file, to which those of other files are added, and which is written into a new
/// one. Only numbers change: styles, titles, fitted functions are those of the first.
class MergedObject {
 public:
  enum class Rule : std::uint8_t {
    kAdd,     ///< histograms and profiles: bin by bin; parameters: their sum
    kAppend,  ///< graphs: the points of one behind those of the other
    kKeep     ///< others: not added
  };
  static Rule RuleOf(std::string_view class_name);

  MergedObject(const File& file, std::string_view name);
  ~MergedObject();
  MergedObject(MergedObject&&) noexcept;
  MergedObject& operator=(MergedObject&&) noexcept;

  const std::string& ClassName() const;
  /// DataError when classes or bins differ, or when objects of this class are not added.
  void Add(const File& file, std::string_view name);
  /// True when the other object is the same, byte by byte.
  bool Equals(const File& file, std::string_view name) const;
  /// `name` is "dir/name"; the object keeps its own name.
  void WriteTo(OutputFile& file, std::string_view name) const;

 private:
  std::shared_ptr<rootio::StoredRecord> stored_;
};

}  // namespace TMVA::inline standalone
